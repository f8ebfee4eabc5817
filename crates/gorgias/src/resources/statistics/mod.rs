//! Numbers for reports, calculated by the server (reference page "Retrieve a reporting statistic").
//!
//! A query names a scope (what is counted), a period, and then numbers (measures), what they are broken down by
//! (dimensions) and the times they are put into. What a known scope does not take is refused before sending; the tables
//! move, so a scope that is made with [`Scope::Other`] is sent unchecked.
//!
//! ```no_run
//! # async fn example(client: gorgias::Client) -> Result<(), gorgias::Error> {
//! use gorgias::resources::statistics::{self, Dimension, Direction, Granularity, Measure, Query, Scope};
//!
//! let query = Query::new(Scope::TicketsCreated, "2026-05-01", "2026-06-01")
//!     .timezone("Europe/Lisbon")
//!     .measure(Measure::TICKET_COUNT)
//!     .dimension(Dimension::CHANNEL)
//!     .over_time(Dimension::CREATED_DATETIME, Granularity::Day)
//!     .order_by(Measure::TICKET_COUNT, Direction::Desc);
//! for row in client.send(statistics::query(&query).rows(10_000)).await?.data {
//!     let day = row.time(Dimension::CREATED_DATETIME);
//!     println!("{day:?} {:?}: {:?}", row.text(Dimension::CHANNEL), row.integer(Measure::TICKET_COUNT));
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The numbers are of unknown freshness: do not reckon with them, count records. Some scopes were seen to answer 500
//! steadily (`voice-calls`, `online-time`).

mod catalogue;
mod check;
mod dimensions;
mod filter;
mod measures;
mod name;
mod query;
mod row;
mod scope;

use serde_json::json;

use crate::page::Page;
use crate::request::{self, Request};

pub use dimensions::Dimension;
pub use filter::Filter;
pub use measures::Measure;
pub use query::{Direction, Granularity, Query};
pub use row::{Meta, Report, Row};
pub use scope::Scope;

/// Asks for numbers; answers rows, page by page, 30 a page unless told (scope `statistics:read`). Without dimensions and
/// times there is one row. Changes nothing, so it may be sent again.
///
/// Refused, mostly before sending: a member that the scope does not take, a period of more than 366 days or without an
/// end after its beginning.
pub fn query(query: &Query) -> Request<Page<Row>> {
    let request =
        request::create("get_statistic", "/api/reporting/stats", &json!({ "query": query })).only_read();
    check::check(request, query)
}

impl Request<Page<Row>> {
    /// Rows a page, 1 to 10 000: more than other lists give. Values outside are brought to the nearest end.
    pub fn rows(self, rows: u16) -> Self {
        self.with("limit", rows.clamp(1, 10_000))
    }

    /// Reads what stands beside the rows too, such as how many there are in all.
    pub fn with_meta(self) -> Request<Report> {
        self.answer_as()
    }
}
