//! Life in the sandbox: what people do in the three systems, as a bounded script and as endless traffic.
//!
//! Both are pure functions that give calls for [`System::act`](crate::system::System::act). A call may use
//! what an earlier one gave: an object `{"of": "order"}` stands for the field `order` of the last result of
//! the same step that has one, and `{"of": "order", "in": "name of a step"}` for that of an earlier step of
//! the script. So an order that the shop numbers can be imported into the ERP under its number.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

pub use crate::server::SystemName;
use crate::system::ActError;

mod effects;
mod endless;
mod script;

pub use effects::Effect;
pub(crate) use effects::effects;
pub use endless::step;
pub use script::script;

/// An action and the system it happens in.
pub type Call = (SystemName, Value);

/// A step of the script.
#[derive(Debug, Clone, PartialEq)]
pub struct ScriptStep {
    /// Unique in the script.
    pub name: String,
    /// In order.
    pub calls: Vec<Call>,
}

/// What a step gave.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Played {
    /// Which step.
    pub number: u64,
    /// Its name.
    pub name: String,
    /// Its calls and their results.
    pub done: Vec<Done>,
    /// What an integration with the library's flows is expected to do about it, each once. Empty for steps
    /// that concern nobody.
    pub effects: Vec<Effect>,
}

/// A call that was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Done {
    /// Where.
    pub system: SystemName,
    /// What, with everything filled in.
    pub action: Value,
    /// What it gave, unless it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// Why it could not be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Done {
    pub(crate) fn new(system: SystemName, action: Value, result: Result<Value, ActError>) -> Self {
        match result {
            Ok(value) => Self { system, action, result: Some(value), error: None },
            Err(error) => Self { system, action, result: None, error: Some(error.to_string()) },
        }
    }
}

/// Fills in what an action takes from results.
///
/// # Errors
///
/// No result has it, perhaps because that call could not be done; then this one cannot be done either.
pub(crate) fn resolve(
    action: &Value,
    step: &Played,
    script: &BTreeMap<u64, Played>,
) -> Result<Value, ActError> {
    let Value::Object(fields) = action else { return Ok(action.clone()) };
    let Some(field) = fields.get("of").and_then(Value::as_str) else {
        let filled = fields.iter().map(|(name, value)| Ok((name.clone(), resolve(value, step, script)?)));
        return filled.collect();
    };
    let from = match fields.get("in").and_then(Value::as_str) {
        Some(name) => script.values().find(|played| played.name == name),
        None => Some(step),
    };
    from.and_then(|played| given(played, field))
        .ok_or_else(|| ActError(format!("nothing before it gave `{field}`")))
}

/// The field of the last result that has it.
fn given(played: &Played, field: &str) -> Option<Value> {
    played.done.iter().rev().find_map(|done| done.result.as_ref()?.get(field).cloned())
}
