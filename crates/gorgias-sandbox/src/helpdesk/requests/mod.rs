//! The operations of the REST API, a file a noun.
//!
//! [`ROUTES`] lists them all; adding one is a line there and a function in its noun's file.

mod account;
mod answer;
mod body;
mod custom_fields;
mod customers;
mod events;
mod field_values;
mod files;
mod integrations;
mod jobs;
mod macros;
mod messages;
mod metric_cards;
mod page;
mod parts;
mod query;
mod rules;
mod search;
mod statistics;
mod surveys;
mod tags;
mod teams;
mod ticket_tags;
mod tickets;
mod users;
mod views;
mod voice;
mod widgets;

use serde::Serialize;

use super::Statuses;
use super::changes::Change;
use super::filters::Viewer;
use super::model::Object;
use super::moment::Moment;
use super::state::State;
use crate::system::{Request, Response};
use answer::{Answer, Refusal};
use query::Query;

/// One request and what it works on.
struct Call<'a> {
    state: &'a mut State,
    now: Moment,
    request: &'a Request,
    /// The numbers of the path, in order; 0 where there is none.
    ids: [u64; 2],
    /// The texts of the path, in order; empty where there is none.
    names: [&'a str; 3],
    statuses: Statuses,
}

/// What stands in a path in place of `{id}` and `{name}`.
#[derive(Debug, Default, PartialEq)]
struct Parts<'a> {
    ids: [u64; 2],
    names: [&'a str; 3],
}

