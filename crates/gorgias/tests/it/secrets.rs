//! The credential: where it goes, and where it never shows.

use gorgias::Error;
use gorgias::resources::{account, integrations, tickets};

use crate::mock::{self, KEY, Mock};

#[tokio::test]
async fn it_goes_to_its_own_host_and_nowhere_else() {
    let other = Mock::start(|_, _| mock::json(200, "{}")).await;
    let elsewhere = format!("http://{}/api/account?token=t", other.address);
    let mock = Mock::start(move |_, _| mock::with(mock::json(302, ""), "location", &elsewhere)).await;
    let client = mock.client().build().unwrap();
    let error = client.send(account::get()).await.unwrap_err();
    assert!(matches!(&error, Error::Redirected { location, .. } if !location.contains("token")), "{error:?}");
    for path in [
        format!("//{}/x", other.address),
        format!("http://{}/x", other.address),
        format!("@{}/x", other.address),
    ] {
        client.raw("GET", &path, &[], None).await.unwrap();
    }
    assert_eq!((mock.count(), other.count()), (4, 0));
    assert_eq!(mock.got()[0].headers["authorization"], "Basic YW5hQHRlYXBvdHMuZXhhbXBsZTprLTQ3MTEtc2VjcmV0");
}

#[tokio::test]
async fn it_shows_in_no_error_even_when_the_server_echoes_it() {
    let echo = format!(r#"{{"error":{{"msg":"bad key {KEY}"}}}}"#);
    let late = format!("{}{KEY}", "x".repeat(194));
    let field = format!(r#"{{"error":{{"msg":"no","data":{{"headers":["{KEY}"]}}}}}}"#);
    let mock = Mock::start(move |n, _| match n {
        0 => mock::json(401, &echo),
        1 => mock::json(200, &format!("\"{KEY}\"")),
        2 => mock::html(404, &format!("<title>{KEY}</title>")),
        // The beginning of the answer is shown, and ends within the key.
        3 => mock::json(400, &late),
        4 => mock::json(200, &late),
        5 => mock::json(400, &field),
        _ => mock::with(mock::json(302, ""), "location", &format!("/login/{KEY}")),
    })
    .await;
    let client = mock.client().build().unwrap();
    for _ in 0..7 {
        let error = client.send(account::get()).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains(&KEY[..6]), "{error:?}");
    }
    assert!(!format!("{client:?} {:?}", client.budget()).contains(KEY));
}

#[test]
fn requests_show_no_query_and_no_body() {
    let http =
        integrations::NewHttp::new(integrations::HttpMethod::Post, "https://hooks.acme.example/?s=hidden")
            .header("x-secret", &"hidden".into());
    let new = integrations::NewIntegration::http("Acme", http);
    assert!(!format!("{new:?}").contains("hidden"));
    let create = integrations::create(new);
    assert_eq!(format!("{create:?}"), "Request(create_integration POST /api/integrations)");
    assert_eq!(
        format!("{:?}", tickets::list().external_id("hidden")),
        "Request(list_tickets GET /api/tickets)"
    );
}
