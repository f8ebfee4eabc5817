//! From a record's JSON to the values of its row.
//!
//! The document is walked once, as it is parsed: wanted values are taken, everything else is skipped without being
//! built. This is most of the work of a backfill, and it happens outside the transaction.

use std::fmt;

use rusqlite::types::Value as Cell;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::layout::{ChildLayout, Layout, Node};
use super::{Column, Kind, timestamp};

/// The values of one row and of its children's rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(super) cells: Vec<Cell>,
    pub(super) children: Vec<Vec<Vec<Cell>>>,
    /// What could not be read; NULL stands in its place.
    pub(crate) misfits: Vec<Misfit>,
}

/// A value that is not of its column's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    pub(crate) column: String,
    pub(crate) expected: &'static str,
    pub(crate) found: &'static str,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column {} wants {}, found {}", self.column, self.expected, self.found)
    }
}

impl Row {
    /// Reads a row from JSON, as text or as a value.
    pub(crate) fn read<'de, D: Deserializer<'de>>(layout: &Layout, json: D) -> Result<Row, D::Error> {
        let mut sink = Sink {
            name: layout.table.name,
            columns: layout.table.columns,
            children: &layout.children,
            cells: vec![Cell::Null; layout.table.columns.len()],
            rows: vec![Vec::new(); layout.children.len()],
            misfits: Vec::new(),
        };
        At { node: &layout.tree, sink: &mut sink }.deserialize(json)?;
        Ok(Row { cells: sink.cells, children: sink.rows, misfits: sink.misfits })
    }
}

/// Where the values of one row are collected.
struct Sink<'l> {
    name: &'static str,
    columns: &'static [Column],
    children: &'l [ChildLayout],
    cells: Vec<Cell>,
    rows: Vec<Vec<Vec<Cell>>>,
    misfits: Vec<Misfit>,
}

impl Sink<'_> {
    fn misfit(&mut self, node: &Node, found: &'static str) {
        let expected = match node {
            Node::Leaf(at) => self.columns[*at].kind.expected(),
            Node::Branch(_) => "an object",
            Node::Rows(_) => "an array of objects",
        };
        let column = match (node, node.first_column()) {
            (Node::Rows(at), _) => self.children[*at].child.table.to_owned(),
            (_, Some(at)) => format!("{}.{}", self.name, self.columns[at].name),
            (_, None) => self.name.to_owned(),
        };
        self.misfits.push(Misfit { column, expected, found });
    }
}

/// A place in the document, about to be read.
struct At<'a, 'l> {
    node: &'a Node,
    sink: &'a mut Sink<'l>,
}

impl At<'_, '_> {
    fn scalar(self, scalar: Scalar<'_>) {
        match self.node {
            Node::Leaf(at) => match self.sink.columns[*at].kind.cell(&scalar) {
                Some(cell) => self.sink.cells[*at] = cell,
                None => self.sink.misfit(self.node, scalar.name()),
            },
            Node::Branch(_) | Node::Rows(_) => self.sink.misfit(self.node, scalar.name()),
        }
    }
}

