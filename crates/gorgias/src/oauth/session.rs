//! A valid access token at any time, for everybody who asks.
//!
//! Guarantees: one renewal at a time, however many wait for it; a waiter that goes away does not end it; new tokens are
//! stored before anybody gets them; a failed renewal is told to those who waited for it, and the next to ask begins
//! another. While the old token is good, a failed renewal harms nobody. Processes that share a store use each other's
//! renewals.
//!
//! Needs a tokio runtime: the renewal is a task of its own.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use tokio::task::{AbortHandle, JoinError};
use tokio::time::Instant;
use tracing::Instrument;

use super::app::Installation;
use super::callback::Code;
use super::error::{Failure, OAuthError, TokenCall};
use super::renewal::Renewal;
use super::store::TokenStore;
use super::tokens::Tokens;
use crate::datetime::DateTime;
use crate::secret::Secret;

/// After a renewal that failed while the old token is good, the next one is tried after this.
const PAUSE: Duration = Duration::from_secs(30);

/// The tokens of an app in one account. Clones share everything.
#[derive(Clone)]
pub struct Session {
    shared: Arc<Held>,
}

/// What the clones share.
struct Held {
    renewal: Renewal,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    flight: Option<Flight>,
    /// Until then a good token that is due is given all the same.
    paused_until: Option<Instant>,
}

/// A renewal under way.
struct Flight {
    task: AbortHandle,
    outcome: Outcome,
}

/// What all who wait are told.
type Outcome = Shared<BoxFuture<'static, Result<Tokens, OAuthError>>>;

impl Session {
    /// The session of this installation, with the tokens that the store has or will have. Nothing is read yet.
    pub fn new(
        installation: Installation,
        store: Arc<dyn TokenStore>,
        clock: impl Fn() -> DateTime + Send + Sync + 'static,
    ) -> Self {
        let renewal = Renewal::new(installation, store, Box::new(clock));
        Self { shared: Arc::new(Held { renewal, state: Mutex::default() }) }
    }

    /// An access token, renewed when little of its life is left.
    ///
    /// # Errors
    /// When there is none, and none can be had. See [`OAuthError::needs_consent`].
    pub async fn token(&self) -> Result<Secret, OAuthError> {
        let flight = {
            let mut state = self.state();
            if let Some(tokens) = self.at_hand(&state) {
                return Ok(tokens.access);
            }
            self.join(&mut state, None)
        };
        match flight.await {
            Ok(tokens) => Ok(tokens.access),
            Err(error) => {
                let Some(tokens) = self.shared.renewal.good() else { return Err(error) };
                tracing::warn!(%error, "the access token was not renewed; it is still good");
                self.state().paused_until = Some(Instant::now() + PAUSE);
                Ok(tokens.access)
            }
        }
    }

    /// Another access token than the one that the API refused with a 401: the present one when it differs, else a new one.
    ///
    /// # Errors
    /// When none can be had.
    pub async fn renewed(&self, refused: &Secret) -> Result<Secret, OAuthError> {
        // The first flight may have begun before the refusal and bring the refused token.
        for _ in 0..2 {
            let flight = {
                let mut state = self.state();
                match self.at_hand(&state) {
                    Some(tokens) if tokens.access != *refused => return Ok(tokens.access),
                    _ => self.join(&mut state, Some(refused.clone())),
                }
            };
            let access = flight.await?.access;
            if access != *refused {
                return Ok(access);
            }
        }
        Ok(refused.clone())
    }

    /// Exchanges the code of a fresh consent and stores the tokens, in place of any older ones.
    ///
    /// # Errors
    /// See [`Failure`]. When only storing failed, the tokens are kept in memory and stored with the next call.
    pub async fn install(&self, code: Code) -> Result<Tokens, OAuthError> {
        let shared = Arc::clone(&self.shared);
        let done = tokio::spawn(async move { shared.renewal.install(&code).await }.in_current_span()).await;
        done.unwrap_or_else(|lost| Err(self.lost(TokenCall::Exchange, lost)))
    }

    /// The app and the account.
    pub fn installation(&self) -> &Installation {
        self.shared.renewal.installation()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The present tokens when nothing has to be done first.
    fn at_hand(&self, state: &State) -> Option<Tokens> {
        let paused = state.paused_until.is_some_and(|until| Instant::now() < until);
        if paused { self.shared.renewal.good() } else { self.shared.renewal.fresh() }
    }

    /// The renewal under way, else a new one.
    fn join(&self, state: &mut State, refused: Option<Secret>) -> Outcome {
        // One that has ended and is still here was lost with its runtime: it would have taken itself away.
        if let Some(flight) = state.flight.as_ref().filter(|flight| !flight.task.is_finished()) {
            return flight.outcome.clone();
        }
        let shared = Arc::clone(&self.shared);
        let task = async move {
            let outcome = shared.renewal.run(refused.as_ref()).await;
            // Whoever asks from now on looks for itself. A failure is not kept.
            let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.flight = None;
            if outcome.is_ok() {
                state.paused_until = None;
            }
            outcome
        };
        // A task of its own: the answer to a refresh may hold a refresh token that must not be lost.
        let task = tokio::spawn(task.in_current_span());
        let (abort, session) = (task.abort_handle(), self.clone());
        let outcome =
            task.map(move |done| done.unwrap_or_else(|lost| Err(session.lost(TokenCall::Refresh, lost))));
        let outcome = outcome.boxed().shared();
        state.flight = Some(Flight { task: abort, outcome: outcome.clone() });
        outcome
    }

    /// The task was ended with its runtime, or the store panicked.
    fn lost(&self, call: TokenCall, lost: JoinError) -> OAuthError {
        self.installation().failed(call, Failure::Interrupted(Arc::new(lost)))
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session").field(self.installation()).finish()
    }
}
