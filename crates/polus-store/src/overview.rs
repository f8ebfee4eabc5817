//! Everything a dashboard or a metrics page shows, in one cheap read.

use std::path::Path;

use crate::sqlite::Fault;
use crate::{
    Connection, Result, RunCounts, Store, StreamState, connections, failures, inbox, runs, stale, streams,
};

/// The state of the whole store.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// Every connection, by account and name.
    pub connections: Vec<ConnectionOverview>,
    /// Runs by state.
    pub runs: RunCounts,
    /// Webhooks that wait.
    pub inbox_depth: u64,
    /// Open failures by kind.
    pub failures: Vec<(String, u64)>,
    /// Size of the database in bytes, its write-ahead log included.
    pub database_bytes: u64,
}

/// One connection and its streams.
#[derive(Debug, Clone)]
pub struct ConnectionOverview {
    /// The connection.
    pub connection: Connection,
    /// Its streams, by name.
    pub streams: Vec<StreamOverview>,
}

/// One stream.
#[derive(Debug, Clone)]
pub struct StreamOverview {
    /// Where it stands.
    pub state: StreamState,
    /// Records that are known to have changed and wait to be read.
    pub stale: u64,
}

impl Store {
    /// Counts and stamps for a dashboard. Its cost grows with what waits, not with the number of records or of
    /// runs that have ended.
    pub async fn overview(&self) -> Result<Overview> {
        let path = self.database().path().to_owned();
        self.read(move |sql| {
            let mut connections = Vec::new();
            for connection in connections::all(sql)? {
                let streams = streams::of_connection(sql, connection.id)?
                    .into_iter()
                    .map(|state| {
                        let stale = stale::count(sql, connection.id, &state.stream)?;
                        Ok(StreamOverview { state, stale })
                    })
                    .collect::<Result<_, Fault>>()?;
                connections.push(ConnectionOverview { connection, streams });
            }
            Ok(Overview {
                connections,
                runs: runs::counts(sql)?,
                inbox_depth: inbox::depth(sql)?,
                failures: failures::counts(sql)?,
                database_bytes: size(&path),
            })
        })
        .await
    }
}

fn size(path: &Path) -> u64 {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    // Between two checks the log may be folded in and gone.
    [path, Path::new(&log)].iter().filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
}