type Operation = fn(&mut Call<'_>) -> Answer;

/// Method, path and operation. `{id}` is a number, `{name}` a text. A literal segment stands before them where
/// both would fit.
const ROUTES: &[(&str, &str, Operation)] = &[
    ("GET", "account", account::get),
    ("GET", "account/settings", account::list_settings),
    ("POST", "account/settings", account::create_setting),
    ("PUT", "account/settings/{id}", account::update_setting),
    ("GET", "tickets", tickets::list),
    ("POST", "tickets", tickets::create),
    ("GET", "tickets/{id}", tickets::get),
    ("PUT", "tickets/{id}", tickets::update),
    ("DELETE", "tickets/{id}", tickets::delete),
    ("GET", "tickets/{id}/tags", ticket_tags::list),
    ("POST", "tickets/{id}/tags", ticket_tags::add),
    ("PUT", "tickets/{id}/tags", ticket_tags::replace),
    ("DELETE", "tickets/{id}/tags", ticket_tags::remove),
    ("GET", "tickets/{id}/custom-fields", |call| field_values::list(call, Object::Ticket)),
    ("PUT", "tickets/{id}/custom-fields", |call| field_values::replace(call, Object::Ticket)),
    ("PUT", "tickets/{id}/custom-fields/{id}", |call| field_values::set(call, Object::Ticket)),
    ("DELETE", "tickets/{id}/custom-fields/{id}", |call| field_values::delete(call, Object::Ticket)),
    ("GET", "tickets/{id}/messages", messages::list_of_ticket),
    ("POST", "tickets/{id}/messages", messages::create),
    ("GET", "tickets/{id}/messages/{id}", messages::get),
    ("PUT", "tickets/{id}/messages/{id}", messages::update),
    ("DELETE", "tickets/{id}/messages/{id}", messages::delete),
    ("GET", "messages", messages::list),
    ("GET", "customers", customers::list),
    ("POST", "customers", customers::create),
    ("DELETE", "customers", customers::delete_many),
    ("PUT", "customers/merge", customers::merge),
    ("GET", "customers/{id}", customers::get),
    ("PUT", "customers/{id}", customers::update),
    ("DELETE", "customers/{id}", customers::delete),
    ("PUT", "customers/{id}/data", customers::set_data),
    ("GET", "customers/{id}/custom-fields", |call| field_values::list(call, Object::Customer)),
    ("PUT", "customers/{id}/custom-fields", |call| field_values::replace(call, Object::Customer)),
    ("PUT", "customers/{id}/custom-fields/{id}", |call| field_values::set(call, Object::Customer)),
    ("DELETE", "customers/{id}/custom-fields/{id}", |call| field_values::delete(call, Object::Customer)),
    ("GET", "tags", tags::list),
    ("POST", "tags", tags::create),
    ("DELETE", "tags", tags::delete_many),
    ("GET", "tags/{id}", tags::get),
    ("PUT", "tags/{id}", tags::update),
    ("DELETE", "tags/{id}", tags::delete),
    ("PUT", "tags/{id}/merge", tags::merge),
    ("GET", "custom-fields", custom_fields::list),
    ("POST", "custom-fields", custom_fields::create),
    ("PUT", "custom-fields", custom_fields::update_many),
    ("GET", "custom-fields/{id}", custom_fields::get),
    ("PUT", "custom-fields/{id}", custom_fields::update),
    ("GET", "views", views::list),
    ("POST", "views", views::create),
    ("GET", "views/{id}", views::get),
    ("PUT", "views/{id}", views::update),
    ("DELETE", "views/{id}", views::delete),
    ("GET", "views/{id}/items", views::list_items),
    ("PUT", "views/{id}/items", views::query_items),
    ("POST", "search", search::find),
    ("GET", "teams", teams::list),
    ("POST", "teams", teams::create),
    ("GET", "teams/{id}", teams::get),
    ("PUT", "teams/{id}", teams::update),
    ("DELETE", "teams/{id}", teams::delete),
    ("GET", "users", users::list),
    ("POST", "users", users::create),
    ("GET", "users/{id}", users::get),
    ("PUT", "users/{id}", users::update),
    ("DELETE", "users/{id}", users::delete),
    ("GET", "events", events::list),
    ("GET", "events/{id}", events::get),
    ("GET", "integrations", integrations::list),
    ("POST", "integrations", integrations::create),
    ("GET", "integrations/{id}", integrations::get),
    ("PUT", "integrations/{id}", integrations::update),
    ("DELETE", "integrations/{id}", integrations::delete),
    ("GET", "satisfaction-surveys", surveys::list),
    ("POST", "satisfaction-surveys", surveys::create),
    ("GET", "satisfaction-surveys/{id}", surveys::get),
    ("PUT", "satisfaction-surveys/{id}", surveys::update),
    ("POST", "reporting/stats", statistics::query),
    ("POST", "stats/{name}", statistics::legacy::get),
    ("POST", "stats/{name}/download", statistics::legacy::download),
    ("POST", "upload", files::upload),
    ("GET", "{name}/download/{name}/{name}", files::download),
    ("GET", "widgets", widgets::list),
    ("POST", "widgets", widgets::create),
    ("GET", "widgets/{id}", widgets::get),
    ("PUT", "widgets/{id}", widgets::update),
    ("DELETE", "widgets/{id}", widgets::delete),
    ("GET", "macros", macros::list),
    ("POST", "macros", macros::create),
    ("PUT", "macros/archive", macros::archive),
    ("PUT", "macros/unarchive", macros::unarchive),
    ("GET", "macros/{id}", macros::get),
    ("PUT", "macros/{id}", macros::update),
    ("DELETE", "macros/{id}", macros::delete),
    ("GET", "rules", rules::list),
    ("POST", "rules", rules::create),
    ("POST", "rules/priorities", rules::set_priorities),
    ("GET", "rules/{id}", rules::get),
    ("PUT", "rules/{id}", rules::update),
    ("DELETE", "rules/{id}", rules::delete),
    ("GET", "jobs", jobs::list),
    ("POST", "jobs", jobs::create),
    ("GET", "jobs/{id}", jobs::get),
    ("PUT", "jobs/{id}", jobs::update),
    ("DELETE", "jobs/{id}", jobs::cancel),
    ("GET", "metric-cards", metric_cards::search),
    ("GET", "metric-cards/{name}", metric_cards::get),
    ("POST", "metric-cards/{name}/feedback", metric_cards::send_feedback),
    ("GET", "phone/voice-calls", voice::list_calls),
    ("GET", "phone/voice-calls/{id}", voice::get_call),
    ("GET", "phone/voice-call-events", voice::list_events),
    ("GET", "phone/voice-call-events/{id}", voice::get_event),
    ("GET", "phone/voice-call-recordings", voice::list_recordings),
    ("GET", "phone/voice-call-recordings/{id}", voice::get_recording),
    ("DELETE", "phone/voice-call-recordings/{id}", voice::delete_recording),
];

/// Answers one request.
pub(super) fn handle(state: &mut State, now: Moment, statuses: Statuses, request: &Request) -> Response {
    if request.app.as_ref().is_some_and(|app| state.users.get(app.user).is_none()) {
        return Refusal::UnknownUser.response();
    }
    if let Some(file) = files::serve(state, now, request) {
        return file;
    }
    let answer = find(request).and_then(|(operation, Parts { ids, names })| {
        operation(&mut Call { state, now, request, ids, names, statuses })
    });
    answer.unwrap_or_else(Refusal::response)
}

/// The operation of a request and the variable parts of its path.
fn find(request: &Request) -> Result<(Operation, Parts<'_>), Refusal> {
    let path = request.path.strip_prefix("/api/").ok_or(Refusal::NoSuchPath)?;
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut refusal = Refusal::NoSuchPath;
    for (method, pattern, operation) in ROUTES {
        let Some(parts) = matched(pattern, path) else { continue };
        if *method == request.method {
            return Ok((*operation, parts?));
        }
        refusal = Refusal::NoSuchMethod;
    }
    Err(refusal)
}

/// The variable parts of `path` when it has the form of `pattern`.
fn matched<'a>(pattern: &str, path: &'a str) -> Option<Result<Parts<'a>, Refusal>> {
    let mut parts = Parts::default();
    let (mut ids, mut names) = (parts.ids.iter_mut(), parts.names.iter_mut());
    let mut segments = path.split('/');
    let mut bad = false;
    for expected in pattern.split('/') {
        let segment = segments.next()?;
        match expected {
            "{id}" if !segment.is_empty() => match (ids.next(), path_id(segment)) {
                (Some(place), Some(id)) => *place = id,
                _ => bad = true,
            },
            "{name}" if !segment.is_empty() => *names.next()? = segment,
            _ if expected != segment => return None,
            _ => {}
        }
    }
    segments.next().is_none().then_some(if bad { Err(Refusal::BadId) } else { Ok(parts) })
}

