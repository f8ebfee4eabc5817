//! Users to be written (reference pages "Create a user", "Update a user").

use serde_json::json;

use super::RoleName;
use crate::resources::Map;
use crate::resources::draft::Draft;
use crate::secret::Secret;

/// A user to be made. It gets an invitation by e-mail and takes a seat of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct NewUser(Draft);

impl NewUser {
    /// E-mail address, name and role are required.
    pub fn new(email: &str, name: &str, role: &RoleName) -> Self {
        let draft = Draft::default().filled("email", email, 320).filled("name", name, 256);
        Self(draft.set("role", json!({ "name": role })))
    }

    /// A text about it.
    pub fn bio(self, text: &str) -> Self {
        Self(self.0.set("bio", text))
    }

    /// ISO 3166 alpha-2.
    pub fn country(self, code: &str) -> Self {
        Self(country(self.0, Some(code)))
    }

    /// `fr` or `en`.
    pub fn language(self, code: &str) -> Self {
        Self(language(self.0, Some(code)))
    }

    /// IANA name; that of the account unless told.
    pub fn timezone(self, name: &str) -> Self {
        Self(self.0.set("timezone", name))
    }

    /// The caller's own id, at most 255 characters.
    pub fn external_id(self, id: &str) -> Self {
        Self(self.0.text("external_id", id, 255))
    }

    /// Free values.
    pub fn meta(self, meta: Map) -> Self {
        Self(self.0.set("meta", meta))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

/// Fields of a user to be set; what is not set stays, and `None` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateUser(Draft);

impl UpdateUser {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Full name.
    pub fn name(self, name: &str) -> Self {
        Self(self.0.filled("name", name, 256))
    }

    /// Another e-mail address, which the API takes with the caller's present password only.
    pub fn email(self, email: &str, password: &Secret) -> Self {
        Self(self.0.filled("email", email, 320).set("password_confirmation", password.expose()))
    }

    /// Another password, which the API takes with the old one only.
    pub fn password(self, old: &Secret, new: &Secret) -> Self {
        Self(self.0.set("old_password", old.expose()).set("new_password", new.expose()))
    }

    /// The code of the second factor, for users who have one.
    pub fn two_fa_code(self, code: &Secret) -> Self {
        Self(self.0.set("two_fa_code", code.expose()))
    }

    /// What it may do.
    pub fn role(self, role: &RoleName) -> Self {
        Self(self.0.set("role", json!({ "name": role })))
    }

    /// A text about it.
    pub fn bio<'a>(self, text: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("bio", text.into()))
    }

    /// ISO 3166 alpha-2.
    pub fn country<'a>(self, code: impl Into<Option<&'a str>>) -> Self {
        Self(country(self.0, code.into()))
    }

    /// `fr` or `en`.
    pub fn language<'a>(self, code: impl Into<Option<&'a str>>) -> Self {
        Self(language(self.0, code.into()))
    }

    /// IANA name.
    pub fn timezone(self, name: &str) -> Self {
        Self(self.0.set("timezone", name))
    }

    /// The caller's own id, at most 255 characters.
    pub fn external_id<'a>(self, id: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.text_or_none("external_id", id.into(), 255))
    }

    /// Replaces the free values.
    pub fn meta(self, meta: impl Into<Option<Map>>) -> Self {
        Self(self.0.set("meta", meta.into()))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

fn country(draft: Draft, code: Option<&str>) -> Draft {
    let fits = code.is_none_or(|code| code.chars().count() == 2);
    draft.require(fits, "country", "a country has two letters (ISO 3166 alpha-2)").set("country", code)
}

fn language(draft: Draft, code: Option<&str>) -> Draft {
    let fits = code.is_none_or(|code| ["fr", "en"].contains(&code));
    draft.require(fits, "language", "the language of a user is fr or en").set("language", code)
}
