//! One request of everything, a file a noun: with every parameter and every field that can be set, under the name of
//! the function that builds it. To add a noun: a file here, and its two lines below.

use gorgias::DateTime;

use super::sent::Sent;

mod account;
mod custom_fields;
mod customers;
mod events;
mod files;
mod integrations;
mod jobs;
mod macros;
mod messages;
mod metric_cards;
mod rules;
mod satisfaction_surveys;
mod search;
mod statistics;
mod tags;
mod teams;
mod tickets;
mod users;
mod views;
mod voice;
mod widgets;

/// Everything that this crate can send.
pub fn all() -> Vec<Sent> {
    [
        account::all(),
        custom_fields::all(),
        customers::all(),
        events::all(),
        files::all(),
        integrations::all(),
        jobs::all(),
        macros::all(),
        messages::all(),
        metric_cards::all(),
        rules::all(),
        satisfaction_surveys::all(),
        search::all(),
        statistics::all(),
        tags::all(),
        teams::all(),
        tickets::all(),
        users::all(),
        views::all(),
        voice::all(),
        widgets::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn moment() -> DateTime {
    "2026-01-02T03:04:05+00:00".parse().unwrap()
}
