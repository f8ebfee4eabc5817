//! Decimal numbers as text, exact. Enough arithmetic for money that is only carried along.

use std::fmt;

/// A decimal number of at most 60 digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    /// Digits from the highest, without sign and point; never empty.
    digits: Vec<u8>,
    /// How many of the digits stand after the point; at most their number minus one.
    places: usize,
}

const MOST_DIGITS: usize = 60;

impl Decimal {
    /// Reads `-39.80`, `.5`, `7`, `1e3`. `None` for anything else, group marks and commas included.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let only_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !only_digits(whole) || !only_digits(fraction) {
            return None;
        }
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|b| b - b'0').collect();
        let places = i64::try_from(fraction.len()).ok()? - i64::from(exponent);
        if places.unsigned_abs() > MOST_DIGITS as u64 || digits.len() > MOST_DIGITS {
            return None;
        }
        if places < 0 {
            digits.resize(digits.len() + usize::try_from(-places).ok()?, 0);
        }
        let places = usize::try_from(places.max(0)).ok()?;
        Some(Decimal { negative, digits, places }.tidy())
    }

    /// Exactly this many places, rounded half away from zero.
    #[must_use]
    pub fn round(mut self, places: u32) -> Decimal {
        let places = (places as usize).min(MOST_DIGITS);
        if self.places <= places {
            self.digits.resize(self.digits.len() + places - self.places, 0);
            self.places = places;
            return self;
        }
        let keep = self.digits.len() - (self.places - places);
        let up = self.digits.get(keep).is_some_and(|digit| *digit >= 5);
        self.digits.truncate(keep);
        self.places = places;
        if up {
            self.add_one();
        }
        self.tidy()
    }

    /// How many digits stand after the point.
    pub fn places(&self) -> u32 {
        self.places as u32
    }

    /// Without zeros at the end of the fraction.
    #[must_use]
    pub fn trim(mut self) -> Decimal {
        while self.places > 0 && self.digits.last() == Some(&0) {
            self.digits.pop();
            self.places -= 1;
        }
        self.tidy()
    }

    fn add_one(&mut self) {
        for digit in self.digits.iter_mut().rev() {
            if *digit < 9 {
                *digit += 1;
                return;
            }
            *digit = 0;
        }
        self.digits.insert(0, 1);
    }

    /// At least one digit before the point, no other zeros in front, no negative zero.
    fn tidy(mut self) -> Decimal {
        while self.digits.len() <= self.places {
            self.digits.insert(0, 0);
        }
        let spare = self.digits.len() - self.places - 1;
        let zeros = self.digits.iter().take(spare).take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        self.negative &= self.digits.iter().any(|digit| *digit != 0);
        self
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            f.write_str("-")?;
        }
        for (index, digit) in self.digits.iter().enumerate() {
            if self.places > 0 && index == self.digits.len() - self.places {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn round(text: &str, places: u32) -> String {
        Decimal::parse(text).unwrap().round(places).to_string()
    }

    #[test]
    fn rounds_half_away_from_zero_and_pads() {
        assert_eq!(round("39.8", 2), "39.80");
        assert_eq!(round("59.699999999999996", 2), "59.70");
        assert_eq!(round("1.005", 2), "1.01");
        assert_eq!(round("-0.005", 2), "-0.01");
        assert_eq!(round("-0.004", 2), "0.00");
        assert_eq!(round("99.995", 2), "100.00");
        assert_eq!(round("1200", 0), "1200");
        assert_eq!(round("0.5", 0), "1");
        assert_eq!(round(".5", 3), "0.500");
        assert_eq!(round("1e3", 2), "1000.00");
        assert_eq!(round("12e-1", 2), "1.20");
    }

    #[test]
    fn anything_else_is_no_number() {
        for text in ["", "-", ".", "1,5", "1.2.3", "abc", "1e", "0x10", "1e999", "NaN"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert_eq!(Decimal::parse("007.500").unwrap().trim().to_string(), "7.5");
    }

    proptest! {
        #[test]
        fn agrees_with_integers(cents in -1_000_000_000_i64..1_000_000_000) {
            let sign = if cents < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100);
            prop_assert_eq!(Decimal::parse(&text).unwrap().to_string(), text.clone());
            let whole = (cents.abs() + 50) / 100;
            let expected = if cents < 0 && whole > 0 { format!("-{whole}") } else { whole.to_string() };
            prop_assert_eq!(round(&text, 0), expected);
        }

        #[test]
        fn never_panics(text in "[-+]?[0-9.eE]{0,12}", places in 0_u32..80) {
            if let Some(number) = Decimal::parse(&text) {
                let rounded = number.round(places).to_string();
                prop_assert!(Decimal::parse(&rounded).is_some() || rounded.len() > MOST_DIGITS);
            }
        }
    }
}
