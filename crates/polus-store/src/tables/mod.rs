//! Typed tables.

/// All typed tables, described for people.
pub fn document_tables() -> String {
    todo!()
}

/// Every typed table.
pub const TABLES: &[()] = &[];
