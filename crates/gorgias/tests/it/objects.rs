//! Every object of `contract/objects/` against the struct that reads it.

use std::collections::BTreeSet;
use std::fmt::Debug;

use gorgias::resources::{
    Channel, IntentName, Map, SourceType, Via, account, custom_fields, customers, events, files,
    integrations, jobs, macros, messages, metric_cards, rules, satisfaction_surveys, tags, teams, tickets,
    users, views, voice, widgets,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::contract::tables::{self, rows};

/// An object that fits wherever the API puts one: what is not named there is kept.
fn anything() -> Value {
    json!({ "id": 1, "name": "agent", "ticket_id": 2, "type": "email", "address": "a", "odd": [null, 1.5] })
}

fn value(kind: &str) -> Value {
    match kind {
        "int" => json!(3_000_000_000_i64),
        "string" => json!("text"),
        "bool" => json!(true),
        "datetime" => json!("2025-02-06T14:47:40.133539+00:00"),
        "object" | "any" => anything(),
        "map" => json!({ "77": anything() }),
        "array" => json!([anything()]),
        other => panic!("{other} is not a type of the contract"),
    }
}

/// Whether everything in `part` is in `whole`, which may have more keys.
fn within(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|other| within(value, other)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(part, whole)| within(part, whole))
        }
        _ => part == whole,
    }
}

/// Answers the table that was checked.
fn check<T: DeserializeOwned + Serialize>(table: &'static str, more: fn(&T) -> &Map) -> &'static str {
    let mut full = Map::new();
    let mut bare = Map::new();
    for row in rows(&format!("objects/{table}")) {
        if ["list", "detail", "create"].iter().all(|answer| row[*answer] == "-") {
            continue;
        }
        // Maps and arrays of the contract whose values are not objects.
        let value = match row["field"].as_str() {
            "triggers" => json!({ "ticket-created": true }),
            "aliases" | "fields" | "used_in_reports" => json!(["text"]),
            _ => value(&row["type"]),
        };
        bare.insert(row["field"].clone(), if row["nullable"] == "yes" { Value::Null } else { value.clone() });
        full.insert(row["field"].clone(), value);
    }
    let read = |object: &Map| -> T { serde_json::from_value(object.clone().into()).unwrap() };
    let unnamed: Vec<_> = more(&read(&full)).keys().cloned().collect();
    assert!(unnamed.is_empty(), "not named in the struct: {unnamed:?}");
    for mut object in [full, bare] {
        object.insert("brand_new".to_owned(), anything());
        let written = serde_json::to_value(read(&object)).unwrap();
        assert!(within(&object.clone().into(), &written), "{object:?}\n{written:?}");
    }
    table
}

#[test]
fn every_field_is_named_and_every_unknown_one_survives() {
    let checked = [
        check::<account::Account>("account", |it| &it.more),
        check::<account::Setting>("account_setting", |it| &it.more),
        check::<custom_fields::CustomField>("custom_field", |it| &it.more),
        check::<custom_fields::CustomFieldValue>("custom_field_value", |it| &it.more),
        check::<custom_fields::Definition>("custom_field_definition", |it| &it.more),
        check::<customers::Customer>("customer", |it| &it.more),
        check::<customers::Channel>("customer_channel", |it| &it.more),
        check::<events::Event>("event", |it| &it.more),
        check::<files::File>("file", |it| &it.more),
        check::<integrations::Integration>("integration", |it| &it.more),
        check::<integrations::Http>("integration_http", |it| &it.more),
        check::<jobs::Job>("job", |it| &it.more),
        check::<macros::Macro>("macro", |it| &it.more),
        check::<macros::Action>("macro_action", |it| &it.more),
        check::<messages::Message>("message", |it| &it.more),
        check::<metric_cards::MetricCard>("metric_card", |it| &it.more),
        check::<rules::Rule>("rule", |it| &it.more),
        check::<satisfaction_surveys::SatisfactionSurvey>("satisfaction_survey", |it| &it.more),
        check::<tags::Tag>("tag", |it| &it.more),
        check::<teams::Team>("team", |it| &it.more),
        check::<tickets::Ticket>("ticket", |it| &it.more),
        check::<users::User>("user", |it| &it.more),
        check::<views::View>("view", |it| &it.more),
        check::<voice::VoiceCall>("voice_call", |it| &it.more),
        check::<voice::VoiceCallEvent>("voice_call_event", |it| &it.more),
        check::<voice::VoiceCallRecording>("voice_call_recording", |it| &it.more),
        check::<widgets::Widget>("widget", |it| &it.more),
    ];
    assert_eq!(tables::objects(), BTreeSet::from(checked.map(str::to_owned)));
}

/// A word that nobody knows reads as `Other` and is written back as it was; a known one does not.
fn check_open<T: DeserializeOwned + Serialize + Debug>(known: &str) {
    for (word, is_other) in [(known, false), ("brand_new/word", true)] {
        let read: T = serde_json::from_value(json!(word)).unwrap();
        assert_eq!(format!("{read:?}").starts_with("Other("), is_other, "{read:?}");
        assert_eq!(serde_json::to_value(&read).unwrap(), json!(word));
    }
}

#[test]
fn enumerations_keep_what_they_do_not_know() {
    check_open::<Channel>("contact_form");
    check_open::<SourceType>("yotpo-review-public-comment");
    check_open::<Via>("offline_capture");
    check_open::<custom_fields::DataType>("number");
    check_open::<custom_fields::ManagedType>("ai_intent");
    check_open::<custom_fields::ObjectType>("Ticket");
    check_open::<custom_fields::Requirement>("conditional");
    check_open::<events::EventType>("user-2fa-changed");
    check_open::<IntentName>("shipping/delivery-issue");
    check_open::<tickets::Priority>("critical");
    check_open::<tickets::Status>("closed");
    check_open::<users::RoleName>("lite-agent");
    check_open::<views::Category>("system");
    check_open::<views::Column>("last_received_message");
    check_open::<views::OrderDirection>("asc");
    check_open::<views::ViewType>("ticket-list");
    check_open::<views::Visibility>("shared");
}
