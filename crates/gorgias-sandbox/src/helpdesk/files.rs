//! Files that were uploaded, and the addresses they are reached at.
//!
//! A file's address is three segments: its type, a hash that stands for the account, its name there. Public types
//! are served to everybody. A private one is served at an address that the API signs and that expires soon.

use std::collections::BTreeMap;

use bytes::Bytes;
use ring::hmac;

use super::moment::Moment;
use crate::dice::Dice;
use crate::hex;

/// What `type` may be; all but the first are public.
pub(crate) const TYPES: &[&str] = &[PRIVATE, "public_attachment", "profile_picture", "widget_picture"];

const PRIVATE: &str = "attachment";

/// Seconds for which a signed address is good. The documentation gives no figure.
const SIGNED_FOR: i64 = 300;

#[derive(Debug)]
pub(crate) struct File {
    pub kind: &'static str,
    /// As it was given.
    pub name: String,
    pub content_type: String,
    pub content: Bytes,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Files {
    key: hmac::Key,
    account: String,
    /// By the name in the address.
    rows: BTreeMap<String, File>,
}

impl Files {
    pub(crate) fn new(mut dice: Dice) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &dice.wide().to_be_bytes());
        Self { key, account: format!("{:012x}", dice.roll() >> 16), rows: BTreeMap::new() }
    }

    /// Keeps a file; the path of its address.
    pub(crate) fn keep(&mut self, mark: u64, file: File) -> String {
        let (stem, extension) = file.name.rsplit_once('.').unwrap_or((&file.name, ""));
        let mut resource = format!("{}-{:08x}", plain(stem, 80), mark >> 32);
        if !extension.is_empty() {
            resource.push('.');
            resource.push_str(&plain(extension, 16));
        }
        let path = self.path(file.kind, &resource);
        self.rows.insert(resource, file);
        path
    }

    /// The file of an address.
    pub(crate) fn get(&self, [kind, account, resource]: [&str; 3]) -> Option<&File> {
        self.rows.get(resource).filter(|file| file.kind == kind && account == self.account)
    }

    /// Path and query under which a file is served for a while, whoever asks.
    pub(crate) fn signed(&self, now: Moment, [kind, _, resource]: [&str; 3]) -> String {
        let path = self.path(kind, resource);
        let expires = now.plus_seconds(SIGNED_FOR).unix_seconds();
        let signature = hex::encode(hmac::sign(&self.key, claim(&path, expires).as_bytes()).as_ref());
        format!("{path}?expires={expires}&signature={signature}")
    }

    /// Whether a file may be served: it is public, or the address was signed and is still good.
    pub(crate) fn open(&self, now: Moment, file: &File, path: &str, query: &[(String, String)]) -> bool {
        let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let Some(signature) = value("signature") else { return file.kind != PRIVATE };
        let expires: Option<i64> = value("expires").and_then(|text| text.parse().ok());
        let good = expires.filter(|expires| now.unix_seconds() < *expires).zip(hex::decode(signature));
        good.is_some_and(|(expires, signature)| {
            hmac::verify(&self.key, claim(path, expires).as_bytes(), &signature).is_ok()
        })
    }

    fn path(&self, kind: &str, resource: &str) -> String {
        format!("/{kind}/{}/{resource}", self.account)
    }
}

fn claim(path: &str, expires: i64) -> String {
    format!("{path} {expires}")
}

/// Letters, digits, `-` and `_`, at most `most` of them.
fn plain(text: &str, most: usize) -> String {
    let keep = |char: char| if char.is_ascii_alphanumeric() || "-_".contains(char) { char } else { '_' };
    let text: String = text.chars().take(most).map(keep).collect();
    if text.is_empty() { "file".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(kind: &'static str, name: &str) -> File {
        let content_type = "text/plain".to_owned();
        File { kind, name: name.to_owned(), content_type, content: Bytes::from_static(b"hello") }
    }

    /// Path and query pairs of an address.
    fn parted(address: &str) -> (String, Vec<(String, String)>) {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        (path.to_owned(), url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    #[test]
    fn names_in_addresses_are_plain_and_differ() {
        let mut files = Files::new(Dice::new(1));
        let first = files.keep(1 << 32, file("attachment", "Étiquette 3/4.pdf"));
        let second = files.keep(2 << 32, file("attachment", "Étiquette 3/4.pdf"));
        assert!(first.ends_with("/_tiquette_3_4-00000001.pdf") && second.ends_with("-00000002.pdf"));
        assert!(files.keep(3 << 32, file("attachment", "")).ends_with("/file-00000003"));
    }

    #[test]
    fn a_signed_address_is_good_for_its_file_and_its_time() {
        let mut files = Files::new(Dice::new(1));
        let now = Moment::parse("2026-03-02T10:00:00Z").unwrap();
        let path = files.keep(1, file("attachment", "a.txt"));
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let parts = [parts[0], parts[1], parts[2]];
        let (signed, query) = parted(&files.signed(now, parts));
        assert_eq!(signed, path);
        let row = files.get(parts).unwrap();
        let open = |seconds, path: &str, query: &[_]| files.open(now.plus_seconds(seconds), row, path, query);
        assert!(open(299, &path, &query) && !open(300, &path, &query));
        assert!(!open(0, &path, &[]) && !open(0, "/attachment/x/b.txt", &query));
        for (place, forged) in [(0, "99999999999"), (1, "00"), (1, "x"), (1, "")] {
            let mut query = query.clone();
            query[place].1 = forged.to_owned();
            assert!(!open(0, &path, &query), "{forged}");
        }
        assert!(files.open(now, &file("widget_picture", "a.png"), "/", &[]));
    }
}
