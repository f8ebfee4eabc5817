//! Whether a delivery comes from the integration that was set up.
//!
//! The documented way is a secret in a header. `hmac_secret` exists, too, but neither the header nor the algorithm nor
//! what is signed is documented, so [`Signature`] has all of it as settings and assumes that the body is signed.
//! Comparisons take the same time whether much or little is right.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

use crate::secret::Secret;

/// Checks deliveries.
#[derive(Clone)]
pub struct Verifier {
    header: String,
    secrets: Vec<Secret>,
    signature: Option<Signature>,
}

/// Why a delivery is not taken. Says nothing that helps a forger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Forged {
    /// The header with the secret is not there.
    #[error("the header with the secret is missing")]
    NoSecret,
    /// It holds something else.
    #[error("the secret is wrong")]
    WrongSecret,
    /// The header with the signature is not there.
    #[error("the header with the signature is missing")]
    NoSignature,
    /// It does not fit the body.
    #[error("the signature does not fit the body")]
    WrongSignature,
}

impl Verifier {
    /// Wants this secret in this header: the pair given to [`crate::resources::integrations::NewHttp::header`]. An
    /// empty secret fits nothing.
    pub fn new(header: &str, secret: Secret) -> Self {
        Self { header: header.to_owned(), secrets: vec![secret], signature: None }
    }

    /// Takes this secret, too: while an integration is changed to a new one, both come.
    pub fn or_secret(mut self, secret: Secret) -> Self {
        self.secrets.push(secret);
        self
    }

    /// Wants this signature beside the secret.
    pub fn signature(mut self, signature: Signature) -> Self {
        self.signature = Some(signature);
        self
    }

    /// Checks a delivery's headers and its body as it came, before it is parsed.
    ///
    /// # Errors
    /// When the secret, or the signature if one is wanted, is missing or wrong.
    pub fn verify<N: AsRef<str>, V: AsRef<[u8]>>(
        &self,
        headers: impl IntoIterator<Item = (N, V)>,
        body: &[u8],
    ) -> Result<(), Forged> {
        let (mut secret, mut signature) = (Err(Forged::NoSecret), Err(Forged::NoSignature));
        for (name, value) in headers {
            if name.as_ref().eq_ignore_ascii_case(&self.header) && secret != Ok(()) {
                let fits =
                    self.secrets.iter().fold(false, |fits, secret| fits | is_same(secret, value.as_ref()));
                secret = if fits { Ok(()) } else { Err(Forged::WrongSecret) };
            }
            if let Some(wanted) = &self.signature
                && name.as_ref().eq_ignore_ascii_case(&wanted.header)
                && signature != Ok(())
            {
                signature =
                    if wanted.fits(body, value.as_ref()) { Ok(()) } else { Err(Forged::WrongSignature) };
            }
        }
        secret?;
        if self.signature.is_some() { signature } else { Ok(()) }
    }
}

/// Leaves the secrets out.
impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("header", &self.header)
            .field("signature", &self.signature)
            .finish_non_exhaustive()
    }
}

/// A keyed hash of the body in a header. Receivers were seen to expect `X-Gorgias-Hmac-SHA256`, mostly in Base64.
#[derive(Debug, Clone)]
pub struct Signature {
    header: String,
    secret: Secret,
    algorithm: Algorithm,
    encoding: Encoding,
    prefix: String,
}

/// The hash below an HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Algorithm {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Encoding {
    Base64,
    Hex,
}

impl Signature {
    /// In this header, made with the secret given to [`crate::resources::integrations::NewHttp::hmac_secret`]: SHA-256
    /// in Base64 unless told.
    pub fn new(header: &str, secret: Secret) -> Self {
        Self {
            header: header.to_owned(),
            secret,
            algorithm: Algorithm::Sha256,
            encoding: Encoding::Base64,
            prefix: String::new(),
        }
    }

