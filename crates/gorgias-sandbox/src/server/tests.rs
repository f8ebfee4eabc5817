//! Tests of journal and world together: what a killed process leaves behind gives the same world again.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::Systems;
use super::entry::{Entry, Moment};
use super::journal::{FILE_NAME, FORMAT, Header, Journal, OpenError};
use super::name::SystemName;
use super::oauth::Grants;
use super::options::SandboxClock;
use super::world::{Outcome, World};
use crate::system::{ActError, Delivery, DeliveryOutcome, Request, Response, System};

/// A system that remembers everything it ever heard, owes a delivery for every post, and does one more thing
/// by itself a second later, as the helpdesk ends a snooze.
#[derive(Default)]
struct Diary {
    pages: Vec<String>,
    due: VecDeque<Timestamp>,
    owed: Vec<Delivery>,
    last: u64,
}

impl Diary {
    /// What is due happens at the moment at which it was due, however late that is noticed.
    fn pass_time(&mut self, now: Timestamp) {
        while let Some(at) = self.due.pop_front_if(|at| *at <= now) {
            self.pages.push(format!("{at} by itself, page {}", self.pages.len()));
        }
    }
}

impl System for Diary {
    fn handle(&mut self, now: Timestamp, request: &Request) -> Response {
        self.pass_time(now);
        if request.method != "GET" {
            self.pages.push(format!("{now} {request:?}"));
            self.due.push_back(now + 1.second());
            self.last += 1;
            self.owed.push(Delivery {
                id: self.last,
                topic: "posted".to_owned(),
                subscription: self.last % 3,
                url: "http://127.0.0.1/".to_owned(),
                method: "POST".to_owned(),
                headers: Vec::new(),
                body: request.body.clone(),
                context: json!({"page": self.pages.len()}),
            });
        }
        Response { status: 200, headers: Vec::new(), body: self.pages.len().to_string().into() }
    }

    fn act(&mut self, now: Timestamp, action: &Value) -> Result<Value, ActError> {
        self.pass_time(now);
        self.pages.push(format!("{now} {action}"));
        match action["fail"].as_bool() {
            Some(true) => Err(ActError("as asked".to_owned())),
            _ => Ok(json!({"page": self.pages.len(), "order": action["order"]})),
        }
    }

    fn tick(&mut self, now: Timestamp) {
        self.pass_time(now);
    }

    fn deliveries(&mut self) -> Vec<Delivery> {
        std::mem::take(&mut self.owed)
    }

    fn delivered(&mut self, now: Timestamp, delivery: &Delivery, outcome: &DeliveryOutcome) {
        self.pages.push(format!("{now} {} {} {outcome:?}", delivery.id, delivery.context));
    }

    fn rows(&self, collection: &str) -> Option<Vec<Value>> {
        (collection == "pages").then(|| self.pages.iter().map(|page| json!(page)).collect())
    }
}

/// A wall clock that a test moves, backwards too.
#[derive(Clone, Default)]
struct TestClock(Arc<AtomicI64>);

impl TestClock {
    fn clock(&self) -> SandboxClock {
        let at = Arc::clone(&self.0);
        SandboxClock::new(move || Timestamp::from_microsecond(at.load(Ordering::Relaxed)).unwrap())
    }
}

fn header() -> Header {
    let helpdesk = "127.0.0.1:1".parse().unwrap();
    Header { format: FORMAT, seed: 7, tickets: 1, start: Moment(0), helpdesk, shop: None, erp: None }
}

fn open(folder: &Path, clock: &TestClock) -> World {
    let mut found = Journal::open(folder).unwrap();
    match &found.header {
        Some(there) => assert_eq!(*there, header()),
        None => found.journal.begin(&header()).unwrap(),
    }
    let systems: Systems =
        [SystemName::Helpdesk, SystemName::Erp].map(|name| (name, Box::<Diary>::default() as _)).into();
    let mut world = World::new(systems, Grants::new(7), Timestamp::UNIX_EPOCH, clock.clock());
    world.replay(found.lines, found.journal);
    world
}

/// Everything that can be seen of a world.
fn everything(world: &World) -> String {
    let script: Vec<_> = (0..4).map(|number| world.played(number)).collect();
    let rows: Vec<_> = SystemName::ALL.iter().map(|name| world.rows(*name, "pages")).collect();
    format!("{rows:#?} {script:#?} {} {}", world.next_traffic(), world.owed())
}

/// Takes the deliveries to be sent.
fn take(world: &World) -> BTreeMap<(SystemName, u64), String> {
    let deliveries = world.take_deliveries().into_iter();
    deliveries.map(|owed| ((owed.system, owed.delivery.id), format!("{:?}", owed.delivery))).collect()
}

