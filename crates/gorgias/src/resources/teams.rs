//! Teams of users (reference page "The Team object"). There is no time of change; the events feed tells of one.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::draft::Draft;
use super::{Emoji, Map};
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

/// A team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Team {
    /// Its id.
    pub id: i64,
    /// Its address below the account.
    pub uri: Option<String>,
    /// What people see.
    pub name: String,
    /// Explanation.
    pub description: Option<String>,
    /// How it looks.
    pub decoration: Option<Emoji>,
    /// Its users.
    #[serde(default)]
    pub members: Vec<Member>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// A user in a team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Member {
    /// The user's id.
    pub id: i64,
    /// Full name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Free values.
    pub meta: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// Orders of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Order {
    /// Oldest first.
    CreatedAsc,
    /// Newest first; the default.
    CreatedDesc,
    /// By name.
    NameAsc,
    /// By name, backwards.
    NameDesc,
}

impl Order {
    /// Every order there is.
    pub const ALL: &'static [Self] = &[Self::CreatedAsc, Self::CreatedDesc, Self::NameAsc, Self::NameDesc];

    fn text(self) -> &'static str {
        match self {
            Self::CreatedAsc => "created_datetime:asc",
            Self::CreatedDesc => "created_datetime:desc",
            Self::NameAsc => "name:asc",
            Self::NameDesc => "name:desc",
        }
    }
}

/// A team to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTeam(Draft);

impl NewTeam {
    /// A team with this name, which may not be empty.
    pub fn named(name: &str) -> Self {
        Self(Draft::default().not_empty("name", name))
    }

    /// Explanation.
    pub fn description(self, text: &str) -> Self {
        Self(self.0.set("description", text))
    }

    /// How it looks.
    pub fn decoration(self, emoji: &Emoji) -> Self {
        Self(self.0.set("decoration", emoji))
    }

    /// Its users, by id.
    pub fn members(self, users: &[i64]) -> Self {
        Self(members(self.0, users))
    }
}

/// Changes of a team; what is not set stays, and `None` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateTeam(Draft);

impl UpdateTeam {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What people see, which may not be empty.
    pub fn name(self, name: &str) -> Self {
        Self(self.0.not_empty("name", name))
    }

    /// Explanation.
    pub fn description<'a>(self, text: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("description", text.into()))
    }

    /// How it looks.
    pub fn decoration<'a>(self, emoji: impl Into<Option<&'a Emoji>>) -> Self {
        Self(self.0.set("decoration", emoji.into()))
    }

    /// Replaces its users, by id.
    pub fn members(self, users: &[i64]) -> Self {
        Self(members(self.0, users))
    }
}

fn members(draft: Draft, users: &[i64]) -> Draft {
    let members: Value = users.iter().map(|id| json!({ "id": id })).collect();
    draft.positive("members", users).set("members", members)
}

/// All teams. Scope `users:read`.
pub fn list() -> Request<Page<Team>> {
    request::get("list_teams", "/api/teams")
}

impl Request<Page<Team>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }
}

/// One team. Scope `users:read`.
pub fn get(id: i64) -> Request<Team> {
    request::get("get_team", format!("/api/teams/{id}"))
}

/// Makes a team and answers it. Scope `users:write`.
pub fn create(team: NewTeam) -> Request<Team> {
    team.0.create("create_team", "/api/teams")
}

/// Changes a team and answers it. Scope `users:write`.
pub fn update(id: i64, team: UpdateTeam) -> Request<Team> {
    team.0.update("update_team", format!("/api/teams/{id}"))
}

/// Deletes a team: its tickets belong to no team then, its users stay. Scope `users:write`.
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_team", format!("/api/teams/{id}"))
}