    /// The hash.
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// How it is written.
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// What stands before it, such as `sha256=`.
    pub fn prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.prefix);
        self
    }

    fn fits(&self, body: &[u8], value: &[u8]) -> bool {
        let Some(written) = value.trim_ascii().strip_prefix(self.prefix.as_bytes()) else { return false };
        let signature = match self.encoding {
            Encoding::Base64 => STANDARD.decode(written).ok(),
            Encoding::Hex => hexadecimal(written),
        };
        let algorithm = match self.algorithm {
            Algorithm::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Algorithm::Sha256 => hmac::HMAC_SHA256,
            Algorithm::Sha384 => hmac::HMAC_SHA384,
            Algorithm::Sha512 => hmac::HMAC_SHA512,
        };
        let key = hmac::Key::new(algorithm, self.secret.expose().as_bytes());
        let fits = signature.is_some_and(|signature| hmac::verify(&key, body, &signature).is_ok());
        fits && !self.secret.expose().is_empty()
    }
}

fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.chunks(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

/// Whether both are the same, in a time that does not tell how much of them is. `hmac::verify` compares so.
fn is_same(secret: &Secret, given: &[u8]) -> bool {
    let secret = secret.expose().as_bytes();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    hmac::verify(&key, secret, hmac::sign(&key, given).as_ref()).is_ok() && !secret.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"ticket_id":"9"}"#;

    fn by_secret(header: &str, value: &str) -> Result<(), Forged> {
        Verifier::new("X-Acme-Secret", "s-4711".into())
            .or_secret("s-0815".into())
            .verify([(header, value)], BODY)
    }

    #[test]
    fn only_the_secret_in_its_header_is_taken() {
        assert_eq!(by_secret("x-acme-secret", "s-4711"), Ok(()));
        assert_eq!(by_secret("X-ACME-SECRET", "s-0815"), Ok(()));
        assert_eq!(by_secret("x-other", "s-4711"), Err(Forged::NoSecret));
        for wrong in ["", "s-471", "s-47111", "S-4711"] {
            assert_eq!(by_secret("x-acme-secret", wrong), Err(Forged::WrongSecret));
        }
        let empty = Verifier::new("x", "".into());
        assert_eq!(empty.verify([("x", "")], BODY), Err(Forged::WrongSecret));
        assert!(!format!("{:?}", Verifier::new("x", "s-4711".into())).contains("s-4711"));
    }

    #[test]
    fn a_signature_is_checked_in_the_form_that_was_set() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"h-1");
        let tag = hmac::sign(&key, BODY);
        let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let base64 = STANDARD.encode(tag.as_ref());
        let check = |signature: Signature, value: &str, body: &[u8]| {
            let verifier = Verifier::new("x-secret", "s".into()).signature(signature);
            verifier.verify([("x-secret", "s"), ("x-signature", value)], body)
        };
        let plain = || Signature::new("X-Signature", "h-1".into());
        assert_eq!(check(plain(), &base64, BODY), Ok(()));
        let in_hex = || plain().encoding(Encoding::Hex).prefix("sha256=");
        assert_eq!(check(in_hex(), &format!("sha256={hex}"), BODY), Ok(()));
        assert_eq!(check(in_hex(), &format!("sha256={}", hex.to_uppercase()), BODY), Ok(()));
        for (signature, value, body) in [
            (plain(), base64.as_str(), b"{}".as_slice()),
            (plain(), hex.as_str(), BODY),
            (in_hex(), hex.as_str(), BODY),
            (in_hex(), "sha256=abc", BODY),
            (plain().algorithm(Algorithm::Sha512), base64.as_str(), BODY),
            (Signature::new("x-signature", "h-2".into()), base64.as_str(), BODY),
        ] {
            assert_eq!(check(signature, value, body), Err(Forged::WrongSignature));
        }
        let wants = Verifier::new("x-secret", "s".into()).signature(plain());
        assert_eq!(wants.verify([("x-secret", "s")], BODY), Err(Forged::NoSignature));
    }
}
