//! What was answered is on the disk, whatever is killed when.
//!
//! The test runs itself as a child process that writes as fast as it can and says on its standard output what the
//! store has acknowledged; the parent kills it with SIGKILL in the middle of it, opens the database, and looks for every
//! word of it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use polus_store::Store;
use serde_json::json;

use crate::support::{at, batch, connection, planned, ticket};

const CHILD: &str = "POLUS_STORE_TEST_CHILD";
const NAME: &str = "durability::what_was_acknowledged_survives_kill_9";

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    if let Some(path) = std::env::var_os(CHILD) {
        runtime.block_on(write_until_killed(Path::new(&path)));
    }
    for acknowledged in [1, 7, 40, 133, 350] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("polus.db");
        let mut lines = Vec::new();
        // Killed twice: the second child begins with what the first one left.
        for _ in 0..2 {
            lines.extend(run_and_kill(&path, acknowledged));
        }
        runtime.block_on(check(&path, &lines));
    }
}

fn run_and_kill(path: &Path, acknowledged: usize) -> Vec<String> {
    let mut child: Child = Command::new(std::env::current_exe().unwrap())
        .args([NAME, "--exact", "--nocapture"])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut said = said.filter_map(|line| line.split_once("ack ").map(|(_, what)| what.to_owned()));
    let mut lines: Vec<String> = said.by_ref().take(acknowledged).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    // What it still said before it died counts as well, but a line may be cut off.
    lines.extend(said.filter(|line| line.ends_with('.')));
    assert!(lines.len() >= acknowledged, "the child ended by itself after {} lines", lines.len());
    lines
}

/// Eight tasks: half receive webhooks, half apply batches that make runs.
async fn write_until_killed(path: &Path) {
    let store = Store::open(path, at(0)).await.unwrap();
    let helpdesk =
        store.put_connection(connection("main", "helpdesk", "gorgias", "helpdesk"), at(0)).await.unwrap();
    let begun = store.inbox_depth().await.unwrap();
    let helpdesk = Arc::new(helpdesk);
    let tasks: Vec<_> = (0..8i64)
        .map(|task| {
            let (store, helpdesk) = (store.clone(), Arc::clone(&helpdesk));
            tokio::spawn(async move {
                for round in 0.. {
                    if task % 2 == 0 {
                        let body = format!("{begun} {task} {round}");
                        let id = store.receive(helpdesk.id, "{}".into(), body, at(1)).await.unwrap();
                        say(&format!("inbox {id}."));
                    } else {
                        let base = i64::try_from(begun).unwrap() * 1_000_000 + task * 100_000 + round * 10;
                        let tickets = (base..base + 10).map(|id| ticket(id, 1, "x")).collect();
                        let mut batch = planned(batch(&helpdesk, "tickets", Some("tickets"), 1, tickets));
                        batch.checkpoint = Some(json!(base));
                        store.apply(batch).await.unwrap();
                        say(&format!("batch {base}."));
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

fn say(what: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("ack {what}\n").as_bytes()).and_then(|()| out.flush()).unwrap();
}

async fn check(path: &Path, acknowledged: &[String]) {
    let store = Store::open(path, at(9)).await.unwrap();
    let column = async |sql: &str| {
        let rows = store.query(sql, usize::MAX).await.unwrap().rows;
        rows.into_iter().map(|row| row[0].as_i64().unwrap()).collect::<std::collections::HashSet<i64>>()
    };
    let inbox = column("SELECT id FROM inbox").await;
    let tickets = column("SELECT id FROM tickets").await;
    let runs = column("SELECT CAST(key AS INTEGER) FROM runs JOIN changes c ON c.id = runs.change_id JOIN records r ON r.id = record_id").await;
    for line in acknowledged {
        let (what, number) = line.trim_end_matches('.').split_once(' ').unwrap();
        let number: i64 = number.parse().unwrap();
        match what {
            "inbox" => assert!(inbox.contains(&number), "webhook {number} is lost"),
            _ => {
                for id in number..number + 10 {
                    assert!(tickets.contains(&id), "ticket {id} is lost");
                }
            }
        }
    }
    // Nothing is half done, acknowledged or not.
    assert_eq!(tickets.len() % 10, 0, "a batch is all or nothing");
    assert_eq!(tickets.len(), runs.len(), "each change has its run");
    let helpdesk = store.connection("main", "helpdesk").await.unwrap().unwrap();
    let state = store.stream_state(helpdesk.id, "tickets").await.unwrap();
    assert_eq!(usize::try_from(state.rows).unwrap(), tickets.len());
    store.close().await.unwrap();
    let sql = rusqlite::Connection::open(path).unwrap();
    let sound: String = sql.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let dangling: i64 =
        sql.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(dangling, 0);
}
