//! Answers that break the rules of HTTP or stretch them.

use axum::body::Body;
use axum::http::Response;
use gorgias::resources::files::{self, Purpose};
use gorgias::resources::{account, customers, tickets};
use gorgias::{Error, FilePart};

use super::{ACCOUNT, kind};
use crate::mock::{self, Mock};

/// What the client makes of these bytes: the domain it read, or the kind of the error.
async fn outcome(bytes: &[u8]) -> String {
    let (address, _) = mock::bare(bytes.to_vec().leak()).await;
    match mock::client(address).attempts(1).build().unwrap().send(account::get()).await {
        Ok(account) => account.domain,
        Err(error) => kind(&error),
    }
}

#[tokio::test]
async fn odd_answers_are_read_or_told_apart() {
    let good = "content-length: 17\r\n\r\n{\"domain\":\"acme\"}";
    let headers = "x-h: v\r\n".repeat(100_000);
    let long = format!("x-request-id: {}\r\n", "r".repeat(2_000_000));
    for (bytes, expected) in [
        (format!("HTTP/1.1 200 OK\r\n{good}"), "acme"),
        (format!("HTTP/1.1 200\r\n{good}"), "acme"),
        (format!("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n{good}"), "acme"),
        (format!("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\n{good}"), "acme"),
        (format!("HTTP/1.1 200 OK\r\ncontent-type: nonsense\r\n{good}"), "acme"),
        (format!("HTTP/1.1 999 Odd\r\n{good}"), "Server"),
        (format!("HTTP/1.1 299 Odd\r\n{good}"), "acme"),
        (format!("HTTP/1.1 418 Teapot\r\n{good}"), "Refused"),
        (format!("HTTP/1.1 300 Choices\r\n{good}"), "Redirected"),
        ("HTTP/1.1 304 Not Modified\r\n\r\n".to_owned(), "Redirected"),
        ("HTTP/1.1 204 No Content\r\n\r\n".to_owned(), "Undecodable"),
        ("HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n".to_owned(), "Undecodable"),
        (format!("HTTP/1.1 1000 Odd\r\n{good}"), "Interrupted"),
        (format!("HTTP/9.9 200 OK\r\n{good}"), "Interrupted"),
        (format!("HTTP/1.1 200 OK\r\n{headers}{good}"), "Interrupted"),
        (format!("HTTP/1.1 200 OK\r\n{long}{good}"), "Interrupted"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999\r\n\r\n{}".to_owned(), "Interrupted"),
        ("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{}".to_owned(), "Interrupted"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n{}".to_owned(), "TooLarge"),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n11\r\n{\"domain\"".to_owned(), "Interrupted"),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n{".to_owned(),
            "Interrupted",
        ),
        (format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n{good}"), "Interrupted"),
        ("\0\0\0\0\r\n\r\n".to_owned(), "Interrupted"),
        (String::new(), "Interrupted"),
    ] {
        let start: String = bytes.chars().take(60).collect();
        assert_eq!(outcome(bytes.as_bytes()).await, expected, "{start}");
    }
}

#[tokio::test]
async fn headers_that_are_no_text_are_as_good_as_none() {
    let body = b"content-length: 2\r\n\r\n{}";
    for (head, expected) in [
        (&b"HTTP/1.1 302 Found\r\nlocation: /\xff\xfe\r\n"[..], "Redirected"),
        (b"HTTP/1.1 500 Oops\r\nretry-after: \xff\r\nx-request-id: \xff\r\n", "Server"),
        (
            b"HTTP/1.1 404 Gone\r\nx-gorgias-account-api-call-limit: \xff/\xfe\r\ncontent-type: \xff\r\n",
            "NotFound",
        ),
    ] {
        assert_eq!(outcome(&[head, body].concat()).await, expected, "{}", String::from_utf8_lossy(head));
    }
}

#[tokio::test]
async fn a_body_that_should_not_be_there_is_not_taken_for_the_next_answer() {
    let evil = "HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{\"domain\":\"evil\"}";
    let (address, _) = mock::bare(format!("HTTP/1.1 204 No Content\r\n\r\n{evil}").into_bytes().leak()).await;
    let client = mock::client(address).attempts(1).build().unwrap();
    for _ in 0..5 {
        client.send(tickets::delete(1)).await.unwrap();
        let read = client.send(account::get()).await;
        assert!(!read.is_ok_and(|account| account.domain == "evil"));
    }
}

#[tokio::test]
async fn names_of_files_cannot_write_the_form() {
    let mock = Mock::start(|_, _| mock::json(201, "[]")).await;
    let client = mock.client().build().unwrap();
    for name in ["a\"; filename=\"b.png", "../../etc/passwd", "\u{1f375} t\u{e9}.png", "", "\\"] {
        let part = FilePart::new(name, "text/plain", "content");
        client.send(files::upload(Purpose::Attachment, vec![part])).await.unwrap();
        let got = mock.got().pop().unwrap();
        let body = String::from_utf8_lossy(&got.body);
        let (head, rest) = body.split_once("\r\n\r\n").unwrap();
        assert!(rest.starts_with("content\r\n--"), "{name:?}: {body}");
        assert_eq!(head.lines().count(), 3, "{name:?}: {body}");
    }
    let sent = mock.count();
    for name in ["a\r\nx-injected: 1\r\n\r\nb", "a\nb", "a\0b"] {
        let part = FilePart::new(name, "text/plain", "content");
        let error = client.send(files::upload(Purpose::Attachment, vec![part])).await.unwrap_err();
        assert!(matches!(error, Error::Invalid { field: "name", .. }), "{name:?}: {error:?}");
    }
    assert_eq!(mock.count(), sent);
}

#[tokio::test]
async fn what_http_cannot_carry_is_not_sent_and_not_tried_again() {
    let mock = Mock::start(|_, _| mock::json(200, ACCOUNT)).await;
    let client = mock.client().build().unwrap();
    let bad_mime = FilePart::new("a", "text/plain\r\nx: y", "content");
    let errors = [
        client.send(tickets::list().cursor(&"c".repeat(1 << 20))).await.unwrap_err(),
        client.send(files::upload(Purpose::Attachment, vec![bad_mime])).await.unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, Error::Unsendable { .. }), "{error:?}");
        assert_eq!(error.class(), gorgias::ErrorClass::Permanent);
    }
    assert_eq!((mock.count(), client.budget().snapshot().used), (0, 0.0));
}

