//! Tokens: reading what the server gives, knowing when to renew, and the stored form.
//!
//! Tolerates what was seen or may come (reference page "3. Set up OAuth2"): an `expires_in` that is 0, missing, text,
//! negative or huge; a refresh without a new refresh token, or with one; fields that nobody knows.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::random::Nonce;
use super::scopes::Scopes;
use crate::datetime::DateTime;
use crate::secret::Secret;

/// Life of an access token when neither the answer nor the token says it: what the reference names.
const USUAL_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// No longer life is believed.
const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(24 * 366);
/// Renewed when this much of its life is left, or a tenth where that is less.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);

/// What an app holds of one account. Prints as masks; serialised by [`Tokens::expose_json`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    /// Sent with every request, as `Authorization: Bearer`.
    pub access: Secret,
    /// Gives new access tokens; only with the scope `offline`. As far as known it has no end.
    pub refresh: Option<Secret>,
    /// When the access token was asked for, by our clock.
    pub issued_at: DateTime,
    /// When it ends, by our clock. Without it, the API's refusal is the only sign.
    pub expires_at: Option<DateTime>,
    /// What was granted, when the server said it.
    pub scopes: Option<Scopes>,
    /// Who consented, signed; only with the scope `openid`.
    pub id_token: Option<Secret>,
}

/// A text that [`Tokens::expose_json`] did not write. It is not shown, because it may hold tokens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("these are not stored tokens: wrong JSON at line {line}, column {column}")]
pub struct ReadTokensError {
    line: usize,
    column: usize,
}

/// The stored form.
#[derive(Serialize, Deserialize)]
struct Stored<Text> {
    access: Text,
    refresh: Option<Text>,
    issued_at: DateTime,
    expires_at: Option<DateTime>,
    scopes: Option<String>,
    id_token: Option<Text>,
}

impl Tokens {
    /// The tokens as JSON text, for a store that seals it. [`Tokens::from_json`] reads it.
    pub fn expose_json(&self) -> Secret {
        let stored = Stored {
            access: self.access.expose(),
            refresh: self.refresh.as_ref().map(Secret::expose),
            issued_at: self.issued_at,
            expires_at: self.expires_at,
            scopes: self.scopes.as_ref().map(Scopes::to_string),
            id_token: self.id_token.as_ref().map(Secret::expose),
        };
        // Texts and moments only: there is nothing that JSON could not hold.
        Secret::new(serde_json::to_string(&stored).unwrap_or_default())
    }

    /// Reads what [`Tokens::expose_json`] wrote.
    ///
    /// # Errors
    /// When it is something else.
    pub fn from_json(text: &str) -> Result<Self, ReadTokensError> {
        let stored: Stored<Secret> = serde_json::from_str(text)
            .map_err(|error| ReadTokensError { line: error.line(), column: error.column() })?;
        Ok(Self {
            access: stored.access,
            refresh: stored.refresh,
            issued_at: stored.issued_at,
            expires_at: stored.expires_at,
            scopes: stored.scopes.as_deref().map(Scopes::from),
            id_token: stored.id_token,
        })
    }

    /// Whether the `id_token` answers the request with this nonce. Its signature is not verified; it came straight from the
    /// account's server.
    pub fn has_nonce(&self, nonce: &Nonce) -> bool {
        let claims = self.id_token.as_ref().and_then(|token| claims(token.expose()));
        claims.and_then(|claims| Some(nonce.is(claims.get("nonce")?.as_str()?))).unwrap_or(false)
    }

    /// Reads the answer to an exchange or refresh that was begun at `now`.
    pub(super) fn read(body: &[u8], now: DateTime) -> Result<Self, String> {
        // Neither the body nor serde's message may be shown: both could hold a token.
        let answer: Value = serde_json::from_slice(body).map_err(|_| "it is not JSON".to_owned())?;
        let text = |name: &str| answer.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let access = text("access_token").ok_or("there is no access_token")?;
        if !access.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("the access_token has characters that no header can hold".to_owned());
        }
        if let Some(kind) = text("token_type").filter(|kind| !kind.eq_ignore_ascii_case("bearer")) {
            return Err(format!(
                "its token_type is `{}`, not Bearer",
                kind.chars().take(20).collect::<String>()
            ));
        }
        let life = life(answer.get("expires_in"), access, now);
        Ok(Self {
            access: access.into(),
            refresh: text("refresh_token").map(Secret::from),
            issued_at: now,
            expires_at: now.timestamp().checked_add(life).ok().map(DateTime::from),
            scopes: text("scope").map(Scopes::from),
            id_token: text("id_token").map(Secret::from),
        })
    }

    /// What holds after a refresh: what the answer does not say stays.
    pub(super) fn renewed(&self, answer: Self) -> Self {
        Self {
            refresh: answer.refresh.or_else(|| self.refresh.clone()),
            scopes: answer.scopes.or_else(|| self.scopes.clone()),
            id_token: answer.id_token.or_else(|| self.id_token.clone()),
            ..answer
        }
    }

    /// Time to renew. A clock that jumped back makes nothing due; the API's refusal does, should the token have ended.
    pub(super) fn is_due(&self, now: DateTime) -> bool {
        let Some(ends) = self.expires_at else { return false };
        let life = ends.timestamp().duration_since(self.issued_at.timestamp());
        let margin = MARGIN.min(life / 10).max(SignedDuration::ZERO);
        ends.timestamp().duration_since(now.timestamp()) <= margin
    }

    /// No longer accepted, by our clock.
    pub(super) fn has_ended(&self, now: DateTime) -> bool {
        self.expires_at.is_some_and(|ends| ends <= now)
    }
}

