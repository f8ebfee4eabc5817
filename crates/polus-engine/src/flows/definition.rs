//! A flow as its YAML file says it, checked and compiled once.
//!
//! ```yaml
//! flow: order-tags                 # its name; one word a flow, everywhere
//! title: Tag open tickets by order value
//! settings: {high_value: 300}      # defaults; polus.yaml may override each
//! on: {kind: storefront, stream: orders, changes: [created, updated]}   # own: true hears of what flows created
//! when: (record.total.amount | float) >= settings.high_value
//! steps:
//!   - step: customer
//!     do: gorgias.find_customer
//!     with: {email: "{{ record.customer.email }}"}
//! ```
//!
//! `when`, `if` and `each` are MiniJinja expressions; texts under `with` are templates, and one that is
//! a single `{{ }}` keeps its type. They see `record` and `before` (the canonical form where the system
//! has one, else the source's own), `change`, `settings`, and in steps also `steps` and `item`.

use std::collections::BTreeSet;

use polus_connect::document::{self, DocumentError, Place, Spanned, Tree};
use polus_connect::expr::{Expression, TemplateTree};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::steps::{self, StepKind};
use super::wanted::{self, Setting};

/// A flow ready to run.
#[derive(Debug)]
pub struct Flow {
    /// Its name.
    pub name: String,
    /// What it does, for people.
    pub title: String,
    /// Digest of its text and settings: which wording a run was started by.
    pub version: String,
    /// What it waits for.
    pub on: On,
    /// Whether a change that matches `on` starts it.
    pub when: Option<Expression>,
    /// Defaults, overridden by the configuration.
    pub settings: Value,
    /// What it does, in order.
    pub steps: Vec<Step>,
}

/// What a flow waits for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct On {
    /// Only this system (`shopify`).
    #[serde(default)]
    pub system: Option<String>,
    /// Only systems of this kind: `helpdesk`, `storefront`, `erp`, `crm`.
    #[serde(default)]
    pub kind: Option<String>,
    /// The stream's name.
    pub stream: String,
    /// Which changes: `created`, `updated`, `deleted`, `merged`, `restored`.
    pub changes: BTreeSet<OnChange>,
    /// Also records that a flow has created.
    #[serde(default)]
    pub own: bool,
}

/// A kind of change that a flow can wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnChange {
    /// Seen for the first time.
    Created,
    /// Its content changed.
    Updated,
    /// It is gone.
    Deleted,
    /// It was merged into another.
    Merged,
    /// It came back.
    Restored,
}

