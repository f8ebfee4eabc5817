//! A connector as data: how to speak to one system, read from `connectors/<system>.yaml`.
//!
//! Reading a manifest compiles every expression in it and checks the names it uses, so that a mistake is
//! an error with file, line and column at start-up and not a surprise at three in the morning. What the
//! fields mean is written down in `connectors/README.md`.

mod compile;
mod file;
mod library;

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

pub(crate) use file::{Encoding, Method, Order, RuleClass};
pub use library::library;

use crate::canonical::Entity;
use crate::connector::ConnectError;
use crate::document::{self, DocumentError};
use crate::expr::{Expression, Template, TemplateTree};

/// A manifest ready to be used.
#[derive(Debug)]
pub struct Manifest {
    /// The system's name, one lower-case word: `shopify`.
    pub system: String,
    /// The system's name for people.
    pub title: String,
    /// What kind of system it is.
    pub kind: Kind,
    /// Titles of the vendor's pages that the manifest follows.
    pub documentation: Vec<String>,
    /// What a connection can set.
    pub settings: Vec<Setting>,
    /// Which credentials a connection needs.
    pub secrets: Vec<Secrecy>,
    pub(crate) base_url: Option<Template>,
    pub(crate) auth: Vec<(String, Template)>,
    pub(crate) requests_per_second: Option<Template>,
    pub(crate) concurrency: Option<Template>,
    pub(crate) texts: Value,
    pub(crate) check: Check,
    pub(crate) errors: Vec<ErrorRule>,
    pub(crate) streams: Vec<Stream>,
    pub(crate) webhooks: Option<Webhooks>,
}

/// What kind of system it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Sells to customers.
    Storefront,
    /// Keeps orders, stock and invoices.
    Erp,
    /// Keeps relations with people.
    Crm,
}

impl Kind {
    /// The word that flows and tables use.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Storefront => "storefront",
            Kind::Erp => "erp",
            Kind::Crm => "crm",
        }
    }
}

/// Something a connection can set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Its name in `settings`.
    pub name: String,
    /// What it is, for people.
    pub title: String,
    /// A connection must give it. One that only `base_url` reads is not needed when the URL is given.
    #[serde(default)]
    pub required: bool,
    /// Its value when the connection gives none.
    #[serde(default)]
    pub default: Option<Value>,
}

/// A credential that a connection needs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrecy {
    /// Its name in `secrets`.
    pub name: String,
    /// What it is and where it is found, for people.
    pub title: String,
    /// A connection must give it.
    #[serde(default)]
    pub required: bool,
}

#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) path: Template,
    pub(crate) query: TemplateTree,
    pub(crate) body: TemplateTree,
}

#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) request: Request,
    pub(crate) name: Template,
}

#[derive(Debug)]
pub(crate) struct ErrorRule {
    pub(crate) when: Expression,
    pub(crate) class: RuleClass,
    pub(crate) wait: Option<Expression>,
    pub(crate) message: Option<Template>,
}

#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) name: String,
    pub(crate) entity: Entity,
    pub(crate) order: Order,
    pub(crate) overlap: Duration,
    pub(crate) watermark: Option<Expression>,
    pub(crate) horizon: Option<Horizon>,
    pub(crate) request: Request,
    pub(crate) records: Expression,
    pub(crate) next: Option<Expression>,
    pub(crate) expand: Vec<Expand>,
    pub(crate) by_key: Request,
    /// Keys that one request may carry.
    pub(crate) keys_at_most: usize,
    pub(crate) by_key_records: Expression,
    pub(crate) key: Expression,
    pub(crate) version: Option<Expression>,
    pub(crate) map: TemplateTree,
    pub(crate) identities: Vec<(String, Expression)>,
}

#[derive(Debug)]
pub(crate) struct Horizon {
    pub(crate) request: Request,
    pub(crate) value: Expression,
}

#[derive(Debug)]
pub(crate) struct Expand {
    pub(crate) name: String,
    pub(crate) request: Request,
    pub(crate) records: Expression,
    pub(crate) here: Expression,
    pub(crate) there: Expression,
    pub(crate) many: bool,
}

#[derive(Debug)]
pub(crate) struct Webhooks {
    pub(crate) verify: Verify,
    pub(crate) topic: Expression,
    pub(crate) topics: Vec<(String, Vec<TopicHint>)>,
}

#[derive(Debug)]
pub(crate) enum Verify {
    HmacSha256 { header: String, encoding: Encoding, key: Template },
    SharedSecret { given: Expression, wanted: Template },
}

#[derive(Debug)]
pub(crate) struct TopicHint {
    pub(crate) stream: String,
    pub(crate) key: Expression,
}

impl Manifest {
    /// Reads a manifest from its text. `file` is the name that errors show.
    pub fn parse(file: &str, text: &str) -> Result<Manifest, DocumentError> {
        compile::compile(file, text, document::parse(file, text)?)
    }

    /// One that comes with Polus, by the system's name.
    pub fn built_in(system: &str) -> Result<Manifest, ConnectError> {
        let Some((file, text)) =
            library().iter().find(|(file, _)| file.strip_suffix(".yaml") == Some(system))
        else {
            let known: Vec<&str> =
                library().iter().filter_map(|(file, _)| file.strip_suffix(".yaml")).collect();
            return Err(ConnectError::NoSystem {
                system: system.to_owned(),
                hint: document::one_of(system, &known),
            });
        };
        Ok(Manifest::parse(&format!("connectors/{file}"), text)?)
    }
}

#[cfg(test)]
mod tests;
