//! Moments as sources write them, brought to one form that sorts: `YYYY-MM-DDTHH:MM:SS.ffffffZ`.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The moment in UTC with six decimals. A moment without an offset is read as UTC, a day as its beginning.
/// `None` if it is no moment.
pub(crate) fn normalise(text: &str) -> Option<String> {
    if let Some(fast) = utc_already(text.as_bytes()) {
        return Some(fast);
    }
    let moment = text.parse::<Timestamp>().ok().or_else(|| {
        let local = text.parse::<DateTime>().ok()?;
        TimeZone::UTC.to_timestamp(local).ok()
    })?;
    Some(format!("{moment:.6}"))
}

/// The form that nearly all values have: `2025-03-04T09:15:27`, maybe a fraction of up to six digits, then
/// `+00:00`, `Z` or nothing. Only the digits' places are looked at, so a date that no calendar has is left to
/// the slow way, which refuses it.
fn utc_already(text: &[u8]) -> Option<String> {
    let (head, rest) = text.split_at_checked(19)?;
    let shape = head.iter().zip(b"0000-00-00T00:00:00").all(|(have, want)| match want {
        b'0' => have.is_ascii_digit(),
        _ => have == want,
    });
    let number = |at: usize| (head[at] - b'0') * 10 + (head[at + 1] - b'0');
    if !shape || !(1..=12).contains(&number(5)) || !(1..=28).contains(&number(8)) {
        return None;
    }
    if number(11) > 23 || number(14) > 59 || number(17) > 59 {
        return None;
    }
    let rest = rest.strip_suffix(b"+00:00").or_else(|| rest.strip_suffix(b"Z")).unwrap_or(rest);
    let fraction = match rest {
        [] => rest,
        [b'.', digits @ ..] if (1..=6).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) => {
            digits
        }
        _ => return None,
    };
    let mut normal = *b"0000-00-00T00:00:00.000000Z";
    normal[..19].copy_from_slice(head);
    normal[20..20 + fraction.len()].copy_from_slice(fraction);
    String::from_utf8(normal.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_form_that_sources_use_becomes_one() {
        for (given, wanted) in [
            ("2025-03-04T09:15:27.120034+00:00", "2025-03-04T09:15:27.120034Z"),
            ("2025-03-04T09:15:27+00:00", "2025-03-04T09:15:27.000000Z"),
            ("2025-03-04T09:15:27.5Z", "2025-03-04T09:15:27.500000Z"),
            ("2025-03-04T09:15:27", "2025-03-04T09:15:27.000000Z"),
            ("2025-03-31T23:30:00-05:00", "2025-04-01T04:30:00.000000Z"),
            ("2025-03-04 09:15:27", "2025-03-04T09:15:27.000000Z"),
            ("2025-03-04T09:15:27.123456789Z", "2025-03-04T09:15:27.123456Z"),
            ("2025-03-31", "2025-03-31T00:00:00.000000Z"),
        ] {
            assert_eq!(normalise(given).as_deref(), Some(wanted), "{given}");
        }
        for given in ["", "yesterday", "2025-02-30T00:00:00Z", "2025-13-01T00:00:00Z", "2025-03-04T25:00:00Z"]
        {
            assert_eq!(normalise(given), None, "{given}");
        }
    }

    proptest! {
        #[test]
        fn what_is_normal_stays_and_names_the_same_moment(micros in 0i64..4_000_000_000_000_000) {
            let moment = Timestamp::from_microsecond(micros).unwrap();
            let normal = normalise(&moment.to_string()).unwrap();
            prop_assert_eq!(normalise(&normal), Some(normal.clone()));
            prop_assert_eq!(normal.parse::<Timestamp>().unwrap(), moment);
        }
    }
}
