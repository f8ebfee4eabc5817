//! Tags.

use std::collections::BTreeSet;

use super::answer::{Answer, Refusal, ok};
use super::{Call, page};

const ORDERS: &[&str] = &[
    "created_datetime:desc",
    "created_datetime:asc",
    "name:asc",
    "name:desc",
    "usage:asc,name:asc",
    "usage:desc,name:desc",
];

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("tags", ORDERS);
    let search = query.text("search").map(str::to_lowercase);
    query.end()?;
    let state = &*call.state;
    let rows = || {
        let found = |name: &str| search.as_ref().is_none_or(|search| name.to_lowercase().contains(search));
        state.tags.iter().filter(move |(_, tag)| found(&tag.name))
    };
    let page = match paging.order {
        "name:asc" | "name:desc" => paging
            .over(&rows().map(|(id, tag)| (tag.name.to_string(), id)).collect::<BTreeSet<_>>(), |_| true)?,
        "usage:asc,name:asc" | "usage:desc,name:desc" => {
            let key = |(id, tag): (u64, &super::super::model::Tag)| ((tag.usage, tag.name.to_string()), id);
            paging.over(&rows().map(key).collect::<BTreeSet<_>>(), |_| true)?
        }
        _ => paging.over(&rows().map(|(id, tag)| (tag.created, id)).collect::<BTreeSet<_>>(), |_| true)?,
    };
    page::list(call.request, &page, |id| state.tags.get(id).map(|row| state.tag_view(id, row)))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let tag = call.state.tags.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.tag_view(id, tag))
}
