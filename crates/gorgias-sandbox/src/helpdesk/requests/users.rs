//! Users: the people who answer.

use std::collections::BTreeSet;

use super::super::model::User;
use super::answer::{Answer, Refusal, ok};
use super::{Call, page};

const ORDERS: &[&str] = &[
    "name:asc",
    "name:desc",
    "created_datetime:asc",
    "created_datetime:desc",
    "email:asc",
    "email:desc",
    "role.name:asc",
    "role.name:desc",
];

pub(super) const ROLES: &[&str] =
    &["admin", "agent", "basic-agent", "bot", "internal-agent", "lite-agent", "observer-agent"];

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("users", ORDERS);
    let email = query.text("email").map(str::to_lowercase);
    let external_id = query.text("external_id");
    let search = query.text("search").map(str::to_lowercase);
    let roles = query.some_of("roles", ROLES);
    // Everybody is available.
    let _ = query.flag("available_first", false);
    query.end()?;
    let state = &*call.state;
    let keep = |user: &User| {
        let has = |text: &str| search.as_ref().is_none_or(|search| text.to_lowercase().contains(search));
        email.as_ref().is_none_or(|email| *user.email == **email)
            && external_id.is_none_or(|wanted| user.external_id.as_deref() == Some(wanted))
            && (has(&user.name) || has(&user.email))
            && (roles.is_empty() || roles.contains(&user.role))
    };
    let rows = || state.users.iter().filter(|(_, user)| keep(user));
    let by = |key: fn(&User) -> String| rows().map(|(id, user)| (key(user), id)).collect::<BTreeSet<_>>();
    let page = match paging.order.split(':').next() {
        Some("created_datetime") => {
            paging.over(&rows().map(|(id, user)| (user.created, id)).collect::<BTreeSet<_>>(), |_| true)?
        }
        Some("email") => paging.over(&by(|user| user.email.to_string()), |_| true)?,
        Some("role.name") => paging.over(&by(|user| user.role.to_owned()), |_| true)?,
        _ => paging.over(&by(|user| user.name.to_string()), |_| true)?,
    };
    page::list(call.request, &page, |id| state.users.get(id).map(|row| state.user_view(id, row)))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = of_path(call);
    let user = call.state.users.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.user_view(id, user))
}

/// The user of the path; 0 is the caller.
fn of_path(call: &Call<'_>) -> u64 {
    match call.ids[0] {
        0 => call.state.api_user,
        id => id,
    }
}
