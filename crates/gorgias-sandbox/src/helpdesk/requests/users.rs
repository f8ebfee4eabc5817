//! Users: the people who answer.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::model::{Object, Slug, User};
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{Fields, Read, email as an_email, kept_object, name as a_name, one_of, open, set, text};
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
        0 => call.user(),
        id => id,
    }
}

/// Who can be made or become what.
const WRITABLE_ROLES: &[&str] = &["admin", "agent", "basic-agent", "lite-agent", "observer-agent"];

fn role(value: Value) -> Read<&'static str> {
    let mut fields = Fields::of(value)?;
    let role = fields.required("name", one_of(WRITABLE_ROLES));
    fields.done()?;
    Ok(role)
}

pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create user";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let user = User {
        email: fields.required("email", an_email),
        name: fields.required("name", a_name(256)),
        role: fields.required("role", role),
        bio: fields.maybe("bio", text(1024)),
        country: fields.maybe("country", text(2)),
        language: fields.maybe("language", one_of(&["fr", "en"])).map(Slug::Borrowed),
        timezone: fields.maybe("timezone", open).unwrap_or(Slug::Borrowed("UTC")),
        external_id: fields.maybe("external_id", text(255)),
        meta: fields.maybe("meta", kept_object).flatten(),
        created: call.now,
        updated: call.now,
    };
    fields.end(PURPOSE)?;
    if call.state.user_of_email(&user.email).is_some() {
        return Err(Refusal::Conflict("The resource already exists."));
    }
    let id = call.change(|change| {
        let id = change.state.users.push(user);
        change.mention("user-created", Object::User, id);
        id
    });
    let user = call.state.users.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.user_view(id, user))
}

/// Passwords are read past: there is nothing to log in to.
pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update user";
    call.no_query()?;
    let id = of_path(call);
    let known = call.state.users.get(id).ok_or(Refusal::NotFound)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let email = fields.optional("email", an_email);
    let name = fields.optional("name", a_name(256));
    let role = fields.optional("role", role);
    let bio = fields.nullable("bio", text(1024));
    let country = fields.nullable("country", text(2));
    let language =
        fields.nullable("language", one_of(&["fr", "en"])).map(|language| language.map(Slug::Borrowed));
    let timezone = fields.optional("timezone", open);
    let external_id = fields.nullable("external_id", text(255));
    let meta = fields.nullable("meta", kept_object).map(Option::flatten);
    if email.as_ref().is_some_and(|email| *email != known.email) && !fields.has("password_confirmation") {
        fields.error("password_confirmation", "Missing data for required field.");
    }
    if fields.has("new_password") && !fields.has("old_password") {
        fields.error("old_password", "Missing data for required field.");
    }
    fields.ignore(&["password_confirmation", "new_password", "old_password", "two_fa_code"]);
    fields.end(PURPOSE)?;
    if email.as_ref().and_then(|email| call.state.user_of_email(email)).is_some_and(|other| other != id) {
        return Err(Refusal::Conflict("The resource already exists."));
    }
    call.change(|change| {
        if let Some(row) = change.state.users.get_mut(id) {
            set(&mut row.email, email);
            set(&mut row.name, name);
            set(&mut row.role, role);
            set(&mut row.bio, bio);
            set(&mut row.country, country);
            set(&mut row.language, language);
            set(&mut row.timezone, timezone);
            set(&mut row.external_id, external_id);
            set(&mut row.meta, meta);
            row.updated = change.now;
        }
        change.mention("user-updated", Object::User, id);
    });
    let user = call.state.users.get(id).ok_or(Refusal::Broken)?;
    call.statuses.accepted(&call.state.user_view(id, user))
}

/// Tickets of a user who goes belong to nobody. The owner of the API key and the bot stay.
pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = of_path(call);
    call.state.users.get(id).ok_or(Refusal::NotFound)?;
    if id == call.state.api_user || id == call.state.bot {
        return Err(Refusal::Bad("This user cannot be deleted."));
    }
    call.change(|change| {
        let assigned = change.state.tickets.iter().filter(|(_, ticket)| ticket.assignee_user == Some(id));
        for ticket in assigned.map(|(ticket, _)| ticket).collect::<Vec<_>>() {
            change.assign(ticket, None);
        }
        change.forget_user(id);
        change.state.users.remove(id);
        change.mention("user-deleted", Object::User, id);
    });
    gone()
}
