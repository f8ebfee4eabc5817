//! Rules: what is accepted and in which order they stand.

use serde_json::{Value, json};

use super::support::{Account, rule};

#[test]
fn a_rule_is_made_changed_switched_off_and_deleted() {
    let mut account = Account::new();
    let start = account.now;
    let last = account.all("/api/rules").iter().map(|row| row["priority"].as_u64().unwrap()).max().unwrap();
    let made = account.done("POST", "/api/rules", &rule("Tag", &["a"]));
    assert_eq!(made["priority"], last + 1, "at the end");
    assert_eq!((&made["type"], &made["settings"]), (&json!("user"), &Value::Null));
    assert_eq!(made["code_ast"], rule("Tag", &["a"])["code_ast"]);
    let path = format!("/api/rules/{}", made["id"]);
    let off = account.send(
        "PUT",
        &path,
        &json!({"deactivated_datetime": "2026-03-02T00:00:00Z", "description": "x"}),
    );
    assert_eq!((off.status, &off.json["name"], &off.json["description"]), (200, &json!("Tag"), &json!("x")));
    assert_eq!(account.get(&path), off.json);
    assert_eq!(account.call("DELETE", &path, "").status, 204);
    assert_eq!(account.events_since(start), ["rule-created", "rule-updated", "rule-deleted"]);
}

#[test]
fn code_needs_its_tree_and_the_tree_must_be_of_the_language() {
    let mut account = Account::new();
    let said = |account: &mut Account, body: &Value| {
        let answer = account.send("POST", "/api/rules", body);
        assert_eq!(answer.status, 400, "{body}");
        answer.json["error"]["data"]["code_ast"][0].clone()
    };
    let loops = json!({"type": "Program", "body": [{"type": "WhileStatement", "test": {}, "body": {}}]});
    let assigns = json!({"type": "Program", "body": [{"type": "ExpressionStatement", "expression": {"type": "AssignmentExpression"}}]});
    for tree in [Value::Null, json!("Program"), json!({"type": "Program"}), loops, assigns] {
        let body = json!({"name": "x", "code": "while (true) {}", "code_ast": tree});
        assert_eq!(said(&mut account, &body), "The rule is not well formatted");
    }
    assert_eq!(
        said(&mut account, &json!({"name": "x", "code": "eq(1, 1)"})),
        "The rule is not well formatted"
    );
    let path = format!("/api/rules/{}", account.done("POST", "/api/rules", &rule("Tag", &["a"]))["id"]);
    for bad in [
        json!({"code": "eq(1, 1)"}),
        json!({"code_ast": {}}),
        json!({"event_types": "ticket-created,tea-time"}),
        json!({"priority": -1}),
        json!({"type": "system"}),
        json!({"name": null}),
    ] {
        assert_eq!(account.send("PUT", &path, &bad).status, 400, "{bad}");
    }
    let other = rule("Tag", &["b"]);
    let put = account.done("PUT", &path, &json!({"code": other["code"], "code_ast": other["code_ast"]}));
    assert_eq!((&put["code"], &put["code_ast"]), (&other["code"], &other["code_ast"]));
}

#[test]
fn priorities_are_set_together_and_the_rest_stays() {
    let mut account = Account::new();
    let rows = account.all("/api/rules");
    let (one, other) = (&rows[0]["id"], &rows[1]["id"]);
    let start = account.now;
    let body =
        json!({"priorities": [{"id": one, "priority": 70}, {"id": other, "priority": rows[1]["priority"]}]});
    let answer = account.send("POST", "/api/rules/priorities", &body);
    assert_eq!(answer.status, 202);
    let all = answer.json.as_array().unwrap();
    let priorities: Vec<u64> = all.iter().map(|row| row["priority"].as_u64().unwrap()).collect();
    assert!(all.len() == rows.len() && priorities.is_sorted(), "{priorities:?}");
    assert_eq!(&all.last().unwrap()["id"], one);
    assert_eq!(account.events_since(start), ["rule-priority-updated"], "only of what changed");
    for bad in [
        json!([{"id": one, "priority": 1}]),
        json!({"priorities": []}),
        json!({"priorities": [{"id": 1, "priority": 1}]}),
        json!({"priorities": [{"id": one}]}),
    ] {
        assert_eq!(account.send("POST", "/api/rules/priorities", &bad).status, 400, "{bad}");
    }
}

#[test]
fn a_tag_that_a_rule_only_asks_for_stays_too() {
    let mut account = Account::new();
    let press = account.all("/api/tags?search=press")[0]["id"].clone();
    let rules = account.all("/api/rules");
    let asks = rules
        .iter()
        .find(|row| row["code"].as_str().unwrap().contains("ticket.tags.name, ['press']"))
        .unwrap();
    assert_eq!(account.call("DELETE", &format!("/api/tags/{press}"), "").status, 409);
    assert_eq!(account.call("DELETE", &format!("/api/rules/{}", asks["id"]), "").status, 204);
    assert_eq!(account.call("DELETE", &format!("/api/tags/{press}"), "").status, 204);
}

#[test]
fn a_hundred_rules_come_at_once() {
    let mut account = Account::new();
    for nth in 0..60 {
        account.done("POST", "/api/rules", &rule(&format!("Rule {nth}"), &["a"]));
    }
    assert!(account.get("/api/rules")["data"].as_array().unwrap().len() > 60);
    assert_eq!(account.get("/api/rules?limit=7")["data"].as_array().unwrap().len(), 7);
}

#[test]
fn a_tag_that_a_rule_names_stays() {
    let mut account = Account::new();
    let tag = account.done("POST", "/api/tags", &json!({"name": "alpha"}))["id"].clone();
    let made = account.done("POST", "/api/rules", &rule("Tag", &["beta", "alpha"]));
    assert_eq!(account.call("DELETE", &format!("/api/tags/{tag}"), "").status, 409);
    assert_eq!(account.call("DELETE", &format!("/api/rules/{}", made["id"]), "").status, 204);
    assert_eq!(account.call("DELETE", &format!("/api/tags/{tag}"), "").status, 204);
}
