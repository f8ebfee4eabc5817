//! One page of a list.
//!
//! Reads the list envelope (`data`, `meta`), the same without `meta`, and a bare array: the API uses all three, and its
//! description and its answers do not agree on which list has which. The way to the pages beside it is a cursor, or an
//! address that holds one (`next_items`, "List view's items").

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use url::form_urlencoded;

/// A page of `T`s and the way to the pages beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the order asked for.
    pub data: Vec<T>,
    /// Cursor of the next page; `None` on the last one.
    pub next_cursor: Option<String>,
    /// Cursor of the page before; `None` on the first one.
    pub prev_cursor: Option<String>,
    /// What the address of the next page holds beside the cursor.
    pub(crate) next_beside: Beside,
    /// What the address of the page before holds beside the cursor.
    pub(crate) prev_beside: Beside,
}

/// Query parameters by name.
pub(crate) type Beside = Vec<(&'static str, String)>;

impl<T> Page<T> {
    /// A list that has no other pages.
    fn only(data: Vec<T>) -> Self {
        Self {
            data,
            next_cursor: None,
            prev_cursor: None,
            next_beside: Beside::new(),
            prev_beside: Beside::new(),
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Data,
    Meta,
    #[serde(other)]
    Other,
}

#[derive(serde::Deserialize, Default)]
struct Meta {
    #[serde(default)]
    next_cursor: Option<String>,
    #[serde(default)]
    prev_cursor: Option<String>,
    #[serde(default)]
    next_items: Option<String>,
    #[serde(default)]
    prev_items: Option<String>,
}

/// Cursor and the rest of an address that leads to another page.
fn turn<E: de::Error>(
    cursor: Option<String>,
    address: Option<String>,
) -> Result<(Option<String>, Beside), E> {
    let Some(address) = address.filter(|_| cursor.is_none()) else { return Ok((cursor, Beside::new())) };
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let value = |wanted: &str| {
        let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == wanted);
        found.next().map(|(_, value)| value.into_owned())
    };
    let cursor = value("cursor").ok_or_else(|| E::custom(format!("no cursor in the address `{address}`")))?;
    let beside = ["direction", "ignored_item"].into_iter().filter_map(|name| Some((name, value(name)?)));
    Ok((Some(cursor), beside.collect()))
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Page<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
            type Value = Page<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list: {\"data\": [...]} or [...]")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<Page<T>, A::Error> {
                let mut data = Vec::with_capacity(rows.size_hint().unwrap_or(0));
                while let Some(row) = rows.next_element()? {
                    data.push(row);
                }
                Ok(Page::only(data))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Page<T>, A::Error> {
                let mut data = None;
                let mut meta = Meta::default();
                while let Some(key) = map.next_key()? {
                    match key {
                        Key::Data => data = Some(map.next_value()?),
                        Key::Meta => meta = map.next_value::<Option<Meta>>()?.unwrap_or_default(),
                        Key::Other => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                let data = data.ok_or_else(|| de::Error::missing_field("data"))?;
                let (next_cursor, next_beside) = turn(meta.next_cursor, meta.next_items)?;
                let (prev_cursor, prev_beside) = turn(meta.prev_cursor, meta.prev_items)?;
                Ok(Page { data, next_cursor, prev_cursor, next_beside, prev_beside })
            }
        }

        deserializer.deserialize_any(Either(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::value::RawValue;

    #[test]
    fn envelope_envelope_without_meta_and_bare_array_are_lists() {
        let full = r#"{"object":"list","uri":"/api/x","data":[1,2],"meta":{"prev_cursor":null,"next_cursor":"n","total_resources":9}}"#;
        let page: Page<i64> = serde_json::from_str(full).unwrap();
        assert_eq!(page, Page { next_cursor: Some("n".into()), ..Page::only(vec![1, 2]) });
        for text in
            [r#"{"data":[1,2]}"#, "[1,2]", r#"{"meta":null,"data":[1,2]}"#, r#"{"meta":{},"data":[1,2]}"#]
        {
            let page: Page<i64> = serde_json::from_str(text).unwrap();
            assert_eq!(page, Page::only(vec![1, 2]), "{text}");
        }
    }

    #[test]
    fn addresses_lead_to_the_pages_beside() {
        let text = r#"{"data":[],"meta":{"current_cursor":"x","prev_items":null,
            "next_items":"/api/views/7/items?direction=next&cursor=a%2Bb%3D&ignored_item=12"}}"#;
        let page: Page<i64> = serde_json::from_str(text).unwrap();
        let request = crate::request::get::<Page<i64>>("list_view_items", "/api/views/7/items").limit(5);
        assert!(request.clone().before(&page).is_none());
        let next = request.after(&page).unwrap();
        let query: Vec<_> = next.query().collect();
        assert_eq!(
            query,
            [("limit", "5"), ("cursor", "a+b="), ("direction", "next"), ("ignored_item", "12")]
        );
        let error =
            serde_json::from_str::<Page<i64>>(r#"{"data":[],"meta":{"next_items":"/api/x"}}"#).unwrap_err();
        assert!(error.to_string().starts_with("no cursor in the address `/api/x`"), "{error}");
    }

    #[test]
    fn an_object_without_data_is_not_a_list() {
        let error = serde_json::from_str::<Page<i64>>(r#"{"error":{}}"#).unwrap_err();
        insta::assert_snapshot!(error, @"missing field `data` at line 1 column 12");
    }

    #[test]
    fn raw_rows_are_the_bytes_that_came() {
        let text = r#"{"data":[{"id": 1,  "x":1.50},{"id":2}],"meta":{"next_cursor":null}}"#;
        let page: Page<Box<RawValue>> = serde_json::from_str(text).unwrap();
        let rows: Vec<_> = page.data.iter().map(|row| row.get()).collect();
        assert_eq!(rows, [r#"{"id": 1,  "x":1.50}"#, r#"{"id":2}"#]);
    }
}
