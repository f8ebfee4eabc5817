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
fn a_long_line_is_cut_around_the_place() {
    let many = "a: 1, ".repeat(40);
    assert_snapshot!(wrong(&format!("{{flow: tags, {many}steps: []}}\n")), @r"
    flows/tags.yaml:1:14: unknown field `a`
     1 | {flow: tags, a: 1, a: 1, a: 1, a: 1, a: 1, a: 1, a: 1, a: 1, a: 1, a: 1, a: 1, a: 1, a: 1, a: 1, a: …
       |              ^
    hint: write one of: `flow`, `settings`, `enabled`, `mode`, `steps`
    ");
    assert_snapshot!(wrong(&format!("{{flow: tags, settings: {{{}}}, steps: add}}\n", many.replace('a', "ä"))), @r"
    flows/tags.yaml:1:31: `ä` is given twice
     1 | {flow: tags, settings: {ä: 1, ä: 1, ä: 1, ä: 1, ä: 1, ä: 1, ä: 1, ä: 1, ä: 1, ä: 1, ä: 1, ä: 1, ä: 1…
       |                               ^
    hint: keep one of the two; in a list of blocks, begin each with `- `
    ");
    let numbered: Vec<String> = (0..40).map(|number| format!("n{number}: 1")).collect();
    let settings = |last| format!("flow: tags\nsteps: []\nsettings: {{{}, {last}}}\n", numbered.join(", "));
    assert_snapshot!(wrong(&settings("last: lots")), @r"
    flows/tags.yaml:3:328: a whole number is expected here
     3 | … n29: 1, n30: 1, n31: 1, n32: 1, n33: 1, n34: 1, n35: 1, n36: 1, n37: 1, n38: 1, n39: 1, last: lots}
       |                                                                                                 ^^^^
    hint: write digits only, without quotes and without a unit
    ");
}

#[test]
fn what_is_too_large_says_how_large_it_may_be() {
    let step = |with: &str| format!("flow: tags\nsteps:\n  - step: &a one\n    with: [{with}]\n");
    assert_snapshot!(wrong(&step(&"1, ".repeat(60_000))), @r"
    flows/tags.yaml:4:149982: the document holds more than 50000 values
     4 | … 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, …
       |                                          ^
    hint: look whether this is the right file; if so, remove what is not needed
    ");
    assert_snapshot!(wrong(&step(&format!("{}{}", "[".repeat(40), "]".repeat(40)))), @r"
    flows/tags.yaml:4:40: lists and blocks are nested more than 32 deep
     4 |     with: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
       |                                        ^
    hint: close the brackets that are open, or write the document flatter
    ");
    assert_snapshot!(wrong(&step(&"*a, ".repeat(2_000))), @r"
    flows/tags.yaml:4:4012: there are more than 1000 references (`*name`)
     4 | …*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, …
       |                                          ^
    hint: write the values out; quote a text that begins with `*`
    ");
    let most = step(&format!("{}{}", "[".repeat(28), "]".repeat(28)));
    assert!(parse::<Flow>("flows/tags.yaml", &most).is_ok());
    let laughs: Vec<String> =
        (1..9).map(|n| format!("&a{n} [{}]", format!("*a{}, ", n - 1).repeat(10))).collect();
    assert_snapshot!(wrong(&step(&format!("&a0 [1], {}", laughs.join(", ")))), @r"
    flows/tags.yaml:4:17: the document holds more than 50000 values
     4 |     with: [&a0 [1], &a1 [*a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0, ], &a2 [*a1, *a1, *a1, *a…
       |                 ^
    hint: look whether this is the right file; if so, remove what is not needed
    ");
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
    let at = |location: Location| (location.line(), location.column());
    assert_eq!((at(fields[1].0.referenced), at(fields[1].1.location)), ((6, 7), (6, 13)));
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
