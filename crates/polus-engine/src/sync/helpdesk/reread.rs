//! Reading single records again, by their ids, in as few requests as the API allows.

use std::collections::{BTreeMap, BTreeSet};

use gorgias::resources::{
    customers, integrations, messages, satisfaction_surveys, tags, tickets, users, widgets,
};
use gorgias::{Page, Request};
use polus_store::{Gone, Incoming, NewFailure, Problem, State};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::streams::{HelpdeskStream, TICKETS};
use super::{HelpdeskSync, rows};
use crate::error::EngineError;
use crate::sync::marks::LIST;

/// How many records are read again at once; as many as "List tickets" takes in `ticket_ids`.
const BATCH: usize = 100;

/// Rows a page.
const PAGE: u8 = 100;

impl HelpdeskSync {
    /// Reads again every record of the stream that is marked; says whether there were any.
    pub(super) async fn reread_marked(&self, stream: &'static HelpdeskStream) -> Result<bool, EngineError> {
        // A mark that stays, because it was set again meanwhile or the clock was set back, is for the next round.
        let mut done = BTreeSet::from([LIST.to_owned()]);
        loop {
            let mut keys = self.store.stale(self.connection.id, stream.name, BATCH).await?;
            keys.retain(|key| !done.contains(key));
            if keys.is_empty() {
                return Ok(done.len() > 1);
            }
            self.noted(stream, self.reread(stream, &keys).await).await?;
            done.extend(keys);
        }
    }

    async fn reread(&self, stream: &'static HelpdeskStream, keys: &[String]) -> Result<(), EngineError> {
        let started = self.clock.now();
        let mut missing: BTreeSet<i64> = keys.iter().filter_map(|key| key.parse().ok()).collect();
        let mut records = match stream.name {
            "tickets" => self.tickets(stream, &missing).await?,
            "messages" => self.messages(stream, &missing).await?,
            _ => Vec::new(),
        };
        for record in &records {
            if let Ok(id) = record.key.parse() {
                missing.remove(&id);
            }
        }
        for id in missing {
            let found = match self.one(stream, id).await {
                Ok(found) => found,
                Err(error) if concerns_one_record(&error) => {
                    self.keep_refused(stream.name, id, &error).await?;
                    continue;
                }
                Err(error) => return Err(error),
            };
            match found {
                Found::Present(Some(payload)) => match rows::read(stream, payload) {
                    Ok(row) => records.push(row.incoming),
                    Err((payload, reason)) => self.keep_unreadable(stream.name, &payload, reason).await?,
                },
                Found::Present(None) => {}
                Found::Gone(how) => {
                    records.push(Incoming { key: id.to_string(), version: None, state: State::Gone { how } });
                }
            }
        }
        self.store_rows(stream, records, None, started, false).await?;
        self.store.clear_stale(self.connection.id, stream.name, keys, started).await?;
        Ok(())
    }

    async fn tickets(
        &self,
        stream: &HelpdeskStream,
        ids: &BTreeSet<i64>,
    ) -> Result<Vec<Incoming>, EngineError> {
        let ids: Vec<i64> = ids.iter().copied().collect();
        let page = self.client.send(tickets::list().limit(PAGE).ticket_ids(&ids).raw()).await?;
        Ok(self.take(stream, page).await?.0)
    }

    /// Messages are listed ticket by ticket. One that its ticket no longer has may have moved to the ticket that
    /// took its place.
    async fn messages(
        &self,
        stream: &HelpdeskStream,
        ids: &BTreeSet<i64>,
    ) -> Result<Vec<Incoming>, EngineError> {
        let mut of_ticket: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
        for id in ids {
            if let Some(ticket) = self.ticket_of(*id).await? {
                of_ticket.entry(self.survivor(ticket).await?).or_default().insert(*id);
            }
        }
        let mut records = Vec::new();
        for (mut ticket, mut wanted) in of_ticket {
            loop {
                records.extend(self.messages_of(stream, ticket, &mut wanted).await?);
                if wanted.is_empty() {
                    break;
                }
                // A ticket that was merged has no messages of its own any more.
                match self.one(&TICKETS, ticket).await? {
                    Found::Gone(Gone::Merged { into }) => match into.parse() {
                        Ok(into) if into != ticket => ticket = into,
                        _ => break,
                    },
                    _ => break,
                }
            }
            records.extend(wanted.into_iter().map(|id| Incoming {
                key: id.to_string(),
                version: None,
                state: State::Gone { how: Gone::Deleted },
            }));
        }
        Ok(records)
    }

