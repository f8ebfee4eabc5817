//! Progress of work that takes longer than a moment: a bar on a terminal, plain lines elsewhere, on standard error.
//!
//! Log lines and notes go through here too, so that they do not tear the bar.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::time::Instant;

/// How often plain lines are written.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// The bar on the terminal, while there is one.
static DRAWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// What is known at a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Seen {
    /// Records held.
    pub records: u64,
    /// How many there will be, where that is known.
    pub total: Option<u64>,
    /// Share of the request quota in use, 0 to 1, where there is one.
    pub quota: Option<f64>,
}

/// A task that is under way.
pub struct Progress {
    what: String,
    begun: Instant,
    at_start: Option<u64>,
    bar: Option<ProgressBar>,
    next_line: Instant,
}

impl Progress {
    /// Begins to show a task; `what` is a word such as `sync`.
    pub fn start(what: &str) -> Progress {
        let begun = Instant::now();
        let bar = io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}") {
                bar.set_style(style);
            }
            bar.set_prefix(what.to_owned());
            bar.enable_steady_tick(Duration::from_millis(100));
            *DRAWN.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
            bar
        });
        Progress { what: what.to_owned(), begun, at_start: None, bar, next_line: begun + LINE_EVERY }
    }

    /// Shows how far it has come.
    pub fn show(&mut self, seen: Seen) {
        let at_start = *self.at_start.get_or_insert(seen.records);
        let line = describe(seen, at_start, self.begun.elapsed());
        if let Some(bar) = &self.bar {
            let template = if seen.total.is_some() {
                "{spinner} {prefix} [{bar:12}] {wide_msg}"
            } else {
                "{spinner} {prefix} {wide_msg}"
            };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars("=> "));
            }
            if let Some(total) = seen.total {
                bar.set_length(total);
            }
            bar.set_position(seen.records);
            bar.set_message(line);
        } else if Instant::now() >= self.next_line {
            self.next_line = Instant::now() + LINE_EVERY;
            let _ = writeln!(io::stderr().lock(), "{}: {line}", self.what);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            *DRAWN.lock().unwrap_or_else(PoisonError::into_inner) = None;
            bar.finish_and_clear();
        }
    }
}

/// Short enough to stand beside a bar on a terminal of 80 columns.
fn describe(seen: Seen, at_start: u64, elapsed: Duration) -> String {
    let mut line = match seen.total {
        Some(total) => format!("{}/{} records", thousands(seen.records), thousands(total)),
        None => format!("{} records", thousands(seen.records)),
    };
    let rate = seen.records.saturating_sub(at_start) as f64 / elapsed.as_secs_f64().max(0.1);
    line += &format!(", {}/s", thousands(rate.round() as u64));
    if let Some(quota) = seen.quota {
        line += &format!(", quota {:.0} %", quota * 100.0);
    }
    if let Some(total) = seen.total.filter(|total| *total > seen.records && rate >= 1.0) {
        line += &format!(", {:.0} s left", (total - seen.records) as f64 / rate);
    }
    line
}

/// `1234567` as `1,234,567`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Does something with the bar out of the way.
pub fn suspended<T>(work: impl FnOnce() -> T) -> T {
    let bar = DRAWN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match bar {
        Some(bar) => bar.suspend(work),
        None => work(),
    }
}

/// Where log lines go.
#[derive(Default)]
pub struct LogWriter(());

impl Write for LogWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        suspended(|| io::stderr().lock().write_all(bytes)).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().lock().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_said_and_nothing_else() {
        let seen = Seen { records: 12_500, total: None, quota: None };
        let after = Duration::from_secs(5);
        assert_eq!(describe(seen, 0, after), "12,500 records, 2,500/s");
        let seen = Seen { records: 12_500, total: Some(20_000), quota: Some(0.975) };
        assert_eq!(describe(seen, 2_500, after), "12,500/20,000 records, 2,000/s, quota 98 %, 4 s left");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
    }
}
