//! The tables of `contract/` that the sandbox itself reads, so that there is one list of each.

/// Every operation of the API.
pub(crate) const OPERATIONS: &str = include_str!("../../../contract/operations.tsv");

/// What reporting can be asked for.
pub(crate) const STATISTICS: &str = include_str!("../../../contract/statistics.tsv");

/// The names of the older statistics.
pub(crate) const LEGACY_STATISTICS: &str = include_str!("../../../contract/legacy_statistics.tsv");

/// Some columns of a table, row by row.
pub(crate) fn rows<const N: usize>(table: &'static str, columns: [&str; N]) -> Vec<[&'static str; N]> {
    let mut lines = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = lines.next().unwrap_or_default();
    let places = columns.map(|column| header.iter().position(|name| *name == column));
    let cell = |cells: &[&'static str], place: Option<usize>| {
        place.and_then(|place| cells.get(place)).copied().unwrap_or_default()
    };
    lines.map(|cells| places.map(|place| cell(&cells, place))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name() {
        let table = "a\tb\tc\n1\t2\t3\n4\t5\n";
        assert_eq!(rows(table, ["c", "a"]), [["3", "1"], ["", "4"]]);
        assert_eq!(rows(OPERATIONS, ["method"]).len(), 114);
    }
}
