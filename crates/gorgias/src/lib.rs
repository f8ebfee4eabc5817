//! A typed client for the whole Gorgias REST API: all 114 operations, an app's OAuth2, and what the helpdesk sends.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use gorgias::resources::tickets::{self, NewTicket, Order, Party};
//! use gorgias::{Class, Client, Error, Secret};
//!
//! # async fn example(api_key: String) -> Result<(), Error> {
//! # let client =
//! #     Client::builder("https://acme.gorgias.com").api_key("ana@acme.example", Secret::new(api_key)).build().unwrap();
//! // One request, one answer.
//! let ticket = NewTicket::incoming(Party::email("ines@example.com", None), "Order 1042", "One item is late.");
//! let ticket = client.send(tickets::create(ticket)).await?;
//! println!("made {}", ticket.id);
//!
//! // A whole list, newest change first, without getting in the way of urgent work.
//! let sync = client.in_class(Class::Sync);
//! let mut rows = std::pin::pin!(sync.rows(tickets::list().order_by(Order::UpdatedDesc).limit(100)));
//! while let Some(ticket) = rows.try_next().await? {
//!     println!("{} {:?} {:?}", ticket.id, ticket.status, ticket.subject);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Guide
//!
//! **Connect.** [`Client::builder`] takes the account's address and a credential: [`ClientBuilder::api_key`] for one
//! account of one's own, [`ClientBuilder::credential`] with an [`oauth::Session`] for an app that many merchants install
//! (its [`oauth::Scopes::needed_for`] computes what to ask for). Clients are cheap to clone, and clones share everything.
//!
//! **Ask.** The functions in [`resources`] build requests, one module a noun, one function an operation; [`operations`]
//! lists them with their scopes. A [`Request`] is a value that can be looked at, kept and sent again with
//! [`Client::send`]. It holds the operation's own parameters, and what a request may differ in from its client: class,
//! time-out, attempts, patience, size of the answer. What the API would refuse cannot be built, or ends in
//! [`Error::Invalid`] before anything is sent.
//!
//! **Page.** [`Client::rows`] and [`Client::pages`] are streams over a list from its beginning, or from
//! [`Request::cursor`], to its end: lists with cursors, the items of a view, statistics. Rows move while one pages, so the
//! same row may come twice. [`Request::raw`] keeps each row as the bytes that came.
//!
//! **Pace.** All clients that share a [`Budget`] spend one allowance. It learns the account's bucket from the answers,
//! sends nothing that would be refused as far as it knows, and serves each [`Class`] in turn. A 429 waits and is no error.
//!
//! **Fail.** What can be repeated was repeated before an [`Error`] comes. A create whose outcome is unknown is not: it
//! ends in [`Error::OutcomeUnknown`], and [`Client::make_once`] looks before it sends again. [`Error::class`] says what a
//! program should do next, [`Error::hint`] what people should. An answer that does not fit its type names the place and
//! keeps the bytes ([`Error::Undecodable`]).
//!
//! **Read and write back.** Nothing that comes is lost: each object has `more` for fields without a name here, and each
//! enumeration that may grow keeps a value it does not know. Updates send only what is set.
//!
//! **Listen.** [`webhook`] checks who sent a delivery and reads it, typed or rendered as text.
//!
//! **Replace.** [`layers`] is the way of a request: retry, authentication, rate limit, trace, time-out, HTTP. Each can be
//! replaced, and others put around them.
//!
//! **Try.** The crate `gorgias-sandbox` is an account in the same process for tests; `polus sandbox` starts one for
//! programs. The examples of this crate run against it:
//!
//! | to | see |
//! |---|---|
//! | connect, and see who one is and what may be asked | `connect` |
//! | create a ticket exactly once | `create_ticket` |
//! | answer by e-mail, leave a note, assign, put off | `answer_ticket` |
//! | import a conversation with its own times | `import_history` |
//! | read what changed since the last time | `list_changed_tickets` |
//! | copy every message and go on after a break | `export_messages` |
//! | follow the log of events, deletions included | `follow_events` |
//! | keep a customer in step with a shop | `keep_customer` |
//! | merge customers and find the survivor | `merge_customers` |
//! | tag tickets, rename and merge tags | `tag_tickets` |
//! | define and set a custom field | `custom_field` |
//! | find people, teams and tags by a few letters | `search` |
//! | make a queue: a filter, a view, its tickets | `work_queue` |
//! | write a macro and change many tickets with a job | `bulk_change` |
//! | read reports and customer satisfaction | `report` |
//! | send, attach and fetch files | `attach_file` |
//! | receive what happens | `install_webhook` |
//! | show data beside a ticket | `sidebar_widget` |
//! | be an app for many merchants | `oauth_app` |
//! | tell errors apart by what to do | `handle_errors` |
//! | add a layer, share an allowance | `own_layer` |
//!
//! Facts about the API come from its reference; they are written down as data in `contract/`, and the tests hold this
//! crate against every line of it. Needs tokio.
#![forbid(unsafe_code)]

mod answer;
mod budget;
mod client;
mod datetime;
mod error;
mod fields;
mod http;
pub mod layers;
pub mod oauth;
pub mod operations;
mod page;
mod request;
pub mod resources;
mod secret;
pub mod webhook;

pub use answer::Answer;
pub use budget::{Budget, BudgetSnapshot, Class};
pub use client::{BuildError, Client, ClientBuilder, Made};
pub use datetime::{DateTime, ParseDateTimeError};
pub use error::{At, Cause, Doubt, Error, ErrorClass, Kept};
pub use fields::FieldErrors;
pub use page::Page;
pub use request::{FilePart, Invalid, Request, Safety};
pub use secret::Secret;
