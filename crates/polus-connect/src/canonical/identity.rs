//! Values by which records of different systems are recognised as the same person or sale.

use serde_json::Value;

/// One such value, in the form in which equal means the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// One of [`KINDS`].
    pub kind: String,
    /// The value: an address in lower case, a telephone number as `+` and digits, an id or order name as it is.
    pub value: String,
}

/// The kinds of identities.
pub const KINDS: &[&str] = &["email", "phone", "external_id", "order_name"];

/// Brings a value into the form in which it can be compared; `None` when it says nothing.
pub(crate) fn identity(kind: &str, value: &Value) -> Option<Identity> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let value = match kind {
        "email" => text.to_lowercase(),
        "phone" => international(&text)?,
        _ => text,
    };
    (!value.is_empty()).then(|| Identity { kind: kind.to_owned(), value })
}

/// `+49 30 1234-567` as `+49301234567`. A number without country says nothing across systems.
fn international(text: &str) -> Option<String> {
    let rest = text.strip_prefix('+').or_else(|| text.strip_prefix("00"))?;
    // The trunk zero that is written in brackets is not dialled from abroad.
    let digits: String = rest.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    (8..=15).contains(&digits.len()).then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn value(kind: &str, value: Value) -> Option<String> {
        identity(kind, &value).map(|identity| identity.value)
    }

    #[test]
    fn equal_means_the_same() {
        assert_eq!(value("email", json!(" Ada@Example.com ")).unwrap(), "ada@example.com");
        assert_eq!(value("phone", json!("+49 (0)30 1234-567")).unwrap(), "+49301234567");
        assert_eq!(value("phone", json!("0049 30 1234567")).unwrap(), "+49301234567");
        assert_eq!(value("external_id", json!(5012)).unwrap(), "5012");
        assert_eq!(value("order_name", json!("#1042")).unwrap(), "#1042");
    }

    #[test]
    fn what_says_nothing_is_none() {
        assert_eq!(value("phone", json!("030 1234567")), None);
        assert_eq!(value("phone", json!("+1")), None);
        assert_eq!(value("email", Value::Null), None);
        assert_eq!(value("external_id", json!("  ")), None);
    }
}
