//! `polus demo`: both sides agree at the end, whatever happens on the way.

use std::time::Duration;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::support::{Home, Ran, get, post, until};

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

#[tokio::test]
async fn each_system_proves_its_webhooks_in_its_own_way() {
    let home = Home::new();
    let (folder, ready) = (home.file("demo"), home.file("ready.json"));
    let (folder, file) = (folder.to_str().unwrap(), ready.to_str().unwrap());
    let mut demo = home.start(&["demo", "--tickets", "20", "--folder", folder, "--ready-file", file]);
    let ready = demo.ready(&ready).await;
    let url = ready["url"].as_str().unwrap().trim_end_matches('/');
    let secret = ready["access"]["erp"]["webhook_secret"].as_str().unwrap();
    // An ERP that can neither sign nor send a header proves itself with the end of the address.
    let erp = format!("{url}/webhooks/odoo/{secret}");
    let body = br#"{"_model": "sale.order", "_id": 1, "_action": "changed"}"#;
    until("the ERP to be connected", async || post(&erp, &[], body).await.status == 200).await;
    assert_eq!(post(&format!("{erp}0"), &[], body).await.status, 401);
    assert_eq!(post(&format!("{url}/webhooks/odoo"), &[("x-polus-secret", secret)], body).await.status, 401);
    // The storefront signs; a body that it did not sign is not its own.
    let signed =
        [("x-shopify-hmac-sha256", "bm90IHRoZSBzaWduYXR1cmU="), ("x-shopify-topic", "orders/updated")];
    assert_eq!(post(&format!("{url}/webhooks/shopify"), &signed, b"{\"id\": 1}").await.status, 401);
}

#[tokio::test]
async fn shop_and_erp_are_connected_from_the_command_line_as_well() {
    let home = Home::new();
    let (folder, ready) = (home.file("demo"), home.file("ready.json"));
    let (folder, file) = (folder.to_str().unwrap(), ready.to_str().unwrap());
    let mut demo = home.start(&["demo", "--tickets", "20", "--folder", folder, "--ready-file", file]);
    let access = demo.ready(&ready).await["access"].clone();
    let text = |system: &str, name: &str| access[system][name].as_str().unwrap().to_owned();
    home.ok(&["init"], "").await;
    let (url, database) = (text("erp", "url"), format!("database={}", text("erp", "database")));
    let odoo =
        ["connect", "odoo", "--url", &url, "--setting", &database, "--setting", "requests_per_second=20"];
    home.ok(&odoo, &text("erp", "api_key")).await;
    let url = text("shop", "url");
    let shopify = ["connect", "shopify", "--name", "store", "--url", &url, "--secret", "webhook_secret=-"];
    let shopify: Vec<&str> = shopify.into_iter().chain(["--secret", "access_token=-"]).collect();
    // One secret a line, in the order they were named.
    let secrets = format!("{}\n{}\n", text("shop", "webhook_secret"), text("shop", "access_token"));
    home.ok(&shopify, &secrets).await;
    home.ok(&["sync"], "").await;
    let sold =
        "select c.name, count(*) > 0 as some from orders o join connections c on c.id = o.connection_id
                group by 1 order by 1";
    assert_eq!(
        home.query(sold).await,
        [json!({"name": "odoo", "some": 1}), json!({"name": "store", "some": 1})]
    );
    let wrong =
        home.run(&["connect", "odoo", "--url", &text("erp", "url"), "--setting", &database], "wrong\n").await;
    assert_eq!(wrong.code, 4, "{wrong}");
}

#[tokio::test]
async fn a_demo_with_traffic_of_its_own_is_not_measured_by_the_script() {
    let home = Home::new();
    let (folder, ready) = (home.file("demo"), home.file("ready.json"));
    let (folder, file) = (folder.to_str().unwrap(), ready.to_str().unwrap());
    let mut demo = home.start(&["demo", "--tickets", "20", "--folder", folder, "--ready-file", file]);
    let url = demo.ready(&ready).await["url"].as_str().unwrap().to_owned();
    let told = "polus_webhooks_received_total{outcome=\"accepted\"} 0";
    until("traffic", async || !get(&format!("{url}metrics"), &[]).await.body.contains(told)).await;
    demo.signal("INT").await;
    assert_eq!(demo.ended().await, Some(0));
    let once = home.run(&["demo", "--once", "--folder", folder], "").await;
    insta::assert_snapshot!(once.shown(home.path()), @r"
    exit 2
    -- stderr
    error: [DIR]/demo holds a demo with traffic of its own
      hint: what happened there is in no script; give another --folder, or none
    ");
}
