//! The same account and the same calls give the same bytes.

use gorgias_sandbox::system::System as _;
use serde_json::json;

use super::acts::ACTIONS;
use super::support::{Account, http_integration, incoming};

/// Everything an account answers in a short life.
fn life(seed: u64) -> Vec<Vec<u8>> {
    let mut account = Account::with(|options| (options.seed, options.tickets) = (seed, 40));
    let mut seen = Vec::new();
    let mut call = |account: &mut Account, method: &str, target: &str, body: &str| {
        seen.push(account.call(method, target, body).response.body.to_vec());
        seen.extend(account.helpdesk.deliveries().into_iter().map(|delivery| delivery.body.to_vec()));
    };
    call(&mut account, "POST", "/api/integrations", &http_integration().to_string());
    let ticket = json!({"messages": [incoming("a@example.com", "Hi")], "tags": [{"name": "new"}]});
    call(&mut account, "POST", "/api/tickets", &ticket.to_string());
    for (pick, action) in ACTIONS.iter().enumerate() {
        account.helpdesk.act(account.now, &json!({"do": action, "pick": pick})).unwrap();
        call(&mut account, "GET", "/api/tickets?limit=5&order_by=updated_datetime:desc", "");
    }
    let ids = account.get("/api/tickets?limit=30")["data"].as_array().unwrap().clone();
    let ids: Vec<_> = ids.iter().map(|row| row["id"].clone()).collect();
    let job = json!({"type": "applyMacro", "params": {"ticket_ids": ids, "macro_id": account.get("/api/macros")["data"][0]["id"]}});
    call(&mut account, "POST", "/api/jobs", &job.to_string());
    for noun in [
        "macros",
        "rules",
        "jobs",
        "phone/voice-calls",
        "phone/voice-call-events",
        "phone/voice-call-recordings",
    ] {
        call(&mut account, "GET", &format!("/api/{noun}?limit=100"), "");
    }
    let new = json!({"slug": "new", "filters": "gteTimedelta(ticket.created_datetime, '1h')", "order_by": "priority"});
    call(&mut account, "POST", "/api/views", &new.to_string());
    call(&mut account, "POST", "/api/teams", &json!({"name": "New"}).to_string());
    call(
        &mut account,
        "PUT",
        "/api/views/0/items?limit=5",
        &json!({"view": {"search": "order"}}).to_string(),
    );
    for noun in ["teams", "views", "custom-fields?object_type=Ticket"] {
        call(&mut account, "GET", &format!("/api/{noun}"), "");
    }
    for noun in ["messages", "customers", "events", "satisfaction-surveys", "tags", "users", "integrations"] {
        call(&mut account, "GET", &format!("/api/{noun}?limit=100"), "");
    }
    let period = json!({"start_datetime": "2025-06-01", "end_datetime": "2026-04-01"});
    let overview = json!({"filters": {"period": period}});
    call(&mut account, "POST", "/api/stats/overview", &overview.to_string());
    call(&mut account, "POST", "/api/reporting/stats", &by_agent().to_string());
    seen
}

fn by_agent() -> serde_json::Value {
    let period = [("periodStart", "afterDate", "2025-06-01"), ("periodEnd", "beforeDate", "2026-04-01")];
    let filter =
        |(member, operator, value)| json!({"member": member, "operator": operator, "values": [value]});
    json!({"query": {
        "scope": "messages-sent",
        "timezone": "America/New_York",
        "filters": period.map(filter),
        "measures": ["messagesCount"],
        "dimensions": ["agentId"],
        "time_dimensions": [{"dimension": "sentDatetime", "granularity": "week"}],
    }})
}

#[test]
fn a_life_can_be_lived_again() {
    assert!(life(7) == life(7));
    assert!(life(7) != life(8));
}
