//! Flows: what happens when something changes.
//!
//! A flow is a file ([`definition`]); the store asks `plan` which flows a change starts; `work` leases
//! the runs and does their [`steps`].

pub mod definition;
mod document;
mod library;
mod plan;
pub mod steps;
pub(crate) mod work;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::error::EngineError;

pub use definition::Flow;
pub use document::document;
pub use library::LIBRARY;
pub(crate) use plan::planner;

/// The flows that are switched on.
#[derive(Debug, Default)]
pub struct FlowSet {
    flows: Vec<Flow>,
}

impl From<Vec<Flow>> for FlowSet {
    fn from(flows: Vec<Flow>) -> FlowSet {
        FlowSet { flows }
    }
}

impl FlowSet {
    /// Compiles the flows that the configuration switches on, with its settings for each. A flow is
    /// looked for in `folder` (the user's own `flows/`) first and in the library then.
    pub fn load(
        wanted: &BTreeMap<String, Map<String, Value>>,
        folder: Option<&Path>,
    ) -> Result<FlowSet, EngineError> {
        let mut flows = Vec::with_capacity(wanted.len());
        for (name, settings) in wanted {
            let file = format!("{name}.yaml");
            let own = folder.map(|folder| folder.join(&file)).filter(|path| path.exists());
            let flow = match own {
                Some(path) => {
                    let text = std::fs::read_to_string(&path)
                        .map_err(|source| EngineError::Unreadable { path: path.clone(), source })?;
                    Flow::parse(&path.display().to_string(), &text, settings)?
                }
                None => match LIBRARY.iter().find(|(known, _)| *known == file) {
                    Some((known, text)) => Flow::parse(&format!("flows/{known}"), text, settings)?,
                    None => return Err(unknown(name)),
                },
            };
            flows.push(flow);
        }
        Ok(FlowSet::from(flows))
    }

    /// The flows, by name.
    pub fn flows(&self) -> &[Flow] {
        &self.flows
    }

    /// The flow with this name.
    pub fn get(&self, name: &str) -> Option<&Flow> {
        self.flows.iter().find(|flow| flow.name == name)
    }
}

fn unknown(name: &str) -> EngineError {
    let known: Vec<&str> = LIBRARY.iter().map(|(file, _)| file.trim_end_matches(".yaml")).collect();
    EngineError::UnknownFlow { name: name.to_owned(), hint: polus_connect::document::one_of(name, &known) }
}
