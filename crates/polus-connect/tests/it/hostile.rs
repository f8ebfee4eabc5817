//! Systems that break off, lie, repeat themselves and send elsewhere.

use std::sync::LazyLock;

use gorgias_sandbox::erp::{Erp, ErpOptions};
use gorgias_sandbox::system::Response;
use insta::assert_snapshot;
use polus_connect::{
    Class, ConnectError, ConnectionSettings, Connector, HttpOptions, Manifest, ReadRequest, WebhookRefused,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::front::{Front, START, json_response, payload};

const TOKEN: &str = "shpat_0123456789";

/// A front that says the same to everything, and a connection to it.
async fn saying(system: &str, response: Response) -> (Front, Connector) {
    let erp = Erp::new(ErpOptions { tickets: 20, ..ErpOptions::new(7, START.parse().unwrap()) });
    let front = Front::start(erp, ("authorization", "")).await;
    front.stand_in(move |_| Some(response.clone()));
    let http = HttpOptions { attempts: 1, max_body_bytes: 4_000, ..HttpOptions::default() };
    let secrets = match system {
        "odoo" => json!({ "api_key": TOKEN, "webhook_secret": "9f6b0c" }),
        _ => json!({ "access_token": TOKEN }),
    };
    let connector = front.connector_with(system, json!({ "requests_per_second": 10_000 }), secrets, http);
    (front, connector)
}

fn text(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Response { status, headers, body: body.to_owned().into() }
}

async fn said(system: &str, response: Response) -> String {
    let (front, connector) = saying(system, response).await;
    let error = connector.check().await.unwrap_err();
    assert_eq!(front.requests(), 1);
    let class = match error.class() {
        Class::Transient { .. } => "transient",
        Class::Permanent => "permanent",
        Class::Ours => "ours",
    };
    format!("{class}: {error}")
}

#[tokio::test]
async fn a_connection_that_is_printed_shows_no_secret() {
    for system in ["odoo", "shopify"] {
        let (_front, connector) = saying(system, text(200, &[], "{}")).await;
        let shown = format!("{connector:?}");
        assert!(!shown.contains(TOKEN) && !shown.contains("9f6b0c"), "{shown}");
    }
}

#[tokio::test]
async fn answers_that_are_none_are_told_apart() {
    let html = text(502, &[], "<html><title>502</title><h1>Bad gateway</h1></html>");
    assert_snapshot!(said("odoo", html.clone()).await, @"transient: odoo has a problem (502): 502 Bad gateway");
    assert_snapshot!(said("shopify", html).await, @"transient: shopify has a problem (502): 502 Bad gateway");
    let cut_off = text(200, &[], r#"{"data":{"shop":{"na"#);
    assert_snapshot!(said("shopify", cut_off).await, @r#"transient: the answer of shopify cannot be used: JSON is expected, not `{"data":{"shop":{"na`"#);
    let too_large = text(200, &[], &"x".repeat(5_000));
    assert_snapshot!(said("shopify", too_large).await, @"permanent: shopify refused the request (200): the answer is larger than 4000 bytes");
    let elsewhere = text(302, &[("location", "http://127.0.0.1:1/")], "");
    assert_snapshot!(said("shopify", elsewhere).await, @"permanent: shopify refused the request (302): it sends elsewhere, and redirects are not followed: correct the address");
    let late = text(500, &[], &format!("{}{TOKEN}", "x".repeat(190)));
    assert!(!said("shopify", late).await.contains(&TOKEN[..6]));
    let echo = text(403, &[], &format!(r#"{{"errors":"no rights for {TOKEN}"}}"#));
    assert_snapshot!(said("shopify", echo).await, @"permanent: shopify does not accept the credentials (403): no rights for ***");
    let denied = json!({ "errors": [{ "message": "Access denied for customers field.", "extensions": { "code": "ACCESS_DENIED" } }], "data": null });
    assert_snapshot!(said("shopify", json_response(200, &denied)).await, @"permanent: shopify does not accept the credentials (200): Access denied for customers field.");
    let unknown = json!({ "name": "builtins.ValueError", "message": "Invalid field 'ref' on model 'res.partner'", "debug": "/opt/odoo" });
    assert_snapshot!(said("odoo", json_response(500, &unknown)).await, @"permanent: odoo refused the request (500): Invalid field 'ref' on model 'res.partner'");
}

#[tokio::test]
async fn nobody_at_home() {
    let (front, connector) = saying("shopify", text(200, &[], "")).await;
    let address = front.url.clone();
    drop(front);
    // The server ends with its task; until then it may still answer.
    let error = loop {
        match connector.check().await.unwrap_err() {
            ConnectError::Undecodable { .. } => tokio::task::yield_now().await,
            error => break error,
        }
    };
    assert_eq!(error.class(), Class::Transient { retry_after: None });
    assert!(
        error.to_string().starts_with("shopify could not be reached: ")
            && error.to_string().contains(&address)
    );
    assert_eq!(error.hint().unwrap(), "check the address and that the system is up");
}

#[tokio::test]
async fn a_list_that_does_not_move_on_is_not_walked_for_ever() {
    let page = json!({ "data": { "customers": { "nodes": [], "pageInfo": { "hasNextPage": true, "endCursor": "same" } } } });
    let (front, connector) = saying("shopify", json_response(200, &page)).await;
    let first = connector.read("customers", ReadRequest::default()).await.unwrap();
    let again = ReadRequest { since: None, page: first.next };
    let error = connector.read("customers", again).await.unwrap_err();
    assert_snapshot!(error.to_string(), @"the answer of shopify cannot be used: the list of `customers` does not move on");
    assert_eq!(front.requests(), 2);
}

#[tokio::test]
async fn a_warning_about_a_filter_is_an_error_and_not_a_longer_list() {
    let page = json!({
        "data": { "orders": { "nodes": [], "pageInfo": { "hasNextPage": false } } },
        "extensions": { "search": [{ "warnings": [{ "field": "updated_at", "message": "Invalid search field for this query." }] }] },
    });
    let (_front, connector) = saying("shopify", json_response(200, &page)).await;
    let request = ReadRequest { since: Some(START.to_owned()), page: None };
    let error = connector.read("orders", request).await.unwrap_err();
    assert_eq!(error.class(), Class::Permanent);
    assert!(error.to_string().contains("Invalid search field"), "{error}");
}

#[tokio::test]
async fn a_record_that_does_not_fit_is_handed_on_with_the_reason() {
    let nodes = json!([
        { "id": "gid://shopify/Order/1", "name": "#1", "totalPriceSet": { "shopMoney": { "amount": "many", "currencyCode": "USD" } } },
        null,
        { "id": "gid://shopify/Order/2", "name": "#2", "surprise": [1] },
    ]);
    let (_front, connector) =
        saying("shopify", json_response(200, &json!({ "data": { "nodes": nodes } }))).await;
    let keys = ["1".to_owned(), "2".to_owned()];
    let records = connector.read_by_keys("orders", &keys).await.unwrap();
    assert_eq!(records.iter().map(|record| record.key.as_str()).collect::<Vec<_>>(), keys);
    assert_snapshot!(records[0].canonical.as_ref().unwrap_err(), @r#"`total.amount`: a decimal number is expected, not "many""#);
    assert_eq!(payload(&records[0]), nodes[0]);
    assert!(records[1].canonical.is_ok());
    assert_eq!(payload(&records[1])["surprise"], json!([1]));
}

#[tokio::test]
async fn a_genuine_webhook_that_makes_no_sense_is_kept_apart_from_a_forged_one() {
    let (_front, connector) = saying("odoo", text(200, &[], "")).await;
    let verify = |body: &str| {
        connector.verify_webhook(&[(":path".to_owned(), "/webhooks/erp/9f6b0c".to_owned())], body.as_bytes())
    };
    for body in [r#"{"_model":"sale.order"}"#, r#"{"_model":"sale.order","_id":"1 or 2"}"#, "", "nonsense"] {
        assert!(matches!(verify(body), Err(WebhookRefused::Unreadable { .. })), "{body}");
    }
    let nobody_cares = verify(r#"{"_model":"res.country","_id":1}"#).unwrap();
    assert!(nobody_cares.is_empty());
}

#[tokio::test]
async fn limits_that_are_none_are_refused_at_once() {
    let (front, _) = saying("odoo", text(200, &[], "")).await;
    for wrong in [json!(0), json!(-1), json!("fast"), json!(1e-18), json!("inf")] {
        let manifest = Manifest::built_in("odoo").unwrap();
        let settings = ConnectionSettings {
            url: Some(front.url.clone()),
            settings: [("requests_per_second".to_owned(), wrong.clone())].into_iter().collect(),
            secrets: [("api_key".to_owned(), Value::from("k3y"))].into_iter().collect(),
        };
        let error = Connector::new(manifest, settings, HttpOptions::default()).unwrap_err();
        assert!(error.to_string().contains("from 0.001 to 1000000"), "{wrong}: {error}");
    }
}

/// Both connectors, with a secret for their webhooks.
static READY: LazyLock<Vec<Connector>> = LazyLock::new(|| {
    let ready = |system: &str, token: &str| {
        let secrets = json!({ token: TOKEN, "webhook_secret": "9f6b0c" });
        let settings = ConnectionSettings {
            url: Some("http://127.0.0.1:1".to_owned()),
            secrets: secrets.as_object().unwrap().clone(),
            ..ConnectionSettings::default()
        };
        Connector::new(Manifest::built_in(system).unwrap(), settings, HttpOptions::default()).unwrap()
    };
    vec![ready("odoo", "api_key"), ready("shopify", "access_token")]
});

proptest! {
    #[test]
    fn no_webhook_is_too_strange(value in ".{0,40}", body in proptest::collection::vec(any::<u8>(), 0..80)) {
        for connector in READY.iter() {
            for name in ["", "x-shopify-hmac-sha256", ":path"] {
                let answer = connector.verify_webhook(&[(name.to_owned(), value.clone())], &body);
                prop_assert_eq!(answer, Err(WebhookRefused::NotGenuine));
            }
        }
    }
}