#[derive(Debug, Clone)]
enum Event {
    Read,
    Post { erp: bool, path: String, body: Vec<u8> },
    Act { action: i64, fail: bool },
    Tick,
    Delivered { id: u64, status: Option<u16>, json: Option<i64> },
    Play { number: u64 },
    Traffic { number: u64 },
    Clock { by: i64 },
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => Just(Event::Read),
        3 => (any::<bool>(), "[a-z/\u{e9}\n\"]{0,8}", prop::collection::vec(any::<u8>(), 0..12))
            .prop_map(|(erp, path, body)| Event::Post { erp, path, body }),
        1 => (any::<i64>(), any::<bool>()).prop_map(|(action, fail)| Event::Act { action, fail }),
        1 => Just(Event::Tick),
        3 => (1_u64..8, prop::option::of(200_u16..600), prop::option::of(any::<i64>()))
            .prop_map(|(id, status, json)| Event::Delivered { id, status, json }),
        1 => (0_u64..4).prop_map(|number| Event::Play { number }),
        1 => (0_u64..6).prop_map(|number| Event::Traffic { number }),
        3 => (-500_000_i64..1_500_000).prop_map(|by| Event::Clock { by }),
    ]
}

fn get() -> Request {
    let (method, path) = ("GET".to_owned(), "/".to_owned());
    Request { method, path, ..Request::default() }
}

fn happen(world: &World, clock: &TestClock, event: Event) {
    let calls = |order: u64| {
        vec![
            (SystemName::Erp, json!({"order": order})),
            (SystemName::Helpdesk, json!({"about": {"of": "order"}})),
            (SystemName::Shop, json!({"is": "not there"})),
        ]
    };
    match event {
        Event::Read => {
            world.read(SystemName::Helpdesk, &get()).unwrap();
        }
        Event::Post { erp, path, body } => {
            let request = Request {
                method: "POST".to_owned(),
                path,
                query: vec![("a".to_owned(), "b".to_owned())],
                headers: vec![("x-h".to_owned(), "v".to_owned())],
                body: body.into(),
                app: None,
            };
            let system = if erp { SystemName::Erp } else { SystemName::Helpdesk };
            world.change(Entry::Call { system, request: request.into() }).unwrap();
        }
        Event::Act { action, fail } => {
            let action = json!({"do": action, "fail": fail});
            world.change(Entry::Act { system: SystemName::Helpdesk, action }).unwrap();
        }
        Event::Tick => {
            world.change(Entry::Tick).unwrap();
        }
        Event::Delivered { id, status, json } => {
            let outcome = DeliveryOutcome { status, json: json.map(Value::from), error: None };
            let entry = Entry::Delivered { system: SystemName::Helpdesk, id, outcome: outcome.into() };
            world.change(entry).unwrap();
        }
        Event::Play { number } => {
            world.play(number, format!("step {number}"), calls(number)).unwrap();
        }
        Event::Traffic { number } => {
            world.traffic(number, calls(number)).unwrap();
        }
        Event::Clock { by } => {
            clock.0.fetch_add(by, Ordering::Relaxed);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Killed after any sequence of calls, however the wall clock jumps, a world comes back as it was.
    #[test]
    fn a_journal_gives_the_same_world_again(events in prop::collection::vec(event(), 0..40)) {
        let folder = tempfile::tempdir().unwrap();
        let clock = TestClock::default();
        let world = open(folder.path(), &clock);
        let mut owed = BTreeMap::new();
        for event in events {
            if let Event::Delivered { id, .. } = event {
                owed.remove(&(SystemName::Helpdesk, id));
            }
            happen(&world, &clock, event);
            owed.append(&mut take(&world));
        }
        // A read lets time pass without being written down. What it brought about, the next tick brings.
        happen(&world, &clock, Event::Tick);
        owed.append(&mut take(&world));
        let before = everything(&world);
        drop(world);
        let again = open(folder.path(), &clock);
        prop_assert_eq!(everything(&again), before);
        // What was handed out and never reported back is handed out again, and nothing else.
        prop_assert_eq!(take(&again), owed);
    }
}

#[test]
fn what_came_due_during_a_read_keeps_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let clock = TestClock::default();
    let world = open(folder.path(), &clock);
    happen(&world, &clock, Event::Post { erp: false, path: "/".to_owned(), body: Vec::new() });
    happen(&world, &clock, Event::Clock { by: 2_000_000 });
    happen(&world, &clock, Event::Read);
    happen(&world, &clock, Event::Delivered { id: 1, status: Some(200), json: None });
    let before = everything(&world);
    drop(world);
    assert_eq!(everything(&open(folder.path(), &clock)), before);
}

#[test]
fn a_last_line_that_was_cut_off_is_as_if_it_had_never_been() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE_NAME);
    let clock = TestClock::default();
    let world = open(folder.path(), &clock);
    let post = |path: &str| Event::Post { erp: false, path: path.to_owned(), body: b"{\"a\": 1}".to_vec() };
    happen(&world, &clock, post("/first"));
    let before = everything(&world);
    let kept = fs::read(&file).unwrap();
    happen(&world, &clock, post("/second"));
    let after = world.rows(SystemName::Helpdesk, "pages").unwrap();
    drop(world);
    let whole = fs::read(&file).unwrap();

    for length in kept.len()..whole.len() {
        fs::write(&file, &whole[..length]).unwrap();
        let world = open(folder.path(), &clock);
        assert_eq!(everything(&world), before, "cut at byte {length}");
        assert_eq!(fs::read(&file).unwrap(), kept, "cut at byte {length}");
        // The file is whole again and can be continued.
        happen(&world, &clock, post("/second"));
        drop(world);
        assert_eq!(open(folder.path(), &clock).rows(SystemName::Helpdesk, "pages").unwrap(), after);
    }
    // A world whose very first line was cut off had not begun.
    let first = whole.iter().position(|byte| *byte == b'\n').unwrap();
    for length in 0..=first {
        fs::write(&file, &whole[..length]).unwrap();
        assert_eq!(open(folder.path(), &clock).rows(SystemName::Helpdesk, "pages"), Some(Vec::new()));
    }
}

