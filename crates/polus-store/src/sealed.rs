//! Sealing: secrets are encrypted before they reach the database.
//!
//! A sealed value opens only with the key and the context it was sealed with, so one that is copied to another
//! connection does not open there. It carries a fingerprint of its key, so that a wrong key is told from a damaged
//! value. The cipher is ChaCha20-Poly1305 with a random nonce.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use rand::CryptoRng;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

/// First byte of a sealed value: how the rest is laid out.
const FORMAT: u8 = 1;
/// Bytes of the key's fingerprint.
const FINGERPRINT: usize = 8;
/// Format, fingerprint, nonce.
const HEADER: usize = 1 + FINGERPRINT + NONCE_LEN;
/// Bytes of a key.
const KEY: usize = 32;

/// The key that seals and opens. It cannot be printed and is wiped when dropped.
pub struct SealingKey {
    bytes: Zeroizing<[u8; KEY]>,
}

/// An opened secret. It cannot be printed and is wiped when dropped.
pub struct Opened(Zeroizing<Vec<u8>>);

/// Why a key cannot be used or a secret cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key file cannot be read or written.
    #[error("{doing} the key file {} failed: {source}", path.display())]
    File {
        /// "reading" or "writing".
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Others can read the key file.
    #[error("the key file {} can be read by others (mode {mode:03o})", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// The key file is something else, such as a pipe, which could be waited for without end.
    #[error("{} is not a regular file", path.display())]
    NotAFile {
        /// What is there.
        path: PathBuf,
    },
    /// The text is not a key.
    #[error("{place} is not a key: 64 hexadecimal digits are expected, {found} characters were found")]
    NotAKey {
        /// Where it stands: the file, or "this".
        place: String,
        /// Its length; the text itself might be a secret.
        found: usize,
    },
    /// Sealed with another key.
    #[error("sealed with key {sealed_with}, but the key at hand is {have}")]
    WrongKey {
        /// Fingerprint of the key it was sealed with.
        sealed_with: String,
        /// Fingerprint of the key at hand.
        have: String,
    },
    /// Damaged, or sealed for another context.
    #[error("the sealed value for {context} is damaged or was sealed for something else")]
    Damaged {
        /// The context it was to be opened for.
        context: String,
    },
}

impl SealError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            SealError::File { .. } => "check the path and that this user may use it",
            SealError::NotAFile { .. } => {
                "put the key there as a file; `polus init` makes one where there is nothing"
            }
            SealError::Exposed { .. } => {
                "run `chmod 600` on it; if others had access, make a new key and connect again"
            }
            SealError::NotAKey { .. } => "give the key as `polus init` wrote it",
            SealError::WrongKey { .. } => "use the key file that belongs to this database, or connect again",
            SealError::Damaged { .. } => "connect again to store the credentials anew",
        }
    }
}

impl Opened {
    /// The secret.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opened(***)")
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKey({})", self.fingerprint())
    }
}

impl SealingKey {
    /// A new key.
    pub fn generate(rng: &mut impl CryptoRng) -> SealingKey {
        let mut bytes = Zeroizing::new([0; KEY]);
        rng.fill_bytes(&mut *bytes);
        SealingKey { bytes }
    }

    /// Reads the key from a file that only its owner can read.
    pub fn from_file(path: &Path) -> Result<SealingKey, SealError> {
        let failed = |source| SealError::File { doing: "reading", path: path.to_owned(), source };
        let found = fs::metadata(path).map_err(failed)?;
        if !found.is_file() {
            return Err(SealError::NotAFile { path: path.to_owned() });
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = found.permissions().mode() & 0o777;
            if mode & 0o077 != 0 {
                return Err(SealError::Exposed { path: path.to_owned(), mode });
            }
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(failed)?);
        SealingKey::from_text(&path.display().to_string(), &text)
    }

    /// Reads the key from text, such as the value of an environment variable: 64 hexadecimal digits; space around
    /// them is ignored.
    pub fn from_env_text(text: &str) -> Result<SealingKey, SealError> {
        SealingKey::from_text("this", text)
    }

