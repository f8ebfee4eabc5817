//! The account itself and its settings.

use serde_json::{Value, json};

use super::super::model::{Object, Setting};
use super::Call;
use super::answer::{Answer, Refusal, ok};
use super::body::{Fields, any, name};

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
    wanted.map(|(id, setting)| shown(id, setting)).collect()
}

fn shown(id: u64, setting: &Setting) -> Value {
    json!({"id": id, "type": setting.kind, "data": setting.data})
}

/// One setting of each type.
pub(super) fn create_setting(call: &mut Call<'_>) -> Answer {
    let setting = setting(call)?;
    if call.state.settings.iter().any(|(_, other)| other.kind == setting.kind) {
        return Err(Refusal::Conflict("The resource already exists."));
    }
    let id = call.change(|change| {
        let id = change.state.settings.push(setting);
        change.mention("account-setting-created", Object::AccountSetting, id);
        id
    });
    let setting = call.state.settings.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&shown(id, setting))
}

/// The data is replaced as a whole.
pub(super) fn update_setting(call: &mut Call<'_>) -> Answer {
    let id = call.ids[0];
    let known = call.state.settings.get(id).ok_or(Refusal::NotFound)?.kind.clone();
    let setting = setting(call)?;
    if setting.kind != known {
        return Err(Refusal::field(PURPOSE, "type", "The type of a setting cannot be changed."));
    }
    call.change(|change| {
        if let Some(row) = change.state.settings.get_mut(id) {
            row.data = setting.data;
        }
        change.mention("account-setting-updated", Object::AccountSetting, id);
    });
    ok(&call.state.settings.get(id).map(|setting| shown(id, setting)))
}

const PURPOSE: &str = "Failed to save setting";

fn setting(call: &Call<'_>) -> Result<Setting, Refusal> {
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let kind = fields.required("type", name(256));
    let data = fields.maybe("data", any).unwrap_or_default();
    fields.end(PURPOSE)?;
    Ok(Setting { kind, data })
}
