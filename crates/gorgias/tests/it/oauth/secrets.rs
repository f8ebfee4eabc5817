//! Nothing that prints shows a secret, whatever the server echoes.

use std::sync::{Arc, Mutex};

use gorgias::DateTime;
use gorgias::oauth::{
    Account, App, Authentication, Callback, Code, MemoryStore, Nonce, Scopes, Session, State, TokenStore,
    Tokens,
};
use proptest::prelude::*;

use super::{CLIENT_ID, account, at};
use crate::mock::{self, Mock};

/// Ways to give a secret back.
fn echo(way: usize, secret: &str) -> axum::http::Response<axum::body::Body> {
    let late = format!("{}{secret}", "x".repeat(195));
    match way % 8 {
        0 => mock::json(400, &format!(r#"{{"error":"{secret}","error_description":"no {secret}"}}"#)),
        1 => mock::json(400, &format!(r#"{{"error":"x","error_description":"{late}"}}"#)),
        2 => mock::json(401, &format!(r#"{{"error":{{"msg":"no {secret}"}}}}"#)),
        3 => mock::html(404, &format!("<title>{secret}</title>")),
        4 => mock::json(418, &late),
        5 => mock::with(mock::json(302, ""), "location", &format!("/{secret}/login?token={secret}")),
        6 => mock::json(200, &format!(r#"{{"access_token":7,"x":"{secret}","token_type":"{secret}"}}"#)),
        _ => mock::json(200, &format!("\"{secret}\"")),
    }
}

#[test]
fn no_secret_shows() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let said = Arc::new(Mutex::new((0, String::new())));
    let saying = Arc::clone(&said);
    let mock = runtime.block_on(Mock::start(move |_, _| {
        let (way, secret) = saying.lock().unwrap().clone();
        echo(way, &secret)
    }));
    let now: DateTime = at("2026-11-23T08:00:00");
    let secret = "[A-Za-z0-9_.-]{8,48}";
    let config = ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(app_secret in secret, token in secret, form in any::<bool>(), way in 0..8usize)| {
        let authentication = if form { Authentication::Form } else { Authentication::Basic };
        let app = App::new(CLIENT_ID, app_secret.as_str().into(), "https://app.example/")
            .unwrap()
            .authentication(authentication);
        let installation = app.for_account(account(mock.address)).unwrap();
        let mut shown = format!("{app:?} {installation:?}");
        for echoed in [&app_secret, &token] {
            *said.lock().unwrap() = (way, echoed.clone());
            let code = Code::new(token.as_str());
            let error = runtime.block_on(installation.exchange(&code, now)).unwrap_err();
            shown += &format!("{error} {error:?} {} {code:?}", error.hint());
            let error = runtime.block_on(installation.refresh(&token.as_str().into(), now)).unwrap_err();
            shown += &format!("{error} {error:?}");
        }
        let tokens = Tokens {
            access: token.as_str().into(),
            refresh: Some(token.as_str().into()),
            issued_at: now,
            expires_at: None,
            scopes: Some(Scopes::default()),
            id_token: Some(token.as_str().into()),
        };
        let store = Arc::new(MemoryStore::new());
        let acme = Account::named("acme").unwrap();
        runtime.block_on(store.save(&acme, &tokens)).unwrap();
        shown += &format!("{tokens:?} {store:?} {:?}", tokens.expose_json());
        let callback = Callback::read(&format!("code={token}&state={token}"));
        shown += &format!("{callback:?} {:?} {:?}", State::kept(token.as_str()), Nonce::kept(token.as_str()));
        shown += &format!("{:?}", Callback::read(&format!("code={token}&state=x")).code(&State::kept("y")));
        shown += &format!("{:?}", Session::new(installation, store, move || now));
        for hidden in [&app_secret, &token] {
            // The beginning too: a cut must not leave a part of it.
            prop_assert!(!shown.contains(&hidden[..8]), "{} in {}", hidden, shown);
        }
    });
}