    fn from_text(place: &str, text: &str) -> Result<SealingKey, SealError> {
        let digits = text.trim();
        let not_a_key = || SealError::NotAKey { place: place.to_owned(), found: digits.chars().count() };
        if digits.len() != 2 * KEY {
            return Err(not_a_key());
        }
        let mut bytes = Zeroizing::new([0; KEY]);
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
            for digit in pair {
                let value = char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
                *byte = *byte << 4 | value.ok_or_else(not_a_key)?;
            }
        }
        Ok(SealingKey { bytes })
    }

    /// Writes the key to a new file that only its owner can read. An existing file is left alone: with its key
    /// everything sealed would be lost.
    pub fn write_new(&self, path: &Path) -> Result<(), SealError> {
        let failed = |source| SealError::File { doing: "writing", path: path.to_owned(), source };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let text = Zeroizing::new(hex(&*self.bytes) + "\n");
        let mut file = options.open(path).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
    }

    /// Names the key without giving it away.
    pub fn fingerprint(&self) -> String {
        hex(&self.fingerprint_bytes())
    }

    /// Seals `plain` for `context`, such as the account's and the connection's name: it opens with the same key
    /// and the same context only.
    pub fn seal(&self, context: &str, plain: &[u8], rng: &mut impl CryptoRng) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_LEN];
        rng.fill_bytes(&mut nonce);
        let mut sealed = Vec::with_capacity(HEADER + plain.len() + CHACHA20_POLY1305.tag_len());
        sealed.push(FORMAT);
        sealed.extend(self.fingerprint_bytes());
        sealed.extend(nonce);
        let bound = bound(&sealed, context);
        let mut secret = Zeroizing::new(plain.to_vec());
        let tag = self
            .cipher(context)?
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(bound), &mut secret)
            .map_err(|_| damaged(context))?;
        sealed.extend_from_slice(&secret);
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens what [`SealingKey::seal`] gave.
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Opened, SealError> {
        let (header, body) = sealed.split_at_checked(HEADER).ok_or_else(|| damaged(context))?;
        let (named, nonce) = header.split_at(1 + FINGERPRINT);
        if named[0] != FORMAT {
            return Err(damaged(context));
        }
        if named[1..] != self.fingerprint_bytes() {
            return Err(SealError::WrongKey { sealed_with: hex(&named[1..]), have: self.fingerprint() });
        }
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged(context))?;
        let mut secret = Zeroizing::new(body.to_vec());
        let length = self
            .cipher(context)?
            .open_in_place(nonce, Aad::from(bound(header, context)), &mut secret)
            .map_err(|_| damaged(context))?
            .len();
        secret.truncate(length);
        Ok(Opened(secret))
    }

    fn cipher(&self, context: &str) -> Result<LessSafeKey, SealError> {
        // Fails for a key of another length only, which there is not.
        UnboundKey::new(&CHACHA20_POLY1305, &*self.bytes).map(LessSafeKey::new).map_err(|_| damaged(context))
    }

    fn fingerprint_bytes(&self) -> [u8; FINGERPRINT] {
        let whole = digest(&SHA256, &[b"polus sealing key ", self.bytes.as_slice()].concat());
        let mut short = [0; FINGERPRINT];
        short.copy_from_slice(&whole.as_ref()[..FINGERPRINT]);
        short
    }
}

/// What the cipher vouches for beside the secret.
fn bound(header: &[u8], context: &str) -> Vec<u8> {
    [header, context.as_bytes()].concat()
}

fn damaged(context: &str) -> SealError {
    SealError::Damaged { context: context.to_owned() }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::ChaCha12Rng;

    use super::*;

    fn rng(seed: u64) -> ChaCha12Rng {
        ChaCha12Rng::seed_from_u64(seed)
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_key_and_context_only() {
        let key = SealingKey::generate(&mut rng(1));
        let sealed = key.seal("main/shop", b"shpat_secret", &mut rng(2)).unwrap();
        assert_eq!(key.open("main/shop", &sealed).unwrap().expose(), b"shpat_secret");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));

        insta::assert_snapshot!(
            key.open("main/erp", &sealed).unwrap_err(),
            @"the sealed value for main/erp is damaged or was sealed for something else"
        );
        let other = SealingKey::generate(&mut rng(3));
        assert!(matches!(other.open("main/shop", &sealed), Err(SealError::WrongKey { .. })));
        for at in 0..sealed.len() {
            let mut broken = sealed.clone();
            broken[at] ^= 1;
            assert!(key.open("main/shop", &broken).is_err(), "byte {at}");
        }
        for length in 0..sealed.len() {
            assert!(key.open("main/shop", &sealed[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn nothing_prints_the_secret_or_the_key() {
        let key = SealingKey::from_env_text(&"ab".repeat(32)).unwrap();
        let sealed = key.seal("x", b"secret", &mut rng(1)).unwrap();
        let said = format!(
            "{key:?} {:?} {}",
            key.open("x", &sealed).unwrap(),
            SealingKey::from_env_text("abab").unwrap_err()
        );
        assert!(!said.contains("abab") && !said.contains("secret"), "{said}");
    }

    #[test]
    fn a_key_file_is_private_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let key = SealingKey::generate(&mut rng(1));
        key.write_new(&path).unwrap();
        assert_eq!(SealingKey::from_file(&path).unwrap().fingerprint(), key.fingerprint());
        assert!(matches!(key.write_new(&path), Err(SealError::File { doing: "writing", .. })));

        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
            let refused = SealingKey::from_file(&path).unwrap_err().to_string();
            assert!(refused.ends_with("can be read by others (mode 640)"), "{refused}");
        }
    }

    #[test]
    fn text_that_is_no_key_is_refused_without_repeating_it() {
        for text in ["", "zz", &"g".repeat(64), &"a".repeat(63), &"é".repeat(32)] {
            assert!(matches!(SealingKey::from_env_text(text), Err(SealError::NotAKey { .. })), "{text}");
        }
        assert!(SealingKey::from_env_text(&format!(" {}\n", "AB".repeat(32))).is_ok());
    }
}
