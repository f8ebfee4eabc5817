//! The date-times of the API: UTC, microseconds, written with an explicit `+00:00`.
//!
//! Reads what the API and its documentation print: an offset, a `Z`, or neither (then UTC). Writes the API's own form,
//! so that a value read and written back is the same text. Precision below a microsecond is dropped.

use std::fmt;
use std::str::FromStr;

use jiff::fmt::temporal::DateTimePrinter;
use jiff::tz::Offset;
use jiff::{Timestamp, civil};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A moment, to the microsecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(Timestamp);

impl DateTime {
    /// The moment as a jiff timestamp.
    pub fn timestamp(self) -> Timestamp {
        self.0
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn microseconds(self) -> i64 {
        self.0.as_microsecond()
    }
}

impl From<Timestamp> for DateTime {
    fn from(timestamp: Timestamp) -> Self {
        Self(Timestamp::from_microsecond(timestamp.as_microsecond()).unwrap_or(timestamp))
    }
}

/// A text that is not a date-time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a date-time; expected the form 2025-02-06T14:47:40.133539+00:00")]
pub struct ParseDateTimeError {
    text: String,
}

impl FromStr for DateTime {
    type Err = ParseDateTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        if let Ok(timestamp) = trimmed.parse::<Timestamp>() {
            return Ok(timestamp.into());
        }
        trimmed
            .parse::<civil::DateTime>()
            .and_then(|naive| Offset::UTC.to_timestamp(naive))
            .map(Self::from)
            .map_err(|_| ParseDateTimeError { text: text.chars().take(64).collect() })
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = if self.0.subsec_nanosecond() == 0 { None } else { Some(6) };
        let printer = DateTimePrinter::new().precision(digits);
        f.write_str(&printer.timestamp_with_offset_to_string(&self.0, Offset::UTC))
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = DateTime;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date-time as text")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<DateTime, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> String {
        text.parse::<DateTime>().unwrap().to_string()
    }

    #[test]
    fn every_form_of_the_api_is_read() {
        assert_eq!(read("2025-02-06T14:47:40.133539+00:00"), "2025-02-06T14:47:40.133539+00:00");
        assert_eq!(read("2025-02-06T15:54:21+00:00"), "2025-02-06T15:54:21+00:00");
        assert_eq!(read("2025-02-06T15:54:21"), "2025-02-06T15:54:21+00:00");
        assert_eq!(read("2021-03-03 06:00:00"), "2021-03-03T06:00:00+00:00");
        assert_eq!(read("2025-02-06T15:54:21.82Z"), "2025-02-06T15:54:21.820000+00:00");
        assert_eq!(read("2025-02-06T17:54:21+02:00"), "2025-02-06T15:54:21+00:00");
        assert_eq!(read("2025-02-06"), "2025-02-06T00:00:00+00:00");
    }

    #[test]
    fn other_text_is_refused_with_the_expected_form() {
        let error = "tomorrow".parse::<DateTime>().unwrap_err();
        insta::assert_snapshot!(error, @"`tomorrow` is not a date-time; expected the form 2025-02-06T14:47:40.133539+00:00");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(micros in -60_000_000_000_000_000i64..4_000_000_000_000_000) {
            let moment = DateTime::from(Timestamp::from_microsecond(micros).unwrap());
            prop_assert_eq!(moment.to_string().parse::<DateTime>().unwrap(), moment);
        }
    }
}
