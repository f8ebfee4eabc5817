//! The client without the product: its own benchmarks, which print what they measured as JSON.

use std::collections::BTreeMap;

use super::Setup;
use super::report::{Goal, Measure};
use crate::failure::Failure;
use crate::shell;

/// Decoding, layers, allocations.
pub fn run(setup: &Setup) -> Result<Vec<Measure>, Failure> {
    let mut measures = measured("client", Some(setup.runs))?;
    measures.extend(measured("allocations", None)?);
    Ok(measures)
}

fn measured(bench: &str, runs: Option<usize>) -> Result<Vec<Measure>, Failure> {
    let mut cargo = shell::cargo();
    cargo.args(["bench", "--quiet", "--package", "gorgias", "--bench", bench]);
    if let Some(runs) = runs {
        cargo.args(["--", &runs.to_string()]);
    }
    let printed = shell::capture(&mut cargo)?;
    let values: BTreeMap<String, Vec<f64>> =
        serde_json::from_str(&printed).map_err(Failure::json("what the benchmark printed"))?;
    Ok(values.into_iter().map(|(what, runs)| measure(&what, runs)).collect())
}

/// `tickets typed MB/s` is the quantity `tickets typed` in `MB/s`.
fn measure(what: &str, runs: Vec<f64>) -> Measure {
    const UNITS: &[(&str, &str)] = &[
        (" MB/s", "MB/s"),
        (" objects/s", "1/s"),
        (" us/request", "us/request"),
        (" allocations/row", "allocations/row"),
    ];
    let unit = UNITS.iter().find_map(|(end, unit)| Some((what.strip_suffix(end)?, *unit)));
    let (name, unit) = unit.unwrap_or((what, "ratio"));
    let measure = Measure { runs, ..Measure::new(name, unit) };
    match unit {
        // Not slower than reading the same bytes without types.
        "ratio" => measure.goal(Goal::AtLeast(1.0)),
        "us/request" => measure.goal(Goal::Below(20.0)),
        _ => measure,
    }
}
