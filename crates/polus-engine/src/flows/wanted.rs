//! Which flows the configuration switches on, with which settings, and where each of that stands: what is wrong with
//! it is known only when the flow itself was read, and is reported in the configuration all the same.

use polus_connect::document::{self, DocumentError, Node, Place, Spanned, Tree};
use serde_json::{Map, Value};

/// A flow that is switched on.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Its name.
    pub name: String,
    /// Values for settings of the flow, in the order written.
    pub settings: Vec<Setting>,
    /// Where the name stands.
    pub place: Place,
}

/// A value for a setting of a flow.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The setting's name.
    pub name: String,
    /// Its value.
    pub value: Value,
    name_at: Place,
    value_at: Place,
}

impl Wanted {
    /// Reads a block of flows, each with a block of settings or nothing, that stands in the document `text`. `file` is
    /// the name that errors show.
    pub fn read(file: &str, text: &str, flows: &Tree) -> Result<Vec<Wanted>, DocumentError> {
        let at = |name: &Spanned<String>| document::place(file, text, name.referenced);
        let fields = |tree: &Tree, hint: &str| match &tree.node {
            Node::Scalar(Value::Null) => Ok(Vec::new()),
            Node::Map(fields) => Ok(fields.clone()),
            Node::Scalar(_) | Node::List(_) => Err(document::place(file, text, tree.location)
                .error("a block of `name: value` is expected here")
                .with_hint(hint)),
        };
        let wanted = fields(flows, "write each flow on a line of its own below, indented: `order-tags:`")?;
        let wanted = wanted.into_iter().map(|(name, settings)| {
            let hint = format!("write `{}:` and its settings below, indented, or nothing", name.value);
            let settings = fields(&settings, &hint)?.into_iter().map(|(name, value)| Setting {
                value: value.to_value(),
                name_at: at(&name),
                value_at: document::place(file, text, value.location),
                name: name.value,
            });
            Ok(Wanted { settings: settings.collect(), place: at(&name), name: name.value })
        });
        wanted.collect()
    }
}

/// The settings of a flow: its own values, and those of the configuration in place of them. A setting has the type that
/// the flow's own value has, whatever it is where that is nothing.
pub(super) fn settled(
    flow: &str,
    mut own: Map<String, Value>,
    given: &[Setting],
) -> Result<Map<String, Value>, DocumentError> {
    for setting in given {
        let Some(default) = own.get(&setting.name) else {
            let known: Vec<&str> = own.keys().map(String::as_str).collect();
            return Err(setting
                .name_at
                .error(format!("flow `{flow}` has no setting `{}`", setting.name))
                .with_hint(document::one_of(&setting.name, &known)));
        };
        if let Some((wanted, found)) = mismatch(default, &setting.value) {
            return Err(setting
                .value_at
                .error(format!("`{}` of flow `{flow}` must be {wanted}, not {found}", setting.name))
                .with_hint(format!("write it as the flow itself does: `{}: {default}`", setting.name)));
        }
    }
    own.extend(given.iter().map(|setting| (setting.name.clone(), setting.value.clone())));
    Ok(own)
}

/// Where the types differ: what is expected, and what was found.
fn mismatch(default: &Value, given: &Value) -> Option<(String, String)> {
    match (default, given) {
        (Value::Null, _) => None,
        (Value::Array(defaults), Value::Array(items)) => {
            let first = defaults.first()?;
            let (wanted, found) = items.iter().find_map(|item| mismatch(first, item))?;
            Some((format!("a list in which each entry is {wanted}"), format!("one that holds {found}")))
        }
        _ if std::mem::discriminant(default) == std::mem::discriminant(given) => None,
        _ => Some((type_name(default).to_owned(), type_name(given).to_owned())),
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "`true` or `false`",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a block of `name: value`",
    }
}

#[cfg(test)]
mod tests {
    use super::super::FlowSet;
    use super::*;

