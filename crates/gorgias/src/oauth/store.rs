//! Where tokens outlive the process.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use futures_util::future::BoxFuture;

use super::account::Account;
use super::tokens::Tokens;
use crate::error::Cause;

/// A place for the tokens of many accounts. Whoever implements it seals them ([`Tokens::expose_json`]).
pub trait TokenStore: Send + Sync {
    /// The tokens of this account, if the app is installed there. Read again before every renewal, because another process
    /// may have renewed them.
    fn load<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, Result<Option<Tokens>, Cause>>;

    /// Replaces the tokens of this account. When it has succeeded they must survive a crash: a rotated refresh token cannot
    /// be had again.
    fn save<'a>(&'a self, account: &'a Account, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), Cause>>;
}

/// Tokens in memory: for tests, and for programs that begin with consent.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<BTreeMap<Account, Tokens>>);

impl MemoryStore {
    /// A store without tokens.
    pub fn new() -> Self {
        Self::default()
    }
}

impl TokenStore for MemoryStore {
    fn load<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, Result<Option<Tokens>, Cause>> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(account).cloned();
        Box::pin(async { Ok(found) })
    }

    fn save<'a>(&'a self, account: &'a Account, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), Cause>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(account.clone(), tokens.clone());
        Box::pin(async { Ok(()) })
    }
}
