//! What is read can be changed and written back, and what this crate does not know goes along.

use gorgias::Request;
use gorgias::resources::custom_fields::{self, CustomField, InputSettings, UpdateCustomField};
use gorgias::resources::macros::{self, Action, Macro, UpdateMacro};
use gorgias::resources::rules::{self, Rule, UpdateRule};
use gorgias::resources::views::{self, Field, Filter, UpdateView, View};
use gorgias::resources::widgets::{self, Node, UpdateWidget, Widget};
use gorgias::resources::{Map, account};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn read<T: DeserializeOwned>(object: &Value) -> T {
    serde_json::from_value(object.clone()).unwrap()
}

fn body<R>(request: &Request<R>) -> &Value {
    assert_eq!(request.invalid(), None);
    request.body().unwrap()
}

#[test]
fn actions_of_a_macro() {
    let mut actions = json!([
        {
            "name": "addTags", "title": "Tags", "type": "user", "description": null,
            "arguments": { "tags": "late, apology", "brand_new": [1] }, "brand_new": { "a": null },
        },
        { "name": "brandNewAction", "title": "New", "arguments": { "when": 2.5 }, "description": "d" },
    ]);
    let came: Macro = read(&json!({ "id": 7, "name": "Late", "actions": actions }));
    let mut changed: Vec<Action> = came.actions.unwrap();
    changed[0].arguments.insert("tags".into(), "late".into());
    changed.push(Action::set_status(&"closed".into()));

    actions[0]["arguments"]["tags"] = "late".into();
    actions.as_array_mut().unwrap().push(json!({
        "name": "setStatus", "title": "Set the status", "type": "user", "description": null,
        "arguments": { "status": "closed" },
    }));
    let update = macros::update(7, UpdateMacro::new().actions(&changed));
    assert_eq!(body(&update), &json!({ "actions": actions }));
}

#[test]
fn the_filter_of_a_view() {
    let came: View = read(&json!({ "id": 3, "filters": "brandNew(ticket.a) || eq(ticket.status, 'open')" }));
    let filter = Filter::raw(&came.filters.unwrap()).and(Field::Language.is("fr"));
    let update = views::update(3, UpdateView::new().filters(&filter));
    let written = "(brandNew(ticket.a) || eq(ticket.status, 'open')) && eq(ticket.language, 'fr')";
    assert_eq!(body(&update), &json!({ "filters": written }));
}

#[test]
fn the_template_of_a_widget() {
    let mut template = json!({
        "type": "wrapper", "brand_new": 1,
        "widgets": [{
            "type": "card", "path": "", "title": "Loyalty", "order": 0,
            "meta": { "displayCard": true, "brand_new": "x" },
            "widgets": [{ "type": "brand-new", "path": "stars", "title": "Stars", "order": 0, "most": 5 }],
        }],
    });
    let came: Widget = read(&json!({ "id": 9, "type": "custom", "template": template }));
    let mut tree = came.tree().unwrap();
    let card = &mut tree.widgets.as_mut().unwrap()[0];
    card.title = Some("Points".into());
    card.widgets.as_mut().unwrap().push(Node::text("points", "Points"));

    template["widgets"][0]["title"] = "Points".into();
    let text = json!({ "type": "text", "path": "points", "title": "Points" });
    template["widgets"][0]["widgets"].as_array_mut().unwrap().push(text);
    let update = widgets::update(9, UpdateWidget::new().template(tree));
    assert_eq!(body(&update), &json!({ "template": template }));
}

#[test]
fn the_definition_of_a_custom_field() {
    let mut definition = json!({
        "data_type": "text", "brand_new": true,
        "input_settings": { "input_type": "dropdown", "choices": ["Lid", 4], "brand_new": "x" },
    });
    let came: CustomField = read(&json!({ "id": 5, "object_type": "Ticket", "definition": definition }));
    let mut changed = came.definition.unwrap();
    match changed.input_settings.as_mut() {
        Some(InputSettings::Dropdown { choices: Some(choices), .. }) => choices.push("Spout".into()),
        other => panic!("{other:?} has no choices"),
    }

    definition["input_settings"]["choices"] = json!(["Lid", 4, "Spout"]);
    let update = custom_fields::update(5, UpdateCustomField::new().definition(changed));
    assert_eq!(body(&update), &json!({ "definition": definition }));
}

#[test]
fn the_code_of_a_rule() {
    let code = "if (eq(ticket.status, 'open')) { Action('addTags', {tags: 'tea'}) }";
    let came: Rule = read(&json!({ "id": 2, "code": code, "event_types": "ticket-created,brand-new" }));
    let changed = came.code.as_ref().unwrap().replace("tea", "coffee");
    let update = rules::update(2, UpdateRule::new().code(&changed).on(&came.triggers()));
    let expected = json!({
        "code": changed, "code_ast": rules::parse(&changed).unwrap(),
        "event_types": "ticket-created,brand-new",
    });
    assert_eq!(body(&update), &expected);

    // Code of a form that is not known goes as it is: the server may know more of its language.
    let unknown = "brandNew => 1";
    assert!(rules::parse(unknown).is_err());
    assert_eq!(body(&rules::update(2, UpdateRule::new().code(unknown))), &json!({ "code": unknown }));
}

#[test]
fn a_setting_of_the_account() {
    let mut data = json!({ "timezone": "UTC", "business_hours": [], "brand_new": { "a": [null] } });
    let came: account::Setting = read(&json!({ "id": 1, "type": "business-hours", "data": data }));
    let mut changed = came.value;
    match &mut changed {
        account::SettingValue::BusinessHours(hours) => hours.timezone = Some("Europe/Lisbon".into()),
        other => panic!("{other:?} are no business hours"),
    }

    data["timezone"] = "Europe/Lisbon".into();
    let update = account::update_setting(1, &changed);
    assert_eq!(body(&update), &json!({ "type": "business-hours", "data": data }));

    let odd = json!({ "id": 4, "type": "brand-new", "data": [1, null], "more": 1 });
    let came: account::Setting = read(&odd);
    assert_eq!(came.more, Map::from_iter([("more".to_owned(), json!(1))]));
    let update = account::update_setting(4, &came.value);
    assert_eq!(body(&update), &json!({ "type": "brand-new", "data": [1, null] }));
}
