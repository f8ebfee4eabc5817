//! A credential that cannot be printed by accident.

use std::fmt;

use zeroize::Zeroizing;

/// A token, key or password. `Debug` and `Display` show a mask; the text is wiped from memory on drop.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps the text of a credential.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself, for the one place that has to send or compare it.
    pub fn expose(&self) -> &str {
        &self.0
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

/// Replaces every occurrence of the secrets in a text, so that an error of a far system that echoes a
/// credential does not carry it on. Secrets shorter than four characters are left: they would mask words.
pub(crate) fn mask<'a>(text: &str, secrets: impl IntoIterator<Item = &'a Secret>) -> String {
    secrets.into_iter().filter(|secret| secret.expose().len() >= 4).fold(text.to_owned(), |text, secret| {
        if text.contains(secret.expose()) { text.replace(secret.expose(), "***") } else { text }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printing_and_echoes_are_masked() {
        let secret = Secret::new("shpat_4711");
        assert_eq!(format!("{secret} {secret:?}"), "*** Secret(***)");
        assert_eq!(mask("no user for shpat_4711", [&secret]), "no user for ***");
        assert_eq!(mask("a short one stays", [&Secret::new("a")]), "a short one stays");
    }
}
