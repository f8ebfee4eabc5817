//! `polus query`: the local copy in SQL.

use polus_store::QueryResult;
use serde_json::{Map, Value};

use crate::cli::{Cli, Format, Query};
use crate::failure::Failure;
use crate::{installation, output};

/// Runs one SELECT, also while `polus up` writes.
pub async fn run(cli: &Cli, arguments: &Query) -> Result<(), Failure> {
    let store = installation::read_only(&cli.dir).await?;
    let result = store.query(&arguments.sql, arguments.limit).await?;
    store.close().await?;
    let format = if cli.json { Format::Jsonl } else { arguments.format };
    let printed = match format {
        Format::Table => table(&result),
        Format::Csv => csv(&result),
        Format::Jsonl => jsonl(&result),
    };
    if !printed.is_empty() {
        output::text(&printed)?;
    }
    if result.truncated {
        output::note(false, &format!("stopped after {} rows; --limit asks for more", result.rows.len()));
    }
    Ok(())
}

fn table(result: &QueryResult) -> String {
    let rows = result.rows.iter().map(|row| row.iter().map(plain).collect()).collect();
    let numbers = (0..result.columns.len())
        .map(|column| result.rows.iter().all(|row| row[column].is_number() || row[column].is_null()))
        .collect::<Vec<bool>>();
    output::columns(&result.columns, rows, &numbers)
}

fn csv(result: &QueryResult) -> String {
    let line = |cells: Vec<String>| cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
    let header = line(result.columns.clone());
    let rows = result.rows.iter().map(|row| line(row.iter().map(plain).collect()));
    std::iter::once(header).chain(rows).collect::<Vec<_>>().join("\n")
}

fn jsonl(result: &QueryResult) -> String {
    let names = apart(&result.columns);
    let object = |row: &Vec<Value>| {
        let fields: Map<String, Value> = names.iter().cloned().zip(row.iter().cloned()).collect();
        Value::Object(fields).to_string()
    };
    result.rows.iter().map(object).collect::<Vec<_>>().join("\n")
}

/// The columns with a name each: of several `id` the second is `id_2` unless there is such a column, and so on.
fn apart(columns: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(columns.len());
    for column in columns {
        let free = |name: &String| !names.contains(name) && (name == column || !columns.contains(name));
        let mut candidates = std::iter::once(column.clone())
            .chain((2..=columns.len() * 2).map(|number| format!("{column}_{number}")));
        let name = candidates.find(free).unwrap_or_else(|| column.clone());
        names.push(name);
    }
    names
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A cell as RFC 4180 has it.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn result() -> QueryResult {
        QueryResult {
            columns: vec!["status".into(), "n".into()],
            rows: vec![vec![json!("open"), json!(12)], vec![json!("a \"b\", c"), Value::Null]],
            truncated: false,
        }
    }

    #[test]
    fn numbers_stand_to_the_right() {
        insta::assert_snapshot!(table(&result()), @r#"
        status     n
        --------  --
        open      12
        a "b", c
        "#);
    }

    #[test]
    fn what_would_break_a_cell_is_quoted() {
        insta::assert_snapshot!(csv(&result()), @r#"
        status,n
        open,12
        "a ""b"", c",
        "#);
    }

    #[test]
    fn columns_of_one_name_are_told_apart() {
        let names = ["id", "id_2", "id", "n", "id"].map(str::to_owned).to_vec();
        let result =
            QueryResult { columns: names, rows: vec![(1..6).map(Value::from).collect()], truncated: false };
        insta::assert_snapshot!(jsonl(&result), @r#"{"id":1,"id_2":2,"id_3":3,"n":4,"id_4":5}"#);
    }

    #[test]
    fn a_row_is_an_object() {
        insta::assert_snapshot!(jsonl(&result()), @r#"
        {"status":"open","n":12}
        {"status":"a \"b\", c","n":null}
        "#);
    }
}
