//! Views to be written (reference pages "Create a view", "Update a view").

use super::{Category, Column, Filter, OrderDirection, ViewType, Visibility};
use crate::resources::Emoji;
use crate::resources::draft::Draft;

/// A view to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewView(Draft);

impl NewView {
    /// A view of tickets with this name. Its slug, which the API wants though it calls it deprecated, is made from the
    /// name; [`UpdateView::slug`] sets another.
    pub fn named(name: &str) -> Self {
        Self(UpdateView::new().kind(ViewType::TicketList).name(name).slug(&slug(name)).0)
    }

    /// With these fields.
    pub fn with(self, fields: UpdateView) -> Self {
        Self(self.0.and(fields.0))
    }

    /// Whose it is.
    pub fn category(self, category: Category) -> Self {
        Self(self.0.set("category", category))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

/// Fields of a view to be set; what is not set stays, and `None` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateView(Draft);

impl UpdateView {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What people see.
    pub fn name(self, name: &str) -> Self {
        Self(self.0.set("name", name))
    }

    /// A name for addresses; deprecated.
    pub fn slug(self, slug: &str) -> Self {
        Self(self.0.not_empty("slug", slug))
    }

    /// Of what; only views of tickets can be written.
    pub fn kind(self, kind: ViewType) -> Self {
        Self(self.0.set("type", kind))
    }

    /// Who sees it.
    pub fn visibility(self, visibility: Visibility) -> Self {
        Self(self.0.set("visibility", visibility))
    }

    /// What is in it.
    pub fn filters(self, filter: &Filter) -> Self {
        Self(self.0.set("filters", filter.as_str()))
    }

    /// Words that are in it.
    pub fn search<'a>(self, words: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("search", words.into()))
    }

    /// What it is ordered by, such as `updated_datetime`, and which way.
    pub fn order(self, field: &str, direction: OrderDirection) -> Self {
        Self(self.0.set("order_by", field).set("order_dir", direction))
    }

    /// Its columns.
    pub fn fields(self, columns: &[Column]) -> Self {
        Self(self.0.set("fields", columns))
    }

    /// How it looks.
    pub fn decoration<'a>(self, emoji: impl Into<Option<&'a Emoji>>) -> Self {
        Self(self.0.set("decoration", emoji.into()))
    }

    /// Teams that see it, at most 100; replaces them.
    pub fn shared_with_teams(self, ids: &[i64]) -> Self {
        Self(share(self.0, "shared_with_teams", ids))
    }

    /// Users who see it, at most 100; replaces them.
    pub fn shared_with_users(self, ids: &[i64]) -> Self {
        Self(share(self.0, "shared_with_users", ids))
    }

    /// The section it is in.
    pub fn section_id(self, id: impl Into<Option<i64>>) -> Self {
        Self(self.0.set("section_id", id.into()))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

fn share(draft: Draft, name: &'static str, ids: &[i64]) -> Draft {
    let fit = ids.len() <= 100 && ids.iter().all(|id| *id > 0);
    draft.require(fit, name, "at most 100 ids are accepted, all of them positive").set(name, ids)
}

/// Letters and digits of a name with hyphens between them; `view` when there are none.
fn slug(name: &str) -> String {
    let words: Vec<_> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() { "view".to_owned() } else { words.join("-") }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_slug_is_made_from_the_name() {
        assert_eq!(slug("Open, mine!"), "open-mine");
        assert_eq!(slug("🫖"), "view");
    }
}
