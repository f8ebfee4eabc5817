//! The waiting side of the budget, in paused time: turns, classes, giving up.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::Instant;

use super::*;

/// A server that counts steadily.
struct Server {
    level: f64,
    at: Instant,
    refused: u32,
}

const SIZE: f64 = 40.0;
const DRAIN: f64 = 4.0;

impl Server {
    fn start() -> Arc<Mutex<Server>> {
        Arc::new(Mutex::new(Server { level: 0.0, at: Instant::now(), refused: 0 }))
    }

    fn receive(&mut self) -> Seen {
        let now = Instant::now();
        self.level = (self.level - (now - self.at).as_secs_f64() * DRAIN).max(0.0);
        self.at = now;
        let refused = self.level + 1.0 > SIZE;
        if refused {
            self.refused += 1
        } else {
            self.level += 1.0
        }
        let limit = Some((self.level.ceil() as u32, SIZE as u32));
        let retry_after = refused.then_some(Duration::from_secs(1));
        Seen { limit, refused, counted: !refused, retry_after }
    }
}

/// One request of a class: its turn, 20 ms on the way, its answer.
async fn request(budget: &Budget, server: &Mutex<Server>, class: Class) {
    let permit = budget.acquire(class).await;
    tokio::time::sleep(Duration::from_millis(10)).await;
    let seen = server.lock().unwrap().receive();
    tokio::time::sleep(Duration::from_millis(10)).await;
    permit.answered(seen);
}

#[tokio::test(start_paused = true)]
async fn somebody_who_waits_is_served_before_a_backfill() {
    let (budget, server) = (Budget::new(1), Server::start());
    let backfill: Vec<_> = (0..16)
        .map(|_| {
            let (budget, server) = (budget.clone(), Arc::clone(&server));
            tokio::spawn(async move {
                loop {
                    request(&budget, &server, Class::Sync).await;
                }
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(30)).await;
    for _ in 0..20 {
        let asked = Instant::now();
        request(&budget, &server, Class::Interactive).await;
        // At four a second the next turn is a quarter of a second away; one more may be owed to the lower class.
        assert!(asked.elapsed() < Duration::from_millis(800), "{:?}", asked.elapsed());
    }
    backfill.iter().for_each(|task| task.abort());
    assert_eq!(server.lock().unwrap().refused, 0);
}

#[tokio::test(start_paused = true)]
async fn no_class_starves() {
    let (budget, server) = (Budget::new(1), Server::start());
    let served = Arc::new(Mutex::new([0u32; 3]));
    let tasks: Vec<_> = [Class::Interactive, Class::Flows, Class::Sync]
        .into_iter()
        .flat_map(|class| [class; 12])
        .map(|class| {
            let (budget, server, served) = (budget.clone(), Arc::clone(&server), Arc::clone(&served));
            tokio::spawn(async move {
                loop {
                    request(&budget, &server, class).await;
                    served.lock().unwrap()[class as usize] += 1;
                }
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(120)).await;
    tasks.iter().for_each(|task| task.abort());
    let [interactive, flows, sync] = *served.lock().unwrap();
    assert!(interactive > flows && flows > sync && sync > 40, "{interactive} {flows} {sync}");
    let total = f64::from(interactive + flows + sync);
    assert!(total >= 0.97 * (SIZE + DRAIN * 120.0), "{total}");
    assert_eq!((server.lock().unwrap().refused, budget.snapshot().throttled), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_request_given_up_frees_its_place() {
    let (budget, server) = (Budget::new(1), Server::start());
    request(&budget, &server, Class::Sync).await;
    let held = join_all((0..38).map(|_| budget.acquire(Class::Sync))).await;
    let waiting = tokio::time::timeout(Duration::from_millis(50), budget.acquire(Class::Sync)).await;
    assert!(waiting.is_err(), "the bucket is full");
    assert_eq!(budget.snapshot().waiting, 0);
    held.into_iter().for_each(Permit::not_sent);
    assert!(budget.snapshot().used <= 1.0, "what was not sent uses nothing");
}

#[tokio::test(start_paused = true)]
async fn a_first_request_that_hangs_does_not_hold_up_the_rest() {
    let budget = Budget::new(1);
    let _hangs = budget.acquire(Class::Sync).await;
    let next = tokio::time::timeout(Duration::from_secs(2), budget.acquire(Class::Sync)).await;
    assert!(next.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_wrong_header_does_not_stop_everything() {
    let budget = Budget::new(1);
    for limit in [(u32::MAX, 40), (40, 0), (u32::MAX, u32::MAX), (41, 40)] {
        let limit = Some(limit);
        let permit = tokio::time::timeout(Duration::from_secs(60), budget.acquire(Class::Sync)).await;
        permit.unwrap().answered(Seen { limit, counted: true, ..Seen::default() });
    }
    assert!(tokio::time::timeout(Duration::from_secs(60), budget.acquire(Class::Sync)).await.is_ok());
}