    /// What is said of a block of flows in the configuration.
    fn said(flows: &str) -> String {
        #[derive(serde::Deserialize)]
        struct File {
            flows: Tree,
        }
        let text = format!("account: main\nflows:\n{flows}");
        let read: File = document::parse("polus.yaml", &text).unwrap();
        let loaded = Wanted::read("polus.yaml", &text, &read.flows)
            .map_err(crate::EngineError::from)
            .and_then(|wanted| FlowSet::load(&wanted, None));
        match loaded {
            Ok(flows) => {
                flows.flows().iter().map(|flow| format!("{} {}\n", flow.name, flow.settings)).collect()
            }
            Err(crate::EngineError::Document(error)) => format!("{error:#}"),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn settings_take_the_place_of_the_flows_own() {
        insta::assert_snapshot!(said("  order-tags: {high_value: 9.5, home_countries: []}\n  low-score-follow-up:\n"), @r#"
        order-tags {"high_value":9.5,"home_countries":[]}
        low-score-follow-up {"threshold":2}
        "#);
        insta::assert_snapshot!(said(""), @"");
    }

    #[test]
    fn what_is_not_known_is_pointed_at_in_the_configuration() {
        insta::assert_snapshot!(said("  order-tags:\n  low-score-folow-up:\n    threshold: 3\n"), @r"
        polus.yaml:4:3: there is no flow `low-score-folow-up`
         4 |   low-score-folow-up:
           |   ^^^^^^^^^^^^^^^^^^
        hint: did you mean `low-score-follow-up`? One of: `backorder-ticket`, `low-score-follow-up`, `order-tags`, `profile-follows-store`
        ");
        insta::assert_snapshot!(said("  order-tags:\n    high_valeu: 100\n"), @r"
        polus.yaml:4:5: flow `order-tags` has no setting `high_valeu`
         4 |     high_valeu: 100
           |     ^^^^^^^^^^
        hint: did you mean `high_value`? One of: `high_value`, `home_countries`
        ");
        insta::assert_snapshot!(said("  backorder-ticket: {days: 3}\n"), @r"
        polus.yaml:3:22: flow `backorder-ticket` has no setting `days`
         3 |   backorder-ticket: {days: 3}
           |                      ^^^^
        hint: nothing can stand here; remove it
        ");
    }

    #[test]
    fn what_has_another_type_than_the_flows_own_is_refused() {
        insta::assert_snapshot!(said("  order-tags: {high_value: \"100\"}\n"), @r#"
        polus.yaml:3:28: `high_value` of flow `order-tags` must be a number, not a text
         3 |   order-tags: {high_value: "100"}
           |                            ^
        hint: write it as the flow itself does: `high_value: 300`
        "#);
        insta::assert_snapshot!(said("  order-tags:\n    high_value:\n"), @r"
        polus.yaml:4:15: `high_value` of flow `order-tags` must be a number, not nothing
         4 |     high_value:
           |               ^
        hint: write it as the flow itself does: `high_value: 300`
        ");
        insta::assert_snapshot!(said("  order-tags: {home_countries: US}\n"), @r#"
        polus.yaml:3:32: `home_countries` of flow `order-tags` must be a list, not a text
         3 |   order-tags: {home_countries: US}
           |                                ^^
        hint: write it as the flow itself does: `home_countries: ["US"]`
        "#);
        insta::assert_snapshot!(said("  order-tags: {home_countries: [US, 1]}\n"), @r#"
        polus.yaml:3:32: `home_countries` of flow `order-tags` must be a list in which each entry is a text, not one that holds a number
         3 |   order-tags: {home_countries: [US, 1]}
           |                                ^
        hint: write it as the flow itself does: `home_countries: ["US"]`
        "#);
        insta::assert_snapshot!(said("  low-score-follow-up: {threshold: {at: 2}}\n"), @r"
        polus.yaml:3:36: `threshold` of flow `low-score-follow-up` must be a number, not a block of `name: value`
         3 |   low-score-follow-up: {threshold: {at: 2}}
           |                                    ^
        hint: write it as the flow itself does: `threshold: 2`
        ");
        insta::assert_snapshot!(said("  order-tags: true\n"), @r"
        polus.yaml:3:15: a block of `name: value` is expected here
         3 |   order-tags: true
           |               ^^^^
        hint: write `order-tags:` and its settings below, indented, or nothing
        ");
        insta::assert_snapshot!(said("  - order-tags\n"), @r"
        polus.yaml:3:3: a block of `name: value` is expected here
         3 |   - order-tags
           |   ^
        hint: write each flow on a line of its own below, indented: `order-tags:`
        ");
    }
}
