//! Finds people, teams, tags and integrations by words (reference page "Search"). Tickets and messages are not found
//! here; [`super::views::query_items`] finds tickets.

use serde::{Deserialize, Serialize};

use super::Map;
use super::draft::Draft;
use crate::request::{Body, Request};

/// What can be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Users.
    Agent,
    /// Customers.
    Customer,
    /// Customers by names and all their channels.
    CustomerProfile,
    /// Ways to reach customers.
    CustomerChannel,
    /// E-mail addresses of customers.
    CustomerChannelEmail,
    /// Phone numbers of customers.
    CustomerChannelPhone,
    /// Customers by phone number.
    CustomersByPhone,
    /// Integrations.
    Integration,
    /// Teams.
    Team,
    /// Tags.
    Tag,
}

impl Kind {
    /// Everything that can be searched.
    pub const ALL: &'static [Self] = &[
        Self::Agent,
        Self::Customer,
        Self::CustomerProfile,
        Self::CustomerChannel,
        Self::CustomerChannelEmail,
        Self::CustomerChannelPhone,
        Self::CustomersByPhone,
        Self::Integration,
        Self::Team,
        Self::Tag,
    ];
}

/// Something found, in short. What kinds have beside these fields is in `more`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Hit {
    /// Its id.
    pub id: Option<i64>,
    /// Its name.
    pub name: Option<String>,
    /// E-mail address, of people.
    pub email: Option<String>,
    /// The address, of channels.
    pub address: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// The best matches for these words, 10 unless told; with no words, those of late. There are no further pages. Reads,
/// though it is a POST; its scope is not documented.
pub fn find(kind: Kind, words: &str) -> Request<Vec<Hit>> {
    let draft = Draft::default().set("type", kind).set("query", words);
    draft.create::<()>("search", "/api/search").whole_list().only_read()
}

impl Request<Vec<Hit>> {
    /// At most so many, 1 to 50.
    pub fn size(mut self, most: u8) -> Self {
        if let Body::Json(body) = &mut self.call.body {
            body["size"] = most.into();
        }
        self.require((1..=50).contains(&most), "size", "1 to 50 are accepted")
    }
}
