//! What every system of the sandbox is: state behind a pure, synchronous `handle`.
//!
//! A system performs no input or output, reads no clock and draws no ambient randomness. The same seed
//! and the same sequence of calls therefore give byte-identical answers, and a journal of calls is
//! enough to bring a stopped sandbox back to the state it had.

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;

/// A request as a system sees it: authenticated and within the rate limit by the time it gets here.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Upper case: `GET`, `POST`, `PUT`, `DELETE` ...
    pub method: String,
    /// Path without query, as sent: `/api/tickets/12`.
    pub path: String,
    /// Decoded query pairs in the order sent; a repeated key appears repeatedly.
    pub query: Vec<(String, String)>,
    /// Header names in lower case.
    pub headers: Vec<(String, String)>,
    /// The raw body; empty when there was none.
    pub body: Bytes,
    /// Which app asks, if it is one. `None`: the owner of the API key does.
    pub app: Option<App>,
}

/// An OAuth2 app that asks in a user's name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct App {
    /// The app's client id.
    pub id: String,
    /// The user who let it in.
    pub user: u64,
}

/// What a system answers.
#[derive(Debug, Clone)]
pub struct Response {
    /// HTTP status code.
    pub status: u16,
    /// Headers beside those that the server adds (rate limit, request id).
    pub headers: Vec<(String, String)>,
    /// Body; empty for 204 and for the calls that answer with nothing.
    pub body: Bytes,
}

/// One outgoing HTTP call that a system owes somebody: a webhook.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Number of the delivery, unique in its system.
    pub id: u64,
    /// What it is about, for the ledger: `ticket-created`, `orders/updated`.
    pub topic: String,
    /// Who configured it (integration id, subscription id), for answers and failure counting.
    pub subscription: u64,
    /// Fully rendered target.
    pub url: String,
    /// Upper case.
    pub method: String,
    /// Fully rendered headers, content type included.
    pub headers: Vec<(String, String)>,
    /// Fully rendered body.
    pub body: Bytes,
    /// Passed back to [`System::delivered`] with the answer.
    pub context: Value,
}

/// How a delivery ended.
#[derive(Debug, Clone)]
pub struct DeliveryOutcome {
    /// Status of the receiver's answer, or `None` when there was none in time.
    pub status: Option<u16>,
    /// The receiver's body when it was JSON.
    pub json: Option<Value>,
    /// Why there was no answer.
    pub error: Option<String>,
}

/// Why an action of a person could not be done.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct ActError(pub String);

/// One system: the helpdesk, the shop or the ERP.
pub trait System: Send {
    /// Answers a request at a moment. Must not panic on any input.
    fn handle(&mut self, now: Timestamp, request: &Request) -> Response;

    /// Lets a person or the outside world act (a customer writes, an order ships), described as JSON
    /// `{"do": "...", ...}`. The same calls at the same moments give the same results.
    fn act(&mut self, now: Timestamp, action: &Value) -> Result<Value, ActError>;

    /// Lets time pass: everything due at or before `now` happens (snoozes end, messages are sent).
    fn tick(&mut self, now: Timestamp);

    /// Takes the deliveries that have become due since the last call, oldest first.
    fn deliveries(&mut self) -> Vec<Delivery>;

    /// Hears how a delivery ended.
    fn delivered(&mut self, now: Timestamp, delivery: &Delivery, outcome: &DeliveryOutcome);

    /// Every row of a collection as its list endpoint would show it, for comparisons; `None` when there
    /// is no such collection.
    fn rows(&self, collection: &str) -> Option<Vec<Value>>;
}
