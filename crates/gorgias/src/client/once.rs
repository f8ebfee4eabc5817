//! Making a thing exactly once: a create whose outcome is unknown is looked for before it is sent again.

use futures_util::TryStreamExt;

use super::Client;
use crate::error::Error;
use crate::layers::backoff;
use crate::page::Page;
use crate::request::Request;

/// A thing that exists now, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made<T> {
    /// The answer to the create.
    Now(T),
    /// An earlier try had made it, although its answer was lost.
    Before(T),
}

impl<T> Made<T> {
    /// The thing.
    pub fn into_inner(self) -> T {
        match self {
            Self::Now(thing) | Self::Before(thing) => thing,
        }
    }
}

impl Client {
    /// Sends a create; when its outcome is unknown, looks for what it makes before sending it again.
    ///
    /// `find` lists where it would show, and `is_it` tells it apart: by an `external_id` that only this create has. It is
    /// sent at most as often as the request's attempts allow. A server that shows a created thing only later could still
    /// make it twice; each look is preceded by a wait.
    ///
    /// # Errors
    /// As [`Client::send`] for the create; [`Error::OutcomeUnknown`] when the last try's outcome stays unknown, or when the
    /// look failed: what is not known to be missing is not made again.
    pub async fn make_once<T: Send + 'static>(
        &self,
        create: Request<T>,
        find: Request<Page<T>>,
        is_it: impl Fn(&T) -> bool,
    ) -> Result<Made<T>, Error> {
        let attempts = create.call.own.attempts.unwrap_or(self.shared.limits.attempts);
        let mut tries = 0;
        loop {
            tries += 1;
            let doubt = match self.send(create.clone()).await {
                Ok(made) => return Ok(Made::Now(made)),
                Err(doubt @ Error::OutcomeUnknown { .. }) => doubt,
                Err(error) => return Err(error),
            };
            tokio::time::sleep(backoff(tries, 1.0)).await;
            let mut rows = std::pin::pin!(self.rows(find.clone()));
            loop {
                match rows.try_next().await {
                    Ok(Some(row)) if is_it(&row) => return Ok(Made::Before(row)),
                    Ok(Some(_)) => {}
                    Ok(None) => break,
                    Err(error) => {
                        tracing::warn!(%error, "what a create in doubt made could not be looked for");
                        return Err(doubt);
                    }
                }
            }
            if tries >= attempts {
                return Err(doubt);
            }
        }
    }
}
