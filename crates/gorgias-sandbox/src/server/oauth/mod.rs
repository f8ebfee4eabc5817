//! The authorization server of the helpdesk: which codes and refresh tokens are good, and what for.
//!
//! It is a state machine without input or output, like the systems, and every change goes through
//! [`Grants::apply`], live and at replay alike. The facts are of the pages "3. Set up OAuth2" and "OAuth2
//! authentication for creating apps with Gorgias".
//!
//! Guarantees: a code works once, for a short time, for the app and the redirect address it was made for; a
//! second try ends the grant that the first one gave. Codes and refresh tokens are kept, and written into the
//! journal, as digests only.
//!
//! Does not: know apps or their secrets (the front asks for them), speak HTTP, or know access tokens: these are
//! verified without state ([`token`]) and stay good until they expire, whatever is revoked.

pub(crate) mod scopes;
pub(crate) mod token;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use ring::digest;
use serde::{Deserialize, Serialize};

use super::credentials::derived;
use crate::hex;

/// How long a code is good. The documentation gives no figure.
pub(crate) const CODE_LIFETIME: SignedDuration = SignedDuration::from_secs(60);

/// Length of codes and refresh tokens.
const TOKEN_LENGTH: usize = 48;

/// What a user agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Consent {
    /// Client id.
    pub app: String,
    pub redirect_uri: String,
    /// Space separated.
    pub scope: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    pub user: Person,
}

/// Who agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    pub id: u64,
    pub name: String,
    pub email: String,
}

/// What stands for a code or token where it is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Digest(String);

impl Digest {
    pub(crate) fn of(secret: &str) -> Self {
        let hash = digest::digest(&digest::SHA256, secret.as_bytes());
        Self(hex::encode(hash.as_ref()))
    }
}

/// What an app, whose credentials were right, or a user can ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(crate) enum Step {
    /// A user agreed: a code.
    Consent(Consent),
    /// A code for tokens.
    Exchange { app: String, code: Digest, redirect_uri: String },
    /// A refresh token for an access token, of fewer scopes perhaps; with `rotate` for a new refresh token too.
    Refresh { app: String, token: Digest, scope: Option<String>, rotate: bool },
    /// A refresh token is to be good no more.
    Revoke { app: String, token: Digest },
}

/// What a step gave.
#[derive(Debug)]
pub(crate) enum Given {
    Code(String),
    Tokens(Box<Granted>),
    Nothing,
}

/// What an access token is made of, and the refresh token where a new one is given.
#[derive(Debug)]
pub(crate) struct Granted {
    pub consent: Consent,
    /// Of the access token: all that was agreed to, or what was asked for of it.
    pub scope: String,
    pub refresh_token: Option<String>,
    /// Differs from grant to grant.
    pub number: u64,
    pub consented: Timestamp,
    pub at: Timestamp,
}

/// Why a step gave nothing, in the words of RFC 6749.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    InvalidGrant,
    InvalidScope,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Grants {
    seed: u64,
    drawn: u64,
    codes: BTreeMap<Digest, Code>,
    refresh_tokens: BTreeMap<Digest, Kept>,
}

#[derive(Debug, Clone)]
struct Kept {
    consent: Consent,
    at: Timestamp,
}

#[derive(Debug)]
struct Code {
    kept: Kept,
    used: bool,
    /// The refresh token it gave.
    gave: Option<Digest>,
}

impl Grants {
    /// An account to which no app has access yet.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, drawn: 0, codes: BTreeMap::new(), refresh_tokens: BTreeMap::new() }
    }

    /// Does one step.
    pub(crate) fn apply(&mut self, at: Timestamp, step: Step) -> Result<Given, Refusal> {
        match step {
            Step::Consent(consent) => Ok(Given::Code(self.consent(at, consent))),
            Step::Exchange { app, code, redirect_uri } => self.exchange(at, &app, &code, &redirect_uri),
            Step::Refresh { app, token, scope, rotate } => self.refresh(at, &app, token, scope, rotate),
            Step::Revoke { app, token } => self.revoke(&app, &token),
        }
    }

    fn consent(&mut self, at: Timestamp, consent: Consent) -> String {
        self.codes.retain(|_, code| fresh(code, at));
        let code = self.draw("code");
        let kept = Kept { consent, at };
        self.codes.insert(Digest::of(&code), Code { kept, used: false, gave: None });
        code
    }

    fn exchange(
        &mut self,
        at: Timestamp,
        app: &str,
        code: &Digest,
        redirect_uri: &str,
    ) -> Result<Given, Refusal> {
        let known = self.codes.get_mut(code).ok_or(Refusal::InvalidGrant)?;
        if std::mem::replace(&mut known.used, true) {
            // Two parties know the code: neither is to be trusted.
            if let Some(token) = known.gave.take() {
                self.refresh_tokens.remove(&token);
            }
            return Err(Refusal::InvalidGrant);
        }
        let consent = &known.kept.consent;
        if !fresh(known, at) || consent.app != app || consent.redirect_uri != redirect_uri {
            return Err(Refusal::InvalidGrant);
        }
        let kept = known.kept.clone();
        let refresh_token = scopes::allows_offline(&kept.consent.scope).then(|| self.keep(kept.clone()));
        if let (Some(token), Some(known)) = (&refresh_token, self.codes.get_mut(code)) {
            known.gave = Some(Digest::of(token));
        }
        let scope = kept.consent.scope.clone();
        Ok(self.granted(at, kept, scope, refresh_token))
    }

    fn refresh(
        &mut self,
        at: Timestamp,
        app: &str,
        token: Digest,
        scope: Option<String>,
        rotate: bool,
    ) -> Result<Given, Refusal> {
        let known = self.refresh_tokens.get(&token).filter(|known| known.consent.app == app);
        let kept = known.ok_or(Refusal::InvalidGrant)?.clone();
        let agreed = &kept.consent.scope;
        let scope = match scope {
            Some(scope) if !scopes::within(&scope, agreed) => return Err(Refusal::InvalidScope),
            Some(scope) => scope,
            None => agreed.clone(),
        };
        let refresh_token = rotate.then(|| {
            self.refresh_tokens.remove(&token);
            self.keep(kept.clone())
        });
        Ok(self.granted(at, kept, scope, refresh_token))
    }

    /// What is not known is not good either, which is all that was asked for.
    fn revoke(&mut self, app: &str, token: &Digest) -> Result<Given, Refusal> {
        match self.refresh_tokens.get(token) {
            Some(known) if known.consent.app != app => Err(Refusal::InvalidGrant),
            _ => {
                self.refresh_tokens.remove(token);
                Ok(Given::Nothing)
            }
        }
    }

    fn granted(&mut self, at: Timestamp, kept: Kept, scope: String, refresh_token: Option<String>) -> Given {
        self.drawn += 1;
        Given::Tokens(Box::new(Granted {
            consent: kept.consent,
            scope,
            refresh_token,
            number: self.drawn,
            consented: kept.at,
            at,
        }))
    }

    fn keep(&mut self, kept: Kept) -> String {
        let token = self.draw("refresh token");
        self.refresh_tokens.insert(Digest::of(&token), kept);
        token
    }

    fn draw(&mut self, purpose: &str) -> String {
        self.drawn += 1;
        derived(self.seed, &format!("oauth {purpose} {}", self.drawn), TOKEN_LENGTH)
    }
}

fn fresh(code: &Code, at: Timestamp) -> bool {
    at.duration_since(code.kept.at) <= CODE_LIFETIME
}

#[cfg(test)]
mod tests;
