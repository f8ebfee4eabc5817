//! `demo --once`: the bounded script, played to its end, and the proof that both sides agree.
//!
//! Everything here may be interrupted at any moment and begun again: the sandbox plays each step of the script once,
//! and the proof looks at what is there.

use std::time::Duration;

use gorgias_sandbox::Control;
use gorgias_sandbox::traffic::{Effect, Played};
use polus_engine::{Due, Engine};
use polus_store::Store;
use serde::Serialize;
use tokio::time::Instant;

use super::compare::{self, Compared};
use super::effects::{self, Checked};
use crate::failure::{Exit, Failure};
use crate::progress::thousands;
use crate::{output, watching};

/// How often to look whether something is still owed.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How long the work that follows from something may take.
const LONGEST: Duration = Duration::from_secs(120);

/// How often the two sides are looked at: after asking for news, and then after reading what is doubted from top to
/// end.
const LOOKS: u32 = 3;

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Summary {
    agree: bool,
    streams: Vec<Compared>,
    flows: Vec<Checked>,
    failures: u64,
    requests: u64,
    throttled_429: u64,
    seconds: f64,
}

/// The parts of a demo that is running.
pub struct Running<'a> {
    /// The hand on the systems.
    pub control: &'a Control,
    /// What is being shown.
    pub engine: &'a Engine,
    /// Its copy.
    pub store: &'a Store,
    /// When the command began.
    pub begun: Instant,
}

/// Plays the script over a complete copy and proves that both sides agree.
pub async fn run(demo: &Running<'_>, as_json: bool) -> Result<(), Failure> {
    // Whatever an earlier start left to do comes first.
    demo.settled("the work that was waiting").await?;
    output::note(as_json, "Everything is copied; now the script is played.");
    let expected = demo.play(as_json).await?;
    watching::shown("script", demo.engine, None, demo.settled("the work that follows from the script"))
        .await?;
    let summary = demo.proof(&expected).await?;
    output::result(as_json, &summary, || summary.describe())?;
    if summary.agree { Ok(()) } else { Err(summary.differs()) }
}

