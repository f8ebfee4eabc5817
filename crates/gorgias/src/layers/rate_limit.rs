//! Keeps the pace that the server allows.

use tokio::time::Instant;

use super::{Answered, Failure, Layer, Next, Outgoing};
use crate::answer::Answer;
use crate::budget::{Budget, Seen};

/// Waits for a turn in the [`Budget`] before each try, tells it what the answer says, and asks again when the server
/// answers 429, until [`super::Limits::patience`] is over.
#[derive(Debug, Clone)]
pub struct RateLimit {
    budget: Budget,
}

impl RateLimit {
    /// Spends from this budget.
    pub fn new(budget: Budget) -> Self {
        Self { budget }
    }
}

impl Layer for RateLimit {
    fn handle<'a>(&'a self, request: &'a mut Outgoing, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let mut throttled_since: Option<Instant> = None;
            loop {
                let permit = self.budget.acquire(request.class).await;
                let answer = match next.send(request).await {
                    Ok(answer) => answer,
                    Err(failure) => {
                        // What timed out or broke may have been counted: dropping the permit says so.
                        if matches!(
                            failure,
                            Failure::Unsendable(_) | Failure::NotSent(_) | Failure::Unsigned { .. }
                        ) {
                            permit.not_sent();
                        }
                        return Err(failure);
                    }
                };
                permit.answered(seen(&answer));
                let since = *throttled_since.get_or_insert_with(Instant::now);
                if answer.status != 429 || since.elapsed() >= request.limits.patience {
                    return Ok(answer);
                }
                tracing::debug!(
                    operation = request.operation,
                    tries = request.tries,
                    "throttled; waiting for the budget"
                );
            }
        })
    }
}

/// What an answer says about the budget (reference page "Rate Limits").
fn seen(answer: &Answer) -> Seen {
    let limit = answer.header("x-gorgias-account-api-call-limit").and_then(|value| {
        let (used, size) = value.split_once('/')?;
        Some((used.trim().parse().ok()?, size.trim().parse().ok()?))
    });
    // A bucket without room would let nothing out for good.
    let limit = limit.filter(|(_, size): &(u32, u32)| *size > 0);
    Seen {
        limit,
        refused: answer.status == 429,
        counted: answer.status < 400 && !answer.declares_html(),
        retry_after: answer.retry_after(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_header_is_read_and_nonsense_is_none() {
        let limit =
            |value| seen(&Answer::with_headers(200, &[("x-gorgias-account-api-call-limit", value)])).limit;
        assert_eq!(limit("4/80"), Some((4, 80)));
        assert_eq!(limit(" 40 / 40 "), Some((40, 40)));
        for nonsense in ["", "4", "-1/80", "a/b", "4/80/1", "0/0"] {
            assert_eq!(limit(nonsense), None, "{nonsense}");
        }
    }
}
