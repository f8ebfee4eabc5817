//! Widgets: cards in the helpdesk's sidebar.

use std::collections::BTreeSet;

use super::answer::{Answer, Refusal, ok};
use super::{Call, page};

const ORDERS: &[&str] = &["created_datetime:desc", "created_datetime:asc", "order:asc", "order:desc"];

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("widgets", ORDERS);
    let integration = query.id("integration_id");
    let app = query.text("app_id");
    query.end()?;
    let state = &*call.state;
    let rows = || {
        state.widgets.iter().filter(|(_, row)| {
            integration.is_none_or(|id| row.integration == Some(id))
                && app.is_none_or(|app| row.app.as_deref() == Some(app))
        })
    };
    let page = if paging.order.starts_with("order") {
        paging.over(&rows().map(|(id, row)| (row.order, id)).collect::<BTreeSet<_>>(), |_| true)?
    } else {
        paging.over(&rows().map(|(id, row)| (row.created, id)).collect::<BTreeSet<_>>(), |_| true)?
    };
    page::list(call.request, &page, |id| state.widgets.get(id).map(|row| state.widget_view(id, row)))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let widget = call.state.widgets.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.widget_view(id, widget))
}