impl Running<'_> {
    /// Plays what has not been played yet; gives what all of it is to cause.
    async fn play(&self, as_json: bool) -> Result<Vec<Effect>, Failure> {
        let mut expected = Vec::new();
        for number in 0.. {
            let played = self.control.play(number).await.map_err(|error| {
                Failure::new(Exit::Internal, format!("step {number} of the script stopped")).because(&error)
            })?;
            let Some(played) = played else { break };
            tell_refused(&played, as_json);
            expected.extend(played.effects);
        }
        Ok(expected)
    }

    /// Waits until nothing is owed on either side.
    async fn settled(&self, what: &str) -> Result<(), Failure> {
        let quiet = async {
            loop {
                self.control.deliveries_idle().await;
                if self.engine.idle().await? {
                    return Ok::<(), Failure>(());
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        match tokio::time::timeout(LONGEST, quiet).await {
            Ok(result) => result,
            Err(_) => Err(self.unsettled(what).await?),
        }
    }

    async fn unsettled(&self, what: &str) -> Result<Failure, Failure> {
        let status = self.engine.status().await?;
        let streams = status.connections.iter().flat_map(|connection| {
            let waiting =
                connection.streams.iter().filter(|stream| stream.phase != "live" || stream.stale > 0);
            waiting.map(move |stream| match &stream.error {
                Some(error) => format!("{} {}: {error}", connection.name, stream.name),
                None => format!("{} {}: {} records to be read", connection.name, stream.name, stream.stale),
            })
        });
        let runs = format!(
            "{} runs are open, {} webhooks wait",
            status.runs.due + status.runs.leased,
            status.inbox_depth
        );
        let mut failure =
            Failure::new(Exit::Differs, format!("{what} did not end within {} s", LONGEST.as_secs()))
                .hint("start it again: it goes on from there");
        failure.causes = streams.chain([runs]).collect();
        Ok(failure)
    }

    /// Looks at both sides until they agree, or until it is plain that they do not.
    async fn proof(&self, expected: &[Effect]) -> Result<Summary, Failure> {
        let mut doubted = Vec::new();
        let mut looks = 0;
        loop {
            // Asks every system for what it may not have told, and lets what comes of that be worked off.
            for connection in self.engine.status().await?.connections {
                let audit = doubted.contains(&connection.name);
                self.engine.sync_round(&connection.name, Due { news: true, audit }).await?;
            }
            self.settled("the last look").await?;
            let summary = self.look(expected).await?;
            looks += 1;
            if summary.agree || looks == LOOKS {
                return Ok(summary);
            }
            doubted = summary.differing();
            tracing::info!(?doubted, "the two sides do not agree yet");
        }
    }

    async fn look(&self, expected: &[Effect]) -> Result<Summary, Failure> {
        let streams = compare::all(self.control, self.store).await?;
        let flows = effects::all(self.control, expected).await?;
        let status = self.engine.status().await?;
        let budgets = || status.connections.iter().filter_map(|connection| connection.budget.as_ref());
        Ok(Summary {
            agree: !streams.is_empty()
                && status.totals.failures == 0
                && streams.iter().all(|stream| stream.differing == 0)
                && flows.iter().all(|flow| flow.differences.is_empty()),
            streams,
            flows,
            failures: status.totals.failures,
            requests: budgets().map(|budget| budget.requests).sum(),
            throttled_429: budgets().map(|budget| budget.throttled).sum(),
            seconds: self.begun.elapsed().as_secs_f64(),
        })
    }
}

/// Says which calls a system refused: they cause nothing, and people should know.
fn tell_refused(played: &Played, as_json: bool) {
    for done in &played.done {
        if let Some(error) = &done.error {
            output::note(as_json, &format!("Step \"{}\": the {} refused: {error}", played.name, done.system));
        }
    }
}

impl Summary {
    /// The connections that do not agree: their lists are to be read from top to end.
    fn differing(&self) -> Vec<String> {
        self.streams.iter().filter(|of| of.differing > 0).map(|of| of.connection.clone()).collect()
    }

    fn describe(&self) -> String {
        let number = |count: usize| thousands(count as u64);
        let header = ["system", "stream", "there", "here", "differing"].map(str::to_owned);
        let rows = self.streams.iter().map(|of| {
            vec![
                of.connection.clone(),
                of.stream.clone(),
                number(of.remote),
                number(of.local),
                number(of.differing),
            ]
        });
        let streams = output::columns(&header, rows.collect(), &[false, false, true, true, true]);
        let header = ["flow", "expected", "found", "wrong"].map(str::to_owned);
        let rows = self.flows.iter().map(|of| {
            vec![of.flow.to_owned(), number(of.expected), number(of.found), number(of.differences.len())]
        });
        let flows = output::columns(&header, rows.collect(), &[false, true, true, true]);
        let verdict = if self.agree {
            "Both sides agree, and each effect happened once."
        } else {
            "The two sides differ."
        };
        format!(
            "{streams}\n\n{flows}\n\n{verdict} {} requests, {} throttled, {:.1} s.",
            thousands(self.requests),
            self.throttled_429,
            self.seconds
        )
    }

    fn differs(&self) -> Failure {
        let streams = self.streams.iter().flat_map(|of| {
            let more = of.differing.saturating_sub(of.differences.len());
            let more = (more > 0).then(|| format!("{} {}: {more} more", of.connection, of.stream));
            of.differences
                .iter()
                .map(move |what| format!("{} {}: {what}", of.connection, of.stream))
                .chain(more)
        });
        let flows = self
            .flows
            .iter()
            .flat_map(|of| of.differences.iter().map(move |what| format!("{}: {what}", of.flow)));
        let failures = (self.failures > 0).then(|| format!("{} failures were kept", self.failures));
        let mut failure = Failure::new(Exit::Differs, "the two sides differ")
            .hint("`polus status --dir <folder>` says more");
        failure.causes = streams.chain(flows).chain(failures).collect();
        failure
    }
}
