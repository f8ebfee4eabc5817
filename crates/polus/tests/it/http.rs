//! Webhooks and sidebar: what is let in, what is not, and what a refusal tells.

use serde_json::{Value, json};

use crate::support::{Home, Sandbox, get, post, request};

const LIMIT: usize = 1024 * 1024;

#[tokio::test]
async fn a_webhook_needs_its_secret_and_a_refusal_tells_nothing() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let (_up, addresses) = home.up().await;
    let text = |name: &str| addresses[name].as_str().unwrap();
    let (url, secret) = (text("webhook_url"), text("webhook_secret"));
    let unknown = url.replace("/gorgias", "/nobody");

    let accepted = post(url, &[("x-polus-secret", secret)], br#"{"ticket_id": "1"}"#).await;
    assert_eq!((accepted.status, accepted.body.as_str()), (200, "{}"));
    assert_eq!(accepted.headers["content-type"], "application/json");

    let nearly = format!("{}x", &secret[..secret.len() - 1]);
    let forged: [(&str, Vec<(&str, &str)>); 5] = [
        (url, vec![]),
        (url, vec![("x-polus-secret", "")]),
        (url, vec![("x-polus-secret", &nearly)]),
        (&unknown, vec![("x-polus-secret", secret)]),
        (&unknown, vec![]),
    ];
    let mut answers = Vec::new();
    for (url, headers) in forged {
        let mut answer = post(url, &headers, b"{}").await;
        answer.headers.remove("date");
        answers.push((answer.status, answer.headers, answer.body));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!((answers[0].0, answers[0].2.as_str()), (401, "{}"));

    // A secret at the end of the address is no proof for the helpdesk.
    assert_eq!(post(&format!("{url}/{secret}"), &[], b"{}").await.status, 401);
    assert_eq!(get(url, &[("x-polus-secret", secret)]).await.status, 405);
    let metrics = get(&format!("{}metrics", text("url")), &[]).await.body;
    assert!(metrics.contains("polus_webhooks_received_total{outcome=\"refused\"} 6"), "{metrics}");
}

#[tokio::test]
async fn a_webhook_has_a_largest_size() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let (_up, addresses) = home.up().await;
    let url = addresses["webhook_url"].as_str().unwrap();
    let secret = ("x-polus-secret", addresses["webhook_secret"].as_str().unwrap());
    assert_eq!(post(url, &[secret], &vec![b' '; LIMIT]).await.status, 200);
    assert_eq!(post(url, &[secret], &vec![b' '; LIMIT + 1]).await.status, 413);
    // It says how long it will be, and the body is not waited for.
    let long = (LIMIT + 1).to_string();
    assert_eq!(request("POST", url, &[secret, ("content-length", &long)], b"").await.status, 413);
    // That of a forged one is not waited for.
    assert_eq!(request("POST", url, &[("content-length", "10")], b"").await.status, 401);
    let kept = home.query("select count(*) as n from inbox where length(body) > 1048576").await;
    assert_eq!(kept[0]["n"], 0);
}

#[tokio::test]
async fn the_sidebar_answers_its_helpdesk_and_nobody_else() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    home.ok(&["sync"], "").await;
    let (_up, addresses) = home.up().await;
    let url = addresses["sidebar_url"].as_str().unwrap();
    let secret = [("x-polus-secret", addresses["webhook_secret"].as_str().unwrap())];
    let email = home.query("select email from customers where email is not null limit 1").await;
    let asked = format!("{url}?email={}&customer_id=&ticket_id=None", email[0]["email"].as_str().unwrap());
    let card = get(&asked, &secret).await;
    assert_eq!((card.status, card.headers["content-type"].as_str()), (200, "application/json"));
    let card: Value = serde_json::from_str(&card.body).unwrap();
    assert_eq!(card["orders"], json!([]));
    for (url, headers) in [(asked.as_str(), &[][..]), (&asked.replace("/gorgias", "/nobody"), &secret[..])] {
        let refused = get(url, headers).await;
        assert_eq!((refused.status, refused.body.as_str()), (401, "{}"));
    }
}
