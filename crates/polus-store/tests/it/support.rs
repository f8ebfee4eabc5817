//! What every test needs: a store, a connection, batches in one line.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use polus_store::{
    AccountId, Applied, Batch, Change, Connection, Gone, Identity, Incoming, NewConnection, NewRun, Origin,
    Planner, State, Store,
};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A store in a folder that goes away with it.
pub struct TestStore {
    pub store: Store,
    pub helpdesk: Connection,
    folder: TempDir,
}

impl TestStore {
    pub async fn new() -> TestStore {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path().join("polus.db"), at(0)).await.unwrap();
        let helpdesk =
            store.put_connection(connection("main", "helpdesk", "gorgias", "helpdesk"), at(0)).await.unwrap();
        TestStore { store, helpdesk, folder }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("polus.db")
    }

    pub fn account(&self) -> AccountId {
        self.helpdesk.account_id
    }

    pub async fn connect(&self, account: &str, name: &str, system: &str, kind: &str) -> Connection {
        self.store.put_connection(connection(account, name, system, kind), at(0)).await.unwrap()
    }

    /// Applies tickets as news.
    pub async fn tickets(&self, seconds: i64, records: Vec<Incoming>) -> Applied {
        self.store.apply(self.batch(seconds, records)).await.unwrap()
    }

    /// A batch of tickets, read and observed at this second.
    pub fn batch(&self, seconds: i64, records: Vec<Incoming>) -> Batch {
        batch(&self.helpdesk, "tickets", Some("tickets"), seconds, records)
    }

    /// All values of a query.
    pub async fn rows(&self, sql: &str) -> Value {
        json!(self.store.query(sql, 10_000).await.unwrap().rows)
    }

    /// The only value of a query.
    pub async fn value(&self, sql: &str) -> Value {
        self.rows(sql).await[0][0].clone()
    }
}

pub fn connection(account: &str, name: &str, system: &str, kind: &str) -> NewConnection {
    NewConnection {
        account: account.into(),
        name: name.into(),
        system: system.into(),
        kind: kind.into(),
        url: format!("https://{name}.example"),
        settings: json!({}),
        sealed: b"sealed".to_vec(),
    }
}

pub fn batch(
    from: &Connection,
    stream: &str,
    table: Option<&str>,
    seconds: i64,
    records: Vec<Incoming>,
) -> Batch {
    Batch {
        connection: from.id,
        stream: stream.into(),
        table: table.map(str::to_owned),
        origin: Origin::Sync,
        read_started: at(seconds),
        records,
        checkpoint: None,
        observed: at(seconds),
        plan: None,
    }
}

/// This many seconds after the beginning of time.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + seconds).unwrap()
}

/// A version that sorts, and is a moment.
pub fn version(number: i64) -> String {
    format!("{:.6}", at(number))
}

/// A ticket with a subject, identified by nothing.
pub fn ticket(id: i64, updated: i64, subject: &str) -> Incoming {
    present(
        &id.to_string(),
        Some(&version(updated)),
        &json!({"id": id, "subject": subject, "status": "open", "updated_datetime": version(updated)}),
    )
}

pub fn present(key: &str, version: Option<&str>, payload: &Value) -> Incoming {
    let payload = RawValue::from_string(payload.to_string()).unwrap();
    Incoming {
        key: key.into(),
        version: version.map(str::to_owned),
        state: State::Present { payload, canonical: None, identities: Vec::new() },
    }
}

/// The same with identities and a canonical form.
pub fn known_as(mut incoming: Incoming, new: &[(&str, &str)], form: Option<Value>) -> Incoming {
    if let State::Present { identities, canonical, .. } = &mut incoming.state {
        *identities = new
            .iter()
            .map(|(kind, value)| Identity { kind: (*kind).into(), value: (*value).into() })
            .collect();
        *canonical = form;
    }
    incoming
}

pub fn deleted(key: &str, version: Option<&str>) -> Incoming {
    Incoming {
        key: key.into(),
        version: version.map(str::to_owned),
        state: State::Gone { how: Gone::Deleted },
    }
}

pub fn merged(key: &str, version: Option<&str>, into: &str) -> Incoming {
    let how = Gone::Merged { into: into.into() };
    Incoming { key: key.into(), version: version.map(str::to_owned), state: State::Gone { how } }
}

/// A planner that makes these runs for every change of tickets; the subject is the ticket.
pub struct Flows(pub &'static [&'static str]);

impl Planner for Flows {
    fn wants(&self, system: &str, kind: &str, stream: &str) -> bool {
        (system, kind, stream) == ("gorgias", "helpdesk", "tickets")
    }

    fn plan(&self, change: &Change<'_>) -> Vec<NewRun> {
        let run = |flow: &&str| NewRun {
            flow: (*flow).into(),
            flow_version: "1".into(),
            subject: format!("ticket {}", change.key),
        };
        self.0.iter().map(run).collect()
    }
}

/// A batch whose changes make runs of the flow `f`.
pub fn planned(mut batch: Batch) -> Batch {
    batch.plan = Some(Arc::new(Flows(&["f"])));
    batch
}
