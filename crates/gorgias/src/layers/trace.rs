//! Tells the log about each try.

use tokio::time::Instant;

use super::{Answered, Layer, Next, Outgoing};

/// An event at the level TRACE for each try: operation, method, path, status, tries, how long. Never the query, a header
/// or a body, which may hold personal data and secrets.
#[derive(Debug, Clone, Copy, Default)]
pub struct Trace;

impl Layer for Trace {
    fn handle<'a>(&'a self, request: &'a mut Outgoing, next: Next<'a>) -> Answered<'a> {
        Box::pin(async move {
            let sent = Instant::now();
            let answered = next.send(request).await;
            tracing::trace!(
                operation = request.operation,
                method = request.method.as_str(),
                path = request.path,
                status = answered.as_ref().ok().map(|answer| answer.status),
                tries = request.tries,
                took_ms = u64::try_from(sent.elapsed().as_millis()).unwrap_or(u64::MAX),
                "a request was sent"
            );
            answered
        })
    }
}
