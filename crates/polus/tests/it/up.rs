//! `polus up` as a process: what it serves, to whom, and how it ends.

use std::os::unix::fs::MetadataExt;
use std::time::Duration;

use serde_json::Value;
use tokio::process::Command;

use crate::support::{Answer, Home, Sandbox, get, post, until};

#[tokio::test]
async fn it_serves_pages_with_their_headers_to_this_machine_only() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let (mut up, addresses) = home.up().await;
    let url = addresses["url"].as_str().unwrap().trim_end_matches('/');

    let page = get(&format!("{url}/"), &[]).await;
    assert_eq!((page.status, page.headers["content-type"].as_str()), (200, "text/html; charset=utf-8"));
    for part in ["<title>Polus", "gorgias", "/assets/polus.js", "Nothing has failed"] {
        assert!(page.body.contains(part), "{part} is not in {}", page.body);
    }
    assert!(page.headers["content-security-policy"].starts_with("default-src 'none'"));
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    for (path, kind) in [
        ("/dashboard/main", "text/html; charset=utf-8"),
        ("/assets/polus.css", "text/css; charset=utf-8"),
        ("/assets/polus.js", "text/javascript; charset=utf-8"),
        ("/healthz", "application/json"),
        ("/metrics", "text/plain; version=0.0.4; charset=utf-8"),
    ] {
        let answer = get(&format!("{url}{path}"), &[]).await;
        assert_eq!((answer.status, answer.headers["content-type"].as_str()), (200, kind), "{path}");
        // A page of somebody else cannot reach it through a name of its own.
        assert_eq!(get(&format!("{url}{path}"), &[("host", "evil.example")]).await.status, 403, "{path}");
    }
    assert_eq!(get(&format!("{url}/nothing"), &[]).await.status, 404);

    up.signal("TERM").await;
    assert_eq!(up.ended().await, Some(0));
}

#[tokio::test]
async fn ctrl_c_stops_cleanly_and_what_was_read_is_kept() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let (mut up, addresses) = home.up().await;
    synced(addresses["url"].as_str().unwrap()).await;
    up.signal("INT").await;
    assert_eq!(up.ended().await, Some(0));
    assert_eq!(home.query("select count(*) as n from tickets").await[0]["n"], 30);
}

/// Waits until every stream was read; gives the metrics.
async fn synced(url: &str) -> Answer {
    let metrics = format!("{}/metrics", url.trim_end_matches('/'));
    until("the first copy", async || {
        let page = get(&metrics, &[]).await.body;
        page.contains("polus_stream_records{connection=\"gorgias\",stream=\"tickets\"} 30")
            && page.contains("polus_connection_up{connection=\"gorgias\"} 1")
    })
    .await;
    get(&metrics, &[]).await
}

#[tokio::test]
async fn metrics_keep_to_the_naming_rules() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let (_up, addresses) = home.up().await;
    let page = synced(addresses["url"].as_str().unwrap()).await.body;
    let mut kind = "";
    for line in page.lines() {
        if let Some(family) = line.strip_prefix("# TYPE ") {
            let (name, of) = family.split_once(' ').unwrap();
            kind = of;
            assert!(name.starts_with("polus_"), "{name}");
            assert_eq!(name.ends_with("_total"), kind == "counter", "{name} is a {kind}");
        } else if !line.starts_with('#') {
            let (name, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().unwrap().is_finite(), "{line}");
            assert!(name.starts_with("polus_") && !kind.is_empty(), "{line}");
        }
    }
    assert!(page.contains("polus_webhooks_received_total{outcome=\"accepted\"} 0"), "{page}");
}

#[tokio::test]
async fn a_webhook_answered_200_is_there_after_kill_9() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let (up, addresses) = home.up().await;
    let text = |name: &str| addresses[name].as_str().unwrap();
    let secret = [("x-polus-secret", text("webhook_secret"))];
    // Not JSON, so that it stays visible: kept as a failure, which only a person settles.
    let answer = post(text("webhook_url"), &secret, b"never to be forgotten").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "{}"));
    up.kill().await;
    let found = home
        .query("select count(*) as n from inbox where body = cast('never to be forgotten' as blob)")
        .await;
    assert_eq!(found[0]["n"], 1);
}

#[tokio::test]
async fn a_second_process_is_refused_by_name_and_the_first_goes_on() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let (up, addresses) = home.up().await;
    let second = home.run(&["sync"], "").await;
    insta::assert_snapshot!(second.shown(home.path()), @r"
    exit 6
    -- stderr
    error: [DIR]/polus.db is in use by another polus (process [PID])
      hint: stop process [PID] first, or give this one another data folder
    ");
    assert!(second.stderr.contains(&up.pid().to_string()), "{second}");
    // Reading goes on beside it.
    home.ok(&["status"], "").await;
    home.ok(&["api", "GET", "/api/account"], "").await;
    assert_eq!(get(addresses["url"].as_str().unwrap(), &[]).await.status, 200);
}

