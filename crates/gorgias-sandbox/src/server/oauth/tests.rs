//! Codes and tokens, step by step.

use super::token::{Bad, Bearer, Signer};
use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + seconds).unwrap()
}

fn consent(scope: &str) -> Consent {
    Consent {
        app: "app".to_owned(),
        redirect_uri: "http://127.0.0.1/back".to_owned(),
        scope: scope.to_owned(),
        nonce: Some("once".to_owned()),
        user: Person { id: 2_200_000_002, name: "Ada Quill".to_owned(), email: "ada@example.com".to_owned() },
    }
}

fn code(grants: &mut Grants, scope: &str) -> Digest {
    match grants.apply(at(0), Step::Consent(consent(scope))) {
        Ok(Given::Code(code)) => Digest::of(&code),
        other => panic!("{other:?}"),
    }
}

fn exchange(grants: &mut Grants, seconds: i64, app: &str, code: &Digest) -> Result<Given, Refusal> {
    let redirect_uri = "http://127.0.0.1/back".to_owned();
    grants.apply(at(seconds), Step::Exchange { app: app.to_owned(), code: code.clone(), redirect_uri })
}

fn refresh(grants: &mut Grants, token: &str, scope: Option<&str>, rotate: bool) -> Result<Given, Refusal> {
    let (app, scope) = ("app".to_owned(), scope.map(str::to_owned));
    grants.apply(at(100_000), Step::Refresh { app, token: Digest::of(token), scope, rotate })
}

fn tokens(given: Result<Given, Refusal>) -> Granted {
    match given {
        Ok(Given::Tokens(granted)) => *granted,
        other => panic!("{other:?}"),
    }
}

fn refused(given: Result<Given, Refusal>) -> Refusal {
    given.unwrap_err()
}

#[test]
fn a_code_is_good_once_and_soon_and_for_its_app() {
    let mut grants = Grants::new(7);
    let one = code(&mut grants, "offline");
    let first = tokens(exchange(&mut grants, 60, "app", &one)).refresh_token.unwrap();
    assert_eq!(first.len(), 48);
    assert!(refresh(&mut grants, &first, None, false).is_ok());
    assert_eq!(refused(exchange(&mut grants, 60, "app", &one)), Refusal::InvalidGrant);
    // What the first try gave is gone with the second.
    assert_eq!(refused(refresh(&mut grants, &first, None, false)), Refusal::InvalidGrant);

    let late = code(&mut grants, "offline");
    assert_eq!(refused(exchange(&mut grants, 61, "app", &late)), Refusal::InvalidGrant);
    let of_another = code(&mut grants, "offline");
    assert_eq!(refused(exchange(&mut grants, 1, "other", &of_another)), Refusal::InvalidGrant);
    let elsewhere = Step::Exchange {
        app: "app".to_owned(),
        code: code(&mut grants, "offline"),
        redirect_uri: "http://127.0.0.1/elsewhere".to_owned(),
    };
    assert_eq!(refused(grants.apply(at(1), elsewhere)), Refusal::InvalidGrant);
}

#[test]
fn the_same_seed_gives_the_same_codes() {
    let code = |seed| code(&mut Grants::new(seed), "offline");
    assert_eq!(code(7), code(7));
    assert_ne!(code(7), code(8));
}

#[test]
fn a_refresh_token_comes_with_offline_and_rotates_when_asked() {
    let mut grants = Grants::new(7);
    let plain = code(&mut grants, "tickets:read");
    assert_eq!(tokens(exchange(&mut grants, 1, "app", &plain)).refresh_token, None);
    let offline = code(&mut grants, "offline tickets:read");
    let token = tokens(exchange(&mut grants, 1, "app", &offline)).refresh_token.unwrap();
    assert_eq!(tokens(refresh(&mut grants, &token, None, false)).refresh_token, None);
    let rotated = tokens(refresh(&mut grants, &token, None, true)).refresh_token.unwrap();
    assert_eq!(refused(refresh(&mut grants, &token, None, false)), Refusal::InvalidGrant);
    assert_eq!(
        tokens(refresh(&mut grants, &rotated, Some("tickets:read"), false)).scope,
        "tickets:read".to_owned()
    );
    let more = refresh(&mut grants, &rotated, Some("tickets:write"), false);
    assert_eq!(refused(more), Refusal::InvalidScope);
    let revoke = |app: &str| Step::Revoke { app: app.to_owned(), token: Digest::of(&rotated) };
    assert_eq!(refused(grants.apply(at(2), revoke("other"))), Refusal::InvalidGrant);
    assert!(grants.apply(at(2), revoke("app")).is_ok());
    assert!(grants.apply(at(2), revoke("app")).is_ok());
    assert_eq!(refused(refresh(&mut grants, &rotated, None, false)), Refusal::InvalidGrant);
}

#[test]
fn tokens_are_verified_and_an_id_token_opens_nothing() {
    let mut grants = Grants::new(7);
    let one = code(&mut grants, "openid profile tickets:read");
    let granted = tokens(exchange(&mut grants, 1, "app", &one));
    let signer = Signer::new(7, "http://127.0.0.1:1");
    let token = signer.access_token(&granted, 10);
    let bearer = Bearer {
        app: "app".to_owned(),
        user: 2_200_000_002,
        scope: "openid profile tickets:read".to_owned(),
    };
    assert_eq!(signer.read(&token, at(10)), Ok(bearer));
    assert_eq!(signer.read(&token, at(11)), Err(Bad::Expired));
    let id_token = signer.id_token(&granted, &token, 10).unwrap();
    assert_eq!(signer.read(&id_token, at(1)), Err(Bad::Unknown));
    // Neither does one of another sandbox, or a changed one.
    assert_eq!(Signer::new(8, "http://127.0.0.1:1").read(&token, at(1)), Err(Bad::Unknown));
    assert_eq!(Signer::new(7, "http://127.0.0.1:2").read(&token, at(1)), Err(Bad::Unknown));
    for changed in ["", ".", "..", &token[1..], &token[..token.len() - 1]] {
        assert_eq!(signer.read(changed, at(1)), Err(Bad::Unknown), "{changed}");
    }
}
