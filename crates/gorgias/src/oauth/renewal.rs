//! What a renewal does: look in the store, refresh, store, and only then give. [`super::Session`] sees to it that one runs
//! at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::app::Installation;
use super::callback::Code;
use super::error::{Failure, OAuthError, TokenCall};
use super::refusal::Refusal;
use super::store::TokenStore;
use super::tokens::Tokens;
use crate::datetime::DateTime;
use crate::error::ErrorClass;
use crate::secret::Secret;

/// Waits before a refresh that failed in passing is tried again.
const WAITS: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(1)];
/// A server that asks for a longer wait is not waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
/// Looks into the store after a refused refresh token: another process that changed it may be about to store the new one.
const LOOKS: [Duration; 3] = [Duration::ZERO, Duration::from_millis(200), Duration::from_millis(500)];

pub(super) struct Renewal {
    installation: Installation,
    store: Arc<dyn TokenStore>,
    clock: Box<dyn Fn() -> DateTime + Send + Sync>,
    known: Mutex<Known>,
    /// Held by whoever changes the tokens.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Known {
    /// What the store holds as far as we know; the only tokens that are given.
    stored: Option<Tokens>,
    /// What it does not hold yet.
    unsaved: Option<Tokens>,
}

impl Renewal {
    pub(super) fn new(
        installation: Installation,
        store: Arc<dyn TokenStore>,
        clock: Box<dyn Fn() -> DateTime + Send + Sync>,
    ) -> Self {
        Self { installation, store, clock, known: Mutex::default(), turn: tokio::sync::Mutex::default() }
    }

    pub(super) fn installation(&self) -> &Installation {
        &self.installation
    }

    /// The present tokens, when they need no renewal yet.
    pub(super) fn fresh(&self) -> Option<Tokens> {
        let now = (self.clock)();
        let known = self.known();
        known.stored.as_ref().filter(|tokens| known.unsaved.is_none() && !tokens.is_due(now)).cloned()
    }

    /// The present tokens, when they have not ended.
    pub(super) fn good(&self) -> Option<Tokens> {
        let now = (self.clock)();
        self.known().stored.as_ref().filter(|tokens| !tokens.has_ended(now)).cloned()
    }

    /// Tokens to use: not due, and not the ones that the API refused.
    pub(super) async fn run(&self, refused: Option<&Secret>) -> Result<Tokens, OAuthError> {
        let _turn = self.turn.lock().await;
        let unsaved = self.known().unsaved.clone();
        let mut tokens = match unsaved {
            Some(tokens) => {
                self.save(tokens.clone()).await?;
                tokens
            }
            None => self.load().await?,
        };
        // Twice, because another process may have changed the refresh token meanwhile.
        for last in [false, true] {
            if self.is_usable(&tokens, refused) {
                return Ok(tokens);
            }
            let Some(refresh) = &tokens.refresh else {
                let good = !tokens.has_ended((self.clock)()) && refused != Some(&tokens.access);
                return if good {
                    Ok(tokens)
                } else {
                    Err(self.failed(TokenCall::Refresh, Failure::NoRefreshToken))
                };
            };
            match self.refresh(refresh).await {
                Ok(answer) => {
                    let tokens = tokens.renewed(answer);
                    self.save(tokens.clone()).await?;
                    tracing::info!(host = self.installation.account.host(), "the access token was renewed");
                    return Ok(tokens);
                }
                Err(error) if !last && is_invalid_grant(&error) => {
                    tokens = self.newer_than(&tokens).await?.ok_or(error)?;
                }
                Err(error) => return Err(error),
            }
        }
        Err(self.failed(TokenCall::Refresh, Failure::NoRefreshToken))
    }

    /// Exchanges a code and stores the tokens.
    pub(super) async fn install(&self, code: &Code) -> Result<Tokens, OAuthError> {
        let _turn = self.turn.lock().await;
        let tokens = self.installation.exchange(code, (self.clock)()).await?;
        self.save(tokens.clone()).await?;
        Ok(tokens)
    }

    fn is_usable(&self, tokens: &Tokens, refused: Option<&Secret>) -> bool {
        !tokens.is_due((self.clock)()) && refused != Some(&tokens.access)
    }

    /// Refreshes, again after failures that pass: the token does not change, or its change is in the answer.
    async fn refresh(&self, refresh: &Secret) -> Result<Tokens, OAuthError> {
        for wait in WAITS {
            match self.installation.refresh(refresh, (self.clock)()).await {
                Err(error) => match error.class() {
                    ErrorClass::Transient { retry_after }
                        if retry_after.unwrap_or_default() <= LONGEST_WAIT =>
                    {
                        tokio::time::sleep(wait.max(retry_after.unwrap_or_default())).await;
                    }
                    _ => return Err(error),
                },
                tokens => return tokens,
            }
        }
        self.installation.refresh(refresh, (self.clock)()).await
    }

    /// What another process stored in place of these tokens.
    async fn newer_than(&self, tokens: &Tokens) -> Result<Option<Tokens>, OAuthError> {
        for wait in LOOKS {
            tokio::time::sleep(wait).await;
            let found = self.load().await?;
            if found != *tokens {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    async fn load(&self) -> Result<Tokens, OAuthError> {
        let loaded = self.store.load(&self.installation.account).await;
        let tokens = loaded
            .map_err(|cause| self.failed(TokenCall::Load, Failure::Store(cause.into())))?
            .ok_or_else(|| self.failed(TokenCall::Load, Failure::NotInstalled))?;
        self.known().stored = Some(tokens.clone());
        Ok(tokens)
    }

    /// Stores tokens; from then on they are given. Keeps them when the store fails, because they may not be had again.
    async fn save(&self, tokens: Tokens) -> Result<(), OAuthError> {
        self.known().unsaved = Some(tokens.clone());
        let saved = self.store.save(&self.installation.account, &tokens).await;
        saved.map_err(|cause| self.failed(TokenCall::Save, Failure::Store(cause.into())))?;
        *self.known() = Known { stored: Some(tokens), unsaved: None };
        Ok(())
    }

    fn failed(&self, call: TokenCall, failure: Failure) -> OAuthError {
        self.installation.failed(call, failure)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_invalid_grant(error: &OAuthError) -> bool {
    matches!(&error.failure, Failure::Refused { refusal: Refusal::InvalidGrant, .. })
}
