//! Which answer becomes which error.

use std::time::Duration;

use axum::body::Body;
use axum::http::Response;
use gorgias::resources::{account, customers, tickets};
use gorgias::{Doubt, Error, ErrorClass};
use serde_json::json;

use crate::mock::{self, Mock};

#[tokio::test]
async fn a_refusal_names_each_field() {
    let body = r#"{"error":{"msg":"Failed to create ticket","data":{"messages":{"0":{"sender":["Missing data for required field."]}}}}}"#;
    let mock = Mock::start(move |_, _| mock::json(400, body)).await;
    let new = tickets::NewTicket::incoming(tickets::Party::id(1), "s", "t");
    let error = mock.client().build().unwrap().send(tickets::create(new)).await.unwrap_err();
    insta::assert_snapshot!(error, @"POST /api/tickets: refused (400): Failed to create ticket - messages.0.sender: Missing data for required field.");
    assert_eq!((error.class(), error.status()), (ErrorClass::Permanent, Some(400)));
    assert_eq!(error.at().request_id.as_deref(), Some("r-1"));
}

#[tokio::test]
async fn each_status_has_its_error() {
    let mock = Mock::start(|_, got| {
        let status: u16 = got.uri.path().rsplit('/').next().unwrap().parse().unwrap();
        mock::json(status, r#"{"error":{"msg":"No."}}"#)
    })
    .await;
    let client = mock.client().attempts(1).build().unwrap();
    let mut seen = Vec::new();
    for status in [400, 401, 403, 404, 409, 500, 503] {
        seen.push(client.send(tickets::get(status)).await.unwrap_err().to_string());
    }
    insta::assert_snapshot!(seen.join("\n"), @r#"
        GET /api/tickets/400: refused (400): No.
        GET /api/tickets/401: the credential was refused (401): No.
        GET /api/tickets/403: forbidden (403): No.
        GET /api/tickets/404: not found (404): No.
        GET /api/tickets/409: refused (409): No.
        GET /api/tickets/500: the server failed (500): No.
        GET /api/tickets/503: the server failed (503): No.
        "#);
}

#[tokio::test]
async fn a_merged_customer_is_told_by_the_survivor_and_no_write_is_sent_twice() {
    let mock =
        Mock::start(|_, _| mock::with(mock::json(301, ""), "location", "/api/customers/12/data")).await;
    let client = mock.client().build().unwrap();
    let error = client.send(customers::update_data(5, json!({}), None)).await.unwrap_err();
    assert!(matches!(error, Error::Merged { into: Some(12), .. }), "{error:?}");
    let got = mock.got();
    assert_eq!(got.len(), 1);
    assert_eq!((got[0].method.as_str(), got[0].uri.path()), ("PUT", "/api/customers/5/data"));
}

#[tokio::test]
async fn a_merge_without_a_location_is_a_merge() {
    let mock = Mock::start(|_, _| mock::json(301, "")).await;
    let error = mock.client().build().unwrap().send(customers::get(5)).await.unwrap_err();
    assert!(matches!(error, Error::Merged { into: None, .. }), "{error:?}");
}

#[tokio::test]
async fn a_web_page_is_not_json() {
    let mock = Mock::start(|n, _| match n {
        0 => mock::html(404, "<html><title>404 Not Found</title></html>"),
        _ => mock::html(200, "<!doctype html><title>Log in</title>"),
    })
    .await;
    let client = mock.client().build().unwrap();
    let error = client.send(account::get()).await.unwrap_err();
    insta::assert_snapshot!(error, @r#"GET /api/account: the answer is a web page (404, "404 Not Found"), not JSON"#);
    let error = client.send(tickets::delete(1)).await.unwrap_err();
    assert!(matches!(error, Error::NotJson { status: 200, .. }), "{error:?}");
}

#[tokio::test]
async fn an_answer_of_another_shape_names_the_place() {
    let mock = Mock::start(|_, _| mock::json(200, r#"{"data":[{"id":1},{"id":null}],"meta":{}}"#)).await;
    let error = mock.client().build().unwrap().send(tickets::list()).await.unwrap_err();
    assert!(matches!(&error, Error::Undecodable { field, .. } if field == "data[1].id"), "{error:?}");
    assert_eq!(error.class(), ErrorClass::Ours);
}

#[tokio::test]
async fn empty_successes_are_successes_where_nothing_is_expected() {
    let mock = Mock::start(|_, _| Response::builder().status(202).body(Body::empty()).unwrap()).await;
    let client = mock.client().build().unwrap();
    client.send(customers::update_data(5, json!([1]), None)).await.unwrap();
    client.send(tickets::set_tags(5, &[], &[])).await.unwrap();
    let error = client.send(customers::get(5)).await.unwrap_err();
    insta::assert_snapshot!(error, @"GET /api/customers/5: the answer does not fit: the answer is empty. It starts with: ");
}

#[tokio::test]
async fn an_answer_above_the_limit_is_not_read() {
    let mock = Mock::start(|n, _| match n {
        0 => mock::json(200, &format!(r#"{{"domain":"{}"}}"#, "x".repeat(5000))),
        // No length is declared: it is stopped while it comes.
        _ => {
            let parts = std::iter::repeat_with(|| Ok::<_, std::io::Error>("x".repeat(1000)));
            Response::new(Body::from_stream(futures_util::stream::iter(parts.take(100_000))))
        }
    })
    .await;
    let client = mock.client().max_body(2000).build().unwrap();
    for _ in 0..2 {
        let error = client.send(account::get()).await.unwrap_err();
        assert!(matches!(error, Error::TooLarge { limit: 2000, .. }), "{error:?}");
    }
    assert_eq!(mock.count(), 2);
    let new = customers::NewCustomer::email("a@x.example");
    let error = client.send(customers::create(new)).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { doubt: Doubt::TooLarge, .. }), "{error:?}");
    assert_eq!(mock.count(), 3, "what was made is not made again");
}

#[tokio::test]
async fn compressed_answers_are_read_and_their_real_size_counts() {
    let mock = Mock::start(|n, _| {
        // `{"domain":"acme"}`, and a million spaces, both compressed.
        let body: &[u8] = if n == 0 { &SMALL } else { include_bytes!("spaces.gz") };
        let answer =
            Response::builder().header("content-type", "application/json").header("content-encoding", "gzip");
        answer.body(Body::from(body)).unwrap()
    })
    .await;
    let client = mock.client().max_body(100_000).build().unwrap();
    assert_eq!(client.send(account::get()).await.unwrap().domain, "acme");
    assert!(mock.got()[0].headers["accept-encoding"].to_str().unwrap().contains("gzip"));
    let error = client.send(account::get()).await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error:?}");
}

const SMALL: [u8; 37] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 74, 201, 207, 77, 204, 204, 83, 178, 82, 74, 76, 206, 77, 85,
    170, 5, 0, 95, 25, 158, 119, 17, 0, 0, 0,
];

#[tokio::test]
async fn a_slow_server_times_out_and_a_create_stays_open() {
    let (address, count) = silent().await;
    let client = mock::client(address).timeout(Duration::from_millis(80)).attempts(2).build().unwrap();
    let error = client.send(account::get()).await.unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error:?}");
    assert_eq!((error.at().tries, *count.lock().unwrap()), (2, 2));
    let new = customers::NewCustomer::email("a@x.example");
    let error = client.send(customers::create(new)).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { doubt: Doubt::TimedOut, .. }), "{error:?}");
    assert_eq!((error.at().tries, error.class()), (1, ErrorClass::OutcomeUnknown));
}

