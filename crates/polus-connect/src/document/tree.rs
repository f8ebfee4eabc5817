//! Any YAML value with the place of each of its parts, for trees of templates.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::{Location, Spanned};

/// A value of any shape that remembers where each part of it stands.
#[derive(Debug, Clone)]
pub struct Tree {
    /// Where it begins; [`Location::UNKNOWN`] when it did not come from a document.
    pub location: Location,
    /// What it is.
    pub node: Node,
}

/// What a part of a [`Tree`] is.
#[derive(Debug, Clone)]
pub enum Node {
    /// Null, boolean, number or text.
    Scalar(Value),
    /// A list.
    List(Vec<Tree>),
    /// A map, in the order written; each name with its place.
    Map(Vec<(Spanned<String>, Tree)>),
}

impl Tree {
    /// The plain value.
    pub fn to_value(&self) -> Value {
        match &self.node {
            Node::Scalar(value) => value.clone(),
            Node::List(items) => Value::Array(items.iter().map(Tree::to_value).collect()),
            Node::Map(fields) => Value::Object(
                fields.iter().map(|(name, tree)| (name.value.clone(), tree.to_value())).collect(),
            ),
        }
    }
}

impl Default for Tree {
    fn default() -> Self {
        Tree { location: Location::UNKNOWN, node: Node::Scalar(Value::Null) }
    }
}

impl From<&Value> for Tree {
    fn from(value: &Value) -> Self {
        let node = match value {
            Value::Array(items) => Node::List(items.iter().map(Tree::from).collect()),
            Value::Object(fields) => {
                let nowhere =
                    |name: &String| Spanned::new(name.clone(), Location::UNKNOWN, Location::UNKNOWN);
                Node::Map(fields.iter().map(|(name, value)| (nowhere(name), Tree::from(value))).collect())
            }
            scalar => Node::Scalar(scalar.clone()),
        };
        Tree { location: Location::UNKNOWN, node }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Node>::deserialize(deserializer)?;
        Ok(Tree { location: spanned.referenced, node: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Scalar(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Scalar(Value::from(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Scalar(Value::from(value)))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Node, E> {
        Number::from_f64(value)
            .map(|number| Node::Scalar(Value::Number(number)))
            .ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Scalar(Value::String(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Node::Map(fields))
    }
}
