//! Answers that lead elsewhere.

use gorgias::Error;
use gorgias::resources::{account, customers, files, tickets};
use serde_json::json;

use super::{Canned, answer};
use crate::mock::{self, Mock};

/// What each verb makes of a 301 with this `Location`.
async fn each_verb(location: Option<&str>) -> Vec<String> {
    let location = location.map(str::to_owned);
    let canned = Canned::new(move |_, _| match &location {
        Some(location) => answer(301, &[("location", location)], ""),
        None => answer(301, &[], ""),
    });
    let client = canned.client().build().unwrap();
    let note = customers::UpdateCustomer::new().note("x");
    let errors = [
        client.send(customers::get(5)).await.unwrap_err(),
        client.send(customers::update(5, note)).await.unwrap_err(),
        client.send(customers::delete(5)).await.unwrap_err(),
        client.send(customers::update_data(5, json!({}), None)).await.unwrap_err(),
    ];
    assert_eq!(canned.count(), errors.len(), "nothing is followed or sent again");
    let told = |error: Error| match error {
        Error::Merged { into, .. } => format!("merged {into:?}"),
        Error::Redirected { location, .. } => location,
        other => format!("{other:?}"),
    };
    errors.into_iter().map(told).collect()
}

#[tokio::test]
async fn a_merge_is_told_for_each_verb_and_everything_else_is_a_redirect() {
    assert_eq!(each_verb(Some("/api/customers/12")).await, ["merged Some(12)"; 4]);
    assert_eq!(each_verb(None).await, ["merged None"; 4]);
    for elsewhere in [
        "https://evil.example/api/customers/12",
        "http://acme.gorgias.com/api/customers/12",
        "https://acme.gorgias.com:444/api/customers/12",
        "//evil.example/api/customers/12",
        "/api/customers/0",
        "/api/customers/-12",
        "/api/customers/99999999999999999999",
        "/api/users/12",
        "javascript:alert(1)",
        "",
    ] {
        let told = each_verb(Some(elsewhere)).await;
        assert!(told.iter().all(|told| !told.starts_with("merged")), "{elsewhere}: {told:?}");
    }
}

#[tokio::test]
async fn what_has_no_id_is_not_merged() {
    let canned = Canned::new(|_, _| answer(301, &[], ""));
    let client = canned.client().build().unwrap();
    for error in
        [client.send(account::get()).await.unwrap_err(), client.send(tickets::list()).await.unwrap_err()]
    {
        assert!(matches!(error, Error::Redirected { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn an_answer_that_leads_to_itself_is_asked_for_once() {
    let canned = Canned::new(|_, sent| answer(302, &[("location", sent.url.as_str())], ""));
    let error = canned.client().build().unwrap().send(customers::get(5)).await.unwrap_err();
    assert!(matches!(error, Error::Redirected { .. }), "{error:?}");
    assert_eq!(canned.count(), 1);
}

#[tokio::test]
async fn a_signed_address_is_an_address_on_the_web() {
    for location in
        ["file:///etc/passwd", "javascript:alert(1)", "data:text/plain,x", "/relative", "ftp://x.example/f"]
    {
        let canned = Canned::new(move |_, _| answer(307, &[("location", location)], ""));
        let sent = canned.client().build().unwrap().send(files::download("attachment", "H", "a.png")).await;
        assert!(matches!(sent, Err(Error::Undecodable { .. })), "{location}: {sent:?}");
    }
}

#[tokio::test]
async fn an_account_elsewhere_cannot_send_us_to_this_machine_or_to_plain_http() {
    let local = Mock::start(|_, _| mock::json(200, "{}")).await;
    let port = local.address.port();
    for location in [
        format!("http://127.0.0.1:{port}/x"),
        format!("https://127.0.0.1:{port}/x"),
        format!("https://localhost:{port}/x"),
        format!("https://[::1]:{port}/x"),
        "http://storage.example/x".to_owned(),
    ] {
        let there = location.clone();
        let canned = Canned::new(move |_, _| answer(307, &[("location", &there)], ""));
        // The account is elsewhere; what fetches is the real thing.
        let client = canned.client().build().unwrap();
        let address = client.send(files::download("attachment", "H", "a.png")).await.unwrap();
        let real = gorgias::Client::builder("https://acme.gorgias.com")
            .api_key("ana@teapots.example", mock::KEY.into())
            .build()
            .unwrap();
        let error = real.fetch(&address).await.unwrap_err();
        assert!(matches!(error, Error::Unsendable { .. }), "{location}: {error:?}");
    }
    assert_eq!(local.count(), 0);
}