    /// The messages of a ticket, as far as they are read until every wanted one was there.
    async fn messages_of(
        &self,
        stream: &HelpdeskStream,
        ticket: i64,
        wanted: &mut BTreeSet<i64>,
    ) -> Result<Vec<Incoming>, EngineError> {
        let mut records = Vec::new();
        let mut cursor: Option<String> = None;
        while !wanted.is_empty() {
            let mut request = messages::list().ticket_id(ticket).limit(PAGE).raw();
            if let Some(cursor) = &cursor {
                request = request.cursor(cursor);
            }
            let page: Page<Box<RawValue>> = match self.client.send(request).await {
                Ok(page) => page,
                Err(gorgias::Error::NotFound { .. } | gorgias::Error::Merged { .. }) => break,
                Err(error) => return Err(error.into()),
            };
            cursor.clone_from(&page.next_cursor);
            for record in self.take(stream, page).await?.0 {
                if let Ok(id) = record.key.parse() {
                    wanted.remove(&id);
                }
                records.push(record);
            }
            if cursor.is_none() {
                break;
            }
        }
        Ok(records)
    }

    /// One record by its id. Tickets and customers are shown in another shape alone than in their list;
    /// their content comes from the list, and here only their existence is learned.
    async fn one(&self, stream: &HelpdeskStream, id: i64) -> Result<Found, EngineError> {
        let (request, keep): (Request<Box<RawValue>>, bool) = match stream.name {
            "tickets" => (tickets::get(id).answer_as(), false),
            "customers" => (customers::get(id).answer_as(), false),
            "satisfaction_surveys" => (satisfaction_surveys::get(id).answer_as(), true),
            "tags" => (tags::get(id).answer_as(), true),
            "users" => (users::get(id).answer_as(), true),
            "integrations" => (integrations::get(id).answer_as(), true),
            "widgets" => (widgets::get(id).answer_as(), true),
            // A message of an unknown ticket: the list of messages will bring it.
            _ => return Ok(Found::Present(None)),
        };
        match self.client.send(request).await {
            Ok(payload) => Ok(Found::Present(keep.then_some(payload))),
            Err(gorgias::Error::Merged { into: Some(into), .. }) if into != id => {
                Ok(Found::Gone(Gone::Merged { into: into.to_string() }))
            }
            // It is gone, too, when the answer does not say into which it was merged.
            Err(gorgias::Error::NotFound { .. } | gorgias::Error::Merged { .. }) => {
                Ok(Found::Gone(Gone::Deleted))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A record that its source does not give out is kept as a failure, so that it does not hold up the others.
    async fn keep_refused(&self, stream: &str, id: i64, error: &EngineError) -> Result<(), EngineError> {
        let failure = NewFailure {
            kind: "record".into(),
            connection: Some(self.connection.id),
            stream: Some(stream.to_owned()),
            key: Some(id.to_string()),
            problem: Problem {
                reason: error.to_string(),
                class: "permanent".into(),
                hint: Some(
                    "it is read again with the next event or webhook that names it, and with the audit"
                        .into(),
                ),
            },
            detail: json!({}),
        };
        self.store.add_failure(failure, self.clock.now()).await?;
        Ok(())
    }

    async fn ticket_of(&self, message: i64) -> Result<Option<i64>, EngineError> {
        let record = self.store.record(self.connection.id, "messages", &message.to_string()).await?;
        Ok(record.and_then(|record| record.payload.get("ticket_id").and_then(Value::as_i64)))
    }

    /// The ticket that a ticket was merged into, or itself.
    async fn survivor(&self, ticket: i64) -> Result<i64, EngineError> {
        let mut ticket = ticket;
        // Merges form no circles; should the copy hold one, it is not followed forever.
        for _ in 0..10 {
            let record = self.store.record(self.connection.id, "tickets", &ticket.to_string()).await?;
            let Some(into) = record.and_then(|record| record.merged_into).and_then(|into| into.parse().ok())
            else {
                break;
            };
            ticket = into;
        }
        Ok(ticket)
    }
}

/// Whether an answer to a read by id says something of that record alone, and would be the same again.
fn concerns_one_record(error: &EngineError) -> bool {
    use gorgias::Error::{NotJson, Refused, TooLarge, Undecodable};
    matches!(
        error,
        EngineError::Gorgias(Refused { .. } | NotJson { .. } | TooLarge { .. } | Undecodable { .. })
    )
}

enum Found {
    /// It exists; with its content where that is wanted.
    Present(Option<Box<RawValue>>),
    Gone(Gone),
}
