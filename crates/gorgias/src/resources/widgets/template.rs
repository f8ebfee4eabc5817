//! What a widget looks like: a tree of cards, lists and values, each with the path to its data.
//!
//! A path is dotted and begins at what the node above shows; an empty one is that itself. A list has one card, which is
//! shown for each of its items. Titles of cards may hold `{{field}}`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::resources::Map;

/// A node of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Node {
    /// What it shows.
    #[serde(rename = "type")]
    pub kind: NodeType,
    /// Where its data is, from the node above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its place among its neighbours, lower first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<i64>,
    /// Of cards `link`, `color`, `pictureUrl`, `displayCard`; of lists `limit`, `orderBy`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Map>,
    /// The nodes below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widgets: Option<Vec<Node>>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

/// What a node shows; the helpdesk knows more than are named here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NodeType {
    /// The root.
    Wrapper,
    /// Nodes below a title.
    Card,
    /// A card for each item.
    List,
    /// A value as text.
    Text,
    /// A moment.
    Date,
    /// One not named here.
    #[serde(untagged)]
    Other(String),
}

impl Node {
    /// The root: these cards and lists, from the top down.
    pub fn wrapper(widgets: impl IntoIterator<Item = Node>) -> Self {
        Self { widgets: Some(numbered(widgets)), ..Self::new(NodeType::Wrapper) }
    }

    /// A card with a title, which may hold `{{field}}`, and these nodes, from the top down.
    pub fn card(path: &str, title: &str, widgets: impl IntoIterator<Item = Node>) -> Self {
        let meta = json!({ "displayCard": true, "link": "", "color": "", "pictureUrl": "" });
        Self { widgets: Some(numbered(widgets)), ..Self::shows(NodeType::Card, path, title) }.with_meta(meta)
    }

    /// This card for each item, at most `limit` of them.
    pub fn list(path: &str, limit: u32, card: Node) -> Self {
        let meta = json!({ "limit": limit.to_string(), "orderBy": "" });
        let list = Self { path: Some(path.to_owned()), ..Self::new(NodeType::List) };
        Self { widgets: Some(numbered([card])), ..list }.with_meta(meta)
    }

    /// A value as text.
    pub fn text(path: &str, title: &str) -> Self {
        Self::shows(NodeType::Text, path, title)
    }

    /// A moment.
    pub fn date(path: &str, title: &str) -> Self {
        Self::shows(NodeType::Date, path, title)
    }

    /// A value shown in another way.
    pub fn other(kind: &str, path: &str, title: &str) -> Self {
        Self::shows(NodeType::Other(kind.to_owned()), path, title)
    }

    /// Leads to this address, which may hold `{{field}}`, when its card's title is clicked.
    pub fn link(mut self, address: &str) -> Self {
        self.meta.get_or_insert_default().insert("link".to_owned(), address.into());
        self
    }

    /// The items of its list in this order: a field, with a `-` before it the other way round.
    pub fn order_by(mut self, field: &str) -> Self {
        self.meta.get_or_insert_default().insert("orderBy".to_owned(), field.into());
        self
    }

    /// Reads a template; nothing when it is of another form.
    pub fn read(template: &Map) -> Option<Self> {
        Self::deserialize(&Value::Object(template.clone())).ok()
    }

    fn new(kind: NodeType) -> Self {
        Self { kind, path: None, title: None, order: None, meta: None, widgets: None, more: Map::new() }
    }

    fn shows(kind: NodeType, path: &str, title: &str) -> Self {
        Self { path: Some(path.to_owned()), title: Some(title.to_owned()), ..Self::new(kind) }
    }

    fn with_meta(mut self, meta: Value) -> Self {
        self.meta = meta.as_object().cloned();
        self
    }
}

/// The template as widgets are made with.
impl From<Node> for Map {
    fn from(node: Node) -> Self {
        match crate::request::json(&node) {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }
}

/// From the top down, unless a node says where it wants to be.
fn numbered(nodes: impl IntoIterator<Item = Node>) -> Vec<Node> {
    (0..).zip(nodes).map(|(place, node)| Node { order: node.order.or(Some(place)), ..node }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{NewWidget, UpdateWidget, create, update};
    use super::*;

    #[test]
    fn a_template_is_written_and_read() {
        let orders =
            Node::list("orders", 3, Node::card("", "{{name}}", [Node::date("created_at", "Created")]));
        let tree = Node::wrapper([Node::card(
            "",
            "Loyalty",
            [Node::text("points", "Points"), orders.order_by("-created_at")],
        )
        .link("https://acme.example/{{id}}")]);
        let template = Map::from(tree.clone());
        let card = |title: &str, link: &str, widgets: Value| {
            json!({
                "type": "card", "path": "", "title": title, "order": 0,
                "meta": { "displayCard": true, "link": link, "color": "", "pictureUrl": "" },
                "widgets": widgets,
            })
        };
        let date = json!({ "type": "date", "path": "created_at", "title": "Created", "order": 0 });
        let list = json!({
            "type": "list", "path": "orders", "order": 1,
            "meta": { "limit": "3", "orderBy": "-created_at" },
            "widgets": [card("{{name}}", "", json!([date]))],
        });
        let points = json!({ "type": "text", "path": "points", "title": "Points", "order": 0 });
        let loyalty = card("Loyalty", "https://acme.example/{{id}}", json!([points, list]));
        assert_eq!(Value::Object(template.clone()), json!({ "type": "wrapper", "widgets": [loyalty] }));
        assert_eq!(Node::read(&template), Some(tree));
    }

    #[test]
    fn a_root_that_is_no_wrapper_is_refused_before_sending() {
        assert_eq!(create(NewWidget::custom(Node::wrapper([]))).invalid(), None);
        assert_eq!(create(NewWidget::custom(Node::text("a", "A"))).invalid().unwrap().field, "template");
        let change = UpdateWidget::new().template(Map::new());
        assert_eq!(update(1, change).invalid().unwrap().field, "template");
        assert_eq!(update(1, UpdateWidget::new().order(1)).invalid(), None);
    }
}
