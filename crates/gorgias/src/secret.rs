//! A credential that cannot be printed by accident.
//!
//! Guarantees: `Debug` and `Display` show a mask, the text is wiped from memory on drop, and serialising needs an
//! explicit call. Does not guarantee that copies made by [`Secret::expose`]'s callers are wiped.

use std::fmt;

use serde::Deserialize;
use zeroize::Zeroizing;

/// A password, API key or token. Prints as `***`.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps the text of a credential.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself, for the one place that has to send it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// The text with these secrets masked, should a server echo them.
pub(crate) fn masked<'a>(text: String, secrets: impl IntoIterator<Item = &'a Secret>) -> String {
    secrets.into_iter().fold(text, |text, secret| {
        // A text of a few characters is no secret, and masking it would garble messages.
        let echoed = secret.expose().len() >= 6 && text.contains(secret.expose());
        if echoed { text.replace(secret.expose(), "***") } else { text }
    })
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_masks() {
        let secret = Secret::new("k-4711");
        assert_eq!(format!("{secret} {secret:?}"), "*** Secret(***)");
        assert_eq!(secret.expose(), "k-4711");
    }
}