/// One step.
#[derive(Debug)]
pub struct Step {
    /// Its name in `steps`.
    pub name: String,
    /// Whether it is done at all.
    pub condition: Option<Expression>,
    /// A list: the step is done for each `item` of it.
    pub each: Option<Expression>,
    /// What it does.
    pub kind: &'static StepKind,
    /// Its arguments.
    pub with: TemplateTree,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlowFile {
    flow: Spanned<String>,
    title: String,
    #[serde(default)]
    settings: Map<String, Value>,
    on: On,
    #[serde(default)]
    when: Option<Spanned<String>>,
    steps: Spanned<Vec<StepFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepFile {
    step: Spanned<String>,
    #[serde(default, rename = "if")]
    condition: Option<Spanned<String>>,
    #[serde(default)]
    each: Option<Spanned<String>>,
    #[serde(rename = "do")]
    action: Spanned<String>,
    #[serde(default)]
    with: Tree,
}

/// What `when` sees.
const CHANGE_NAMES: &[&str] = &["record", "before", "change", "settings"];
/// What a step sees.
const STEP_NAMES: &[&str] = &["record", "before", "change", "settings", "steps", "item"];

impl Flow {
    /// Reads a flow from its text. `given` are the settings of the configuration.
    ///
    /// Errors name the file, line and column and say what to write instead.
    pub fn parse(file: &str, text: &str, given: &[Setting]) -> Result<Flow, DocumentError> {
        let read: FlowFile = document::parse(file, text)?;
        let source = Source { file, text };
        let settings = Value::Object(wanted::settled(&read.flow.value, read.settings, given)?);

        if read.steps.value.is_empty() {
            let nothing = source.at(&read.steps).error("a flow needs at least one step");
            return Err(nothing.with_hint("add an entry under `steps:`"));
        }
        let mut names = BTreeSet::new();
        let mut steps = Vec::with_capacity(read.steps.value.len());
        for step in &read.steps.value {
            if !names.insert(&step.step.value) {
                return Err(source
                    .at(&step.step)
                    .error(format!("two steps are called `{}`", step.step.value))
                    .with_hint("give each step a name of its own; later steps refer to it as steps.<name>"));
            }
            steps.push(source.step(step)?);
        }
        let when = read.when.as_ref().map(|when| source.expression(when, CHANGE_NAMES)).transpose()?;
        let digest = ring::digest::digest(&ring::digest::SHA256, format!("{text}\n{settings}").as_bytes());
        let version: String = digest.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Ok(Flow { name: read.flow.value, title: read.title, version, on: read.on, when, settings, steps })
    }
}

/// The document that errors point into.
struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn at<T>(&self, spanned: &Spanned<T>) -> Place {
        document::place(self.file, self.text, spanned.referenced)
    }

    fn expression(&self, source: &Spanned<String>, known: &[&str]) -> Result<Expression, DocumentError> {
        let compiled = Expression::compile(&source.value);
        let checked = compiled.and_then(|expression| expression.check_names(known).map(|()| expression));
        checked.map_err(|error| error.in_document(self.file, self.text, source.referenced, &source.value))
    }

    fn step(&self, step: &StepFile) -> Result<Step, DocumentError> {
        let Some(kind) = steps::find(&step.action.value) else {
            return Err(self
                .at(&step.action)
                .error(format!("there is no step `{}`", step.action.value))
                .with_hint(document::one_of(&step.action.value, &steps::names())));
        };
        let expression = |source: &Option<Spanned<String>>| {
            source.as_ref().map(|s| self.expression(s, STEP_NAMES)).transpose()
        };
        Ok(Step {
            name: step.step.value.clone(),
            condition: expression(&step.condition)?,
            each: expression(&step.each)?,
            kind,
            with: TemplateTree::in_document(self.file, self.text, &step.with, Some(STEP_NAMES))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        format!("{:#}", Flow::parse("flows/mine.yaml", text, &[]).unwrap_err())
    }

    const HEAD: &str = "flow: mine\ntitle: Mine\non: {stream: orders, changes: [created]}\n";

    #[test]
    fn an_unknown_step_names_the_nearest() {
        insta::assert_snapshot!(error(&format!("{HEAD}steps:\n  - step: a\n    do: gorgias.add_tag\n")), @r"
        flows/mine.yaml:6:9: there is no step `gorgias.add_tag`
         6 |     do: gorgias.add_tag
           |         ^^^^^^^^^^^^^^^
        hint: did you mean `gorgias.add_tags`? One of: `find`, `gorgias.find_customer`, `gorgias.create_ticket`, `gorgias.update_customer`, `gorgias.set_customer_data`, `gorgias.add_tags`, `gorgias.add_note`
        ");
    }

    #[test]
    fn a_condition_that_uses_an_unknown_name_is_found_at_load() {
        insta::assert_snapshot!(error(&format!("{HEAD}when: order.total > 1\nsteps:\n  - step: a\n    do: find\n")), @r"
        flows/mine.yaml:4:7: there is no `order` here; write one of: `record`, `before`, `change`, `settings`
         4 | when: order.total > 1
           |       ^^^^^^^^^^^
        ");
    }

    #[test]
    fn a_flow_without_steps_does_nothing_and_says_so() {
        insta::assert_snapshot!(error(&format!("{HEAD}steps: []\n")), @r"
        flows/mine.yaml:4:8: a flow needs at least one step
         4 | steps: []
           |        ^
        hint: add an entry under `steps:`
        ");
    }
}
