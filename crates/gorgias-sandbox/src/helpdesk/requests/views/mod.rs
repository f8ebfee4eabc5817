//! Views: saved filters over tickets, and the legacy ones over customers.

mod draft;
mod items;

pub(super) use draft::unnamed;
pub(super) use items::{list_items, query_items};

use super::answer::{Answer, Refusal, gone, ok};
use super::body::{Fields, MISSING, one_of};
use super::{BY_CREATED, Call, page};
use draft::Draft;

/// The types of views.
pub(super) const TICKETS: &str = "ticket-list";
pub(super) const CUSTOMERS: &str = "customer-list";

/// In the list, and only there, the caller's values stand in for `{{current_user.id}}` and its like.
pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("views", BY_CREATED);
    let category = query.one_of("category", &["system", "user"]);
    query.end()?;
    let state = &*call.state;
    let rows = state.views.iter().filter(|(_, row)| category.is_none() || row.category == category);
    let page = paging.over(&rows.map(|(id, row)| (row.created, id)).collect(), |_| true)?;
    let reader = Some(state.api_user);
    page::list(call.request, &page, |id| state.views.get(id).map(|row| state.view_view(id, row, reader)))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let view = call.state.views.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.view_view(id, view, None))
}

/// The slug is deprecated and must be there all the same.
pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create view";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    if !fields.has("slug") {
        fields.error("slug", MISSING);
    }
    let draft = Draft::take(&mut fields, call.state);
    // The views of the system are there from the start.
    let _ = fields.maybe("category", one_of(&["user"]));
    fields.end(PURPOSE)?;
    let view = draft.into_view(call.now);
    let id = call.change(|change| change.create_view(view));
    let view = call.state.views.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.view_view(id, view, None))
}

pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update view";
    call.no_query()?;
    let id = call.ids[0];
    call.state.views.get(id).ok_or(Refusal::NotFound)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let draft = Draft::take(&mut fields, call.state);
    fields.end(PURPOSE)?;
    call.change(|change| change.edit_view(id, |row| draft.apply(row)));
    let view = call.state.views.get(id).ok_or(Refusal::Broken)?;
    call.statuses.accepted(&call.state.view_view(id, view, None))
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let view = call.state.views.get(id).ok_or(Refusal::NotFound)?;
    if view.category == Some("system") {
        return Err(Refusal::Bad("System views cannot be deleted."));
    }
    call.change(|change| change.delete_view(id));
    gone()
}
