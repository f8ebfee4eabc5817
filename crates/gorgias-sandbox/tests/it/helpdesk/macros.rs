//! Macros: what is accepted, how they are listed, put away and protected.

use serde_json::{Value, json};

use super::support::{Account, action};

fn greeting(name: &str, tags: &str) -> Value {
    json!({
        "name": name,
        "language": "en",
        "actions": [
            {"name": "setResponseText", "title": "Reply", "arguments": {"body_text": "Hello {{ticket.customer.firstname}}"}},
            {"name": "addTags", "title": "Tag", "type": "user", "arguments": {"tags": tags}},
        ],
    })
}

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["name"].as_str().unwrap()).collect()
}

#[test]
fn a_macro_comes_back_as_it_was_sent() {
    let mut account = Account::new();
    let start = account.now;
    let body = greeting("Greet", "hello, new");
    let made = account.done("POST", "/api/macros", &body);
    assert_eq!((&made["usage"], &made["updated_datetime"]), (&json!(0), &Value::Null));
    assert_eq!(made["actions"][0].get("type"), None, "what was not sent stays away");
    assert_eq!(made["actions"], body["actions"]);
    let path = format!("/api/macros/{}", made["id"]);
    let put =
        account.send("PUT", &path, &json!({"intent": "other/question", "language": null, "actions": []}));
    assert_eq!((put.status, &put.json["name"], &put.json["actions"]), (200, &json!("Greet"), &json!([])));
    assert!(put.json["updated_datetime"].is_string() && put.json["language"].is_null());
    assert_eq!(account.get(&path), put.json);
    assert_eq!(account.call("DELETE", &path, "").status, 204);
    assert_eq!(account.call("GET", &path, "").status, 404);
    assert_eq!(account.events_since(start), ["macro-created", "macro-updated", "macro-deleted"]);
}

#[test]
fn what_is_no_macro_is_refused() {
    let mut account = Account::new();
    let action = |name: &str, arguments: Value| json!({"name": "x", "actions": [{"name": name, "title": "t", "arguments": arguments}]});
    for bad in [
        json!({}),
        json!({"name": ""}),
        json!({"name": "x", "description": "y"}),
        json!({"name": "x", "archived_datetime": "2026-01-01T00:00:00Z"}),
        json!({"name": "x", "intent": "tea/time"}),
        json!({"name": "x", "language": "english"}),
        json!({"name": "x", "actions": [{"name": "addTags", "arguments": {"tags": "a"}}]}),
        action("addTags", json!({"tags": ["a", "b"]})),
        action("setStatus", json!({"status": "solved"})),
        action("setResponseText", json!("Hello")),
    ] {
        assert_eq!(account.send("POST", "/api/macros", &bad).status, 400, "{bad}");
    }
    let said = account.send("POST", "/api/macros", &action("addTags", json!({"tags": ["a"]}))).json;
    assert_eq!(said["error"]["data"]["actions"]["0"]["arguments"]["tags"][0], "Not a valid string.");
    account.done("POST", "/api/macros", &action("shopifyCancelOrder", json!({"restock": true})));
}

