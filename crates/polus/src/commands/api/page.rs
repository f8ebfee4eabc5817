//! One page of any list, and the way to the next.

use serde_json::Value;
use url::form_urlencoded;

/// Rows as they came.
#[derive(Debug, PartialEq)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Value>,
    /// Query parameters of the next page; they take the place of those of this one.
    pub next: Option<Vec<(String, String)>>,
}

impl Page {
    /// Reads `{"data": [...], "meta": {...}}` and a bare array; `None` when it is neither.
    pub fn read(body: Value) -> Option<Page> {
        let mut envelope = match body {
            Value::Array(rows) => return Some(Page { rows, next: None }),
            Value::Object(envelope) => envelope,
            _ => return None,
        };
        let Some(Value::Array(rows)) = envelope.remove("data") else { return None };
        let meta = |name: &str| envelope.get("meta")?.get(name)?.as_str().filter(|text| !text.is_empty());
        let next = match (meta("next_cursor"), meta("next_items")) {
            (Some(cursor), _) => Some(vec![("cursor".to_owned(), cursor.to_owned())]),
            // An address; only its query is taken, so that it cannot lead elsewhere.
            (None, Some(address)) => {
                let query = address.split_once('?').map_or("", |(_, query)| query);
                Some(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
            }
            (None, None) => None,
        };
        Some(Page { rows, next })
    }
}

/// The query with these parameters in place of those of the same name.
pub fn turned(query: &[(String, String)], next: &[(String, String)]) -> Vec<(String, String)> {
    let kept = query.iter().filter(|(name, _)| next.iter().all(|(other, _)| other != name));
    kept.chain(next).cloned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn every_form_of_a_list_is_read() {
        let next = |body: Value| Page::read(body).unwrap().next;
        let rows = json!([{"id": 1}]);
        assert_eq!(Page::read(rows.clone()).unwrap(), Page { rows: vec![json!({"id": 1})], next: None });
        assert_eq!(
            next(json!({"data": rows, "meta": {"next_cursor": "n="}})),
            Some(pairs(&[("cursor", "n=")]))
        );
        let address = "https://elsewhere.example/api/views/9/items?cursor=a%3D&limit=2";
        assert_eq!(
            next(json!({"data": rows, "meta": {"next_items": address}})),
            Some(pairs(&[("cursor", "a="), ("limit", "2")]))
        );
        for end in [
            json!({"data": []}),
            json!({"data": [], "meta": null}),
            json!({"data": [], "meta": {"next_cursor": null}}),
        ] {
            assert_eq!(next(end), None);
        }
        assert_eq!(Page::read(json!({"id": 1})), None);
        assert_eq!(Page::read(json!("x")), None);
    }

    #[test]
    fn the_next_page_keeps_what_was_asked_for() {
        let query = pairs(&[("cursor", "a"), ("limit", "2"), ("customer_id", "5")]);
        assert_eq!(
            turned(&query, &pairs(&[("cursor", "b")])),
            pairs(&[("limit", "2"), ("customer_id", "5"), ("cursor", "b")])
        );
    }
}
