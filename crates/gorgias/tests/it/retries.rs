//! What is sent again, and what never is.

use gorgias::resources::{account, customers, messages, tickets};
use gorgias::{Doubt, Error};

use crate::mock::{self, Mock};

const ACCOUNT: &str = r#"{"domain":"acme"}"#;
const FAILED: &str = r#"{"error":{"msg":"Oops"}}"#;

#[tokio::test]
async fn a_read_survives_failures_of_the_server() {
    let mock =
        Mock::start(
            |n, _| if n < 2 { mock::html(502, "<h1>Bad gateway</h1>") } else { mock::json(200, ACCOUNT) },
        )
        .await;
    let client = mock.client().build().unwrap();
    assert_eq!(client.send(account::get()).await.unwrap().domain, "acme");
    assert_eq!(mock.count(), 3);
}

#[tokio::test]
async fn tries_end_and_the_error_counts_them() {
    let mock = Mock::start(|_, _| mock::json(500, FAILED)).await;
    let error = mock.client().attempts(2).build().unwrap().send(account::get()).await.unwrap_err();
    assert!(matches!(&error, Error::Server { status: 500, message, .. } if message == "Oops"), "{error:?}");
    assert_eq!((error.at().tries, mock.count()), (2, 2));
}

#[tokio::test]
async fn a_create_is_not_repeated_after_a_failure_of_the_server() {
    let mock = Mock::start(|_, _| mock::json(500, FAILED)).await;
    let note = messages::NewMessage::internal_note("x").external_id("run-1");
    let error = mock.client().build().unwrap().send(messages::create(1, note)).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { doubt: Doubt::Server(500), .. }), "{error:?}");
    assert_eq!(mock.count(), 1);
}

#[tokio::test]
async fn a_create_is_not_repeated_after_a_broken_connection() {
    let (address, count) = mock::bare(b"").await;
    let client = mock::client(address).build().unwrap();
    let new = customers::NewCustomer::email("a@x.example");
    let error = client.send(customers::create(new)).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { doubt: Doubt::ConnectionLost, .. }), "{error:?}");
    assert_eq!(*count.lock().unwrap(), 1);
}

#[tokio::test]
async fn merges_are_not_repeated_although_they_are_puts() {
    let mock = Mock::start(|_, _| mock::json(503, FAILED)).await;
    let error = mock.client().build().unwrap().send(customers::merge(1, 2)).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
    assert_eq!(mock.count(), 1);
}

#[tokio::test]
async fn a_truncated_answer_is_read_again() {
    let (address, count) = mock::bare(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"domain\":",
    )
    .await;
    let error = mock::client(address).attempts(2).build().unwrap().send(account::get()).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted { .. }), "{error:?}");
    assert_eq!(*count.lock().unwrap(), 2);
}

#[tokio::test]
async fn an_idempotent_write_is_repeated_with_the_same_body() {
    let mock =
        Mock::start(|n, _| if n == 0 { mock::json(503, FAILED) } else { mock::json(202, r#"{"id":9}"#) })
            .await;
    let update = tickets::UpdateTicket::new().status(&tickets::Status::Closed).assignee_user(None);
    let ticket = mock.client().build().unwrap().send(tickets::update(9, update)).await.unwrap();
    assert_eq!(ticket.id, 9);
    let bodies: Vec<_> =
        mock.got().iter().map(|got| String::from_utf8_lossy(&got.body).into_owned()).collect();
    assert_eq!(bodies, [r#"{"status":"closed","assignee_user":null}"#; 2]);
}
