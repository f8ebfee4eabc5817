//! The tag library (reference page "The Tag object"). Tags on a ticket are in [`super::tickets`].

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::draft::{self, Draft};
use super::{Color, Map};
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request};

/// A tag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tag {
    /// Its id.
    pub id: i64,
    /// Its address below the account.
    pub uri: Option<String>,
    /// Case-sensitive.
    pub name: String,
    /// Explanation.
    pub description: Option<String>,
    /// How it looks.
    pub decoration: Option<Color>,
    /// Tickets that carry it.
    pub usage: Option<i64>,
    /// When it was created.
    pub created_datetime: Option<DateTime>,
    /// When it was deleted.
    pub deleted_datetime: Option<DateTime>,
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
    /// Least used first.
    UsageAsc,
    /// Most used first.
    UsageDesc,
}

impl Order {
    /// Every order there is.
    pub const ALL: &'static [Self] = &[
        Self::CreatedAsc,
        Self::CreatedDesc,
        Self::NameAsc,
        Self::NameDesc,
        Self::UsageAsc,
        Self::UsageDesc,
    ];

    fn text(self) -> &'static str {
        match self {
            Self::CreatedAsc => "created_datetime:asc",
            Self::CreatedDesc => "created_datetime:desc",
            Self::NameAsc => "name:asc",
            Self::NameDesc => "name:desc",
            // By usage alone is refused ("List tags").
            Self::UsageAsc => "usage:asc,name:asc",
            Self::UsageDesc => "usage:desc,name:desc",
        }
    }
}

/// A tag to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTag(Draft);

impl NewTag {
    /// A tag with this name, 1 to 256 characters, case-sensitive.
    pub fn named(name: &str) -> Self {
        Self(Draft::default().filled("name", name, 256))
    }

    /// Explanation, at most 1024 characters.
    pub fn description(self, text: &str) -> Self {
        Self(self.0.text("description", text, 1024))
    }

    /// A hexadecimal colour, such as `#C0392B`.
    pub fn color(self, color: &str) -> Self {
        Self(self.0.set("decoration", json!({ "color": color })))
    }
}

/// Changes of a tag; what is not set stays, and `None` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateTag(Draft);

impl UpdateTag {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// 1 to 256 characters, case-sensitive. A new name shows on all tickets.
    pub fn name(self, name: &str) -> Self {
        Self(self.0.filled("name", name, 256))
    }

    /// Explanation, at most 1024 characters.
    pub fn description<'a>(self, text: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.text_or_none("description", text.into(), 1024))
    }

    /// A hexadecimal colour, such as `#C0392B`.
    pub fn color<'a>(self, color: impl Into<Option<&'a str>>) -> Self {
        let decoration = color.into().map(|color| json!({ "color": color }));
        Self(self.0.set("decoration", decoration))
    }
}

/// All tags. Scope `tags:read`.
pub fn list() -> Request<Page<Tag>> {
    request::get("list_tags", "/api/tags")
}

impl Request<Page<Tag>> {
    /// Sets the order.
    pub fn order_by(self, order: Order) -> Self {
        self.with("order_by", order.text())
    }

    /// Tags whose name contains this, whatever the case.
    pub fn search(self, text: &str) -> Self {
        self.with("search", text)
    }
}

/// One tag. Scope `tags:read`.
pub fn get(id: i64) -> Request<Tag> {
    request::get("get_tag", format!("/api/tags/{id}"))
}

/// Makes a tag and answers it. Scope `tags:write`.
pub fn create(tag: NewTag) -> Request<Tag> {
    tag.0.create("create_tag", "/api/tags")
}

/// Changes a tag and answers it. Scope `tags:write`.
pub fn update(id: i64, tag: UpdateTag) -> Request<Tag> {
    tag.0.update("update_tag", format!("/api/tags/{id}"))
}

/// Deletes a tag; refused while a macro or rule uses it. Views that use it are switched off. Scope `tags:write`.
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_tag", format!("/api/tags/{id}"))
}

/// Deletes several tags. Scope `tags:write`.
pub fn delete_all(ids: &[i64]) -> Request<()> {
    draft::ids(ids).delete("delete_tags", "/api/tags")
}

/// Moves the tickets of `sources` to `target` and deletes the sources. Answers the target. Scope `tags:write`.
pub fn merge(sources: &[i64], target: i64) -> Request<Tag> {
    let body = json!({ "source_tags_ids": sources });
    request::update("merge_tags", format!("/api/tags/{target}/merge"), &body)
        .require(!sources.is_empty(), "source_tags_ids", "at least one is needed")
        .require(sources.iter().all(|id| *id > 0), "source_tags_ids", "ids are positive numbers")
        .require(!sources.contains(&target), "source_tags_ids", "a tag cannot be merged into itself")
        .only_once()
}