/// Accepts and never answers.
async fn silent() -> (std::net::SocketAddr, std::sync::Arc<std::sync::Mutex<usize>>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let count = std::sync::Arc::new(std::sync::Mutex::new(0));
    let counted = std::sync::Arc::clone(&count);
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((socket, _)) = listener.accept().await {
            *counted.lock().unwrap() += 1;
            open.push(socket);
        }
    });
    (address, count)
}

#[tokio::test]
async fn no_server_means_nothing_was_sent() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let new = customers::NewCustomer::email("a@x.example");
    let client = mock::client(address).attempts(2).build().unwrap();
    let error = client.send(customers::create(new)).await.unwrap_err();
    assert!(matches!(&error, Error::NotSent { host, .. } if host == "127.0.0.1"), "{error:?}");
    assert_eq!(error.at().tries, 2, "what surely did nothing is tried again, creates too");
}

#[tokio::test]
async fn raw_gives_every_answer_as_it_came() {
    let mock = Mock::start(|_, _| mock::json(404, r#"{"error":{"msg":"Resource not found."}}"#)).await;
    let client = mock.client().build().unwrap();
    let query = [("limit".to_owned(), "5".to_owned())];
    let answer = client.raw("get", "/api/tickets?trashed=false", &query, None).await.unwrap();
    assert_eq!(answer.status, 404);
    assert_eq!(&answer.body[..], br#"{"error":{"msg":"Resource not found."}}"#);
    assert_eq!(answer.header("x-request-id"), Some("r-1"));
    assert_eq!(mock.got()[0].uri.to_string(), "/api/tickets?trashed=false&limit=5");
    let error = client.raw("GET x", "api/tickets", &[], None).await.unwrap_err();
    insta::assert_snapshot!(error, @"GET x /api/tickets: cannot be sent: `GET x` is not an HTTP method");
    assert_eq!(mock.count(), 1);
}

#[tokio::test]
async fn what_would_be_refused_is_not_sent() {
    let mock = Mock::start(|_, _| mock::json(200, "{}")).await;
    let error = mock.client().build().unwrap().send(tickets::get(-3)).await.unwrap_err();
    insta::assert_snapshot!(error, @"GET /api/tickets/-3: not sent, because it would be refused - id: -3 is no id: ids are positive numbers");
    assert_eq!((error.class(), mock.count()), (ErrorClass::Permanent, 0));
    assert!(gorgias::resources::users::me().invalid().is_none(), "id 0 is the caller");
}
