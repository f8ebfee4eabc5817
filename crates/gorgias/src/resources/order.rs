//! The orders that most lists share. Lists with orders of their own have them beside their functions.

/// Orders of a list that knows when its rows were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ByCreated {
    /// Oldest first.
    CreatedAsc,
    /// Newest first; the default.
    CreatedDesc,
}

impl ByCreated {
    /// Every order there is.
    pub const ALL: &'static [Self] = &[Self::CreatedAsc, Self::CreatedDesc];

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::CreatedAsc => "created_datetime:asc",
            Self::CreatedDesc => "created_datetime:desc",
        }
    }
}

/// Orders of a list that also knows when its rows last changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ByChanged {
    /// Oldest first.
    CreatedAsc,
    /// Newest first; the default.
    CreatedDesc,
    /// Longest unchanged first.
    UpdatedAsc,
    /// Last changed first.
    UpdatedDesc,
}

impl ByChanged {
    /// Every order there is.
    pub const ALL: &'static [Self] =
        &[Self::CreatedAsc, Self::CreatedDesc, Self::UpdatedAsc, Self::UpdatedDesc];

    pub(super) fn text(self) -> &'static str {
        match self {
            Self::CreatedAsc => "created_datetime:asc",
            Self::CreatedDesc => "created_datetime:desc",
            Self::UpdatedAsc => "updated_datetime:asc",
            Self::UpdatedDesc => "updated_datetime:desc",
        }
    }
}
