//! A typed client for the Gorgias REST API: requests as values, a shared request budget, safe retries, cursor paging.
#![forbid(unsafe_code)]

mod answer;
pub mod budget;
mod client;
mod datetime;
mod error;
mod fields;
mod page;
mod request;
pub mod resources;
mod secret;
pub mod webhook;

pub use budget::{Budget, BudgetSnapshot, Class};
pub use client::{BuildError, Client, ClientBuilder, RawAnswer};
pub use datetime::{DateTime, ParseDateTimeError};
pub use error::{At, Cause, Doubt, Error, ErrorClass};
pub use fields::FieldErrors;
pub use page::Page;
pub use request::{Request, Safety};
pub use secret::Secret;