#[tokio::test]
async fn a_busy_address_is_named_before_anything_is_done() {
    let home = Home::init().await;
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = home.run(&["up", "--listen", &address], "").await;
    insta::assert_snapshot!(ran.shown(home.path()), @r"
    exit 8
    -- stderr
    error: cannot listen on 127.0.0.1:[PORT]
      because: Address already in use (os error 98)
      hint: another program has it; stop that one, or give another address with --listen
    ");
}

#[tokio::test]
async fn an_address_of_elsewhere_serves_webhooks_and_sidebar_alone() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let refused = home.run(&["up", "--listen", "0.0.0.0:0"], "").await;
    insta::assert_snapshot!(refused.shown(home.path()), @r"
    exit 8
    -- stderr
    error: `--listen 0.0.0.0:0` is not an address of this machine; the dashboard shows every ticket and has no log-in yet, so it answers on this machine only
      hint: write `--listen 127.0.0.1:[PORT]`; to receive webhooks from outside, set `public_listen` in polus.yaml, which serves webhooks and sidebar alone
    ");

    // The port must be known, so one is taken and given back.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let public = taken.local_addr().unwrap();
    drop(taken);
    let config = std::fs::read_to_string(home.file("polus.yaml")).unwrap();
    home.write("polus.yaml", &format!("{config}\npublic_listen: {public}\n"));
    let (_up, addresses) = home.up().await;
    let secret =
        [("x-polus-secret", addresses["webhook_secret"].as_str().unwrap()), ("host", "hooks.example.com")];
    let public = format!("http://{public}");
    assert_eq!(post(&format!("{public}/webhooks/gorgias"), &secret, b"{}").await.status, 200);
    assert_eq!(get(&format!("{public}/sidebar/gorgias?email=a@example.com"), &secret).await.status, 200);
    for path in ["/", "/dashboard/main", "/metrics", "/healthz", "/assets/polus.js"] {
        assert_eq!(get(&format!("{public}{path}"), &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn work_that_waits_is_finished_after_a_kill() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    for milliseconds in [0, 40, 120, 300] {
        let (up, _) = home.up().await;
        // A moment that the test does not choose with care; whatever was happening then must not matter.
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        up.kill().await;
    }
    let (mut up, addresses) = home.up().await;
    synced(addresses["url"].as_str().unwrap()).await;
    up.signal("TERM").await;
    assert_eq!(up.ended().await, Some(0));
    let status: Value = serde_json::from_str(home.ok(&["--json", "status"], "").await.stdout.trim()).unwrap();
    assert_eq!((status["totals"]["failures"].as_u64(), status["inbox_depth"].as_u64()), (Some(0), Some(0)));
}

/// Serves from a small disk of its own, which the test reaches through `/proc`.
const ON_A_SMALL_DISK: &str = r#"
set -eu
mount -t tmpfs -o size=4m tmpfs "$1"
export POLUS_DIR="$1"
"$2" init >/dev/null
printf '%s\n' "$5" | "$2" connect gorgias --url "$3" --email "$4" --api-key - >/dev/null
exec "$2" up --listen 127.0.0.1:0 --ready-file "$1/up.json" 2>/dev/null
"#;

#[tokio::test]
async fn healthz_says_that_the_disk_is_full_until_something_is_stored_again() {
    let (sandbox, home) = (Sandbox::start().await, Home::new());
    let mut unshare = Command::new("unshare");
    unshare.arg("--mount");
    if std::fs::metadata(home.path()).unwrap().uid() != 0 {
        unshare.arg("--map-root-user");
    }
    unshare.args(["sh", "-c", ON_A_SMALL_DISK, "sh"]).arg(home.path());
    unshare.args([env!("CARGO_BIN_EXE_polus"), &sandbox.url, &sandbox.email, &sandbox.api_key]);
    let up = unshare.stdin(std::process::Stdio::null()).kill_on_drop(true).spawn().unwrap();
    let file = |name: &str| format!("/proc/{}/root{}/{name}", up.id().unwrap(), home.path().display());
    let mut addresses = Value::Null;
    until("the addresses", async || {
        let read = std::fs::read(file("up.json")).ok();
        addresses = read.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        addresses.is_object()
    })
    .await;
    let text = |name: &str| addresses[name].as_str().unwrap();
    let (health, secret) = (format!("{}healthz", text("url")), [("x-polus-secret", text("webhook_secret"))]);
    let answers = async |status| {
        // Not JSON, so that it is kept as a failure and takes room.
        post(text("webhook_url"), &secret, &[b'x'; 200_000]).await.status == status
    };
    assert_eq!(get(&health, &[]).await.status, 200);

    // All of the disk, whatever is given back to it meanwhile.
    until("a webhook that cannot be stored", async || {
        let _ = std::fs::write(file("filler"), vec![0; 4 << 20]);
        answers(503).await
    })
    .await;
    let ill = get(&health, &[]).await;
    let said = r#"{"status":"the last webhook could not be stored"}"#;
    assert_eq!((ill.status, ill.body.as_str()), (503, said));

    std::fs::remove_file(file("filler")).unwrap();
    until("room", async || answers(200).await).await;
    assert_eq!(get(&health, &[]).await.status, 200);
}
