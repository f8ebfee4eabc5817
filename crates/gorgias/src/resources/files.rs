//! Files: sent to be attached to messages, and fetched back (reference pages "Upload files", "Download a file").

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use super::Map;
use crate::answer::{Answer, Undecodable};
use crate::request::{self, FilePart, Request};

/// A file that the helpdesk keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct File {
    /// Where it is; goes into the attachments of a message.
    pub url: String,
    /// File name.
    pub name: String,
    /// A MIME type.
    pub content_type: String,
    /// Bytes. Read from a number or a text: both were seen.
    #[serde(default, deserialize_with = "number_or_text", skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// Attached to messages, and seen with a credential only; the default.
    #[default]
    Attachment,
    /// Attached to messages, and seen by whoever has the address.
    PublicAttachment,
    /// The picture of a user.
    ProfilePicture,
    /// The picture of a widget.
    WidgetPicture,
}

impl Purpose {
    fn text(self) -> &'static str {
        match self {
            Self::Attachment => "attachment",
            Self::PublicAttachment => "public_attachment",
            Self::ProfilePicture => "profile_picture",
            Self::WidgetPicture => "widget_picture",
        }
    }
}

/// Sends files; answers one [`File`] each, in order. At least one. The size that is accepted is not documented; past it
/// comes a 413 ([`crate::Error::Refused`]).
pub fn upload(purpose: Purpose, files: Vec<FilePart>) -> Request<Vec<File>> {
    let (some, mime) = (!files.is_empty(), files.iter().all(|file| file.content_type.contains('/')));
    // A line end in a name would write headers and parts of the form.
    let plain = files
        .iter()
        .all(|file| !(file.name.contains(char::is_control) || file.label.contains(char::is_control)));
    request::upload("upload_files", "/api/upload", files)
        .with("type", purpose.text())
        .require(some, "files", "there is none; give at least one")
        .require(plain, "name", "contains a line end or another control character")
        .require(mime, "content_type", "is no MIME type, such as image/png")
}

/// Asks where a private file can be fetched: by the last three parts of its url's path. [`crate::Client::fetch`] gets it
/// from there.
pub fn download(file_type: &str, domain_hash: &str, resource_name: &str) -> Request<SignedAddress> {
    let parts = [file_type, domain_hash, resource_name];
    let fit = parts.iter().all(|part| {
        !part.is_empty() && !part.contains(['/', '\\', '?', '#']) && !matches!(*part, "." | "..")
    });
    let path = format!("/api/{file_type}/download/{domain_hash}/{resource_name}");
    request::address("download_file", path, signed).require(
        fit,
        "url",
        "is not the address of a file: its path ends in type, domain hash and name, such as /attachment/Hx1/label.png",
    )
}

/// The same for the `url` of a [`File`] or an attachment.
pub fn download_of(url: &str) -> Request<SignedAddress> {
    let path = Url::parse(url).map(|url| url.path().to_owned()).unwrap_or_default();
    let mut parts = path.rsplit('/');
    let [name, hash, kind] = [0; 3].map(|_| parts.next().unwrap_or_default());
    download(kind, hash, name)
}

/// Where a file can be fetched for a short time, by whoever has the address.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedAddress(Url);

impl SignedAddress {
    /// The address, with its signature.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

/// Shows no signature.
impl fmt::Debug for SignedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedAddress({}{})", self.0.host_str().unwrap_or_default(), self.0.path())
    }
}

fn signed(answer: &Answer) -> Result<SignedAddress, Undecodable> {
    let address = answer.header("location").and_then(|location| Url::parse(location).ok());
    address.filter(|address| matches!(address.scheme(), "https" | "http")).map(SignedAddress).ok_or_else(
        || Undecodable { field: String::new(), reason: "its header Location is not an address".to_owned() },
    )
}

fn number_or_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Size {
        Number(i64),
        Text(String),
        Other(serde::de::IgnoredAny),
    }
    Ok(match Size::deserialize(deserializer)? {
        Size::Number(size) => Some(size),
        Size::Text(text) => text.trim().parse().ok(),
        Size::Other(_) => None,
    })
}
