//! Views as rows: what they need, what they refuse, what becomes of them.

use serde_json::{Value, json};

use super::support::{Account, http_integration};

#[test]
fn a_view_needs_its_slug_and_has_defaults_for_the_rest() {
    let mut account = Account::new();
    let refused = account.send("POST", "/api/views", &json!({"name": "Mine"}));
    assert_eq!(
        (refused.status, &refused.json["error"]["data"]),
        (400, &json!({"slug": ["Missing data for required field."]}))
    );
    let start = account.now;
    let made = account.send("POST", "/api/views", &json!({"slug": "mine", "category": "user"}));
    assert_eq!(made.status, 201);
    for (field, value) in [
        ("name", json!("")),
        ("type", json!("ticket-list")),
        ("category", json!("user")),
        ("visibility", json!("public")),
        ("filters", json!("")),
        ("search", Value::Null),
        ("order_by", json!("updated_datetime")),
        ("order_dir", json!("desc")),
        ("fields", json!([])),
        ("decoration", Value::Null),
        ("shared_with_teams", json!([])),
        ("deactivated_datetime", Value::Null),
    ] {
        assert_eq!(made.json[field], value, "{field}");
    }
    let (team, user) = (account.get("/api/teams?limit=1")["data"][0].clone(), account.get("/api/users/0"));
    let path = format!("/api/views/{}", made.json["id"]);
    let body = json!({"visibility": "private", "shared_with_teams": [team["id"]], "shared_with_users": [user["id"]]});
    let put = account.send("PUT", &path, &body);
    assert_eq!(
        (put.status, &put.json["slug"], &put.json["visibility"]),
        (202, &json!("mine"), &json!("private"))
    );
    let short = json!([{"id": team["id"], "name": team["name"], "decoration": team["decoration"]}]);
    assert_eq!(put.json["shared_with_teams"], short);
    assert_eq!(
        put.json["shared_with_users"],
        json!([{"id": user["id"], "name": user["name"], "meta": null}])
    );
    assert_eq!(account.call("DELETE", &path, "").status, 204);
    assert_eq!(account.call("GET", &path, "").status, 404);
    assert_eq!(account.events_since(start), ["view-created", "view-updated", "view-deleted"]);
}

#[test]
fn what_is_wrong_with_a_view_is_told_field_by_field() {
    let mut account = Account::new();
    let body = json!({
        "slug": "s", "type": "customer-list", "visibility": "secret", "filters": "eq(ticket.subject, 'x')",
        "order_by": "updated_datetime:asc", "order_dir": "up", "fields": ["id", "color"], "decoration": {"color": "red"},
        "shared_with_teams": [1], "shared_with_users": ["x"], "category": "system", "display_order": 3,
    });
    let answer = account.send("POST", "/api/views", &body);
    assert_eq!(answer.status, 400);
    let data = answer.json["error"]["data"].as_object().unwrap();
    for field in body.as_object().unwrap().keys().filter(|field| *field != "slug") {
        assert!(data.contains_key(field), "{field}: {}", answer.json);
    }
    assert_eq!(data["fields"]["1"][0].as_str().unwrap().split(':').next(), Some("Must be one of"));
    assert_eq!(data["shared_with_teams"]["0"][0], "Team not found.");
    assert_eq!(data["decoration"]["color"][0], "No such field");
    assert_eq!(
        data["filters"][0],
        "Unsupported argument: ticket.subject. Supported: ticket.assignee_team.id, ticket.assignee_user.id, \
         ticket.customer.id, ticket.messages.integration_id, ticket.channel, ticket.language, ticket.status, \
         ticket.priority, ticket.store_id, ticket.custom_fields, ticket.customer.custom_fields."
    );
}

#[test]
fn views_of_the_system_are_not_deleted() {
    let mut account = Account::new();
    let system = account.all("/api/views?category=system");
    let user = account.all("/api/views?category=user");
    assert_eq!(account.all("/api/views?limit=5").len(), system.len() + user.len());
    let names: Vec<&str> = system.iter().rev().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Inbox", "Unassigned", "Snoozed", "Closed", "All", "Trash", "Spam", "Customers"]);
    for view in &system {
        let answer = account.call("DELETE", &format!("/api/views/{}", view["id"]), "");
        assert_eq!(
            (answer.status, &answer.json["error"]["msg"]),
            (400, &json!("System views cannot be deleted."))
        );
    }
    assert_eq!(account.call("GET", "/api/views?category=shared", "").status, 400);
}

#[test]
fn the_list_shows_the_callers_values_and_the_detail_the_template() {
    let mut account = Account::new();
    let me = account.get("/api/users/0")["id"].clone();
    let row = account.all("/api/views").into_iter().find(|row| row["name"] == "Open and mine").unwrap();
    let detail = account.get(&format!("/api/views/{}", row["id"]));
    assert_eq!(
        detail["filters"],
        "eq(ticket.assignee_user.id, '{{current_user.id}}') && eq(ticket.status, 'open')"
    );
    assert_eq!(row["filters"], format!("eq(ticket.assignee_user.id, '{me}') && eq(ticket.status, 'open')"));
}

#[test]
fn a_view_is_switched_off_when_what_it_asks_about_goes() {
    let mut account = Account::new();
    let hook = account.done("POST", "/api/integrations", &http_integration());
    let through = format!("eq(ticket.messages.integration_id, {})", hook["id"]);
    let through = account.done("POST", "/api/views", &json!({"slug": "hook", "filters": through}));
    let vip = account.all("/api/views").into_iter().find(|row| row["name"] == "VIP").unwrap();
    let start = account.now;
    account.call("DELETE", &format!("/api/integrations/{}", hook["id"]), "");
    for tag in account.all("/api/tags?search=vip") {
        account.call("DELETE", &format!("/api/tags/{}", tag["id"]), "");
    }
    for view in [&vip, &through] {
        let now = account.get(&format!("/api/views/{}", view["id"]));
        assert!(view["deactivated_datetime"].is_null() && now["deactivated_datetime"].is_string());
    }
    let events = account.events_since(start);
    assert_eq!(events.iter().filter(|event| *event == "view-deactivated").count(), 2);
}

#[test]
fn customers_are_in_the_views_of_customers() {
    let mut account = Account::new();
    let view = |account: &mut Account, name: &str| {
        account.all("/api/views").into_iter().find(|row| row["name"] == name).unwrap()["id"].clone()
    };
    let (customers, all) = (view(&mut account, "Customers"), view(&mut account, "All"));
    let everybody = account.all("/api/customers");
    assert_eq!(account.all(&format!("/api/customers?view_id={customers}")), everybody);
    assert_eq!(account.all(&format!("/api/customers?view_id={all}")), [] as [Value; 0]);
    assert_eq!(account.all(&format!("/api/tickets?view_id={customers}")), [] as [Value; 0]);
    let answer = account.call("GET", &format!("/api/views/{customers}/items"), "");
    assert_eq!(answer.json["error"]["msg"], "Only views of tickets have items.");
}
