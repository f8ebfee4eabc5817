//! Widgets: cards in the helpdesk's sidebar.

use std::collections::BTreeSet;

use serde_json::Value;
use serde_json::value::to_raw_value;

use super::super::model::{Json, Slug, Widget};
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{Fields, Read, id as an_id, moment, object, one_of, text, wrong};
use super::{Call, page};

const ORDERS: &[&str] = &["created_datetime:desc", "created_datetime:asc", "order:asc", "order:desc"];

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("widgets", ORDERS);
    let integration = query.id("integration_id");
    let app = query.text("app_id");
    query.end()?;
    let state = &*call.state;
    let rows = || {
        state.widgets.iter().filter(|(_, row)| {
            integration.is_none_or(|id| row.integration == Some(id))
                && app.is_none_or(|app| row.app.as_deref() == Some(app))
        })
    };
    let page = if paging.order.starts_with("order") {
        paging.over(&rows().map(|(id, row)| (row.order, id)).collect::<BTreeSet<_>>(), |_| true)?
    } else {
        paging.over(&rows().map(|(id, row)| (row.created, id)).collect::<BTreeSet<_>>(), |_| true)?
    };
    page::list(call.request, &page, |id| state.widgets.get(id).map(|row| state.widget_view(id, row)))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let widget = call.state.widgets.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.widget_view(id, widget))
}

const KINDS: &[&str] = &[
    "bigcommerce",
    "custom",
    "customer_external_data",
    "http",
    "klaviyo",
    "magento2",
    "recharge",
    "shopify",
    "smile",
    "standalone",
    "stripe",
    "woocommerce",
    "yotpo",
];

const CONTEXTS: &[&str] = &["ticket", "customer", "user"];

pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create widget";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let widget = Widget {
        kind: Slug::Borrowed(fields.required("type", one_of(KINDS))),
        template: fields.required("template", template),
        context: Slug::Borrowed(fields.optional("context", one_of(CONTEXTS)).unwrap_or("ticket")),
        integration: fields.maybe("integration_id", an_id),
        app: fields.maybe("app_id", text(64)),
        order: fields.optional("order", an_id).unwrap_or_default(),
        deactivated: fields.maybe("deactivated_datetime", moment),
        created: call.now,
        updated: call.now,
    };
    check_integration(&mut fields, call, widget.integration);
    fields.end(PURPOSE)?;
    let id = call.change(|change| change.create_widget(widget));
    let widget = call.state.widgets.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.widget_view(id, widget))
}

pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update widget";
    call.no_query()?;
    let id = call.ids[0];
    call.state.widgets.get(id).ok_or(Refusal::NotFound)?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let kind = fields.optional("type", one_of(KINDS));
    let template = fields.optional("template", template);
    let context = fields.optional("context", one_of(CONTEXTS));
    let integration = fields.nullable("integration_id", an_id);
    let app = fields.nullable("app_id", text(64));
    let order = fields.optional("order", an_id);
    let deactivated = fields.nullable("deactivated_datetime", moment);
    check_integration(&mut fields, call, integration.flatten());
    fields.end(PURPOSE)?;
    call.change(|change| {
        change.edit_widget(id, |row| {
            row.kind = kind.map_or_else(|| row.kind.clone(), Slug::Borrowed);
            row.context = context.map_or_else(|| row.context.clone(), Slug::Borrowed);
            if let Some(template) = template {
                row.template = template;
            }
            row.integration = integration.unwrap_or(row.integration);
            row.app = app.unwrap_or(row.app.take());
            row.order = order.unwrap_or(row.order);
            row.deactivated = deactivated.unwrap_or(row.deactivated);
        });
    });
    let widget = call.state.widgets.get(id).ok_or(Refusal::Broken)?;
    ok(&call.state.widget_view(id, widget))
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    call.state.widgets.get(id).ok_or(Refusal::NotFound)?;
    call.change(|change| change.delete_widget(id));
    gone()
}

/// A tree whose root is a wrapper.
fn template(value: Value) -> Read<Json> {
    let tree = object(value)?;
    if tree.get("type").and_then(Value::as_str) != Some("wrapper") {
        return wrong("The type of the root must be wrapper.");
    }
    to_raw_value(&tree).or_else(|_| wrong("Not a valid mapping type."))
}

fn check_integration(fields: &mut Fields, call: &Call<'_>, integration: Option<u64>) {
    if integration.is_some_and(|id| call.state.integrations.get(id).is_none()) {
        fields.error("integration_id", "Integration not found.");
    }
}
