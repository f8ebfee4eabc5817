//! Files that a request carries.

use std::fmt;

use bytes::Bytes;

/// A file to be sent.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FilePart {
    /// What it is called in the form.
    pub label: String,
    /// File name.
    pub name: String,
    /// A MIME type, such as `image/png`.
    pub content_type: String,
    /// What is in it.
    pub content: Bytes,
}

impl FilePart {
    /// A file with this name, MIME type (such as `image/png`) and content.
    pub fn new(name: &str, content_type: &str, content: impl Into<Bytes>) -> Self {
        Self {
            label: name.to_owned(),
            name: name.to_owned(),
            content_type: content_type.to_owned(),
            content: content.into(),
        }
    }
}

/// Shows name and size: the content may be personal.
impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FilePart({}, {}, {} bytes)", self.name, self.content_type, self.content.len())
    }
}
