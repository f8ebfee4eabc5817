//! Whatever happens, all ways to look at the account show the same.

use std::collections::BTreeMap;

use gorgias_sandbox::system::System as _;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::acts::ACTIONS;
use super::support::{Account, incoming};

/// Something that succeeds on most accounts.
fn happen(account: &mut Account, what: usize, pick: usize) {
    let some = |account: &mut Account, noun: &str| {
        let rows = account.get(&format!("/api/{noun}?limit=100"))["data"].as_array().unwrap().clone();
        rows.get(pick.checked_rem(rows.len()).unwrap_or_default()).cloned().unwrap_or_default()
    };
    if let Some(action) = ACTIONS.get(what) {
        let _ = account.helpdesk.act(account.now, &json!({"do": action, "pick": pick}));
        return;
    }
    let ticket = some(account, "tickets");
    let path = format!("/api/tickets/{}", ticket["id"]);
    let customer = some(account, "customers");
    match what - ACTIONS.len() {
        0 => {
            let body = json!({"external_id": format!("e{pick}"), "messages": [incoming(&format!("p{pick}@example.com"), "Hi")],
                "tags": [{"name": format!("t{}", pick % 5)}, {"name": "VIP"}]});
            account.send("POST", "/api/tickets", &body);
        }
        1 => drop(account.call("DELETE", &path, "")),
        2 => drop(account.send(
            "PUT",
            &path,
            &json!({"customer": {"id": customer["id"]}, "tags": [{"name": "gift"}]}),
        )),
        3 => drop(account.call("DELETE", &format!("/api/customers/{}", customer["id"]), "")),
        4 => {
            let tag = some(account, "tags");
            account.call("DELETE", &format!("/api/tags/{}", tag["id"]), "");
        }
        5 => {
            let (into, from) = (some(account, "tags"), account.get("/api/tags?limit=1")["data"][0].clone());
            let body = json!({"source_tags_ids": [from["id"]]});
            account.send("PUT", &format!("/api/tags/{}/merge", into["id"]), &body);
        }
        6 => {
            let body = json!({"email": format!("n{pick}@example.com"), "channels": []});
            account.send("PUT", &format!("/api/customers/{}", customer["id"]), &body);
        }
        7 => {
            let message = some(account, "messages");
            account.call(
                "DELETE",
                &format!("/api/tickets/{}/messages/{}", message["ticket_id"], message["id"]),
                "",
            );
        }
        8 => {
            let team = some(account, "teams");
            account.send("PUT", &path, &json!({"assignee_team": {"id": team["id"]}}));
        }
        9 => {
            let team = some(account, "teams");
            account.call("DELETE", &format!("/api/teams/{}", team["id"]), "");
        }
        _ => drop(account.send(
            "PUT",
            &path,
            &json!({"updated_datetime": format!("20{:02}-01-01T00:00:00Z", pick % 100)}),
        )),
    }
}

fn by_id(rows: Vec<Value>) -> BTreeMap<u64, Value> {
    rows.into_iter().map(|row| (row["id"].as_u64().unwrap(), row)).collect()
}

fn check(account: &mut Account) {
    // Until nothing is under way any more.
    account.now += jiff::SignedDuration::from_hours(24 * 30);
    account.helpdesk.tick(account.now);
    for (noun, orders) in
        [("tickets", 2), ("customers", 2), ("messages", 1), ("satisfaction-surveys", 1), ("events", 1)]
    {
        let rows = by_id(account.helpdesk.rows(&noun.replace('-', "_")).unwrap());
        for order in ["created_datetime", "updated_datetime"].iter().take(orders) {
            let listed = account.all(&format!("/api/{noun}?limit=100&order_by={order}:asc"));
            assert_eq!(listed.len(), rows.len(), "{noun} by {order}");
            assert!(by_id(listed) == rows, "{noun} by {order}");
        }
    }
    let tickets = account.helpdesk.rows("tickets").unwrap();
    let carrying = |tag: &Value| {
        tickets
            .iter()
            .filter(|row| row["tags"].as_array().unwrap().iter().any(|on| on["id"] == tag["id"]))
            .count()
    };
    for tag in account.helpdesk.rows("tags").unwrap() {
        assert_eq!(tag["usage"], carrying(&tag), "usage of {}", tag["name"]);
    }
    let teams = by_id(account.helpdesk.rows("teams").unwrap());
    for (team, row) in &teams {
        let view = json!({"view": {"filters": format!("eq(ticket.assignee_team.id, {team})")}});
        let items = account.send("PUT", "/api/views/0/items?limit=100", &view).json["data"].clone();
        let theirs = tickets.iter().filter(|ticket| ticket["assignee_team"]["id"] == *team).count();
        assert_eq!(items.as_array().unwrap().len(), theirs, "tickets of {}", row["name"]);
    }
    for ticket in tickets.iter().filter(|ticket| !ticket["assignee_team"].is_null()) {
        assert!(teams.contains_key(&ticket["assignee_team"]["id"].as_u64().unwrap()), "{ticket}");
    }
    let messages: u64 = tickets.iter().map(|row| row["messages_count"].as_u64().unwrap()).sum();
    assert_eq!(messages, account.helpdesk.rows("messages").unwrap().len() as u64);
    for customer in account.helpdesk.rows("customers").unwrap() {
        if let Some(email) = customer["email"].as_str() {
            let found = account.all(&format!("/api/customers?email={email}"));
            assert_eq!(found, std::slice::from_ref(&customer));
        }
        let theirs = account.all(&format!("/api/tickets?limit=100&customer_id={}", customer["id"]));
        assert_eq!(
            theirs.len(),
            tickets.iter().filter(|row| row["customer"]["id"] == customer["id"]).count()
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lists_filters_and_counts_agree(happenings in prop::collection::vec((0..ACTIONS.len() + 11, 0_usize..200), 1..40)) {
        let mut account = Account::with(|options| options.tickets = 12);
        for (what, pick) in happenings {
            account.now += jiff::SignedDuration::from_secs(3);
            happen(&mut account, what, pick);
        }
        check(&mut account);
    }
}
