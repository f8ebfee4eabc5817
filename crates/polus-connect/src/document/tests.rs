use std::collections::BTreeMap;

use insta::assert_snapshot;
use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only read for what is wrong with them")]
struct Flow {
    flow: String,
    #[serde(default)]
    settings: BTreeMap<String, u64>,
    #[serde(default)]
    enabled: bool,
    #[serde(default)]
    mode: Mode,
    steps: Vec<Step>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    #[default]
    Live,
    DryRun,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only read for what is wrong with them")]
struct Step {
    step: String,
    #[serde(default)]
    with: Tree,
}

fn wrong(text: &str) -> String {
    let error = parse::<Flow>("flows/tags.yaml", text).unwrap_err();
    format!("{error:#}")
}

#[test]
fn an_unknown_field_names_the_nearest() {
    assert_snapshot!(wrong("flow: tags\nstpes:\n  - step: one\n"));
}

#[test]
fn a_missing_field_is_named() {
    assert_snapshot!(wrong("flow: tags\nenabled: true\n"));
}

#[test]
fn a_text_where_a_number_belongs() {
    assert_snapshot!(wrong("flow: tags\nsettings:\n  high_value: lots\nsteps: []\n"));
}

#[test]
fn a_text_where_a_list_belongs() {
    assert_snapshot!(wrong("flow: tags\nsteps: add a tag\n"));
}

#[test]
fn a_list_where_a_text_belongs() {
    assert_snapshot!(wrong("flow: [tags]\nsteps: []\n"));
}

#[test]
fn a_key_given_twice() {
    assert_snapshot!(wrong("flow: tags\nsteps:\n  - step: one\n    step: two\n"));
}

#[test]
fn a_tab_in_the_indentation() {
    assert_snapshot!(wrong("flow: tags\nsteps:\n\t- step: one\n"));
}

#[test]
fn a_quote_that_does_not_end() {
    assert_snapshot!(wrong("flow: \"tags\nsteps: []\n"));
}

#[test]
fn a_colon_inside_an_unquoted_text() {
    assert_snapshot!(wrong("flow: tags: all\nsteps: []\n"));
}

#[test]
fn a_template_without_quotes() {
    assert_snapshot!(wrong("flow: tags\nsteps:\n  - step: {{ record.name }}\n"));
}

#[test]
fn an_old_spelling_of_true() {
    assert_snapshot!(wrong("flow: tags\nenabled: yes\nsteps: []\n"));
}

#[test]
fn a_word_that_is_none_of_the_choices() {
    assert_snapshot!(wrong("flow: tags\nmode: dryrun\nsteps: []\n"));
}

#[test]
fn an_empty_file() {
    assert_snapshot!(wrong(""));
}

#[test]
fn a_tree_remembers_where_its_parts_stand() {
    let text = "flow: t\nsteps:\n  - step: one\n    with:\n      name: Ada\n      tags: [a, 7, null]\n";
    let flow: Flow = parse("f.yaml", text).unwrap();
    let tree = &flow.steps[0].with;
    assert_eq!(tree.to_value(), serde_json::json!({"name": "Ada", "tags": ["a", 7, null]}));
    let Node::Map(fields) = &tree.node else { panic!("{tree:?}") };
    assert_eq!((fields[1].1.location.line(), fields[1].1.location.column()), (6, 13));
}

#[test]
fn a_position_inside_a_scalar_is_found_in_the_document() {
    #[derive(Deserialize)]
    struct Doc {
        a: Spanned<String>,
        b: Spanned<String>,
    }
    let text = "a: \"x == yy\"\nb: >-\n  first and\n  second\n";
    let doc: Doc = parse("f.yaml", text).unwrap();
    let within = place_within("f.yaml", text, doc.a.referenced, &doc.a.value, 1, 6);
    assert_eq!((within.line(), within.column()), (1, 10));
    let folded = place_within("f.yaml", text, doc.b.referenced, &doc.b.value, 1, 11);
    assert_eq!((folded.line(), folded.column()), (4, 3));
    let escaped = "a: \"x\\\"yz\"\nb: z\n";
    let doc: Doc = parse("f.yaml", escaped).unwrap();
    let within = place_within("f.yaml", escaped, doc.a.referenced, &doc.a.value, 1, 4);
    assert_eq!((within.line(), within.column()), (1, 4), "written with an escape: where the scalar begins");
    assert_eq!(locate("f.yaml", text, "second").line(), 4);
}
