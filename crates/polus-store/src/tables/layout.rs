//! What is worked out of a [`Table`] once: the tree of wanted paths and the SQL that writes its rows.

use std::sync::OnceLock;

use super::{Child, Column, From, Kind, TABLES, Table};

/// A table, ready to be written.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) table: &'static Table,
    pub(super) tree: Node,
    pub(super) upsert: String,
    pub(super) gone: String,
    pub(super) children: Vec<ChildLayout>,
}

/// A child table, ready to be written.
#[derive(Debug)]
pub(super) struct ChildLayout {
    pub(super) child: &'static Child,
    pub(super) tree: Node,
    pub(super) insert: String,
    pub(super) clear: String,
}

/// Where wanted values are in a JSON document.
#[derive(Debug)]
pub(super) enum Node {
    /// The value of this column.
    Leaf(usize),
    /// An array whose items are rows of this child.
    Rows(usize),
    /// An object; its wanted keys, sorted.
    Branch(Vec<(&'static str, Node)>),
}

/// The table with this name.
pub(crate) fn layout(name: &str) -> Option<&'static Layout> {
    static LAYOUTS: OnceLock<Vec<Layout>> = OnceLock::new();
    LAYOUTS
        .get_or_init(|| TABLES.iter().map(Layout::new).collect())
        .iter()
        .find(|layout| layout.table.name == name)
}

impl Layout {
    fn new(table: &'static Table) -> Layout {
        let names = column_names(table);
        let places: Vec<String> = (1..=names.len()).map(|at| format!("?{at}")).collect();
        let updates: Vec<String> = names
            .iter()
            .filter(|name| **name != "record_id")
            .map(|name| format!("{name} = excluded.{name}"))
            .collect();
        Layout {
            table,
            tree: tree(table.columns, table.children),
            upsert: format!(
                "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT (record_id) DO UPDATE SET {}",
                table.name,
                names.join(", "),
                places.join(", "),
                updates.join(", ")
            ),
            gone: format!("UPDATE {} SET deleted_at = ?2, merged_into = ?3 WHERE record_id = ?1", table.name),
            children: table.children.iter().map(ChildLayout::new).collect(),
        }
    }
}

impl ChildLayout {
    fn new(child: &'static Child) -> ChildLayout {
        let names = child_column_names(child);
        let places: Vec<String> = (1..=names.len()).map(|at| format!("?{at}")).collect();
        ChildLayout {
            child,
            tree: tree(child.columns, &[]),
            insert: format!(
                "INSERT INTO {} ({}) VALUES ({})",
                child.table,
                names.join(", "),
                places.join(", ")
            ),
            clear: format!("DELETE FROM {} WHERE record_id = ?1", child.table),
        }
    }
}

/// All columns of a table in the order in which they are written: where it came from, what it says, what became of it.
pub(super) fn column_names(table: &Table) -> Vec<&'static str> {
    let mut names = vec!["connection_id"];
    if table.from == From::Canonical {
        names.push("system");
    }
    names.extend(table.columns.iter().map(|column| column.name));
    names.extend(["deleted_at", "merged_into", "record_id"]);
    names
}

/// All columns of a child table in the order in which they are written.
pub(super) fn child_column_names(child: &Child) -> Vec<&'static str> {
    let mut names = vec!["connection_id", child.parent];
    names.extend(child.columns.iter().map(|column| column.name));
    names.extend(["line", "record_id"]);
    names
}

/// The names of all typed tables, children included.
pub(crate) fn names() -> Vec<&'static str> {
    TABLES
        .iter()
        .flat_map(|table| std::iter::once(table.name).chain(table.children.iter().map(|child| child.table)))
        .collect()
}

/// The columns of a typed table or of a child, with their types.
pub(crate) fn columns(name: &str) -> Option<Vec<(&'static str, Kind)>> {
    let with_kinds = |names: Vec<&'static str>, columns: &'static [Column]| {
        let kind = |name: &str| match columns.iter().find(|column| column.name == name) {
            Some(column) => column.kind,
            None if ["connection_id", "record_id", "line"].contains(&name) => Kind::Integer,
            None => Kind::Text,
        };
        names.into_iter().map(|name| (name, kind(name))).collect()
    };
    TABLES.iter().find_map(|table| {
        if table.name == name {
            return Some(with_kinds(column_names(table), table.columns));
        }
        let child = table.children.iter().find(|child| child.table == name)?;
        Some(with_kinds(child_column_names(child), child.columns))
    })
}

fn tree(columns: &[Column], children: &[Child]) -> Node {
    let mut root = Node::Branch(Vec::new());
    for (at, column) in columns.iter().enumerate() {
        root.grow(column.path, Node::Leaf(at));
    }
    for (at, child) in children.iter().enumerate() {
        root.grow(child.path, Node::Rows(at));
    }
    root
}

impl Node {
    fn grow(&mut self, path: &'static str, end: Node) {
        let Node::Branch(keys) = self else { return };
        let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
        let at = keys.binary_search_by(|(have, _)| (*have).cmp(key)).unwrap_or_else(|at| {
            keys.insert(at, (key, Node::Branch(Vec::new())));
            at
        });
        match rest {
            Some(rest) => keys[at].1.grow(rest, end),
            None => keys[at].1 = end,
        }
    }

    /// A column at or below this place, to name what is wrong with it.
    pub(super) fn first_column(&self) -> Option<usize> {
        match self {
            Node::Leaf(column) => Some(*column),
            Node::Rows(_) => None,
            Node::Branch(keys) => keys.iter().find_map(|(_, node)| node.first_column()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_table_is_put_together_in_a_way_that_can_work() {
        let mut tables = HashSet::new();
        for table in TABLES {
            assert!(tables.insert(table.name), "{} is there twice", table.name);
            assert_eq!(table.columns[0].name, table.key, "{}: the key comes first", table.name);
            sound(table.name, &column_names(table), table.columns, table.indexes, table.children);
            for child in table.children {
                assert!(tables.insert(child.table), "{} is there twice", child.table);
                sound(child.table, &child_column_names(child), child.columns, child.indexes, &[]);
            }
        }
    }

    fn sound(table: &str, names: &[&str], columns: &[Column], indexes: &[&[&str]], children: &[Child]) {
        let unique: HashSet<_> = names.iter().collect();
        assert_eq!(unique.len(), names.len(), "{table}: a column is there twice");
        for index in indexes.iter().flat_map(|index| index.iter()) {
            assert!(names.contains(index), "{table}: no column {index}");
        }
        let paths: Vec<_> =
            columns.iter().map(|column| column.path).chain(children.iter().map(|child| child.path)).collect();
        for (at, path) in paths.iter().enumerate() {
            for other in &paths[at + 1..] {
                assert!(
                    path != other
                        && !path.starts_with(&format!("{other}."))
                        && !other.starts_with(&format!("{path}.")),
                    "{table}: {path} and {other} are in each other's way"
                );
            }
        }
    }
}
