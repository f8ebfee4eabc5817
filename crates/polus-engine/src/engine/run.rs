//! The tasks: one for each connection, one for the inbox, a few workers. Each calls its round when it is woken or
//! when its time has come. An error is written down and tried again later; it ends no task.

use std::sync::Arc;
use std::time::Duration;

use polus_store::Class;
use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::Engine;
use super::schedule::Schedule;
use crate::error::EngineError;
use crate::sync::Due;
use crate::systems::{Attached, Speaks};

/// How long runs that are under way may take to end after the stop.
const GRACE: Duration = Duration::from_secs(10);

/// Longest time without a look at what is due, whatever the signals say.
const GLANCE: Duration = Duration::from_secs(30);

/// How long a worker waits when the store cannot be written for the moment.
const BREATH: Duration = Duration::from_secs(1);

type Stop = watch::Receiver<bool>;

impl Engine {
    /// Does everything until `stop`: sync of each connection, the inbox, the runs. Runs that are under way then are
    /// brought to their end; what cannot end soon is taken up at the next start. Fails only if the local database
    /// fails for good.
    pub async fn run(&self, stop: impl Future<Output = ()>) -> Result<(), EngineError> {
        // One process writes the store, so whoever held a lease is gone.
        self.inner.store.release_leases(self.inner.clock.now()).await?;
        let (stopping, stopped) = watch::channel(false);
        let mut workers = JoinSet::new();
        for number in 0..self.inner.pace.workers.max(1) {
            workers.spawn(self.clone().worker(format!("worker-{number}"), stopped.clone()));
        }
        let mut tasks = JoinSet::new();
        tasks.spawn(self.clone().postman(stopped.clone()));
        tasks.spawn(self.clone().keepers(stopped));
        let mut stop = std::pin::pin!(stop);
        let mut result = Ok(());
        loop {
            tokio::select! {
                () = &mut stop => break,
                Some(ended) = tasks.join_next() => result = flatten(ended),
                Some(ended) = workers.join_next() => result = flatten(ended),
                else => break,
            }
            if result.is_err() {
                break;
            }
        }
        stopping.send_replace(true);
        let ended = async {
            while let Some(ended) = workers.join_next().await {
                flatten(ended)?;
            }
            while let Some(ended) = tasks.join_next().await {
                flatten(ended)?;
            }
            Ok(())
        };
        match tokio::time::timeout(GRACE, ended).await {
            Ok(ended) => result.and(ended),
            Err(_) => result,
        }
    }

    /// Serves each connection, also those that are connected later.
    async fn keepers(self, mut stopped: Stop) -> Result<(), EngineError> {
        let mut keepers = JoinSet::new();
        let mut served: Vec<Arc<Attached>> = Vec::new();
        loop {
            served.retain(|attached| self.inner.systems.has(attached));
            for attached in self.inner.systems.all() {
                if !served.iter().any(|other| Arc::ptr_eq(other, &attached)) {
                    served.push(Arc::clone(&attached));
                    keepers.spawn(self.clone().keeper(attached, stopped.clone()));
                }
            }
            tokio::select! {
                () = told(&mut stopped) => break,
                () = self.inner.systems.changed() => {}
                Some(ended) = keepers.join_next() => flatten(ended)?,
            }
        }
        while let Some(ended) = keepers.join_next().await {
            flatten(ended)?;
        }
        Ok(())
    }

    /// Keeps one connection's copy fresh until the stop, or until the connection is replaced.
    async fn keeper(self, attached: Arc<Attached>, mut stopped: Stop) -> Result<(), EngineError> {
        let pace = &self.inner.pace;
        let every = match attached.speaks {
            Speaks::Helpdesk(_) => pace.feed,
            Speaks::Connector(_) => pace.lists,
        };
        let mut rng = ChaCha12Rng::seed_from_u64(self.random());
        let mut schedule =
            Schedule::new(every, pace.audit, self.since_audit(&attached).await?, Instant::now());
        while self.inner.systems.has(&attached) {
            let due = schedule.due(Instant::now());
            // A sync may be dropped at any moment: whatever it has stored is whole.
            let result = tokio::select! {
                () = told(&mut stopped) => break,
                result = self.tend(&attached, due) => result,
            };
            if let Err(error) = &result {
                fatal(error)?;
                let name = attached.connection.name.as_str();
                tracing::warn!(connection = name, %error, "a connection could not be read; trying again later");
            }
            let jitter = rng.random_range(0.75..1.25);
            let next = schedule.after(due, Instant::now(), result.as_ref().err(), jitter);
            if due.audit && !schedule.due(Instant::now()).audit {
                self.note_audit(&attached).await?;
            }
            let hint = async {
                if schedule.hears_hints() { attached.woken().await } else { std::future::pending().await }
            };
            tokio::select! {
                () = told(&mut stopped) => break,
                () = sleep_until(next) => {}
                () = hint => tokio::time::sleep(pace.gather).await,
            }
        }
        Ok(())
    }

