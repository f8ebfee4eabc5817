//! Flows: what happens when something changes.
//!
//! A flow is a file ([`definition`]); the store asks `plan` which flows a change starts; `work` leases
//! the runs and does their [`steps`].

pub mod definition;
mod document;
mod library;
mod plan;
pub mod steps;
mod wanted;
pub(crate) mod work;

use std::path::Path;

use polus_connect::document::{DocumentError, Place, one_of};

use crate::error::EngineError;

pub use definition::Flow;
pub use document::document;
pub use library::LIBRARY;
pub(crate) use plan::planner;
pub use wanted::{Setting, Wanted};

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
    /// looked for in `folder` (the user's own `flows/`) first and in the library then. Errors in what the configuration
    /// says point there, those in a flow into its file.
    pub fn load(wanted: &[Wanted], folder: Option<&Path>) -> Result<FlowSet, EngineError> {
        let mut flows = Vec::with_capacity(wanted.len());
        for Wanted { name, settings, place } in wanted {
            let file = format!("{name}.yaml");
            let own = folder.map(|folder| folder.join(&file)).filter(|path| path.exists());
            let flow = match own {
                Some(path) if !path.is_file() => return Err(EngineError::NotAFile { path }),
                Some(path) => {
                    let text = std::fs::read_to_string(&path)
                        .map_err(|source| EngineError::Unreadable { path: path.clone(), source })?;
                    Flow::parse(&path.display().to_string(), &text, settings)?
                }
                None => match LIBRARY.iter().find(|(known, _)| *known == file) {
                    Some((known, text)) => Flow::parse(&format!("flows/{known}"), text, settings)?,
                    None => return Err(unknown(name, place, folder).into()),
                },
            };
            flows.push(flow);
        }
        Ok(FlowSet::from(flows))
    }

    /// The flows, in the order of the configuration.
    pub fn flows(&self) -> &[Flow] {
        &self.flows
    }

    /// The flow with this name.
    pub fn get(&self, name: &str) -> Option<&Flow> {
        self.flows.iter().find(|flow| flow.name == name)
    }
}

fn unknown(name: &str, place: &Place, folder: Option<&Path>) -> DocumentError {
    let mut known: Vec<String> = LIBRARY.iter().map(|(file, _)| (*file).to_owned()).collect();
    // A folder that is not there holds no flows.
    let own = folder.and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    known.extend(own.map(|entry| entry.file_name().to_string_lossy().into_owned()));
    known.retain(|file| file.ends_with(".yaml"));
    known.sort();
    known.dedup();
    let known: Vec<&str> = known.iter().map(|file| file.trim_end_matches(".yaml")).collect();
    place.error(format!("there is no flow `{name}`")).with_hint(one_of(name, &known))
}
