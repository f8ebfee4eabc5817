//! The account itself and its settings.

use serde_json::{Value, json};

use super::Call;
use super::answer::{Answer, ok};

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let state = &call.state;
    let created = state.created.to_string();
    ok(&json!({
        "domain": state.domain,
        "created_datetime": created,
        "deactivated_datetime": null,
        "status": {"status": "active"},
        "settings": settings(call, None),
        "current_subscription": {
            "plan": null,
            "start_datetime": created,
            "status": "active",
            "trial_start_datetime": null,
            "trial_end_datetime": null,
        },
        "meta": {"analytics_group_id": null, "company_domain": format!("{}.example", state.domain)},
    }))
}

pub(super) fn list_settings(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let kind = query.text("type");
    query.end()?;
    ok(&json!({"data": settings(call, kind)}))
}

fn settings(call: &Call<'_>, kind: Option<&str>) -> Vec<Value> {
    let wanted =
        call.state.settings.iter().filter(|(_, setting)| kind.is_none_or(|kind| *setting.kind == *kind));
    wanted.map(|(id, setting)| json!({"id": id, "type": setting.kind, "data": setting.data})).collect()
}