#[test]
fn the_most_used_come_first_and_filters_narrow() {
    let mut account = Account::new();
    let rows = account.all("/api/macros?limit=3");
    let usage: Vec<(u64, u64)> =
        rows.iter().map(|row| (row["usage"].as_u64().unwrap(), row["id"].as_u64().unwrap())).collect();
    assert!(usage.len() >= 12 && usage.windows(2).all(|pair| pair[0] > pair[1]), "{usage:?}");
    for name in ["One", "Two"] {
        account.done("POST", "/api/macros", &greeting(name, "alpha, beta"));
    }
    let unused = account.all("/api/macros?order_by=usage:asc");
    let at = |name: &str| names(&unused).iter().position(|row| *row == name).unwrap();
    assert!(at("One") < at("Two") && at("Two") < 4, "{:?}", names(&unused));
    let filtered = |account: &mut Account, query: &str| {
        let rows = account.all(&format!("/api/macros?order_by=name:asc&{query}"));
        names(&rows).iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(filtered(&mut account, "tags=alpha&tags=beta"), ["One", "Two"]);
    assert_eq!(filtered(&mut account, "tags=alpha&tags=gamma"), [] as [&str; 0]);
    assert_eq!(filtered(&mut account, "languages=fr"), ["Retour : étiquette"]);
    assert_eq!(filtered(&mut account, "languages=null"), ["Close without an answer", "Invoice attached"]);
    assert_eq!(filtered(&mut account, "languages=de&languages=fr").len(), 2);
    assert_eq!(filtered(&mut account, "search=POTTER"), ["Out of stock: we tell you"]);
    assert_eq!(filtered(&mut account, "archived=true"), ["Old: Christmas delays"]);
}

#[test]
fn a_message_that_names_a_macro_counts_as_a_use_and_runs_nothing() {
    let mut account = Account::new();
    let made = account.done("POST", "/api/macros", &greeting("Greet", "hello"));
    let mut message = super::support::incoming("a@example.com", "Hi");
    message["macros"] = json!([{"id": made["id"]}]);
    let start = account.now;
    let ticket = account.done("POST", "/api/tickets", &json!({"messages": [message]}));
    assert_eq!(account.get(&format!("/api/macros/{}", made["id"]))["usage"], 1);
    assert_eq!(ticket["tags"], json!([]));
    assert!(account.events_since(start).contains(&"macro-applied".to_owned()));
}

#[test]
fn relevance_is_for_a_ticket_and_looks_the_same_both_ways() {
    let mut account = Account::new();
    for missing in ["order_by=relevance:desc", "message_id=3"] {
        assert_eq!(account.call("GET", &format!("/api/macros?{missing}"), "").status, 400, "{missing}");
    }
    account.done("POST", "/api/macros", &greeting("Alone", "alpha, beta"));
    let message = super::support::incoming("a@example.com", "Hi");
    let ticket = json!({"messages": [message], "tags": [{"name": "alpha"}, {"name": "beta"}]});
    let ticket = account.done("POST", "/api/tickets", &ticket)["id"].clone();
    for order in ["asc", "desc"] {
        let rows = account.all(&format!("/api/macros?order_by=relevance:{order}&ticket_id={ticket}"));
        assert_eq!(rows[0]["name"], "Alone");
    }
}

#[test]
fn macros_are_put_away_one_result_an_id() {
    let mut account = Account::new();
    let mut made = |name: &str| account.done("POST", "/api/macros", &greeting(name, "a"))["id"].clone();
    let (free, used) = (made("Free"), made("Used"));
    let literal = |value: Value| json!({"type": "Literal", "raw": "", "value": value});
    let key = json!({"type": "Identifier", "name": "macro_id"});
    let property = json!({"type": "Property", "key": key, "value": literal(used.clone())});
    let options = json!({"type": "ObjectExpression", "properties": [property]});
    let code = format!("Action('applyMacro', {{macro_id: {used}}})");
    let rule = action("Greets", &code, &json!([literal(json!("applyMacro")), options]));
    let rule = account.done("POST", "/api/rules", &rule);

    let archived = account.send("PUT", "/api/macros/archive", &json!({"ids": [free, used, 1]}));
    let status = |answer: &Value| {
        answer["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["status"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(archived.status, 207);
    assert_eq!(status(&archived.json), ["archived", "macro_used", "not_found"]);
    assert_eq!(archived.json["data"][1]["error"]["data"]["rules"], json!(["Greets"]));
    assert_eq!(account.call("DELETE", &format!("/api/macros/{used}"), "").status, 409);
    assert!(account.get(&format!("/api/macros/{free}"))["archived_datetime"].is_string());

    let again = account.done("PUT", "/api/macros/archive", &json!({"ids": [free]}));
    let back = account.done("PUT", "/api/macros/unarchive", &json!({"ids": [free, used, 1]}));
    assert_eq!(status(&again), ["already_archived"]);
    assert_eq!(status(&back), ["unarchived", "already_not_archived", "not_found"]);
    for bad in [json!({"ids": []}), json!({"ids": vec![1; 31]}), json!([1]), json!({})] {
        assert_eq!(account.send("PUT", "/api/macros/archive", &bad).status, 400, "{bad}");
    }

    let off = json!({"deactivated_datetime": "2026-03-02T00:00:00Z"});
    account.done("PUT", &format!("/api/rules/{}", rule["id"]), &off);
    assert_eq!(account.call("DELETE", &format!("/api/macros/{used}"), "").status, 204);
}

#[test]
fn a_tag_that_a_macro_names_stays() {
    let mut account = Account::new();
    let tag = account.done("POST", "/api/tags", &json!({"name": "alpha"}))["id"].clone();
    let path = format!("/api/tags/{tag}");
    let made = account.done("POST", "/api/macros", &greeting("Greet", "beta, alpha"));
    assert_eq!(account.call("DELETE", &path, "").status, 409);
    assert_eq!(account.send("DELETE", "/api/tags", &json!({"ids": [tag]})).status, 409);
    account.done("PUT", &format!("/api/macros/{}", made["id"]), &json!({"actions": []}));
    assert_eq!(account.call("DELETE", &path, "").status, 204);
}
