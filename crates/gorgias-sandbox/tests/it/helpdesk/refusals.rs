//! What is refused, and how it is said.

use gorgias_sandbox::system::System as _;
use serde_json::{Value, json};

use super::support::{Account, incoming};

#[test]
fn an_unknown_path_is_answered_in_html_and_an_unknown_id_in_json() {
    let mut account = Account::new();
    for path in ["/api/nothing", "/api", "/", "/api/tickets/1/nothing", "/api/tickets//", "//api/tickets"] {
        let answer = account.call("GET", path, "");
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.response.headers[0].1.starts_with("text/html"), "{path}");
    }
    for path in ["/api/tickets/12", "/api/customers/0", "/api/tags/-4", "/api/users/99999999999999999999"] {
        let answer = account.call("GET", path, "");
        assert_eq!(
            (answer.status, &answer.json),
            (404, &json!({"error": {"msg": "Resource not found."}})),
            "{path}"
        );
    }
    let answer = account.call("GET", "/api/users/me", "");
    assert_eq!(
        (answer.status, &answer.json),
        (400, &json!({"error": {"msg": "pk is not a valid integer."}}))
    );
    assert_eq!(account.get("/api/users/0")["email"], account.helpdesk.api_email());
}

#[test]
fn bodies_are_validated_field_by_field() {
    let mut account = Account::new();
    let answer = account.send(
        "POST",
        "/api/tickets",
        &json!({
            "subject": "x".repeat(999), "status": "pending", "nonsense": 1, "assignee_user": {"id": 5},
            "messages": [
                {"channel": "email", "from_agent": true, "sender": {"email": "nobody@example.com"}},
                {"from_agent": false},
                {"channel": "api", "from_agent": false},
                {"channel": "internal-note", "from_agent": true, "receiver": {"email": "a@example.com"}},
            ],
        }),
    );
    assert_eq!(answer.status, 400);
    insta::assert_json_snapshot!(answer.json, @r#"
    {
      "error": {
        "msg": "Failed to create ticket",
        "data": {
          "messages": {
            "1": {
              "channel": [
                "Missing data for required field."
              ]
            }
          },
          "assignee_user": [
            "User not found."
          ],
          "status": [
            "Must be one of: open, closed."
          ],
          "subject": [
            "Longer than maximum length 998."
          ],
          "nonsense": [
            "No such field"
          ]
        }
      }
    }
    "#);
}

#[test]
fn messages_keep_the_rules_of_who_writes_to_whom() {
    let mut account = Account::new();
    let agent = account.get("/api/users?roles=agent")["data"][0]["email"].clone();
    let mut said = |message: Value| {
        let answer = account.send("POST", "/api/tickets", &json!({"messages": [message]}));
        answer.json["error"]["data"]["messages"]["0"].clone()
    };
    let mail = |sender: Value| {
        json!({"channel": "email", "from_agent": true, "sender": sender,
        "receiver": {"email": "ada@example.com"}, "source": {"type": "email", "from": {"address": "help@teapots.example"}}})
    };
    assert_eq!(said(mail(json!({"email": agent}))), Value::Null);
    assert_eq!(
        said(mail(json!({"email": "ada@example.com"})))["sender"][0],
        "The sender of a message from an agent must be an existing user."
    );
    assert_eq!(
        said(json!({"channel": "email", "from_agent": true, "receiver": {"email": "a@example.com"}})),
        json!({"source": {"from": ["From field is missing or empty"]}})
    );
    assert_eq!(
        said(
            json!({"channel": "api", "from_agent": false, "sender": {"email": "a@example.com"}, "receiver": {"email": "b@example.com"}})
        ),
        json!({"receiver": ["A message of a customer has no receiver."]})
    );
    assert_eq!(
        said(json!({"channel": "internal-note", "from_agent": false, "sender": {"email": "a@example.com"}})),
        json!({"from_agent": ["An internal note must be from an agent."]})
    );
    assert_eq!(
        said(json!({"channel": "api", "from_agent": false})),
        json!({"sender": ["Missing data for required field."]})
    );
}

#[test]
fn a_decoration_has_a_color() {
    let mut account = Account::new();
    let answer = account.send("POST", "/api/tags", &json!({"name": "plain", "decoration": {}}));
    let missing = json!({"color": ["Missing data for required field."]});
    assert_eq!((answer.status, &answer.json["error"]["data"]["decoration"]), (400, &missing));
    account.done("POST", "/api/tags", &json!({"name": "plain", "decoration": {"color": null}}));
}

#[test]
fn identifiers_that_are_taken_conflict() {
    let mut account = Account::new();
    let taken = account.get("/api/customers?limit=1")["data"][0]["email"].clone();
    for (path, body) in [
        ("/api/customers", json!({"email": taken})),
        ("/api/tags", json!({"name": "VIP"})),
        ("/api/users", json!({"email": "API@teapots.example", "name": "Two", "role": {"name": "admin"}})),
    ] {
        let answer = account.send("POST", path, &body);
        assert_eq!(
            (answer.status, &answer.json["error"]["msg"]),
            (409, &json!("The resource already exists.")),
            "{path}"
        );
    }
}

#[test]
fn what_is_refused_changes_nothing() {
    let mut account = Account::new();
    let start = account.now;
    let before = account.helpdesk.rows("tickets");
    account.send(
        "POST",
        "/api/tickets",
        &json!({"messages": [incoming("new@example.com", "Hi")], "nonsense": 1}),
    );
    assert_eq!(account.helpdesk.rows("tickets"), before);
    assert_eq!(account.events_since(start), [] as [&str; 0]);
    assert_eq!(account.all("/api/customers?email=new@example.com").len(), 0);
}