#[test]
fn a_damaged_line_in_the_middle_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let clock = TestClock::default();
    let world = open(folder.path(), &clock);
    happen(&world, &clock, Event::Tick);
    happen(&world, &clock, Event::Tick);
    drop(world);
    let file = folder.path().join(FILE_NAME);
    let text = fs::read_to_string(&file).unwrap().replacen("\"tick\"", "\"tock\"", 1);
    fs::write(&file, text).unwrap();
    assert!(matches!(Journal::open(folder.path()), Err(OpenError::Damaged { line: 2, .. })));
}

#[test]
fn one_process_at_a_time_uses_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let first = Journal::open(folder.path()).unwrap();
    assert!(matches!(Journal::open(folder.path()), Err(OpenError::InUse)));
    drop(first);
    Journal::open(folder.path()).unwrap();
}

#[test]
fn time_never_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    let clock = TestClock(Arc::new(AtomicI64::new(5_000_000)));
    let world = open(folder.path(), &clock);
    let act = || Event::Act { action: 1, fail: false };
    happen(&world, &clock, act());
    clock.0.store(1, Ordering::Relaxed);
    happen(&world, &clock, act());
    drop(world);
    let world = open(folder.path(), &clock);
    happen(&world, &clock, act());
    let pages = world.rows(SystemName::Helpdesk, "pages").unwrap();
    let moments: Vec<_> =
        pages.iter().map(|page| page.as_str().unwrap().split(' ').next().unwrap()).collect();
    let wanted = ["1970-01-01T00:00:05Z", "1970-01-01T00:00:05.000001Z", "1970-01-01T00:00:05.000002Z"];
    assert_eq!(moments, wanted);
}

#[test]
fn a_step_of_the_script_happens_once() {
    let clock = TestClock::default();
    let folder = tempfile::tempdir().unwrap();
    let world = open(folder.path(), &clock);
    let calls = || vec![(SystemName::Erp, json!({"order": "#1"}))];
    let first = world.play(3, "the order".to_owned(), calls()).unwrap();
    assert_eq!(first.done[0].result, Some(json!({"page": 1, "order": "#1"})));
    // What a later version of the script would do instead no longer matters.
    let later = vec![(SystemName::Helpdesk, json!({}))];
    assert_eq!(world.play(3, "something else".to_owned(), later.clone()).unwrap(), first);
    drop(world);
    let world = open(folder.path(), &clock);
    assert_eq!(world.play(3, "something else".to_owned(), later).unwrap(), first);
    assert_eq!(world.rows(SystemName::Erp, "pages").unwrap().len(), 1);

    let refer = vec![(SystemName::Helpdesk, json!({"order": {"of": "order", "in": "the order"}}))];
    let second = world.play(4, "later".to_owned(), refer).unwrap();
    assert_eq!(second.done[0].action, json!({"order": "#1"}));

    let missing = vec![(SystemName::Helpdesk, json!({"pay": {"of": "invoice", "in": "the order"}}))];
    let third = world.play(5, "in vain".to_owned(), missing).unwrap();
    assert_eq!(third.done[0].error.as_deref(), Some("nothing before it gave `invoice`"));
    assert_eq!(world.rows(SystemName::Helpdesk, "pages").unwrap().len(), 1);

    assert!(world.traffic(5, calls()).unwrap().is_some());
    assert!(world.traffic(5, calls()).unwrap().is_none());
    assert!(world.traffic(4, calls()).unwrap().is_none());
    assert_eq!(world.next_traffic(), 6);
}

#[test]
fn a_read_is_not_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let clock = TestClock::default();
    let world = open(folder.path(), &clock);
    let request = get();
    assert!(world.read(SystemName::Helpdesk, &request).is_some());
    assert!(world.read(SystemName::Shop, &request).is_none());
    let outcome = world.change(Entry::Call { system: SystemName::Shop, request: request.into() }).unwrap();
    assert!(matches!(outcome, Outcome::Done));
    assert_eq!(fs::read_to_string(folder.path().join(FILE_NAME)).unwrap().lines().count(), 2);
}
