use insta::assert_snapshot;
use serde_json::{Value, json};

use super::*;

fn scope() -> Value {
    json!({
        "record": {"total": 120.5, "paid": true, "name": "#1042", "tags": ["vip", "eu"], "phone": null,
                   "customer": {"email": "ada@example.com"}, "amount": "39.80", "id": 9_007_199_254_740_993_u64},
        "settings": {"limit": 100},
        "before": null,
    })
}

fn value(source: &str) -> Value {
    Template::compile(source).unwrap().eval(&scope()).unwrap()
}

fn error(source: &str) -> String {
    let error = match Template::compile(source) {
        Ok(template) => template.eval(&scope()).unwrap_err(),
        Err(error) => error,
    };
    format!("{}:{}: {error}", error.line, error.column)
}

#[test]
fn a_single_expression_keeps_its_type() {
    assert_eq!(value("{{ record.total }}"), json!(120.5));
    assert_eq!(value("{{ record.paid }}"), json!(true));
    assert_eq!(value("{{ record.tags }}"), json!(["vip", "eu"]));
    assert_eq!(value(" {{- record.customer -}} "), json!({"email": "ada@example.com"}));
    assert_eq!(value("{{ record.phone }}"), Value::Null);
    assert_eq!(value("{{ record.id }}"), json!(9_007_199_254_740_993_u64));
    assert_eq!(value(r#"{{ {"a": {"b": 1}} }}"#), json!({"a": {"b": 1}}));
    assert_eq!(value(r#"{{ "}}" }}"#), json!("}}"));
}

#[test]
fn anything_else_is_text_and_none_is_nothing() {
    assert_eq!(value("Order {{ record.name }}"), json!("Order #1042"));
    assert_eq!(value("{{ record.name }}{{ settings.limit }}"), json!("#1042100"));
    assert_eq!(value("phone: {{ record.phone }}."), json!("phone: ."));
    assert_eq!(value("{% if record.paid %}paid{% endif %}"), json!("paid"));
    assert_eq!(value("plain"), json!("plain"));
}

#[test]
fn missing_fields_are_none_however_deep() {
    assert_eq!(value("{{ record.address.city }}"), Value::Null);
    assert_eq!(value("{{ record.address.city is none and before.status is none }}"), json!(true));
    assert_eq!(value("{{ record.address.city | default('?') }}"), json!("?"));
    assert_eq!(value("{{ record.phone | default('?') }}"), json!("?"));
}

#[test]
fn errors_name_the_variable_and_the_place() {
    assert_snapshot!(error("{{ recrod.name }}"), @"1:4: there is no `recrod` here; did you mean `record`? One of: `record`, `settings`, `before`");
    assert_snapshot!(error("Dear\n{{ customer.name }}"), @"2:4: there is no `customer` here; write one of: `record`, `settings`, `before`");
    assert_snapshot!(error("{{ record.name | shout }}"), @"1:18: unknown filter: filter shout is unknown");
    assert_snapshot!(error("{{ record.total > }}"), @"1:17: syntax error: unexpected end of input, expected expression");
    assert_snapshot!(error("{{ }}"), @"1:3: an expression is expected here");
    assert_snapshot!(error("{% if record.paid %}x"), @"1:21: syntax error: unexpected end of input, expected end of block");
    assert_snapshot!(error("{{ record.name | decimal }}"), @"1:18: invalid operation: `#1042` is not a number");
}

#[test]
fn a_loop_without_end_stops() {
    let text = error("{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}");
    assert!(text.contains("fuel"), "{text}");
}

#[test]
fn conditions_stand_with_or_without_braces() {
    for source in ["record.total > settings.limit", "{{ record.total > settings.limit }}"] {
        assert!(Expression::compile(source).unwrap().is_true(&scope()).unwrap());
    }
    assert!(!Expression::compile("before").unwrap().is_true(&scope()).unwrap());
    assert_eq!(Expression::compile("record.tags | length").unwrap().eval(&scope()).unwrap(), json!(2));
}

#[test]
fn names_are_checked_before_anything_runs() {
    let expression = Expression::compile("recrod.total > 1").unwrap();
    let error = expression.check_names(&["record"]).unwrap_err();
    assert_snapshot!(error, @"there is no `recrod` here; did you mean `record`? One of: `record`");
    assert!(Expression::compile("range(3) | length").unwrap().check_names(&[]).is_ok());
    assert!(Expression::compile("settings.shop ~ '.example'").unwrap().mentions("settings.shop"));
}

#[test]
fn a_tree_is_evaluated_in_all_its_parts() {
    let tree = json!({"email": "{{ record.customer.email }}", "tags": ["a", "{{ record.tags[0] }}"], "n": 3});
    let got = TemplateTree::compile(&tree).unwrap().eval(&scope()).unwrap();
    assert_eq!(got, json!({"email": "ada@example.com", "tags": ["a", "vip"], "n": 3}));

    let list = json!({"each": "record.tags", "give": {"tag": "{{ item }}", "of": "{{ record.name }}"}});
    let got = TemplateTree::compile(&list).unwrap().eval(&scope()).unwrap();
    assert_eq!(got, json!([{"tag": "vip", "of": "#1042"}, {"tag": "eu", "of": "#1042"}]));
    let none = json!({"each": "record.parcels", "give": "{{ item }}"});
    assert_eq!(TemplateTree::compile(&none).unwrap().eval(&scope()).unwrap(), json!([]));
    let wrong = json!({"each": "record.total", "give": "{{ item }}"});
    let error = TemplateTree::compile(&wrong).unwrap().eval(&scope()).unwrap_err();
    assert_snapshot!(error, @"a list is expected, not number");
}

#[test]
fn filters() {
    assert_eq!(value("{{ 59.699999999999996 | decimal(2) }}"), json!("59.70"));
    assert_eq!(value("{{ record.amount | decimal }}"), json!("39.80"));
    assert_eq!(value("{{ record.phone | decimal(2) }}"), Value::Null);
    assert_eq!(value("{{ '2026-11-23 06:41:02' | isodate }}"), json!("2026-11-23T06:41:02Z"));
    assert_eq!(value("{{ '2026-11-23T06:41:02+02:00' | isodate }}"), json!("2026-11-23T04:41:02Z"));
    assert_eq!(value("{{ '2026-11-23' | isodate }}"), json!("2026-11-23T00:00:00Z"));
    assert_eq!(
        value("{{ '2026-11-23T06:41:02Z' | datetime('%Y-%m-%d %H:%M:%S') }}"),
        json!("2026-11-23 06:41:02")
    );
    assert_eq!(value("{{ 'gid://shopify/Order/5012' | gid }}"), json!("5012"));
    assert_eq!(
        value("{{ [1, 2] | map('prepend', 'gid://shopify/Order/') | list }}"),
        json!(["gid://shopify/Order/1", "gid://shopify/Order/2"])
    );
    assert_eq!(value("{{ '<p>Hello <b>Ada</b></p><p>R&amp;D</p>' | html_text }}"), json!("Hello Ada\nR&D"));
    assert_eq!(value("{{ 'A' | lower }}{{ '' | default('x', true) }}"), json!("ax"));
    assert_eq!(value("{{ record.tags | tojson }}"), json!("[\"vip\", \"eu\"]"));
}

#[test]
fn errors_point_into_the_document() {
    let text = "when: >-\n  record.total > 1\nif: \"recrod.x\"\n";
    let doc: std::collections::BTreeMap<String, document::Spanned<String>> =
        document::parse("f.yaml", text).unwrap();
    let source = &doc["if"];
    let error = Expression::compile(&source.value).unwrap().check_names(&["record"]).unwrap_err();
    assert_snapshot!(error.in_document("f.yaml", text, source.referenced, &source.value));
}
