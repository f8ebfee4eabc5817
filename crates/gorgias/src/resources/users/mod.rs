//! The people who work in the helpdesk (reference page "The User object").

mod write;

use serde::{Deserialize, Serialize};

use super::Map;
use super::open::open;
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

pub use write::{NewUser, UpdateUser};

/// A user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// Its id.
    pub id: i64,
    /// Its absolute address.
    pub uri: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// First name, split from the name by the server.
    pub firstname: Option<String>,
    /// Last name, split from the name by the server.
    pub lastname: Option<String>,
    /// What it may do.
    pub role: Option<Role>,
    /// Whether it can log in.
    pub active: Option<bool>,
    /// A text about it.
    pub bio: Option<String>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// `fr` or `en`.
    pub language: Option<String>,
    /// IANA name.
    pub timezone: Option<String>,
    /// The caller's own id.
    pub external_id: Option<String>,
    /// `sso`, `profile_picture_url` and free values.
    pub meta: Option<Map>,
    /// Whether it logs in with a password.
    pub has_password: Option<bool>,
    /// Whether it logs in with a second factor.
    pub has_2fa_enabled: Option<bool>,
    /// The app that it belongs to.
    pub client_id: Option<String>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was changed.
    pub updated_datetime: Option<DateTime>,
    /// When it was switched off.
    pub deactivated_datetime: Option<DateTime>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What a user may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Role {
    /// The role's name.
    pub name: RoleName,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Roles; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RoleName {
    /// Everything.
    Admin,
    /// Tickets and most settings.
    Agent,
    /// Tickets.
    BasicAgent,
    /// A program.
    Bot,
    /// Staff of the vendor.
    InternalAgent,
    /// Internal notes only.
    LiteAgent,
    /// Reads only.
    ObserverAgent,
    /// A role not named here.
    #[serde(untagged)]
    Other(String),
}

open!(RoleName);

/// Orders of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Order {
    /// Oldest first.
    CreatedAsc,
    /// Newest first.
    CreatedDesc,
    /// By name; the default.
    NameAsc,
    /// By name, backwards.
    NameDesc,
    /// By e-mail address.
    EmailAsc,
    /// By e-mail address, backwards.
    EmailDesc,
    /// By name of the role.
    RoleAsc,
    /// By name of the role, backwards.
    RoleDesc,
}

impl Order {
    /// Every order there is.
    pub const ALL: &'static [Self] = &[
        Self::CreatedAsc,
        Self::CreatedDesc,
        Self::NameAsc,
        Self::NameDesc,
        Self::EmailAsc,
        Self::EmailDesc,
        Self::RoleAsc,
        Self::RoleDesc,
    ];

    fn text(self) -> &'static str {
        match self {
            Self::CreatedAsc => "created_datetime:asc",
            Self::CreatedDesc => "created_datetime:desc",
            Self::NameAsc => "name:asc",
            Self::NameDesc => "name:desc",
            Self::EmailAsc => "email:asc",
            Self::EmailDesc => "email:desc",
            Self::RoleAsc => "role.name:asc",
            Self::RoleDesc => "role.name:desc",
        }
    }
}

/// All users. Scope `users:read`.
pub fn list() -> Request<Page<User>> {
    request::get("list_users", "/api/users")
}

impl Request<Page<User>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// The user with this e-mail address.
    pub fn email(self, email: &str) -> Self {
        self.with("email", email)
    }

    /// Users with this id of the caller's own.
    pub fn external_id(self, id: &str) -> Self {
        self.with("external_id", id)
    }

    /// Users whose name or e-mail address contains this.
    pub fn search(self, text: &str) -> Self {
        self.with("search", text)
    }

    /// Users with one of these roles.
    pub fn roles(self, roles: &[RoleName]) -> Self {
        roles.iter().fold(self, |request, role| request.with_more("roles", role))
    }

    /// Those who are available before the others; they are not unless told.
    pub fn available_first(self, first: bool) -> Self {
        self.with("available_first", first)
    }
}

/// One user; see [`me`] for the caller. Scope `users:read`.
pub fn get(id: i64) -> Request<User> {
    request::get("get_user", format!("/api/users/{id}"))
}

/// The user who owns the credential. Scope `users:read`.
pub fn me() -> Request<User> {
    get(0)
}

/// Makes a user and answers it. Scope `users:write`.
pub fn create(user: NewUser) -> Request<User> {
    user.into_draft().create("create_user", "/api/users")
}

/// Changes a user, with 0 the caller, and answers it. Scope `users:write`.
pub fn update(id: i64, user: UpdateUser) -> Request<User> {
    user.into_draft().update("update_user", format!("/api/users/{id}"))
}

/// Deletes a user. Scope `users:write`.
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_user", format!("/api/users/{id}"))
}
