//! The tag library (reference page "The Tag object"). Tags on a ticket are in [`super::tickets`].

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::parts::Ids;
use super::{Color, Map};
use crate::datetime::DateTime;
use crate::page::Page;
use crate::request::{self, Request, Safety};

/// A tag.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    pub const ALL: [Self; 6] =
        [Self::CreatedAsc, Self::CreatedDesc, Self::NameAsc, Self::NameDesc, Self::UsageAsc, Self::UsageDesc];

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

/// A tag to be made, or the fields of one to be changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct NewTag {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decoration: Option<Map>,
}

impl NewTag {
    /// A tag with this name, 1 to 256 characters, case-sensitive.
    pub fn named(name: &str) -> Self {
        Self { name: Some(name.to_owned()), ..Self::default() }
    }

    /// At most 1024 characters.
    pub fn description(mut self, text: &str) -> Self {
        self.description = Some(text.to_owned());
        self
    }

    /// A hexadecimal colour, such as `#C0392B`.
    pub fn color(mut self, color: &str) -> Self {
        self.decoration = Some(Map::from_iter([("color".to_owned(), json!(color))]));
        self
    }
}

/// All tags.
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

/// One tag.
pub fn get(id: i64) -> Request<Tag> {
    request::get("get_tag", format!("/api/tags/{id}"))
}

/// Makes a tag.
pub fn create(tag: NewTag) -> Request<Tag> {
    request::create("create_tag", "/api/tags", &tag)
}

/// Changes a tag; what is not set stays. A new name shows on all tickets.
pub fn update(id: i64, tag: NewTag) -> Request<Tag> {
    request::update("update_tag", format!("/api/tags/{id}"), &tag)
}

/// Deletes a tag; refused while a macro or rule uses it.
pub fn delete(id: i64) -> Request<()> {
    request::delete("delete_tag", format!("/api/tags/{id}"))
}

/// Deletes several tags.
pub fn delete_all(ids: &[i64]) -> Request<()> {
    let body = request::json(&Ids { ids });
    request::act("delete_tags", Method::DELETE, "/api/tags", Some(body), Safety::Idempotent)
}

/// Moves the tickets of `sources` to `target` and deletes the sources. Answers the target.
pub fn merge(sources: &[i64], target: i64) -> Request<Tag> {
    request::update("merge_tags", format!("/api/tags/{target}/merge"), &json!({ "source_tags_ids": sources }))
        .only_once()
}
