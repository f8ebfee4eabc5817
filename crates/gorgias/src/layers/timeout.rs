//! Ends a try that takes too long.

use super::{Answered, Failure, Layer, Next, Outgoing};

/// Gives each try [`super::Limits::timeout`] until its answer is complete, so that a server that answers a byte now and
/// then does not hold anybody up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timeout;

impl Layer for Timeout {
    fn handle<'a>(&'a self, request: &'a mut Outgoing, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let limit = request.limits.timeout;
            tokio::time::timeout(limit, next.send(request)).await.unwrap_or(Err(Failure::TimedOut))
        })
    }
}
