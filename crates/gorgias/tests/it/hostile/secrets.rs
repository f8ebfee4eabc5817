//! A server that echoes the credential wherever it can, and a log that takes everything.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use gorgias::resources::{account, files, tickets};
use gorgias::{Client, Error};
use tracing::field::{Field, Visit};
use tracing::span;

use super::{Canned, answer};
use crate::mock::{self, KEY, Mock};

/// Keeps all that is logged, at every level, by every crate.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{field}={value:?}").unwrap();
    }
}

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        span.record(&mut Line(&mut self.0.lock().unwrap()));
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Line(&mut self.0.lock().unwrap()));
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// Everything that an error shows, its causes included.
fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{}\n{:?}", error.hint(), error.at());
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        write!(text, "\n{error}\n{error:?}").unwrap();
        cause = error.source();
    }
    text
}

#[tokio::test]
async fn an_echoed_key_is_in_no_error_and_in_no_log() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let escaped = KEY.replace('-', "\\u002d");
    let basic = "YW5hQHRlYXBvdHMuZXhhbXBsZTprLTQ3MTEtc2VjcmV0";
    let encoded = KEY.replace('-', "%2d");
    for secret in [KEY, &escaped, basic, &encoded] {
        for (status, body) in [
            (400, format!(r#"{{"error":{{"msg":"bad {secret}","data":{{"{secret}":["{secret}"]}}}}}}"#)),
            (403, format!(r#"{{"error":{{"msg":"Missing scope: {secret}"}}}}"#)),
            (404, format!(r#"{{"error":{{"msg":"{secret}","data":{{"did_you_mean":"{secret}"}}}}}}"#)),
            (401, format!(r#"{{"error":{{"msg":"{secret}"}}}}"#)),
            (429, secret.to_owned()),
            (500, format!(r#"{{"error":{{"msg":"{secret}"}}}}"#)),
            (200, format!(r#"{{"domain":{{"{secret}":1}}}}"#)),
            (200, format!(r#"{{"id":1,"{secret}":"{secret}","customer":"{secret}"}}"#)),
            (200, format!(r#"{{"id":1,"{secret}":"{secret}""#)),
            (200, format!("<title>{secret}</title>")),
            (302, String::new()),
            (301, String::new()),
        ] {
            let location = format!("/login/{secret}?token={secret}#access_token={secret}");
            let mock = Mock::start(move |_, _| {
                let answer = mock::with(mock::json(status, &body), "location", &location);
                mock::with(answer, "x-request-id", location.as_str())
            })
            .await;
            let client = mock.client().attempts(1).patience(std::time::Duration::ZERO).build().unwrap();
            let Err(error) = client.send(tickets::get(1)).await else { continue };
            let text = shown(&error);
            assert!(!text.contains(KEY) && !text.contains(basic), "{status} {secret}: {text}");
            if let Error::Redirected { location, .. } = &error {
                assert!(!location.contains(&encoded), "{location}");
            }
            drop(client.send(account::get()).await);
        }
    }
    let log = log.0.lock().unwrap();
    assert!(log.contains("a request was sent"), "the log is taken");
    assert!(!log.contains(KEY) && !log.contains(basic), "{log}");
}

#[tokio::test]
async fn what_a_storage_echoes_of_a_signature_is_not_shown() {
    let signature = "sig-4711-abcdef";
    let storage = Mock::start(move |_, got| {
        let query = got.uri.query().unwrap_or_default();
        mock::html(403, &format!("<Error><SignatureProvided>{signature}</SignatureProvided>{query}</Error>"))
    })
    .await;
    let signed = format!("http://{}/bucket/x?X-Signature={signature}", storage.address);
    let mock = Mock::start(move |_, _| mock::with(mock::json(307, ""), "location", &signed)).await;
    let client = mock.client().build().unwrap();
    let address = client.send(files::download("attachment", "H", "a.png")).await.unwrap();
    let error = client.fetch(&address).await.unwrap_err();
    assert!(!shown(&error).contains(signature), "{}", shown(&error));
}

#[test]
fn a_refused_address_or_key_is_not_shown() {
    for url in [
        "https://acme.gorgias.com/#k-4711-secret",
        "https://acme.gorgias.com/?k=k-4711-secret",
        "https:// k-4711-secret@x",
    ] {
        let error = Client::builder(url).api_key("a@x.example", KEY.into()).build().unwrap_err();
        assert!(!format!("{error} {error:?}").contains(KEY), "{url}: {error:?}");
    }
    for key in ["k-4711\u{7f}", "k-4711\0", "k-4711\r\nx: y", "\tk-4711", "k-4711\u{85}", ""] {
        let error = Client::builder("https://acme.gorgias.com")
            .api_key("a@x.example", key.into())
            .build()
            .unwrap_err();
        assert!(!format!("{error} {error:?}").contains("k-4711"), "{error:?}");
    }
}

#[test]
fn malformed_addresses_are_refused() {
    for url in [
        "",
        " ",
        "https://",
        "https:///",
        "://",
        "https://[",
        "https://a b",
        "https://acme.gorgias.com:99999",
        "https://\0",
        "https://acme.gor\ngias.com",
        "https://acme.gorgias.com\t.evil.example",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://%00",
        "https://user@acme.gorgias.com",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
    ] {
        let built = Client::builder(url).api_key("a@x.example", KEY.into()).build();
        assert!(built.is_err(), "{url:?}: {built:?}");
    }
}

#[tokio::test]
async fn an_echoed_token_is_masked_after_its_renewal_too() {
    let canned = Canned::new(|_, sent| {
        let token = sent.headers["authorization"].to_str().unwrap_or_default().to_owned();
        answer(403, &[("x-request-id", &token)], &format!(r#"{{"error":{{"msg":"no scope for {token}"}}}}"#))
    });
    let error = canned.client().build().unwrap().send(account::get()).await.unwrap_err();
    assert!(shown(&error).contains("***"), "{}", shown(&error));
    assert!(!shown(&error).contains("YW5h"), "{}", shown(&error));
}
