//! Access tokens and id tokens: JWTs, verified without state.
//!
//! Gorgias signs with RS256. Here it is HS256 with a key drawn from the seed: nothing at hand makes RSA keys, and
//! a key written into the program would tempt people to trust it. Clients have no business with the signature
//! of an access token; those that verify the id token are to be pointed elsewhere.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use jiff::Timestamp;
use ring::{digest, hmac};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Granted;
use super::scopes;
use crate::server::credentials::derived;

/// The account's number inside `sub`.
const ACCOUNT: u64 = 7_140;

/// What an app may do with its access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bearer {
    /// Client id.
    pub app: String,
    pub user: u64,
    /// Space separated.
    pub scope: String,
}

/// Why a token opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bad {
    /// Not made here, or not an access token.
    Unknown,
    Expired,
}

/// Signs and verifies.
#[derive(Debug)]
pub(crate) struct Signer {
    key: hmac::Key,
    /// Address of the account.
    base_url: String,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: String,
    iat: i64,
    exp: i64,
    auth_time: i64,
    azp: String,
    jti: String,
    scope: String,
}

impl Signer {
    pub(crate) fn new(seed: u64, base_url: &str) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, derived(seed, "oauth signing key", 64).as_bytes());
        Self { key, base_url: base_url.to_owned() }
    }

    /// An access token that is good for `lifetime` seconds.
    pub(crate) fn access_token(&self, granted: &Granted, lifetime: i64) -> String {
        let issued = granted.at.as_second();
        self.sign(&Claims {
            iss: self.issuer(),
            sub: subject(granted),
            aud: self.audience(),
            iat: issued,
            exp: issued.saturating_add(lifetime),
            auth_time: granted.consented.as_second(),
            azp: granted.consent.app.clone(),
            jti: format!("{:016x}", granted.number),
            scope: granted.scope.clone(),
        })
    }

    /// Who agreed; `None` without the scope `openid`.
    pub(crate) fn id_token(&self, granted: &Granted, access_token: &str, lifetime: i64) -> Option<String> {
        if !scopes::has(&granted.scope, "openid") {
            return None;
        }
        let issued = granted.at.as_second();
        let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
        let user = &granted.consent.user;
        let mut claims = json!({
            "iss": self.issuer(),
            "sub": subject(granted),
            "aud": [granted.consent.app],
            "iat": issued,
            "exp": issued.saturating_add(lifetime),
            "auth_time": granted.consented.as_second(),
            // The left half of the hash.
            "at_hash": BASE64.encode(&hash.as_ref()[..16]),
        });
        let wanted = [
            ("nonce", granted.consent.nonce.as_deref()),
            ("name", scopes::has(&granted.scope, "profile").then_some(user.name.as_str())),
            ("email", scopes::has(&granted.scope, "email").then_some(user.email.as_str())),
        ];
        for (claim, value) in wanted {
            if let Some(value) = value {
                claims[claim] = json!(value);
            }
        }
        Some(self.sign(&claims))
    }

    /// What a token allows at a moment.
    pub(crate) fn read(&self, token: &str, now: Timestamp) -> Result<Bearer, Bad> {
        let claims = self.verified(token).ok_or(Bad::Unknown)?;
        if claims.iss != self.issuer() || claims.aud != self.audience() {
            return Err(Bad::Unknown);
        }
        if claims.exp <= now.as_second() {
            return Err(Bad::Expired);
        }
        let user = claims.sub.split_once('-').and_then(|(_, user)| user.parse().ok()).ok_or(Bad::Unknown)?;
        Ok(Bearer { app: claims.azp, user, scope: claims.scope })
    }

    fn verified(&self, token: &str) -> Option<Claims> {
        let (signed, signature) = token.rsplit_once('.')?;
        let signature = BASE64.decode(signature).ok()?;
        hmac::verify(&self.key, signed.as_bytes(), &signature).ok()?;
        let (_, claims) = signed.split_once('.')?;
        serde_json::from_slice(&BASE64.decode(claims).ok()?).ok()
    }

    fn sign(&self, claims: &impl Serialize) -> String {
        let header = BASE64.encode(r#"{"alg":"HS256","typ":"JWT","kid":"sandbox"}"#);
        // Text and numbers: they can be printed.
        let claims = BASE64.encode(serde_json::to_vec(claims).unwrap_or_default());
        let signed = format!("{header}.{claims}");
        let signature = BASE64.encode(hmac::sign(&self.key, signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    fn issuer(&self) -> String {
        format!("{}/idp", self.base_url)
    }

    fn audience(&self) -> String {
        format!("{}/api", self.base_url)
    }
}

fn subject(granted: &Granted) -> String {
    format!("{ACCOUNT}-{}", granted.consent.user.id)
}
