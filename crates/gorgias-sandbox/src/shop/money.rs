//! Amounts in the shop's currency, exact to the cent.

use serde_json::Value;

/// The currency of shop and ERP.
pub(crate) const CURRENCY: &str = "USD";

/// An amount in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Cents(pub(crate) i64);

impl Cents {
    /// Reads `412`, `412.5` or `412.50`; nothing finer, nothing negative, nothing above a trillion.
    pub(crate) fn parse(text: &str) -> Option<Cents> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || whole.len() > 12 || fraction.len() > 2 {
            return None;
        }
        let fraction = if fraction.len() == 1 { format!("{fraction}0") } else { fraction.to_owned() };
        Some(Cents(whole.parse::<i64>().ok()? * 100 + fraction.parse::<i64>().ok()?))
    }

    /// Reads the amount of an action: text, or a number as it is written.
    pub(crate) fn of(value: &Value) -> Option<Cents> {
        match value {
            Value::String(text) => Cents::parse(text),
            Value::Number(number) => Cents::parse(&number.to_string()),
            _ => None,
        }
    }

    pub(crate) fn times(self, quantity: u32) -> Cents {
        Cents(self.0.saturating_mul(i64::from(quantity)))
    }

    /// As a JSON number, for a system that does its sums in floating point.
    pub(crate) fn to_number(self) -> Value {
        Value::from(self.0 as f64 / 100.0)
    }
}

impl std::fmt::Display for Cents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl std::iter::Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(amounts: I) -> Cents {
        Cents(amounts.fold(0, |sum, amount| sum.saturating_add(amount.0)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_are_exact() {
        for (text, shown) in [("412.50", "412.50"), ("412.5", "412.50"), ("7", "7.00"), ("0.05", "0.05")] {
            assert_eq!(Cents::parse(text).unwrap().to_string(), shown);
        }
        for wrong in ["", ".5", "5.", "1.005", "-1", "1e3", "12345678901234", "٣"] {
            assert_eq!(Cents::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Cents::of(&json!(39.8)), Some(Cents(3980)));
        assert_eq!(Cents(3980).to_number(), json!(39.8));
        assert_eq!([Cents(1), Cents(2).times(3)].into_iter().sum::<Cents>(), Cents(7));
    }
}