/// How long the access token lives: what the answer says, else what the token itself says, else the usual time.
fn life(expires_in: Option<&Value>, access: &str, now: DateTime) -> SignedDuration {
    let said = expires_in.and_then(|value| value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()));
    let of_token = || {
        let claims = claims(access)?;
        let (expires, issued) = (claims.get("exp")?.as_f64()?, claims.get("iat").and_then(Value::as_f64));
        // The difference does not depend on how our clock stands to theirs.
        Some(expires - issued.unwrap_or_else(|| now.timestamp().as_second() as f64))
    };
    let seconds = said.filter(is_life).or_else(|| of_token().filter(is_life));
    seconds.map_or(USUAL_LIFE, |seconds| {
        // Saturates, so that the longest wins over any number.
        SignedDuration::from_millis((seconds * 1000.0) as i64).min(LONGEST_LIFE)
    })
}

fn is_life(seconds: &f64) -> bool {
    *seconds > 0.0 && !seconds.is_nan()
}

/// The claims of a JWT, without verifying them.
fn claims(token: &str) -> Option<Value> {
    let claims = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-23T08:00:00+00:00";

    fn at(text: &str) -> DateTime {
        text.parse().unwrap()
    }

    fn jwt(claims: &str) -> String {
        format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims))
    }

    /// Seconds until the end of a token from an answer with this `expires_in`.
    fn lives(access: &str, expires_in: &str) -> i64 {
        let body = format!(r#"{{"access_token":"{access}"{expires_in}}}"#);
        let tokens = Tokens::read(body.as_bytes(), at(NOW)).unwrap();
        (tokens.expires_at.unwrap().microseconds() - tokens.issued_at.microseconds()) / 1_000_000
    }

    #[test]
    fn an_answer_is_read_with_what_nobody_knows() {
        let body = br#"{"token_type":"bearer","access_token":"a.b.c","expires_in":86400,"refresh_token":"r","scope":"openid tickets:read","id_token":"i","new":[1]}"#;
        let tokens = Tokens::read(body, at(NOW)).unwrap();
        assert_eq!(tokens.access.expose(), "a.b.c");
        assert_eq!(tokens.refresh.as_ref().map(Secret::expose), Some("r"));
        assert_eq!(tokens.scopes.as_ref().map(Scopes::to_string).as_deref(), Some("openid tickets:read"));
        assert_eq!(tokens.expires_at, Some(at("2026-11-24T08:00:00+00:00")));
        assert_eq!(Tokens::from_json(tokens.expose_json().expose()), Ok(tokens));
    }

    #[test]
    fn a_life_that_makes_no_sense_is_looked_up_in_the_token_and_else_a_day() {
        assert_eq!(lives("opaque", r#","expires_in":3600"#), 3600);
        assert_eq!(lives("opaque", r#","expires_in":"3600""#), 3600);
        let hour = jwt(r#"{"iat":1000,"exp":4600}"#);
        let nonsense = [
            "",
            r#","expires_in":0"#,
            r#","expires_in":-5"#,
            r#","expires_in":"soon""#,
            r#","expires_in":null"#,
            r#","expires_in":"NaN""#,
            r#","expires_in":{}"#,
        ];
        for expires_in in nonsense {
            assert_eq!(lives("opaque", expires_in), 86_400, "{expires_in}");
            assert_eq!(lives(&hour, expires_in), 3600, "{expires_in}");
        }
        let absolute = jwt(&format!(r#"{{"exp":{}}}"#, at(NOW).timestamp().as_second() + 60));
        assert_eq!(lives(&absolute, ""), 60);
        for odd in [jwt(r#"{"exp":5,"iat":5}"#), jwt(r#"{"exp":"x"}"#), jwt("{"), "a.%.c".into(), "a".into()]
        {
            assert_eq!(lives(&odd, ""), 86_400, "{odd}");
        }
        let year = 366 * 86_400;
        assert_eq!(lives("opaque", r#","expires_in":1e300"#), year);
        assert_eq!(lives("opaque", r#","expires_in":18446744073709551615"#), year);
        assert_eq!(lives("opaque", r#","expires_in":"inf""#), year);
    }

    #[test]
    fn what_cannot_be_used_is_refused_without_showing_it() {
        let refused = [
            &b"k-4711"[..],
            br#"{"expires_in":5}"#,
            br#"{"access_token":""}"#,
            br#"{"access_token":7}"#,
            br#"{"access_token":"k-4711\n"}"#,
            br#"{"access_token":"k-4711","token_type":"mac"}"#,
        ]
        .map(|body| Tokens::read(body, at(NOW)).unwrap_err())
        .join("\n");
        assert!(!refused.contains("k-4711"));
        insta::assert_snapshot!(refused, @"
        it is not JSON
        there is no access_token
        there is no access_token
        there is no access_token
        the access_token has characters that no header can hold
        its token_type is `mac`, not Bearer
        ");
        let error = Tokens::from_json(r#"{"access":"k-4711"}"#).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("k-4711"));
    }

    #[test]
    fn a_refresh_keeps_what_it_does_not_say() {
        let read = |body: &str| Tokens::read(body.as_bytes(), at(NOW)).unwrap();
        let old = read(r#"{"access_token":"a1","refresh_token":"r1","scope":"offline","id_token":"i1"}"#);
        let kept = old.renewed(read(r#"{"access_token":"a2","refresh_token":null}"#));
        assert_eq!(kept, Tokens { access: "a2".into(), ..old.clone() });
        let rotated = old.renewed(read(r#"{"access_token":"a2","refresh_token":"r2"}"#));
        assert_eq!(rotated.refresh.as_ref().map(Secret::expose), Some("r2"));
    }

    #[test]
    fn it_is_due_before_it_ends_and_a_clock_that_jumps_back_makes_nothing_due() {
        let day = Tokens::read(br#"{"access_token":"a","expires_in":86400}"#, at(NOW)).unwrap();
        for (now, due, ended) in [
            ("2026-11-23T08:00:00", false, false),
            ("2026-11-24T07:54:59", false, false),
            ("2026-11-24T07:55:00", true, false),
            ("2026-11-24T08:00:00", true, true),
            ("2031-01-01T00:00:00", true, true),
            ("1970-01-01T00:00:00", false, false),
        ] {
            assert_eq!((day.is_due(at(now)), day.has_ended(at(now))), (due, ended), "{now}");
        }
        let short = Tokens::read(br#"{"access_token":"a","expires_in":10}"#, at(NOW)).unwrap();
        assert!(!short.is_due(at("2026-11-23T08:00:08")) && short.is_due(at("2026-11-23T08:00:09")));
        assert!(!Tokens { expires_at: None, ..day }.is_due(at("2099-01-01")));
    }

    #[test]
    fn the_nonce_of_the_id_token_is_compared() {
        let mut tokens = Tokens::read(br#"{"access_token":"a"}"#, at(NOW)).unwrap();
        assert!(!tokens.has_nonce(&Nonce::kept("n")));
        tokens.id_token = Some(jwt(r#"{"nonce":"n"}"#).into());
        assert!(tokens.has_nonce(&Nonce::kept("n")) && !tokens.has_nonce(&Nonce::kept("m")));
        tokens.id_token = Some(jwt(r#"{"nonce":""}"#).into());
        assert!(!tokens.has_nonce(&Nonce::kept("")));
    }

    proptest::proptest! {
        #[test]
        fn no_answer_brings_it_down(body in "\\PC{0,60}", expires in "[-0-9.eE\"a-z]{0,12}", micros in -60_000_000_000_000_000i64..4_000_000_000_000_000) {
            let now = DateTime::from(jiff::Timestamp::from_microsecond(micros).unwrap());
            let _ = Tokens::read(body.as_bytes(), now);
            let answer = format!(r#"{{"access_token":"a.{}.c","expires_in":{expires}}}"#, URL_SAFE_NO_PAD.encode(&body));
            if let Ok(tokens) = Tokens::read(answer.as_bytes(), now) {
                proptest::prop_assert!(tokens.expires_at.is_none_or(|ends| ends > now));
            }
        }
    }
}