    /// One round of a connection. Where the helpdesk had given up calling us, it is asked to call again, and then for
    /// what it did not tell meanwhile.
    async fn tend(&self, attached: &Attached, due: Due) -> Result<(), EngineError> {
        let read = self.round_of(attached, due).await;
        if read.as_ref().is_err_and(EngineError::concerns_the_system) {
            return read;
        }
        if self.reactivate(attached).await? {
            return self.round_of(attached, Due { news: true, audit: false }).await;
        }
        read
    }

    /// How long ago the last audit was. One that was never audited is as good as audited when it is first served: its
    /// first walks are whole.
    async fn since_audit(&self, attached: &Attached) -> Result<Duration, EngineError> {
        match self.inner.store.last_time(&audit_of(attached)).await {
            Ok(Some(at)) => {
                Ok(Duration::try_from(self.inner.clock.now().duration_since(at)).unwrap_or_default())
            }
            Ok(None) => self.note_audit(attached).await.map(|()| Duration::ZERO),
            Err(error) => fatal(&error.into()).map(|()| Duration::ZERO),
        }
    }

    /// Notes that an audit has ended. Without the note the next start audits once more.
    async fn note_audit(&self, attached: &Attached) -> Result<(), EngineError> {
        match self.inner.store.set_last_time(&audit_of(attached), self.inner.clock.now()).await {
            Err(error) => fatal(&error.into()),
            Ok(()) => Ok(()),
        }
    }

    /// Looks into webhooks as they come.
    async fn postman(self, mut stopped: Stop) -> Result<(), EngineError> {
        loop {
            if let Err(error) = self.intake_round().await {
                fatal(&error)?;
                tracing::warn!(%error, "webhooks could not be looked into; trying again later");
            }
            tokio::select! {
                () = told(&mut stopped) => return Ok(()),
                () = self.inner.inbox.notified() => {}
                () = tokio::time::sleep(GLANCE) => {}
            }
        }
    }

    /// Works on runs, one after the other.
    async fn worker(self, owner: String, mut stopped: Stop) -> Result<(), EngineError> {
        let mut due = self.inner.due.subscribe();
        while !*stopped.borrow() {
            due.mark_unchanged();
            let wait = match self.work_round(&owner).await {
                Ok(true) => continue,
                Ok(false) => self.until_due().await?,
                Err(error) => {
                    fatal(&error)?;
                    tracing::warn!(%error, "a run could not be worked on; trying again later");
                    BREATH
                }
            };
            tokio::select! {
                () = told(&mut stopped) => break,
                _ = due.changed() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
        Ok(())
    }

    /// How long until a run is due, as far as is known now.
    async fn until_due(&self) -> Result<Duration, EngineError> {
        let next = self.inner.store.next_due().await?;
        Ok(next.map_or(GLANCE, |at| {
            let left = at.duration_since(self.inner.clock.now());
            Duration::try_from(left).unwrap_or_default().clamp(Duration::from_millis(20), GLANCE)
        }))
    }
}

fn audit_of(attached: &Attached) -> String {
    format!("audit of {}", attached.connection.id.get())
}

/// Waits for the stop.
async fn told(stop: &mut Stop) {
    // The sender gone is a stop too.
    drop(stop.wait_for(|stop| *stop).await);
}

/// Passes on what no later attempt can mend.
fn fatal(error: &EngineError) -> Result<(), EngineError> {
    match error {
        EngineError::Store(store) if store.class() == Class::Permanent => match store {
            // Somebody else has the run, or what was looked for is gone: no reason to stop.
            polus_store::StoreError::Conflict { .. } | polus_store::StoreError::NotFound { .. } => Ok(()),
            _ => Err(EngineError::Store(store.clone())),
        },
        _ => Ok(()),
    }
}

fn flatten(ended: Result<Result<(), EngineError>, tokio::task::JoinError>) -> Result<(), EngineError> {
    match ended {
        Ok(result) => result,
        Err(error) => Err(EngineError::Broken(error.to_string())),
    }
}
