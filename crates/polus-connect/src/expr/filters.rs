//! Filters beside those of MiniJinja. One line each in [`register`].
//!
//! | filter | gives |
//! |---|---|
//! | `default(x)` | `x` for none as well as for missing; with `true` as second argument for everything empty |
//! | `decimal`, `decimal(2)` | a number or text as decimal text, exact, rounded half away from zero to the places |
//! | `isodate` | a point in time as RFC 3339 in UTC; a time without zone is taken as UTC |
//! | `datetime(format)` | a point in time in UTC, in a strftime format |
//! | `gid` | the part after the last slash: `gid://shopify/Order/5012` gives `5012` |
//! | `prepend(text)` | text put before; for lists together with `map` |
//! | `flat` | a list of lists as one list |
//! | `html_text` | HTML as plain text |
//!
//! And the test `is none`, true for missing fields too.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use minijinja::value::{Rest, ValueKind};
use minijinja::{Environment, Error, ErrorKind, Value};

use crate::canonical::Decimal;

pub(super) fn register(environment: &mut Environment<'static>) {
    environment.add_test("none", |value: &Value| value.is_none() || value.is_undefined());
    environment.add_filter("default", default);
    environment.add_filter("d", default);
    environment.add_filter("decimal", decimal);
    environment.add_filter("isodate", |value: &Value| within_time(value, |at| Ok(at.to_string())));
    environment.add_filter("datetime", |value: &Value, format: &str| {
        within_time(value, |at| {
            jiff::fmt::strtime::format(format, &at.to_zoned_datetime(TimeZone::UTC))
                .map_err(|error| wrong(format!("`{format}` is not a format of a date: {error}")))
        })
    });
    environment.add_filter("gid", |value: &Value| {
        within_text(value, |text| text.rsplit('/').next().unwrap_or_default().to_owned())
    });
    environment.add_filter("prepend", |value: &Value, before: &str| {
        within_text(value, |text| format!("{before}{text}"))
    });
    environment.add_filter("flat", flat);
    environment.add_filter("html_text", |value: &Value| within_text(value, html_text));
}

fn wrong(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

fn nothing(value: &Value) -> bool {
    value.is_none() || value.is_undefined()
}

/// Applies to the text of a value; none stays none.
fn within_text(value: &Value, apply: impl Fn(&str) -> String) -> Value {
    match value.as_str() {
        _ if nothing(value) => Value::from(()),
        Some(text) => Value::from(apply(text)),
        None => Value::from(apply(&value.to_string())),
    }
}

fn flat(lists: &Value) -> Result<Value, Error> {
    let mut items = Vec::new();
    for list in lists.try_iter()? {
        items.extend(list.try_iter()?);
    }
    Ok(Value::from(items))
}

fn default(value: &Value, args: Rest<Value>) -> Value {
    let empty_too = args.get(1).is_some_and(Value::is_true);
    if nothing(value) || (empty_too && !value.is_true()) {
        args.first().cloned().unwrap_or_else(|| Value::from(""))
    } else {
        value.clone()
    }
}

fn decimal(value: &Value, places: Option<u32>) -> Result<Value, Error> {
    if nothing(value) {
        return Ok(Value::from(()));
    }
    let text = match value.kind() {
        ValueKind::Number => value.to_string(),
        ValueKind::String => value.as_str().unwrap_or_default().trim().to_owned(),
        kind => return Err(wrong(format!("{kind} is not a number"))),
    };
    let number = Decimal::parse(&text).ok_or_else(|| wrong(format!("`{text}` is not a number")))?;
    Ok(Value::from(places.map_or(number.clone(), |places| number.round(places)).to_string()))
}

fn within_time(value: &Value, apply: impl Fn(Timestamp) -> Result<String, Error>) -> Result<Value, Error> {
    if nothing(value) || value.as_str() == Some("") {
        return Ok(Value::from(()));
    }
    let text = value.as_str().ok_or_else(|| wrong(format!("{} is not a date", value.kind())))?;
    let at = timestamp(text).ok_or_else(|| wrong(format!("`{text}` is not a date")))?;
    apply(at).map(Value::from)
}

/// Reads RFC 3339; a time without zone, or a date alone, is taken as UTC.
pub(crate) fn timestamp(text: &str) -> Option<Timestamp> {
    let civil = || text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(|day| day.at(0, 0, 0, 0)));
    text.parse::<Timestamp>().ok().or_else(|| {
        civil()
            .ok()
            .and_then(|civil| civil.to_zoned_datetime(TimeZone::UTC).ok())
            .map(|zoned| zoned.timestamp())
    })
}

/// Drops tags, turns the ends of paragraphs and lines into line ends and resolves the common entities.
pub(crate) fn html_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let Some(end) = rest[start..].find('>') else { break };
        text.push_str(&rest[..start]);
        let tag = rest[start + 1..start + end].trim_start_matches('/').to_lowercase();
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        if ["br", "p", "div", "li", "tr", "h1", "h2", "h3"].contains(&name.as_str()) && !text.ends_with('\n')
        {
            text.push('\n');
        }
        rest = &rest[start + end + 1..];
    }
    text.push_str(rest);
    let entities =
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.into_iter().fold(text, |text, (entity, c)| text.replace(entity, c)).trim().to_owned()
}
