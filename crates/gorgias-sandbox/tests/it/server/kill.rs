//! `kill -9` at any moment: what was answered is there afterwards, and what was not is there at most once.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gorgias_sandbox::{SandboxOptions, SystemName};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::restart::{everything, restarted};
use super::support::{client, options, start};

/// Set for the process that is to be killed.
const FOLDER: &str = "GORGIAS_SANDBOX_TEST_FOLDER";

const CUSTOMERS: usize = 4;

fn kept(folder: &str) -> SandboxOptions {
    SandboxOptions { state: Some(folder.into()), ..options() }
}

/// No test of its own: the process that the test below kills. Alone it does nothing.
#[tokio::test]
async fn process_to_be_killed() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let sandbox = start(kept(&folder)).await;
    let access = serde_json::to_string(sandbox.access()).unwrap();
    writeln!(std::io::stdout(), "\nready {access}").unwrap();
    std::future::pending::<()>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_answered_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let mut answered = BTreeSet::new();
    for kill_after in [1, 30] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["server::kill::process_to_be_killed", "--exact", "--nocapture"])
            .env(FOLDER, path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready =
            lines.map_while(Result::ok).find_map(|line| Some(line.strip_prefix("ready ")?.to_owned()));
        let access: Value = serde_json::from_str(&ready.unwrap()).unwrap();

        let count = Arc::new(AtomicUsize::new(0));
        let mut customers = JoinSet::new();
        for person in 0..CUSTOMERS {
            customers.spawn(buy(access["helpdesk"].clone(), person, Arc::clone(&count)));
        }
        while count.load(Ordering::SeqCst) < kill_after {
            tokio::task::yield_now().await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let before = answered.len();
        answered.extend(customers.join_all().await.into_iter().flatten());
        assert!(answered.len() - before >= kill_after);
    }

    let sandbox = restarted(kept(path)).await;
    let orders = sandbox.control().rows(SystemName::Shop, "orders").await.unwrap();
    let names: BTreeSet<_> = orders.iter().map(|order| order["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names.len(), orders.len());
    assert!(answered.is_subset(&names));
    let seeded = start(options()).await.control().rows(SystemName::Shop, "orders").await.unwrap().len();
    let unknown = orders.len() - seeded - answered.len();
    assert!(unknown <= 2 * CUSTOMERS, "{unknown} orders that nobody was told of");

    let before = everything(&sandbox).await;
    drop(sandbox);
    assert_eq!(everything(&restarted(kept(path)).await).await, before);
}

/// Buys one thing after the other until nobody answers; the names of the orders that were confirmed.
async fn buy(helpdesk: Value, person: usize, count: Arc<AtomicUsize>) -> Vec<String> {
    let url = format!("{}/_sandbox/shop/act", helpdesk["url"].as_str().unwrap());
    let (email, key) = (helpdesk["email"].as_str().unwrap(), helpdesk["api_key"].as_str());
    let action = json!({"do": "order-placed", "person": person, "total": "10.00"});
    let client = client();
    let mut names = Vec::new();
    loop {
        let Ok(answer) = client.post(&url).basic_auth(email, key).json(&action).send().await else {
            return names;
        };
        let Ok(order) = answer.json::<Value>().await else { return names };
        names.push(order["order"].as_str().unwrap().to_owned());
        count.fetch_add(1, Ordering::SeqCst);
    }
}