#[tokio::test]
async fn odd_paths_and_methods_reach_the_own_host_or_nobody() {
    let mock = Mock::start(|_, got| match got.headers.get("authorization") {
        Some(_) => mock::json(200, ACCOUNT),
        None => Response::builder().status(401).body(Body::empty()).unwrap(),
    })
    .await;
    let client = mock.client().timeout(std::time::Duration::from_secs(2)).attempts(1).build().unwrap();
    for path in [
        "",
        "/",
        "\\\\evil.example",
        "/a b\r\nx: y",
        "/\0",
        "/%00%0d%0a",
        "/#x",
        "?a=b&&=c&d",
        "/../../..",
        "/\u{1f375}",
    ] {
        let answer = client.raw("GET", path, &[], None).await.unwrap();
        assert_eq!(answer.status, 200, "{path:?}");
    }
    for method in ["", "GET /", "G\r\nT", "\u{e9}"] {
        let error = client.raw(method, "/", &[], None).await.unwrap_err();
        assert!(matches!(error, Error::Unsendable { .. }), "{method:?}: {error:?}");
    }
    // No guarantee but that they end.
    for method in ["HEAD", "OPTIONS", "CONNECT", "TRACE", "BREW"] {
        drop(client.raw(method, "/x", &[], None).await);
    }
}

#[tokio::test]
async fn limits_of_nothing_and_of_everything_end() {
    use std::time::Duration;
    let mock = Mock::start(|_, _| mock::json(200, ACCOUNT)).await;
    let all = |client: gorgias::ClientBuilder| client.build().unwrap();
    let most = all(mock
        .client()
        .timeout(Duration::MAX)
        .attempts(u32::MAX)
        .patience(Duration::MAX)
        .max_body(usize::MAX));
    assert_eq!(most.send(account::get()).await.unwrap().domain, "acme");
    let error = all(mock.client().max_body(0)).send(account::get()).await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { limit: 0, .. }), "{error:?}");
    let new = customers::NewCustomer::email("a@x.example");
    let error = all(mock.client().timeout(Duration::ZERO)).send(customers::create(new)).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
    let error =
        all(mock.client().attempts(0).timeout(Duration::ZERO)).send(account::get()).await.unwrap_err();
    assert_eq!((kind(&error), error.at().tries), ("TimedOut".to_owned(), 1));
    // Time-outs that are over before a wait would begin.
    let mock = Mock::start(|_, _| mock::json(429, "")).await;
    let error = all(mock.client().patience(Duration::ZERO)).send(account::get()).await.unwrap_err();
    assert_eq!((kind(&error), mock.count()), ("Throttled".to_owned(), 1));
}
