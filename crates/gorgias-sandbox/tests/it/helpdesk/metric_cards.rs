//! The catalogue of metrics.

use serde_json::{Value, json};

use super::support::Account;

fn slugs(answer: &Value) -> Vec<&str> {
    answer["data"].as_array().unwrap().iter().map(|card| card["slug"].as_str().unwrap()).collect()
}

#[test]
fn cards_are_searched_in_what_they_say() {
    let mut account = Account::new();
    let all = account.get("/api/metric-cards");
    assert!(slugs(&all).len() >= 25 && !slugs(&all).contains(&"average-csat"));
    let old = account.get("/api/metric-cards?status=deprecated");
    assert!(slugs(&old).contains(&"average-csat"));
    let both = account.get("/api/metric-cards?include=deprecated");
    assert_eq!(slugs(&both).len(), slugs(&all).len() + slugs(&old).len());
    assert_eq!(
        slugs(&account.get("/api/metric-cards?q=SENT%20surveys&category=satisfaction")),
        ["response-rate", "surveys-sent"]
    );
    assert_eq!(account.call("GET", "/api/metric-cards?status=secret", "").status, 400);
}

#[test]
fn an_unknown_card_comes_with_those_that_may_be_meant() {
    let mut account = Account::new();
    let card = account.get("/api/metric-cards/surveys-sent");
    assert_eq!(card["api"]["scope"], "satisfaction-surveys");
    let answer = account.call("GET", "/api/metric-cards/survey-sent", "");
    assert_eq!((answer.status, &answer.json["error"]["data"]["slug"]), (404, &json!("survey-sent")));
    assert_eq!(answer.json["error"]["data"]["did_you_mean"][0], "surveys-sent");
}

#[test]
fn feedback_says_what_is_wrong_with_which_metric() {
    let mut account = Account::new();
    let path = "/api/metric-cards/surveys-sent/feedback";
    let body = json!({"disagreement_type": "formula", "metric_category": "satisfaction", "comment": "Counts twice."});
    let answer = account.send("POST", path, &body);
    assert_eq!((answer.status, &answer.json["slug"]), (201, &json!("surveys-sent")));
    for bad in [
        json!({"metric_category": "satisfaction"}),
        json!({"disagreement_type": "formula"}),
        json!({"disagreement_type": "formula", "metric_category": "x".repeat(101)}),
        json!({"disagreement_type": "formula", "metric_category": "x", "comment": "x".repeat(5_001)}),
        json!({"disagreement_type": "formula", "metric_category": "x", "score": 1}),
    ] {
        assert_eq!(account.send("POST", path, &bad).status, 400, "{bad}");
    }
    assert_eq!(account.send("POST", "/api/metric-cards/tea/feedback", &body).status, 404);
}
