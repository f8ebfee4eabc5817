//! A strict reader of query parameters: each operation takes what it knows, and `end` refuses the rest.

use serde_json::{Map, Value, json};

use super::super::moment::Moment;
use super::answer::Refusal;
use super::page::Paging;
use crate::system::Request;

pub(super) const BAD_QUERY: &str = "Invalid query parameters.";

pub(super) struct Query<'a> {
    pairs: &'a [(String, String)],
    known: Vec<&'static str>,
    errors: Map<String, Value>,
}

impl<'a> Query<'a> {
    pub(super) fn of(request: &'a Request) -> Self {
        Self { pairs: &request.query, known: Vec::new(), errors: Map::new() }
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<&'a str> {
        self.known.push(key);
        self.pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// All values of a repeated parameter.
    pub(super) fn texts(&mut self, key: &'static str) -> Vec<&'a str> {
        self.known.push(key);
        self.pairs.iter().filter(|(name, _)| name == key).map(|(_, value)| value.as_str()).collect()
    }

    pub(super) fn given(&self, key: &str) -> bool {
        self.pairs.iter().any(|(name, _)| name == key)
    }

    /// An id: a whole number from 1.
    pub(super) fn id(&mut self, key: &'static str) -> Option<u64> {
        let text = self.text(key)?;
        self.read(key, text, read_id)
    }

    /// Ids, at most `most` of them.
    pub(super) fn ids(&mut self, key: &'static str, most: usize) -> Option<Vec<u64>> {
        let texts = self.texts(key);
        if texts.is_empty() {
            return None;
        }
        if texts.len() > most {
            self.error(key, &format!("Longer than maximum length {most}."));
        }
        texts.into_iter().map(|text| self.read(key, text, read_id)).collect()
    }

    pub(super) fn flag(&mut self, key: &'static str, default: bool) -> bool {
        let Some(text) = self.text(key) else { return default };
        let read = |text: &str| match text {
            "true" | "True" | "1" => Ok(true),
            "false" | "False" | "0" => Ok(false),
            _ => Err("Not a valid boolean.".to_owned()),
        };
        self.read(key, text, read).unwrap_or(default)
    }

    pub(super) fn moment(&mut self, key: &'static str) -> Option<Moment> {
        let text = self.text(key)?;
        self.read(key, text, |text| Moment::parse(text).ok_or_else(|| "Not a valid datetime.".to_owned()))
    }

    pub(super) fn one_of(&mut self, key: &'static str, values: &[&'static str]) -> Option<&'static str> {
        let text = self.text(key)?;
        self.read(key, text, |text| choose(text, values))
    }

    pub(super) fn some_of(&mut self, key: &'static str, values: &[&'static str]) -> Vec<&'static str> {
        let texts = self.texts(key);
        texts.into_iter().filter_map(|text| self.read(key, text, |text| choose(text, values))).collect()
    }

    /// A whole number from 0.
    pub(super) fn count(&mut self, key: &'static str) -> Option<u64> {
        let text = self.text(key)?;
        self.read(key, text, |text| text.parse().map_err(|_| "Not a valid integer.".to_owned()))
    }

    /// `cursor`, `limit` and `order_by`; `orders` begins with the default.
    pub(super) fn paging(&mut self, list: &'static str, orders: &[&'static str]) -> Paging {
        self.paging_by(list, orders, 30)
    }

    /// The same for a list with another default limit.
    pub(super) fn paging_by(
        &mut self,
        list: &'static str,
        orders: &[&'static str],
        default_limit: usize,
    ) -> Paging {
        let order = self.one_of("order_by", orders).or(orders.first().copied()).unwrap_or_default();
        Paging { limit: self.limit_to(100).unwrap_or(default_limit), ..self.paging_along(list, order) }
    }

    /// `cursor` and `limit` of a list that knows but one order.
    pub(super) fn paging_along(&mut self, list: &'static str, order: &'static str) -> Paging {
        let limit = self.limit_to(100).unwrap_or(30);
        Paging { list, order, limit, cursor: self.text("cursor").map(str::to_owned) }
    }

    /// How many rows are wanted: from 1 to `most`.
    pub(super) fn limit_to(&mut self, most: i64) -> Option<usize> {
        let read = |text: &str| match text.parse::<i64>() {
            Ok(limit) if limit > most => Err(format!("Must be at most {most}.")),
            Ok(limit) if limit < 1 => Err("Must be at least 1.".to_owned()),
            Ok(limit) => usize::try_from(limit).map_err(|error| error.to_string()),
            Err(_) => Err("Not a valid integer.".to_owned()),
        };
        let text = self.text("limit")?;
        self.read("limit", text, read)
    }

    pub(super) fn error(&mut self, key: &str, message: &str) {
        self.errors.insert(key.to_owned(), json!([message]));
    }

    /// Refuses what was wrong and what nobody asked for.
    pub(super) fn end(mut self) -> Result<(), Refusal> {
        for (name, _) in self.pairs {
            if !self.known.contains(&name.as_str()) {
                self.errors.insert(name.clone(), json!(["Unknown field."]));
            }
        }
        if self.errors.is_empty() { Ok(()) } else { Err(Refusal::Invalid(BAD_QUERY, self.errors)) }
    }

    fn read<T>(&mut self, key: &str, text: &str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        read(text).map_err(|message| self.error(key, &message)).ok()
    }
}

fn read_id(text: &str) -> Result<u64, String> {
    match text.parse::<i64>() {
        Ok(id) if id >= 1 => u64::try_from(id).map_err(|error| error.to_string()),
        Ok(_) => Err("Must be at least 1.".to_owned()),
        Err(_) => Err("Not a valid integer.".to_owned()),
    }
}

fn choose(text: &str, values: &[&'static str]) -> Result<&'static str, String> {
    let found = values.iter().find(|value| **value == text).copied();
    found.ok_or_else(|| format!("Must be one of: {}.", values.join(", ")))
}