/// A number in a path. One that no row can have is still a number, and then not found.
fn path_id(segment: &str) -> Option<u64> {
    let digits = segment.strip_prefix(['-', '+']).unwrap_or(segment);
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    number.then(|| segment.parse().unwrap_or(u64::MAX))
}

impl<'a> Call<'a> {
    /// In whose name the request is made.
    fn user(&self) -> u64 {
        self.request.app.as_ref().map_or(self.state.api_user, |app| app.user)
    }

    /// Lets `act` happen in the name of the caller.
    fn change<T>(&mut self, act: impl FnOnce(&mut Change<'_>) -> T) -> T {
        let user = self.user();
        self.state.change(self.now, Some(user), act)
    }

    /// Who looks at a view, and when.
    fn viewer(&self) -> Viewer {
        Viewer { user: self.state.api_user, now: self.now }
    }

    fn query(&self) -> Query<'a> {
        Query::of(self.request)
    }

    /// For operations without query parameters.
    fn no_query(&self) -> Result<(), Refusal> {
        self.query().end()
    }

    /// `relationships=custom_fields` and nothing else: whether the values of custom fields are wanted.
    fn wants_fields(&self) -> Result<bool, Refusal> {
        let mut query = self.query();
        let wanted = query.some_of("relationships", &["custom_fields"]);
        query.end()?;
        Ok(!wanted.is_empty())
    }

    /// Refuses with the new place when the ticket of the path was merged.
    fn unmerged_ticket(&self) -> Result<u64, Refusal> {
        let id = self.ids[0];
        let now = super::state::survivor(&self.state.merged_tickets, id);
        self.unmoved("tickets", id, now)
    }

    fn unmerged_customer(&self) -> Result<u64, Refusal> {
        let id = self.ids[0];
        self.unmoved("customers", id, self.state.customer_now(id))
    }

    fn unmoved(&self, noun: &str, id: u64, now: u64) -> Result<u64, Refusal> {
        if id == now {
            return Ok(id);
        }
        let rest = self.request.path.splitn(5, '/').nth(4).map(|rest| format!("/{rest}")).unwrap_or_default();
        Err(Refusal::Moved(format!("/api/{noun}/{now}{rest}")))
    }
}

/// A list that comes all at once.
#[derive(Serialize)]
struct Whole<T> {
    data: Vec<T>,
}

/// `created_datetime` and `updated_datetime`, the default first.
const BY_TIMES: &[&str] =
    &["created_datetime:desc", "created_datetime:asc", "updated_datetime:desc", "updated_datetime:asc"];

const BY_CREATED: &[&str] = &["created_datetime:desc", "created_datetime:asc"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_matched_segment_by_segment() {
        let numbers = |pattern, path| matched(pattern, path).unwrap().ok().unwrap().ids;
        assert_eq!(numbers("tickets/{id}", "tickets/12"), [12, 0]);
        assert_eq!(numbers("tickets/{id}/messages/{id}", "tickets/1/messages/2"), [1, 2]);
        assert!(matched("tickets/{id}", "tickets/me").unwrap().is_err());
        assert!(matched("tickets/{id}", "tickets/1/tags").is_none());
        assert!(matched("tickets/{id}/tags", "tickets/1").is_none());
    }

    #[test]
    fn texts_stand_in_paths_too() {
        let names = |pattern, path| matched(pattern, path).map(|parts| parts.ok().unwrap().names);
        assert_eq!(names("stats/{name}", "stats/overview"), Some(["overview", "", ""]));
        assert_eq!(
            names("{name}/download/{name}/{name}", "attachment/download/h1/a.png"),
            Some(["attachment", "h1", "a.png"])
        );
        assert_eq!(names("stats/{name}/download", "stats/overview"), None);
        assert_eq!(names("stats/{name}", "stats/"), None);
    }

    #[test]
    fn numbers_that_no_row_has_are_numbers() {
        assert_eq!(path_id("-5"), Some(u64::MAX));
        assert_eq!(path_id("99999999999999999999999"), Some(u64::MAX));
        assert_eq!((path_id("1e3"), path_id(""), path_id("-")), (None, None, None));
    }
}