impl<'de> DeserializeSeed<'de> for At<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        if let Node::Leaf(at) = self.node
            && self.sink.columns[*at].kind == Kind::Json
        {
            let value = Value::deserialize(json)?;
            self.sink.cells[*at] = if value.is_null() { Cell::Null } else { Cell::Text(value.to_string()) };
            return Ok(());
        }
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.scalar(Scalar::Bool(value));
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.scalar(Scalar::Integer(value));
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.scalar(i64::try_from(value).map_or(Scalar::Large(value), Scalar::Integer));
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.scalar(Scalar::Float(value));
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.scalar(Scalar::Text(value));
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        // Also a second value for a key that is there twice: the last one counts.
        if let Node::Leaf(at) = self.node {
            self.sink.cells[*at] = Cell::Null;
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Node::Branch(keys) = self.node else {
            self.sink.misfit(self.node, "an object");
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        while let Some(found) = map.next_key_seed(Key(keys))? {
            match found {
                Some(node) => map.next_value_seed(At { node, sink: self.sink })?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Node::Rows(at) = *self.node else {
            self.sink.misfit(self.node, "an array");
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        let layout = &self.sink.children[at];
        let mut rows = Vec::new();
        loop {
            let mut item = Sink {
                name: layout.child.table,
                columns: layout.child.columns,
                children: &[],
                cells: vec![Cell::Null; layout.child.columns.len()],
                rows: Vec::new(),
                misfits: Vec::new(),
            };
            if seq.next_element_seed(At { node: &layout.tree, sink: &mut item })?.is_none() {
                break;
            }
            rows.push(item.cells);
            self.sink.misfits.append(&mut item.misfits);
        }
        self.sink.rows[at] = rows;
        Ok(())
    }
}

/// A key of an object, looked up without being copied.
struct Key<'a>(&'a [(&'static str, Node)]);

impl<'de, 'a> DeserializeSeed<'de> for Key<'a> {
    type Value = Option<&'a Node>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Option<&'a Node>, D::Error> {
        json.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Key<'a> {
    type Value = Option<&'a Node>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Option<&'a Node>, E> {
        Ok(self.0.binary_search_by(|(have, _)| (*have).cmp(key)).ok().map(|at| &self.0[at].1))
    }
}

/// A JSON value without parts, other than null.
enum Scalar<'a> {
    Bool(bool),
    Integer(i64),
    Large(u64),
    Float(f64),
    Text(&'a str),
}

impl Scalar<'_> {
    fn name(&self) -> &'static str {
        match self {
            Scalar::Bool(_) => "true or false",
            Scalar::Integer(_) | Scalar::Large(_) | Scalar::Float(_) => "a number",
            Scalar::Text(_) => "text",
        }
    }

    fn written_out(&self) -> String {
        match self {
            Scalar::Bool(value) => value.to_string(),
            Scalar::Integer(value) => value.to_string(),
            Scalar::Large(value) => value.to_string(),
            Scalar::Float(value) => value.to_string(),
            Scalar::Text(value) => (*value).to_owned(),
        }
    }
}

impl Kind {
    fn expected(self) -> &'static str {
        match self {
            Kind::Integer => "a whole number",
            Kind::Text => "text",
            Kind::Boolean => "true or false",
            Kind::Timestamp => "a date and time",
            Kind::Json => "JSON",
            Kind::Decimal => "a number",
        }
    }

    /// The value as it is stored, if nothing is lost by it.
    fn cell(self, scalar: &Scalar<'_>) -> Option<Cell> {
        match (self, scalar) {
            (Kind::Integer, Scalar::Integer(value)) => Some(Cell::Integer(*value)),
            (Kind::Integer, Scalar::Text(text)) => text.parse().ok().map(Cell::Integer),
            (Kind::Boolean, Scalar::Bool(value)) => Some(Cell::Integer((*value).into())),
            (Kind::Timestamp, Scalar::Text(text)) => timestamp::normalise(text).map(Cell::Text),
            (Kind::Decimal, Scalar::Text(text)) => is_decimal(text).then(|| Cell::Text((*text).to_owned())),
            (Kind::Decimal, Scalar::Bool(_)) => None,
            (Kind::Decimal, number) => Some(Cell::Text(number.written_out())),
            (Kind::Text | Kind::Json, scalar) => Some(Cell::Text(scalar.written_out())),
            _ => None,
        }
    }
}

/// `-12.50`, without an exponent.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tables::layout;

    fn read(table: &str, json: &Value) -> Row {
        let layout = layout(table).unwrap();
        let from_text =
            Row::read(layout, &mut serde_json::Deserializer::from_str(&json.to_string())).unwrap();
        let from_value = Row::read(layout, json).unwrap();
        assert_eq!(from_text, from_value);
        from_text
    }

    fn cell(table: &str, row: &Row, column: &str) -> Cell {
        let at = layout(table).unwrap().table.columns.iter().position(|c| c.name == column).unwrap();
        row.cells[at].clone()
    }

    #[test]
    fn wanted_values_are_taken_wherever_they_are() {
        let row = read(
            "tickets",
            &json!({
                "id": 7, "spam": false, "subject": "Lid \"A\" \u{1FAD6}", "assignee_user": null,
                "customer": {"email": "ines@example.com", "meta": {"id": 1}, "id": 9},
                "tags": [{"id": 1, "name": "a", "decoration": null}, {"name": "b", "id": 2}],
                "created_datetime": "2025-03-04T09:15:27+00:00", "meta": {"subject": "not this one"},
            }),
        );
        assert_eq!(row.misfits, []);
        assert_eq!(cell("tickets", &row, "customer_id"), Cell::Integer(9));
        assert_eq!(cell("tickets", &row, "customer_email"), Cell::Text("ines@example.com".into()));
        assert_eq!(cell("tickets", &row, "subject"), Cell::Text("Lid \"A\" \u{1FAD6}".into()));
        assert_eq!(cell("tickets", &row, "spam"), Cell::Integer(0));
        assert_eq!(cell("tickets", &row, "assignee_user_id"), Cell::Null);
        assert_eq!(
            cell("tickets", &row, "created_datetime"),
            Cell::Text("2025-03-04T09:15:27.000000Z".into())
        );
        assert_eq!(row.children[0][1], [Cell::Integer(2), Cell::Text("b".into())]);
    }

    #[test]
    fn a_value_of_the_wrong_type_is_null_and_named() {
        let row = read(
            "tickets",
            &json!({
                "id": 7, "spam": "no", "customer": 5, "messages_count": 1.5, "closed_datetime": "soon",
                "status": {"name": "open"}, "subject": ["x", {"y": 1}], "tags": [{"id": "one"}, 3],
            }),
        );
        let said: Vec<String> = row.misfits.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(said.join("\n"), @"
        column tickets.spam wants true or false, found text
        column tickets.customer_email wants an object, found a number
        column tickets.messages_count wants a whole number, found a number
        column tickets.closed_datetime wants a date and time, found text
        column tickets.status wants text, found an object
        column tickets.subject wants text, found an array
        column ticket_tags.tag_id wants a whole number, found text
        column ticket_tags.tag_id wants an object, found a number
        ");
        assert_eq!(cell("tickets", &row, "id"), Cell::Integer(7));
        assert_eq!(cell("tickets", &row, "spam"), Cell::Null);
        assert_eq!(row.children[0].len(), 2);
    }

    #[test]
    fn decimals_are_kept_to_the_letter() {
        let order = json!({"external_id": 12, "total": {"amount": "59.80", "currency": "USD"},
            "lines": [{"quantity": 2, "price": {"amount": "-0.10"}}, {"quantity": "1e3"}]});
        let row = read("orders", &order);
        assert_eq!(cell("orders", &row, "external_id"), Cell::Text("12".into()));
        assert_eq!(cell("orders", &row, "total_amount"), Cell::Text("59.80".into()));
        assert_eq!(row.children[0][0][2..4], [Cell::Text("2".into()), Cell::Text("-0.10".into())]);
        assert_eq!(row.misfits.len(), 1);
    }

    #[test]
    fn json_columns_keep_everything() {
        let row = read("customers", &json!({"id": 1, "data": {"vip": [1, 2.5, null]}}));
        assert_eq!(cell("customers", &row, "data"), Cell::Text(r#"{"vip":[1,2.5,null]}"#.into()));
    }
}
