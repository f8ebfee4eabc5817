//! Values that only we can know: `state` ties a callback to the browser that began, `nonce` an `id_token` to its request.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::CryptoRng;
use subtle::ConstantTimeEq;

use crate::secret::Secret;

/// `state` of an authorization: keep it with the browser's session and compare it in the callback. Prints as a mask.
#[derive(Clone)]
pub struct State(Secret);

/// `nonce` of an authorization; comes back inside the `id_token`. Prints as a mask.
#[derive(Clone)]
pub struct Nonce(Secret);

impl State {
    /// 256 random bits, as text fit for an address.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(random(rng))
    }

    /// A state that was kept: one that nobody can guess.
    pub fn kept(text: impl Into<String>) -> Self {
        Self(Secret::new(text))
    }

    /// The text, to be sent or kept.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    pub(super) fn is(&self, text: &str) -> bool {
        same(self.expose(), text)
    }
}

impl Nonce {
    /// 256 random bits, as text fit for an address.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(random(rng))
    }

    /// A nonce that was kept.
    pub fn kept(text: impl Into<String>) -> Self {
        Self(Secret::new(text))
    }

    /// The text, to be sent or kept.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    pub(super) fn is(&self, text: &str) -> bool {
        same(self.expose(), text)
    }
}

fn random(rng: &mut impl CryptoRng) -> Secret {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    Secret::new(URL_SAFE_NO_PAD.encode(bytes))
}

/// Takes the same time wherever two texts of one length differ. Nothing is like nothing.
fn same(kept: &str, came: &str) -> bool {
    !kept.is_empty() && bool::from(kept.as_bytes().ct_eq(came.as_bytes()))
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("State(***)")
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::ChaCha20Rng;

    #[test]
    fn each_is_another_and_is_only_itself() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (one, two) = (State::random(&mut rng), State::random(&mut rng));
        assert_eq!(one.expose().len(), 43);
        assert!(one.is(one.expose()) && !one.is(two.expose()) && !one.is("") && !one.is(&one.expose()[..42]));
        assert!(State::kept(one.expose()).is(one.expose()));
        assert!(!State::kept("").is(""));
        assert!(one.expose().chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    }
}
