//! Real time. Benchmarks are the one place that measures it and waits in it.

use std::time::{Duration, Instant};

use crate::failure::Failure;

/// How often a condition is looked at while it is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// The present.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the time that really passes")]
pub fn now() -> Instant {
    Instant::now()
}

/// Looks at a condition again and again until it gives a value, at most for `limit`; then fails naming `what`.
pub fn wait_for<T>(
    what: &str,
    limit: Duration,
    mut condition: impl FnMut() -> Result<Option<T>, Failure>,
) -> Result<T, Failure> {
    let start = now();
    loop {
        if let Some(value) = condition()? {
            return Ok(value);
        }
        if start.elapsed() > limit {
            return Err(Failure::Unmet(format!("{what} did not happen within {} s", limit.as_secs())));
        }
        pause();
    }
}

#[expect(clippy::disallowed_methods, reason = "other processes are watched; they cannot wake this one")]
fn pause() {
    std::thread::sleep(LOOK_EVERY);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_looked_at_until_it_holds() {
        let mut looks = 0;
        let value = wait_for("the third look", Duration::from_secs(60), || {
            looks += 1;
            Ok((looks == 3).then_some(looks))
        });
        assert_eq!(value.unwrap(), 3);
    }

    #[test]
    fn a_condition_that_never_holds_is_named() {
        let failure = wait_for("a miracle", Duration::ZERO, || Ok(None::<()>)).unwrap_err();
        assert_eq!(failure.to_string(), "a miracle did not happen within 0 s");
    }
}
