//! Measurements, their medians and goals, as a table and as JSON.

use std::fs;
use std::path::Path;

use serde::{Serialize, Serializer};

use super::machine::Machine;
use crate::failure::Failure;

/// The result of one benchmark.
#[derive(Serialize)]
pub struct Report<'machine> {
    pub bench: &'static str,
    pub about: &'static str,
    pub machine: &'machine Machine,
    pub measures: Vec<Measure>,
}

/// One quantity, once for each run.
#[derive(Debug, Serialize)]
pub struct Measure {
    /// What it is, such as `records stored`.
    pub what: String,
    /// Its unit, such as `1/s`.
    pub unit: &'static str,
    /// The goal, if there is one.
    pub goal: Option<Goal>,
    /// The raw values in the order they were measured.
    pub runs: Vec<f64>,
}

/// What a median has to be. Serialized as the text of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    AtLeast(f64),
    Below(f64),
    Exactly(f64),
}

impl Measure {
    /// A quantity without a goal and without values yet.
    pub fn new(what: impl Into<String>, unit: &'static str) -> Self {
        Self { what: what.into(), unit, goal: None, runs: Vec::new() }
    }

    /// The same with a goal.
    pub fn goal(mut self, goal: Goal) -> Self {
        self.goal = Some(goal);
        self
    }

    /// The middle value, or the mean of the two middle ones; not a number before the first run.
    pub fn median(&self) -> f64 {
        let mut sorted = self.runs.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        match sorted.len() {
            0 => f64::NAN,
            even if even % 2 == 0 => (sorted[middle - 1] + sorted[middle]) / 2.0,
            _ => sorted[middle],
        }
    }
}

impl Goal {
    fn met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(bound) => value >= bound,
            Self::Below(bound) => value < bound,
            Self::Exactly(wanted) => value == wanted,
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtLeast(bound) => format!(">= {}", number(bound)),
            Self::Below(bound) => format!("< {}", number(bound)),
            Self::Exactly(wanted) => number(wanted),
        }
    }
}

impl Serialize for Goal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl Report<'_> {
    /// Writes `<folder>/<bench>.json`, with each median beside its raw runs.
    pub fn write(&self, folder: &Path) -> Result<(), Failure> {
        let path = folder.join(format!("{}.json", self.bench));
        let mut json = serde_json::to_value(self).map_err(Failure::json("the report"))?;
        for (entry, measure) in json["measures"].as_array_mut().into_iter().flatten().zip(&self.measures) {
            entry["median"] = measure.median().into();
        }
        fs::write(&path, format!("{json:#}\n")).map_err(Failure::io(format!("writing {}", path.display())))
    }
}

/// The results as a Markdown table with aligned columns, to be read and to be pasted.
pub fn table(reports: &[Report<'_>]) -> String {
    let mut rows = vec![["bench", "measure", "value", "unit", "goal", "met"].map(str::to_owned)];
    for report in reports {
        for measure in &report.measures {
            let met = measure.goal.map(|goal| if goal.met(measure.median()) { "yes" } else { "no" });
            rows.push([
                report.bench.to_owned(),
                measure.what.clone(),
                number(measure.median()),
                measure.unit.to_owned(),
                measure.goal.map_or_else(String::new, Goal::text),
                met.unwrap_or_default().to_owned(),
            ]);
        }
    }
    let widths: [usize; 6] =
        std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0));
    let line = |row: &[String; 6]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!(" {cell:<width$} "));
        format!("|{}|", cells.collect::<Vec<_>>().join("|"))
    };
    let rule = format!("|{}|", widths.map(|width| "-".repeat(width + 2)).join("|"));
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.insert(1, rule);
    lines.join("\n")
}

/// Three figures where there are fewer, no decimals from 100 on, thousands apart.
fn number(value: f64) -> String {
    let decimals = match value.abs() {
        whole if whole.fract() == 0.0 => 0,
        large if large >= 100.0 => 0,
        middle if middle >= 10.0 => 1,
        _ => 2,
    };
    let plain = format!("{value:.decimals$}");
    let (whole, fraction) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(what: &str, goal: Option<Goal>, runs: &[f64]) -> Measure {
        Measure { what: what.to_owned(), unit: "1/s", goal, runs: runs.to_vec() }
    }

    #[test]
    fn the_median_ignores_the_order_and_the_outlier() {
        assert_eq!(measure("a", None, &[9.0, 1.0, 2.0]).median(), 2.0);
        assert_eq!(measure("a", None, &[4.0, 1.0, 2.0, 99.0]).median(), 3.0);
        assert!(measure("a", None, &[]).median().is_nan());
    }

    #[test]
    fn a_goal_is_not_met_without_a_measurement() {
        for goal in [Goal::AtLeast(0.0), Goal::Below(1.0), Goal::Exactly(0.0)] {
            assert!(!goal.met(f64::NAN));
        }
        assert!(Goal::AtLeast(97.0).met(97.0));
        assert!(!Goal::Below(25.0).met(25.0));
    }

    #[test]
    fn numbers_are_short() {
        let shown: Vec<String> =
            [0.0, 0.456, 12.34, 15000.0, 1234567.8, -123.4, 97.04].map(number).into_iter().collect();
        assert_eq!(shown, ["0", "0.46", "12.3", "15,000", "1,234,568", "-123", "97.0"]);
    }

    #[test]
    fn the_table_shows_medians_goals_and_whether_they_are_met() {
        let machine = Machine::look().unwrap();
        let reports = [Report {
            bench: "backfill",
            about: "",
            machine: &machine,
            measures: vec![
                measure("records", Some(Goal::AtLeast(15000.0)), &[14000.0, 15500.5, 16000.0]),
                measure("errors", Some(Goal::Exactly(0.0)), &[1.0]),
                measure("other", None, &[2.0]),
            ],
        }];
        assert_eq!(
            table(&reports),
            "| bench    | measure | value  | unit | goal      | met |\n\
             |----------|---------|--------|------|-----------|-----|\n\
             | backfill | records | 15,500 | 1/s  | >= 15,000 | yes |\n\
             | backfill | errors  | 1      | 1/s  | 0         | no  |\n\
             | backfill | other   | 2      | 1/s  |           |     |"
        );
    }
}
