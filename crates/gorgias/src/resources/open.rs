//! Enumerations that may grow: what is not known is kept as text.
//!
//! Each is an enum that serde reads and writes, with an untagged `Other(String)` at its end. The macro adds the text
//! forms, which follow from serde's.

/// `Display` and `From<&str>` for open enumerations.
macro_rules! open {
    ($($name:ty),+ $(,)?) => {$(
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::serde::Serialize::serialize(self, f)
            }
        }

        /// Any text is a value; one that is not named becomes `Other`.
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                let text_reader = ::serde::de::value::StrDeserializer::<::serde::de::value::Error>::new(text);
                ::serde::Deserialize::deserialize(text_reader).unwrap_or_else(|_| Self::Other(text.to_owned()))
            }
        }
    )+};
}
pub(crate) use open;
