//! `polus demo`: both sides agree at the end, whatever happens on the way.

use std::time::Duration;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::support::{Home, Ran, get};

/// Few enough that a test takes seconds, enough for everything that the script does.
const TICKETS: &str = "60";

async fn once(home: &Home) -> Ran {
    let folder = home.file("demo");
    home.run(&["--json", "demo", "--once", "--tickets", TICKETS, "--folder", folder.to_str().unwrap()], "")
        .await
}

/// What must be the same however the demo got there: the records of each stream and the effects of each flow.
fn end(ran: &Ran) -> Value {
    assert_eq!(ran.code, 0, "{ran}");
    let summary: Value = serde_json::from_str(ran.stdout.trim()).unwrap();
    assert_eq!((&summary["agree"], &summary["failures"]), (&json!(true), &json!(0)), "{summary}");
    // How many events there are depends on how often something was asked for again.
    let streams = summary["streams"].as_array().unwrap().iter().filter(|of| of["stream"] != "events");
    json!({"streams": streams.collect::<Vec<_>>(), "flows": summary["flows"]})
}

#[tokio::test]
async fn once_both_sides_agree_and_each_effect_happened_once() {
    let home = Home::new();
    let first = once(&home).await;
    let flows = end(&first)["flows"].clone();
    for flow in flows.as_array().unwrap() {
        assert!(flow["expected"].as_u64().unwrap() >= 3 && flow["found"] == flow["expected"], "{flow}");
    }
    let summary: Value = serde_json::from_str(first.stdout.trim()).unwrap();
    assert_eq!(summary["throttled_429"], 0);
    // A second start finds everything done and does nothing again.
    assert_eq!(end(&once(&home).await), end(&first));
}

#[tokio::test]
async fn killed_at_any_moment_it_ends_in_the_same_state() {
    let undisturbed = end(&once(&Home::new()).await);
    let seed = 20_260_301;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let home = Home::new();
    let folder = home.file("demo");
    let arguments = ["demo", "--once", "--tickets", TICKETS, "--folder", folder.to_str().unwrap()];
    for kill in 0..5 {
        let mut demo = home.start(&arguments);
        let moment = Duration::from_millis(rng.random_range(50..3_500));
        tokio::select! {
            () = tokio::time::sleep(moment) => demo.kill().await,
            code = demo.ended() => assert_eq!(code, Some(0), "kill {kill} of seed {seed}"),
        }
    }
    assert_eq!(end(&once(&home).await), undisturbed, "seed {seed}");
}

#[tokio::test]
async fn the_dashboard_answers_and_ctrl_c_stops_it_for_a_second_start() {
    let home = Home::new();
    let (folder, ready) = (home.file("demo"), home.file("ready.json"));
    let arguments = [
        "demo",
        "--tickets",
        TICKETS,
        "--folder",
        folder.to_str().unwrap(),
        "--ready-file",
        ready.to_str().unwrap(),
    ];
    let mut url = None;
    for _ in 0..2 {
        let mut demo = home.start(&arguments);
        let addresses = demo.ready(&ready).await;
        let page = get(addresses["url"].as_str().unwrap(), &[]).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Polus"));
        demo.signal("INT").await;
        assert_eq!(demo.ended().await, Some(0));
        let same = url.get_or_insert_with(|| addresses["url"].clone());
        assert_eq!(*same, addresses["url"], "a second start keeps its address");
        std::fs::remove_file(&ready).unwrap();
    }
    let other = home.run(&["demo", "--seed", "8", "--folder", folder.to_str().unwrap()], "").await;
    insta::assert_snapshot!(other.shown(home.path()), @r"
    exit 2
    -- stderr
    error: [DIR]/demo holds a demo with seed 7, not 8
      hint: leave --seed away to go on with it, or start a new one with --folder
    ");
    let elsewhere = ["demo", "--listen", "0.0.0.0:9", "--folder", folder.to_str().unwrap()];
    let elsewhere = home.run(&elsewhere, "").await;
    assert!(
        elsewhere.code == 8 && elsewhere.stderr.contains("is not an address of this machine"),
        "{elsewhere}"
    );
}
