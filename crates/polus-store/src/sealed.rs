//! Sealing: secrets are encrypted before they reach the database.

use std::path::Path;

use rand::CryptoRng;

/// The key that seals and opens.
pub struct SealingKey {}

/// An opened secret. It cannot be printed and is wiped when dropped.
pub struct Opened {}

/// Why a key cannot be used or a secret not be opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// x
    #[error("x")]
    X,
}

impl Opened {
    /// The secret.
    pub fn expose(&self) -> &[u8] {
        todo!()
    }
}

impl SealingKey {
    /// A new key.
    pub fn generate(rng: &mut impl CryptoRng) -> SealingKey {
        todo!()
    }

    /// Reads the key from a file that only its owner can read.
    pub fn from_file(path: &Path) -> Result<SealingKey, SealError> {
        todo!()
    }

    /// Reads the key from text: 64 hexadecimal digits.
    pub fn from_env_text(text: &str) -> Result<SealingKey, SealError> {
        todo!()
    }

    /// Writes the key to a new file that only its owner can read.
    pub fn write_new(&self, path: &Path) -> Result<(), SealError> {
        todo!()
    }

    /// Seals `plain` for `context` (such as `connection main/shop`): it opens with the same key and context only.
    pub fn seal(&self, context: &str, plain: &[u8], rng: &mut impl CryptoRng) -> Result<Vec<u8>, SealError> {
        todo!()
    }

    /// Opens what [`SealingKey::seal`] gave.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Opened, SealError> {
        todo!()
    }
}
