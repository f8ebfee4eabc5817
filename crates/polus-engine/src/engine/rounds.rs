//! One idempotent function for each kind of work. Each can be called at any time, from several places, after a
//! crash; none needs to be told what happened.

use std::sync::Arc;

use polus_store::ConnectionState;

use super::Engine;
use crate::error::EngineError;
use crate::flows::work::{LEASE, Workplace};
use crate::intake;
use crate::sync::Due;
use crate::sync::commerce::CommerceSync;
use crate::sync::helpdesk::HelpdeskSync;
use crate::systems::{Attached, Speaks};

impl Engine {
    /// Brings a connection's copy to the present and writes down how the connection is doing.
    pub async fn sync_round(&self, connection: &str, due: Due) -> Result<(), EngineError> {
        let attached = self.inner.systems.by_name(connection)?;
        self.round_of(&attached, due).await
    }

    /// The same for a connection at hand.
    pub(super) async fn round_of(&self, attached: &Attached, due: Due) -> Result<(), EngineError> {
        let result = self.read(attached, due).await;
        let (state, message) = match &result {
            Ok(()) => (ConnectionState::Ok, None),
            Err(EngineError::Store(_)) => return result,
            Err(error) if error.is_unauthorized() => (ConnectionState::Refused, Some(error.to_string())),
            Err(error) => (ConnectionState::Failing, Some(error.to_string())),
        };
        // Every round writing the same would be most of what an idle installation writes.
        if attached.notes(state, message.as_deref()) {
            let inner = &self.inner;
            inner
                .store
                .set_connection_state(attached.connection.id, state, message, inner.clock.now())
                .await?;
        }
        result
    }

    async fn read(&self, attached: &Attached, due: Due) -> Result<(), EngineError> {
        let inner = &self.inner;
        let (connection, store, clock) =
            (attached.connection.clone(), inner.store.clone(), inner.clock.clone());
        let planner = Arc::clone(&inner.planner);
        let told = Arc::clone(&inner.observer);
        let signal = inner.due.clone();
        let observer: crate::sync::Observer = Arc::new(move |notice| {
            if matches!(notice, crate::sync::Notice::Runs(_)) {
                signal.send_modify(|count| *count += 1);
            }
            told(notice);
        });
        match &attached.speaks {
            Speaks::Helpdesk(client) => {
                let client = client.in_class(gorgias::Class::Sync);
                HelpdeskSync { connection, client, store, clock, planner, observer }.round(due).await
            }
            Speaks::Connector(connector) => {
                let connector = Arc::clone(connector);
                CommerceSync { connection, connector, store, clock, planner, observer }.round(due).await
            }
        }
    }

    /// Looks into every webhook that waits; says how many there were.
    pub async fn intake_round(&self) -> Result<u64, EngineError> {
        let inner = &self.inner;
        intake::drain(&inner.store, &inner.systems, &inner.clock).await
    }

    /// Leases one due run and takes it to its end or to its next attempt; says whether there was one.
    pub async fn work_round(&self, owner: &str) -> Result<bool, EngineError> {
        let inner = &self.inner;
        // Looking costs nothing, leasing a write.
        if inner.store.next_due().await?.is_none_or(|due| due > inner.clock.now()) {
            return Ok(false);
        }
        let Some(run) = inner.store.lease_runs(owner, 1, LEASE, inner.clock.now()).await?.pop() else {
            return Ok(false);
        };
        let helpdesk = inner.systems.helpdesk_of(run.account_id);
        let workplace = Workplace {
            store: inner.store.clone(),
            clock: inner.clock.clone(),
            owner: owner.to_owned(),
            store_name: inner.store_name.clone(),
            helpdesk: helpdesk.map(|(attached, client)| {
                (attached.connection.clone(), client.in_class(gorgias::Class::Flows))
            }),
        };
        workplace.perform(&inner.flows, run).await?;
        // The next run of the same subject may be due now.
        inner.due.send_modify(|count| *count += 1);
        Ok(true)
    }
}
