//! Names of the reports' own language, which are known or may become so.

/// The forms of a name that is a `Cow<'static, str>`: a known one is a constant, any text is one too.
macro_rules! named {
    ($name:ty) => {
        impl $name {
            const fn known(name: &'static str) -> Self {
                Self(::std::borrow::Cow::Borrowed(name))
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(::std::borrow::Cow::Owned(name.to_owned()))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(super) use named;
