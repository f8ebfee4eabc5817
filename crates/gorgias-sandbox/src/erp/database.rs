//! The records of the ERP, by model and id.
//!
//! Values are stored as Odoo shows them, but for two things: a relation to one is a bare id, and a moment has
//! its microseconds. A stamp is the beginning of a transaction; here a transaction is one call.

use std::collections::BTreeMap;
use std::ops::Bound;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::schema::{Kind, Model};

/// The one who writes: the administrator.
const WRITER: u64 = 2;
const EMPTY: &Value = &Value::Bool(false);

/// Fields by name; what is missing is empty.
pub(super) type Record = Map<String, Value>;

#[derive(Debug, Default)]
pub(super) struct Database {
    tables: BTreeMap<Model, BTreeMap<u64, Record>>,
}

impl Database {
    /// Adds a record under the next id.
    pub(super) fn create(&mut self, model: Model, now: Timestamp, values: Record) -> u64 {
        let id = self.table(model).and_then(|table| table.last_key_value()).map_or(1, |(id, _)| id + 1);
        self.create_as(model, id, now, values);
        id
    }

    /// Adds a record under an id of one's own choice.
    pub(super) fn create_as(&mut self, model: Model, id: u64, now: Timestamp, values: Record) {
        let mut record = Record::new();
        record.insert("id".to_owned(), id.into());
        record.insert("create_date".to_owned(), stamp(now));
        record.insert("write_date".to_owned(), stamp(now));
        record.insert("create_uid".to_owned(), WRITER.into());
        record.insert("write_uid".to_owned(), WRITER.into());
        record.extend(values);
        self.tables.entry(model).or_default().insert(id, record);
    }

    /// Changes fields of a record.
    pub(super) fn write(&mut self, model: Model, id: u64, now: Timestamp, values: Record) {
        if let Some(record) = self.tables.get_mut(&model).and_then(|table| table.get_mut(&id)) {
            record.extend(values);
            record.insert("write_date".to_owned(), stamp(now));
        }
    }

    pub(super) fn get(&self, model: Model, id: u64) -> Option<&Record> {
        self.table(model)?.get(&id)
    }

    /// Every record of a model, by id.
    pub(super) fn all(&self, model: Model) -> impl DoubleEndedIterator<Item = (u64, &Record)> {
        self.table(model).into_iter().flatten().map(|(id, record)| (*id, record))
    }

    /// The records of a model above an id.
    pub(super) fn above(&self, model: Model, floor: u64) -> impl Iterator<Item = &Record> {
        let above = (Bound::Excluded(floor), Bound::Unbounded);
        self.table(model).into_iter().flat_map(move |table| table.range(above)).map(|(_, record)| record)
    }

    fn table(&self, model: Model) -> Option<&BTreeMap<u64, Record>> {
        self.tables.get(&model)
    }

    /// What a record is called where others refer to it.
    pub(super) fn display_name(&self, model: Model, id: u64) -> String {
        let record = self.get(model, id);
        let text = |field: &str| {
            record.and_then(|record| record.get(field)).and_then(Value::as_str).unwrap_or_default()
        };
        match model {
            Model::Product if !text("default_code").is_empty() => {
                format!("[{}] {}", text("default_code"), text("name"))
            }
            Model::Line => {
                let order = record.map_or(0, |record| id_of(value(record, "order_id")));
                format!("{} - {}", self.display_name(Model::Order, order), text("name"))
            }
            _ => text("name").to_owned(),
        }
    }

    /// Some fields of a record, as they go over the wire. `names`: relations come with the name.
    pub(super) fn show(&self, model: Model, record: &Record, fields: &[(&str, Kind)], names: bool) -> Value {
        let mut shown = Map::new();
        shown.insert("id".to_owned(), value(record, "id").clone());
        for (name, kind) in fields {
            shown.insert((*name).to_owned(), self.show_field(model, record, name, *kind, names));
        }
        Value::Object(shown)
    }

    fn show_field(&self, model: Model, record: &Record, name: &str, kind: Kind, names: bool) -> Value {
        let stored = value(record, name);
        match kind {
            Kind::Text if name == "display_name" => {
                self.display_name(model, id_of(value(record, "id"))).into()
            }
            Kind::Many(_) if !stored.is_array() => Value::Array(Vec::new()),
            Kind::Integer if !stored.is_number() => 0.into(),
            Kind::Float if !stored.is_number() => 0.0.into(),
            Kind::Moment => {
                stored.as_str().and_then(|text| text.get(..19)).map_or(Value::Bool(false), Value::from)
            }
            Kind::One(target) if names && stored.is_u64() => {
                let id = id_of(stored);
                Value::Array(vec![id.into(), self.display_name(target, id).into()])
            }
            _ => stored.clone(),
        }
    }
}

/// The stored value of a field.
pub(super) fn value<'a>(record: &'a Record, name: &str) -> &'a Value {
    record.get(name).unwrap_or(EMPTY)
}

/// A relation's id; 0, which no record has, when it is empty.
pub(super) fn id_of(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

/// A moment as it is stored: UTC without zone, microseconds.
pub(super) fn stamp(at: Timestamp) -> Value {
    let civil = at.to_zoned_datetime(TimeZone::UTC).datetime();
    let (date, time) = (civil.date(), civil.time());
    let micros = time.subsec_nanosecond() / 1_000;
    Value::from(format!("{date} {:02}:{:02}:{:02}.{micros:06}", time.hour(), time.minute(), time.second()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn stamps_have_microseconds_inside_and_seconds_outside() {
        let at: Timestamp = "2026-11-23T06:41:02.1234567Z".parse().unwrap();
        assert_eq!(stamp(at), json!("2026-11-23 06:41:02.123456"));
        let mut database = Database::default();
        let id = database.create(Model::Carrier, at, Record::from_iter([("name".to_owned(), json!("Post"))]));
        let fields: Vec<_> = ["name", "display_name", "write_date", "write_uid"]
            .into_iter()
            .map(|name| (name, Model::Carrier.field(name).unwrap()))
            .collect();
        let record = database.get(Model::Carrier, id).unwrap();
        let shown = database.show(Model::Carrier, record, &fields, true);
        assert_eq!(
            shown,
            json!({"id": 1, "name": "Post", "display_name": "Post", "write_date": "2026-11-23 06:41:02", "write_uid": [2, ""]})
        );
    }
}
