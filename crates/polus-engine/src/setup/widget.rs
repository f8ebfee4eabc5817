//! The layout of the card beside a ticket. Paths point into the answer of [`crate::sidebar`].
//!
//! (Documentation page "Create integrations and widgets", "The Widget object".)

use serde_json::{Map, Value, json};

/// The template of the widget.
pub(super) fn template() -> Map<String, Value> {
    let text = |path: &str, title: &str, order: u32| json!({"type": "text", "path": path, "title": title, "order": order});
    let order = json!({
        "type": "card", "path": "", "title": "{{name}}", "order": 0, "meta": card_meta(),
        "widgets": [
            text("status", "Status", 0),
            text("total", "Total", 1),
            text("erp_status", "ERP", 2),
            text("tracking", "Tracking", 3),
            {"type": "date", "path": "placed_at", "title": "Placed", "order": 4},
        ],
    });
    let card = json!({
        "type": "card", "path": "", "title": "Orders", "order": 0, "meta": card_meta(),
        "widgets": [
            text("customer.name", "Customer", 0),
            text("customer.total_spent", "Spent", 1),
            text("open_orders", "Open orders", 2),
            {"type": "list", "path": "orders", "order": 3, "meta": {"limit": "5", "orderBy": ""}, "widgets": [order]},
        ],
    });
    Map::from_iter([("type".to_owned(), json!("wrapper")), ("widgets".to_owned(), json!([card]))])
}

fn card_meta() -> Value {
    json!({"displayCard": true, "link": "", "color": "", "pictureUrl": ""})
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every path of the card leads somewhere in what the sidebar answers.
    #[test]
    fn the_widget_points_into_the_card() {
        let order = json!({"name": "#1", "placed_at": "2026-01-01T00:00:00Z", "status": "open", "total": {"amount": "1.00", "currency": "USD"}});
        let card = crate::sidebar::example(&order);
        let template = Value::Object(template());
        let mut broken = Vec::new();
        check(&template["widgets"][0], &card, &mut broken);
        assert_eq!(broken, Vec::<String>::new());
    }

    fn check(widget: &Value, data: &Value, broken: &mut Vec<String>) {
        let path = widget["path"].as_str().unwrap();
        let data = path.split('.').filter(|part| !part.is_empty()).fold(data, |data, part| &data[part]);
        if data.is_null() {
            broken.push(path.to_owned());
        }
        let data = if widget["type"] == "list" { &data[0] } else { data };
        for child in widget["widgets"].as_array().into_iter().flatten() {
            check(child, data, broken);
        }
    }
}
