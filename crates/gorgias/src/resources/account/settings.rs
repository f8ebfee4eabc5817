//! One setting of an account, typed by its kind.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::variants::{
    Access, AgentCosts, AutoMerge, AutoSplit, BusinessHours, Limits, SatisfactionSurveys, TicketAssignment,
    ViewsOrdering, ViewsVisibility,
};
use crate::request;
use crate::resources::Map;

/// A setting of the account.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Setting {
    /// Its id; an account's own list of settings may leave it out.
    pub id: Option<i64>,
    /// Its kind and what it says.
    pub value: SettingValue,
    /// Fields not named here.
    pub more: Map,
}

/// What a setting says. A kind that is not named here, or a value that is not what its kind says, is kept as it came.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum SettingValue {
    /// How users sign in.
    Access(Access),
    /// What an agent costs.
    AgentCosts(AgentCosts),
    /// Which tickets are merged by themselves.
    AutoMerge(AutoMerge),
    /// Which tickets are split by themselves.
    AutoSplit(AutoSplit),
    /// When the company works.
    BusinessHours(BusinessHours),
    /// The integration that is used unless told, by channel.
    DefaultIntegration(Map),
    /// What the plan allows.
    Limits(Limits),
    /// Which surveys are sent, when and how.
    SatisfactionSurveys(SatisfactionSurveys),
    /// Who gets tickets.
    TicketAssignment(TicketAssignment),
    /// How views are ordered.
    ViewsOrdering(ViewsOrdering),
    /// Which views are hidden.
    ViewsVisibility(ViewsVisibility),
    /// Anything else.
    Other {
        /// The kind, such as `agents-table-config`.
        kind: String,
        /// What it says.
        data: Option<Value>,
    },
}

impl SettingValue {
    /// The kind, such as `business-hours`.
    pub fn kind(&self) -> &str {
        match self {
            Self::Access(_) => "access",
            Self::AgentCosts(_) => "agent-costs",
            Self::AutoMerge(_) => "auto-merge",
            Self::AutoSplit(_) => "auto-split",
            Self::BusinessHours(_) => "business-hours",
            Self::DefaultIntegration(_) => "default-integration",
            Self::Limits(_) => "limits",
            Self::SatisfactionSurveys(_) => "satisfaction-surveys",
            Self::TicketAssignment(_) => "ticket-assignment",
            Self::ViewsOrdering(_) => "views-ordering",
            Self::ViewsVisibility(_) => "views-visibility",
            Self::Other { kind, .. } => kind,
        }
    }

    /// Kind and data, as they are sent.
    pub(super) fn parts(&self) -> (&str, Option<Value>) {
        let data = match self {
            Self::Access(data) => request::json(data),
            Self::AgentCosts(data) => request::json(data),
            Self::AutoMerge(data) => request::json(data),
            Self::AutoSplit(data) => request::json(data),
            Self::BusinessHours(data) => request::json(data),
            Self::DefaultIntegration(data) => request::json(data),
            Self::Limits(data) => request::json(data),
            Self::SatisfactionSurveys(data) => request::json(data),
            Self::TicketAssignment(data) => request::json(data),
            Self::ViewsOrdering(data) => request::json(data),
            Self::ViewsVisibility(data) => request::json(data),
            Self::Other { data, .. } => return (self.kind(), data.clone()),
        };
        (self.kind(), Some(data))
    }

    fn read(kind: String, data: Option<Value>) -> Self {
        fn typed<T: DeserializeOwned>(
            data: &Option<Value>,
            variant: fn(T) -> SettingValue,
        ) -> Option<SettingValue> {
            T::deserialize(data.as_ref()?).ok().map(variant)
        }
        let known = match kind.as_str() {
            "access" => typed(&data, Self::Access),
            "agent-costs" => typed(&data, Self::AgentCosts),
            "auto-merge" => typed(&data, Self::AutoMerge),
            "auto-split" => typed(&data, Self::AutoSplit),
            "business-hours" => typed(&data, Self::BusinessHours),
            "default-integration" => typed(&data, Self::DefaultIntegration),
            "limits" => typed(&data, Self::Limits),
            "satisfaction-surveys" => typed(&data, Self::SatisfactionSurveys),
            "ticket-assignment" => typed(&data, Self::TicketAssignment),
            "views-ordering" => typed(&data, Self::ViewsOrdering),
            "views-visibility" => typed(&data, Self::ViewsVisibility),
            _ => None,
        };
        known.unwrap_or(Self::Other { kind, data })
    }
}

/// Shows the kind only: how users sign in may hold a secret.
impl fmt::Debug for SettingValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SettingValue({})", self.kind())
    }
}

/// As the API writes it.
#[derive(Serialize, Deserialize)]
struct Wire<K> {
    id: Option<i64>,
    #[serde(rename = "type")]
    kind: K,
    data: Option<Value>,
    #[serde(flatten)]
    more: Map,
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Wire { id, kind, data, more } = Wire::<String>::deserialize(deserializer)?;
        Ok(Self { id, value: SettingValue::read(kind, data), more })
    }
}

impl Serialize for Setting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, data) = self.value.parts();
        Wire { id: self.id, kind, data, more: self.more.clone() }.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn both_ways(wire: Value) -> Setting {
        let setting = Setting::deserialize(&wire).unwrap();
        assert_eq!(request::json(&setting), wire);
        setting
    }

    #[test]
    fn known_kinds_are_typed_and_keep_what_they_do_not_know() {
        let setting = both_ways(json!({
            "id": 71, "type": "business-hours", "odd": 1,
            "data": {
                "timezone": "Europe/Lisbon",
                "business_hours": [{"days": "1,2,3", "from_time": "08:30", "to_time": "18:00"}],
                "holidays": []
            }
        }));
        let SettingValue::BusinessHours(hours) = setting.value else { panic!("{setting:?}") };
        assert_eq!(hours.business_hours[0].days(), [1, 2, 3]);
        both_ways(
            json!({"id": 1, "type": "satisfaction-surveys", "data": {"send_survey_for_chat": true, "survey_interval": 2}}),
        );
        both_ways(
            json!({"id": 1, "type": "auto-merge", "data": {"tickets": {"enabled": true, "merging_window_days": 5}}}),
        );
        both_ways(json!({"id": 1, "type": "access", "data": {
            "signup_mode": "invite", "allowed_domains": [], "sso_enforced_datetime": "2026-01-02T03:04:05+00:00",
            "custom_sso_providers": {"acme": {"name": "Acme", "client_id": "c", "client_secret": "s", "server_metadata_url": "u"}}
        }}));
    }

    #[test]
    fn unknown_kinds_and_odd_values_are_kept() {
        for wire in [
            json!({"id": 1, "type": "brand-new", "data": [1, {"a": null}]}),
            json!({"id": 2, "type": "business-hours", "data": {"business_hours": {"days": "1"}}}),
            json!({"id": null, "type": "limits", "data": null}),
        ] {
            assert!(matches!(both_ways(wire).value, SettingValue::Other { .. }));
        }
    }
}
