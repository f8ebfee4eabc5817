//! Teams and the tickets that are given to them.

use serde_json::{Value, json};

use super::support::{Account, http_integration, incoming};

#[test]
fn members_are_replaced_as_a_whole() {
    let mut account = Account::new();
    let agents = account.all("/api/users?roles=agent");
    let (one, two) = (&agents[0], &agents[1]);
    let body = json!({"name": "Kettles", "members": [{"id": one["id"]}, {"id": two["id"]}, {"id": one["id"]}],
        "decoration": {"emoji": {"id": "tea", "native": "🍵"}}});
    let start = account.now;
    let made = account.done("POST", "/api/teams", &body);
    assert_eq!((&made["name"], &made["description"]), (&json!("Kettles"), &Value::Null));
    assert_eq!(made["decoration"], body["decoration"]);
    assert_eq!(
        made["members"],
        json!([
            {"id": one["id"], "name": one["name"], "email": one["email"], "meta": null},
            {"id": two["id"], "name": two["name"], "email": two["email"], "meta": null},
        ])
    );
    let path = format!("/api/teams/{}", made["id"]);
    let put = account.send("PUT", &path, &json!({"description": "All that boils"}));
    assert_eq!((put.status, &put.json["members"]), (202, &made["members"]));
    // What an answer shows of a member may be sent back.
    let put = account.send("PUT", &path, &json!({"members": [made["members"][1]]}));
    assert_eq!(put.json["members"], json!([made["members"][1]]));
    assert_eq!(
        (&put.json["description"], &put.json["created_datetime"]),
        (&json!("All that boils"), &made["created_datetime"])
    );
    assert_eq!(account.call("DELETE", &path, "").status, 204);
    assert_eq!(account.call("GET", &path, "").status, 404);
    assert_eq!(account.events_since(start), ["team-created", "team-updated", "team-updated", "team-deleted"]);
}

#[test]
fn what_is_wrong_with_a_team_is_told_field_by_field() {
    let mut account = Account::new();
    let body = json!({"members": [{"id": 5}, {"name": "x"}, {"id": 6, "role": "x"}], "decoration": {"emoji": 5}, "color": "red"});
    let answer = account.send("POST", "/api/teams", &body);
    assert_eq!(
        (answer.status, &answer.json["error"]),
        (
            400,
            &json!({"msg": "Failed to create team", "data": {
                "name": ["Missing data for required field."],
                "decoration": {"emoji": ["Not a valid emoji."]},
                "members": {
                    "0": ["User not found."],
                    "1": {"id": ["Missing data for required field."]},
                    "2": {"role": ["No such field"]},
                },
                "color": ["No such field"],
            }})
        )
    );
}

#[test]
fn tickets_are_given_to_teams_and_lose_those_that_go() {
    let mut account = Account::new();
    let team = account.done("POST", "/api/teams", &json!({"name": "Kettles"}));
    let hook = account.done("POST", "/api/integrations", &http_integration());
    let body = json!({"assignee_team": {"id": team["id"]}, "messages": [incoming("ada@example.com", "Hi")]});
    let made = account.done("POST", "/api/tickets", &body);
    let path = format!("/api/tickets/{}", made["id"]);
    let short = json!({"id": team["id"], "name": "Kettles", "decoration": null});
    assert_eq!((&made["assignee_team"], &made["assignee_team_id"]), (&short, &team["id"]));
    let row = account.get(&format!("/api/tickets?ticket_ids={}", made["id"]))["data"][0].clone();
    assert_eq!((&row["assignee_team"], row.get("assignee_team_id")), (&short, None));

    let other = account.get("/api/teams?order_by=name:asc&limit=1")["data"][0].clone();
    account.done("DELETE", &format!("/api/integrations/{}", hook["id"]), &json!({}));
    let start = account.now;
    let moved = account.done("PUT", &path, &json!({"assignee_team": {"id": other["id"]}}));
    assert_eq!(moved["assignee_team"]["name"], other["name"]);
    assert_eq!(account.events_since(start), ["ticket-team-assigned", "ticket-updated"]);
    let unknown = account.send("PUT", &path, &json!({"assignee_team": {"id": 7}}));
    assert_eq!(unknown.json["error"]["data"]["assignee_team"][0], "Team not found.");

    let start = account.now;
    let theirs = |rows: &[Value]| rows.iter().filter(|row| row["assignee_team"]["id"] == other["id"]).count();
    assert!(theirs(&account.all("/api/tickets?limit=100")) > 5, "the seed gives tickets to teams");
    account.call("DELETE", &format!("/api/teams/{}", other["id"]), "");
    assert_eq!(theirs(&account.all("/api/tickets?limit=100")), 0);
    assert_eq!(account.get(&path)["assignee_team"], Value::Null);
    let events = account.events_since(start);
    let count = |kind: &str| events.iter().filter(|event| *event == kind).count();
    assert_eq!(count("ticket-team-unassigned"), count("ticket-updated"));
    assert_eq!(count("team-deleted"), 1);
}

#[test]
fn a_user_who_goes_leaves_the_teams() {
    let mut account = Account::new();
    let team = account.all("/api/teams").into_iter().find(|team| team["members"][0].is_object()).unwrap();
    let gone = team["members"][0]["id"].clone();
    account.call("DELETE", &format!("/api/users/{gone}"), "");
    for team in account.all("/api/teams") {
        assert!(team["members"].as_array().unwrap().iter().all(|member| member["id"] != gone));
    }
}
