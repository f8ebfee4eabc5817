//! The shapes of canonical fields, and how a mapped value is brought into each.

use serde_json::{Map, Value};

use super::decimal::Decimal;
use crate::expr::timestamp;

/// One canonical field.
pub(super) struct Field {
    pub(super) name: &'static str,
    shape: Shape,
    required: bool,
}

pub(super) enum Shape {
    Text,
    /// A word of a status, in lower case.
    Word,
    /// An e-mail address.
    Address,
    /// A two-letter code.
    Country,
    Instant,
    Integer,
    /// How many: decimal text without needless zeros.
    Quantity,
    Money,
    Texts,
    Object(&'static [Field]),
    List(&'static [Field]),
}

pub(super) const fn field(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

impl Field {
    pub(super) const fn required(mut self) -> Field {
        self.required = true;
        self
    }
}

/// Brings an object into shape; `path` is what errors put before the field's name.
pub(super) fn object(fields: &[Field], value: &Value, path: &str) -> Result<Value, String> {
    let Value::Object(given) = value else { return Err(mismatch(path, "a block of fields", value)) };
    if let Some(stranger) = given.keys().find(|name| fields.iter().all(|field| field.name != *name)) {
        return Err(format!("`{path}{stranger}` is not a canonical field"));
    }
    let mut shaped = Map::with_capacity(fields.len());
    for field in fields {
        let path = format!("{path}{}", field.name);
        let value = shape(&field.shape, given.get(field.name).unwrap_or(&Value::Null), &path)?;
        if field.required && value.is_null() {
            return Err(format!("`{path}` is missing"));
        }
        shaped.insert(field.name.to_owned(), value);
    }
    Ok(Value::Object(shaped))
}

fn shape(shape: &Shape, value: &Value, path: &str) -> Result<Value, String> {
    match (shape, value) {
        // So that a template can always reach through: `record.address.city`, `record.tags[0]`.
        (Shape::Object(fields), Value::Null) => object(fields, &Value::Object(Map::new()), ""),
        (Shape::Texts | Shape::List(_), Value::Null) => Ok(Value::Array(Vec::new())),
        (_, Value::Null) => Ok(Value::Null),
        (Shape::Object(fields), _) => object(fields, value, &format!("{path}.")),
        (Shape::List(fields), Value::Array(items)) => items
            .iter()
            .enumerate()
            .map(|(index, item)| object(fields, item, &format!("{path}[{index}].")))
            .collect(),
        (Shape::List(_), _) => Err(mismatch(path, "a list", value)),
        (Shape::Texts, Value::Array(items)) => items.iter().map(|item| text(item, path)).collect(),
        (Shape::Texts, _) => Err(mismatch(path, "a list of texts", value)),
        (Shape::Text, _) => text(value, path),
        (Shape::Word, _) => Ok(lower(text(value, path)?)),
        (Shape::Address, _) => Ok(text(value, path)?.as_str().map_or(Value::Null, address)),
        (Shape::Country, _) => country(value, path),
        (Shape::Instant, _) => instant(value, path),
        (Shape::Integer, _) => integer(value, path),
        (Shape::Quantity, _) => {
            let number = decimal(value).ok_or_else(|| mismatch(path, "a number", value))?;
            Ok(Value::String(number.trim().to_string()))
        }
        (Shape::Money, _) => money(value, path),
    }
}

fn text(value: &Value, path: &str) -> Result<Value, String> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::String(text) if text.trim().is_empty() => Ok(Value::Null),
        Value::String(text) => Ok(Value::String(text.trim().to_owned())),
        Value::Number(number) => Ok(Value::String(number.to_string())),
        _ => Err(mismatch(path, "a text", value)),
    }
}

fn lower(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.to_lowercase()),
        other => other,
    }
}

/// The first address of `Ada <ada@example.com>; bob@example.com`; null when there is none in it.
fn address(text: &str) -> Value {
    let first = text.split([';', ',', ' ', '<', '>']).map(str::trim).find(|part| part.contains('@'));
    first.map_or(Value::Null, |found| Value::String(found.to_lowercase()))
}

fn country(value: &Value, path: &str) -> Result<Value, String> {
    match text(value, path)? {
        Value::String(code) if code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic()) => {
            Ok(Value::String(code.to_uppercase()))
        }
        Value::Null => Ok(Value::Null),
        _ => Err(mismatch(path, "a two-letter country code", value)),
    }
}

fn instant(value: &Value, path: &str) -> Result<Value, String> {
    match text(value, path)? {
        Value::String(text) => timestamp(&text)
            .map(|at| Value::String(at.to_string()))
            .ok_or_else(|| mismatch(path, "a point in time", value)),
        other => Ok(other),
    }
}

fn integer(value: &Value, path: &str) -> Result<Value, String> {
    decimal(value)
        .map(Decimal::trim)
        .filter(|number| number.places() == 0)
        .and_then(|number| number.to_string().parse::<i64>().ok())
        .map(Value::from)
        .ok_or_else(|| mismatch(path, "a whole number", value))
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => Decimal::parse(&number.to_string()),
        Value::String(text) => Decimal::parse(text.trim()),
        _ => None,
    }
}

/// An amount that came as text keeps its digits, with at least those of its currency. One that came as a
/// JSON number has been through floating point somewhere, so it is rounded to those of its currency.
fn money(value: &Value, path: &str) -> Result<Value, String> {
    let Value::Object(given) = value else { return Err(mismatch(path, "{amount, currency}", value)) };
    let amount = given.get("amount").unwrap_or(&Value::Null);
    if amount.is_null() {
        return Ok(Value::Null);
    }
    let currency = match text(given.get("currency").unwrap_or(&Value::Null), path)? {
        Value::String(code) if code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic()) => {
            Some(code.to_uppercase())
        }
        Value::Null => None,
        other => return Err(mismatch(&format!("{path}.currency"), "a three-letter currency code", &other)),
    };
    let number =
        decimal(amount).ok_or_else(|| mismatch(&format!("{path}.amount"), "a decimal number", amount))?;
    let places = currency.as_deref().map_or(2, exponent);
    let places = if amount.is_number() { places } else { places.max(number.places()) };
    let mut money = Map::new();
    money.insert("amount".to_owned(), Value::String(number.round(places).to_string()));
    money.insert("currency".to_owned(), currency.map_or(Value::Null, Value::String));
    Ok(Value::Object(money))
}

/// Digits after the point that a currency has (ISO 4217).
fn exponent(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

fn mismatch(path: &str, expected: &str, value: &Value) -> String {
    let mut shown: String = value.to_string().chars().take(60).collect();
    if shown.len() < value.to_string().len() {
        shown.push('…');
    }
    format!("`{}`: {expected} is expected, not {shown}", path.trim_end_matches('.'))
}
