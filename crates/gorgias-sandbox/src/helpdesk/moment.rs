//! Times as the API prints them: UTC, microseconds unless they are zero, an explicit `+00:00`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::temporal::{DateTimeParser, DateTimePrinter};
use jiff::tz::Offset;
use serde::{Serialize, Serializer};

/// A point in time in whole microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Moment(i64);

/// The last moment of the year 9999 that fits every printer.
const LAST: i64 = 253_402_207_200_000_000;

impl Moment {
    pub(crate) fn of(timestamp: Timestamp) -> Self {
        Self(timestamp.as_microsecond().clamp(0, LAST))
    }

    /// Reads ISO 8601; a missing offset means UTC, as everywhere in this API.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let parser = DateTimeParser::new();
        let timestamp = parser.parse_timestamp(text).or_else(|error| {
            let civil: DateTime = parser.parse_datetime(text).map_err(|_| error)?;
            Offset::UTC.to_timestamp(civil)
        });
        timestamp.ok().map(Self::of)
    }

    pub(crate) fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros).clamp(0, LAST))
    }

    pub(crate) fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds from `earlier` to here.
    pub(crate) fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// Without offset, as cursors carry it.
    pub(crate) fn bare(self) -> String {
        let mut text = self.to_string();
        text.truncate(text.len() - "+00:00".len());
        text
    }

    /// Whole seconds since 1970.
    pub(crate) fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The civil date and time in UTC, for formatting in templates.
    pub(crate) fn civil(self) -> DateTime {
        Offset::UTC.to_datetime(self.timestamp())
    }

    pub(crate) fn timestamp(self) -> Timestamp {
        // In range: `of` and `plus_micros` clamp.
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const WHOLE: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
        const MICROS: DateTimePrinter = DateTimePrinter::new().precision(Some(6));
        let printer = if self.0 % 1_000_000 == 0 { &WHOLE } else { &MICROS };
        printer
            .print_timestamp_with_offset(&self.timestamp(), Offset::UTC, jiff::fmt::StdFmtWrite(f))
            .map_err(|_| std::fmt::Error)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reprinted(text: &str) -> String {
        Moment::parse(text).unwrap().to_string()
    }

    #[test]
    fn microseconds_are_padded_and_left_out_when_zero() {
        assert_eq!(reprinted("2025-02-06T14:47:40.82Z"), "2025-02-06T14:47:40.820000+00:00");
        assert_eq!(reprinted("2025-02-06T15:54:21+00:00"), "2025-02-06T15:54:21+00:00");
    }

    #[test]
    fn a_missing_offset_is_utc_and_another_is_converted() {
        assert_eq!(reprinted("2025-02-06T14:00:00"), "2025-02-06T14:00:00+00:00");
        assert_eq!(reprinted("2025-02-06T14:00:00+02:00"), "2025-02-06T12:00:00+00:00");
        assert_eq!(Moment::parse("yesterday"), None);
    }

    #[test]
    fn far_future_and_past_stay_printable() {
        for text in ["9999-12-30T22:00:00Z", "-001000-01-01T00:00:00Z"] {
            assert!(reprinted(text).ends_with("+00:00"));
        }
    }
}
