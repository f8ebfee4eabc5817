//! The tickets in a view, saved or made up for the occasion.
//!
//! These lists page in their own way: `next_items` and `prev_items` are paths to ask next, with a cursor that
//! names a sort value, and the id of the row that has been seen at that value (`ignored_item`). Without that
//! id the row comes again.

use std::collections::BTreeSet;
use std::ops::Bound::Unbounded;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::super::super::filters::Subject;
use super::super::super::model::{Ticket, View};
use super::super::Call;
use super::super::answer::{Answer, Refusal, ok};
use super::super::body::{Fields, one_of};
use super::super::page::{Along, Paging, SortKey, with_query};
use super::super::query::BAD_QUERY;
use super::TICKETS;
use super::draft::{What, nameless};

/// What the items of a view can be ordered by.
pub(super) const ORDER_FIELDS: &[&str] = &[
    "created_datetime",
    "updated_datetime",
    "last_message_datetime",
    "last_received_message_datetime",
    "closed_datetime",
    "snooze_datetime",
    "priority",
];

const ORDERS: &[&str] = &[
    "created_datetime:asc",
    "created_datetime:desc",
    "updated_datetime:asc",
    "updated_datetime:desc",
    "last_message_datetime:asc",
    "last_message_datetime:desc",
    "last_received_message_datetime:asc",
    "last_received_message_datetime:desc",
    "closed_datetime:asc",
    "closed_datetime:desc",
    "snooze_datetime:asc",
    "snooze_datetime:desc",
    "priority:asc",
    "priority:desc",
];

/// What the caller wants of the items.
struct Asked {
    paging: Paging,
    /// Whether the order is the caller's and not the view's.
    ordered: bool,
    backwards: bool,
    ignored: Option<u64>,
}

/// 0 names no view, and then there is nothing to list.
pub(in super::super) fn list_items(call: &mut Call<'_>) -> Answer {
    let asked = asked(call)?;
    let view = call.state.views.get(call.ids[0]).ok_or(Refusal::NotFound)?;
    ok(&items(call, view, &asked)?)
}

/// A query in the shape of an update: the view of the body, over the saved one or, with 0, over none.
pub(in super::super) fn query_items(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to list view items";
    let asked = asked(call)?;
    let mut view = match call.ids[0] {
        0 => nameless(call.now),
        id => call.state.views.get(id).cloned().ok_or(Refusal::NotFound)?,
    };
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let what = fields.optional("view", |value| {
        let mut fields = Fields::of(value)?;
        let _ = fields.maybe("category", one_of(&["system", "user"]));
        let what = What::take(&mut fields);
        fields.done().map(|()| what)
    });
    fields.end(PURPOSE)?;
    if let Some(what) = what {
        what.apply(&mut view);
    }
    call.statuses.accepted(&items(call, &view, &asked)?)
}

fn asked(call: &Call<'_>) -> Result<Asked, Refusal> {
    let mut query = call.query();
    let asked = Asked {
        ordered: query.given("order_by"),
        paging: query.paging("view items", ORDERS),
        backwards: query.one_of("direction", &["prev", "next"]) == Some("prev"),
        ignored: query.id("ignored_item"),
    };
    query.end()?;
    Ok(asked)
}

/// The body of the answer.
fn items(call: &Call<'_>, view: &View, asked: &Asked) -> Result<Value, Refusal> {
    if view.kind != TICKETS {
        return Err(Refusal::Bad("Only views of tickets have items."));
    }
    let of_view = || {
        ORDERS.iter().copied().find(|order| order.split_once(':') == Some((view.order_by, view.order_dir)))
    };
    let order = if asked.ordered { asked.paging.order } else { of_view().unwrap_or(asked.paging.order) };
    let listing = Listing { call, view, asked, order };
    match order.split(':').next() {
        Some("created_datetime") => listing.by(|row| Some(row.created)),
        Some("last_message_datetime") => listing.by(|row| row.last_message),
        Some("last_received_message_datetime") => listing.by(|row| row.last_received),
        Some("closed_datetime") => listing.by(|row| row.closed),
        Some("snooze_datetime") => listing.by(|row| row.snooze),
        Some("priority") => listing.by(urgency),
        _ => listing.by(|row| Some(row.updated)),
    }
}

/// The more urgent, the greater.
fn urgency(ticket: &Ticket) -> u64 {
    match &*ticket.priority {
        "low" => 0,
        "high" => 2,
        "critical" => 3,
        _ => 1,
    }
}

struct Listing<'a> {
    call: &'a Call<'a>,
    view: &'a View,
    asked: &'a Asked,
    order: &'static str,
}

impl Listing<'_> {
    fn by<K: SortKey>(&self, key: impl Fn(&Ticket) -> K) -> Result<Value, Refusal> {
        let Self { call, view, asked, order } = self;
        let state = &*call.state;
        let is_in = state.in_view(view, call.viewer());
        let rows = state.tickets.iter().filter(|(_, row)| is_in(Subject::Ticket(row)));
        let rows: BTreeSet<(K, u64)> = rows.map(|(id, row)| (key(row), id)).collect();
        let ascending = order.ends_with(":asc");
        let from = match &asked.paging.cursor {
            Some(cursor) => Some(self.read(cursor, ascending != asked.backwards)?),
            None => None,
        };
        // Without a cursor there is nothing to go back from.
        let backwards = asked.backwards && from.is_some();
        let along = Along { ascending, backwards, limit: asked.paging.limit };
        let found = along.walk(&rows, Unbounded, Unbounded, from.as_ref(), |_| true);
        let data = found.rows.iter().filter_map(|(_, id)| Some(state.item_row(*id, state.tickets.get(*id)?)));
        Ok(json!({
            "data": data.map(serde_json::to_value).collect::<Result<Vec<_>, _>>().map_err(|_| Refusal::Broken)?,
            "meta": {
                "current_cursor": found.rows.first().map(|row| self.cursor_at(row)),
                "next_items": found.rows.last().filter(|_| found.after).map(|row| self.go_on(row, "next")),
                "prev_items": found.rows.first().filter(|_| found.before).map(|row| self.go_on(row, "prev")),
            },
        }))
    }

    /// The same request from `row` on.
    fn go_on<K: SortKey>(&self, row: &(K, u64), direction: &str) -> String {
        let (cursor, ignored) = (self.cursor_at(row), row.1.to_string());
        let request = self.call.request;
        let same = request.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let same = same.filter(|(name, _)| !["cursor", "direction", "ignored_item"].contains(name));
        let place = [("cursor", &*cursor), ("direction", direction), ("ignored_item", &*ignored)];
        with_query(request, same.chain(place))
    }

    fn cursor_at<K: SortKey>(&self, (key, _): &(K, u64)) -> String {
        BASE64_STANDARD.encode(json!([key.show(), self.call.ids[0], self.order]).to_string())
    }

    /// The row that a cursor goes on from: that of `ignored_item`, or the edge of those with the same value.
    fn read<K: SortKey>(&self, cursor: &str, upwards: bool) -> Result<(K, u64), Refusal> {
        let edge = if upwards { 0 } else { u64::MAX };
        let parts = BASE64_STANDARD.decode(cursor).ok().and_then(|json| serde_json::from_slice(&json).ok());
        let read = |(key, view, order): (Value, u64, String)| {
            let here = view == self.call.ids[0] && order == self.order;
            here.then_some((K::read(&key)?, self.asked.ignored.unwrap_or(edge)))
        };
        parts.and_then(read).ok_or_else(|| Refusal::field(BAD_QUERY, "cursor", "Not a valid cursor."))
    }
}
