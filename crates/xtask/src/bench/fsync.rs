//! What the disk can do: 4 KiB appends, each made durable before the next. The floor under every durable promise.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use super::report::Measure;
use super::{Setup, clock};
use crate::failure::Failure;

const BLOCK: [u8; 4096] = [b'p'; 4096];
const HOW_LONG: Duration = Duration::from_secs(2);

/// Measures the rate in the folder where the other benchmarks keep their databases.
pub fn run(setup: &Setup) -> Result<Vec<Measure>, Failure> {
    let mut rate = Measure::new("durable 4 KiB appends", "1/s");
    for _ in 0..setup.runs {
        rate.runs.push(appends_per_second(&setup.folder, HOW_LONG)?);
    }
    Ok(vec![rate])
}

/// Appends and syncs in a loop for a time; gives appends a second.
pub fn appends_per_second(folder: &Path, how_long: Duration) -> Result<f64, Failure> {
    let path = folder.join("fsync.bin");
    let doing = || format!("appending to {}", path.display());
    let mut file = File::create(&path).map_err(Failure::io(doing()))?;
    let start = clock::now();
    let mut count = 0.0;
    while start.elapsed() < how_long {
        file.write_all(&BLOCK).map_err(Failure::io(doing()))?;
        file.sync_data().map_err(Failure::io(doing()))?;
        count += 1.0;
    }
    Ok(count / start.elapsed().as_secs_f64())
}
