//! The way of a first day: init, connect, sync, status, query, api, against a sandbox that is a process of its own.

use serde_json::{Value, json};

use crate::support::{Home, Sandbox, command, finish, until};

#[tokio::test]
async fn init_fills_a_folder_once_and_keeps_the_key_to_its_owner() {
    let home = Home::new();
    let first = home.ok(&["--json", "init"], "").await;
    let made: Value = serde_json::from_str(&first.stdout).unwrap();
    assert_eq!(made["made"], json!(["polus.yaml", "polus.key"]));
    let key = std::fs::read_to_string(home.file("polus.key")).unwrap();
    assert_eq!(key.trim().len(), 64);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(home.file("polus.key")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    home.write("polus.yaml", "account: acme\nlisten: 127.0.0.1:1\n");
    let again = home.ok(&["init"], "").await;
    insta::assert_snapshot!(again.shown(home.path()), @r"
    exit 0
    -- stdout
    [DIR] is complete already; nothing was changed
    ");
    assert_eq!(std::fs::read_to_string(home.file("polus.key")).unwrap(), key);
    assert!(std::fs::read_to_string(home.file("polus.yaml")).unwrap().contains("acme"));
}

#[tokio::test]
async fn from_init_to_sql() {
    let sandbox = Sandbox::start().await;
    let home = Home::init().await;
    let connected = home.connect(&sandbox).await;
    insta::assert_snapshot!(connected.shown(home.path()), @r"
    exit 0
    -- stdout
    Connected `gorgias`: teapots.
    Next: polus sync copies everything once; polus up keeps it fresh.
    ");

    let synced = home.ok(&["--json", "sync"], "").await;
    let summary: Value = serde_json::from_str(synced.stdout.trim()).unwrap();
    assert_eq!(summary["throttled_429"], 0);
    assert!(
        summary["records"].as_u64().unwrap() > 30 && summary["requests"].as_u64().unwrap() > 5,
        "{summary}"
    );
    assert!(summary["seconds"].as_f64().unwrap() > 0.0);
    let tickets = summary["streams"].as_array().unwrap().iter().find(|of| of["stream"] == "tickets").unwrap();
    assert_eq!(tickets["rows"], 30);

    let counted =
        home.query("select count(*) as n, count(distinct customer_id) > 1 as several from tickets").await;
    assert_eq!(counted, [json!({"n": 30, "several": 1})]);
    let csv = home.ok(&["query", "--format", "csv", "select 1 as a, 'x,y' as b, null as c"], "").await;
    assert_eq!(csv.stdout, "a,b,c\n1,\"x,y\",\n");
    let few = home.ok(&["query", "--limit", "2", "select id from tickets"], "").await;
    assert_eq!(
        (few.stdout.lines().count(), few.stderr.as_str()),
        (4, "stopped after 2 rows; --limit asks for more\n")
    );

    let status = home.ok(&["--json", "status"], "").await;
    let status: Value = serde_json::from_str(status.stdout.trim()).unwrap();
    assert_eq!(status["connections"][0]["state"], "ok");
    assert_eq!(status["totals"]["failures"], 0);
    let shown = home.ok(&["status"], "").await;
    assert!(shown.stdout.contains("tickets                 30  live"), "{shown}");

    let raw = home.ok(&["--json", "api", "get", "/api/tickets", "-q", "limit=5"], "").await;
    let raw: Value = serde_json::from_str(raw.stdout.trim()).unwrap();
    assert_eq!((raw["status"].as_u64(), raw["body"]["data"].as_array().unwrap().len()), (Some(200), 5));
    let pasted = "/api/tickets?limit=3&order_by=created_datetime%3Adesc";
    let pasted = home.ok(&["--json", "api", "GET", pasted], "").await;
    let pasted: Value = serde_json::from_str(pasted.stdout.trim()).unwrap();
    assert_eq!(pasted["body"]["data"].as_array().unwrap().len(), 3);
    let made =
        home.ok(&["api", "POST", "/api/tags", "--data", "-"], r#"{"name": "from-the-command-line"}"#).await;
    assert!(made.stdout.contains("from-the-command-line"), "{made}");
    home.ok(&["sync"], "").await;
    let tag = home.query("select name from tags where name = 'from-the-command-line'").await;
    assert_eq!(tag, [json!({"name": "from-the-command-line"})]);
}

#[tokio::test]
async fn what_the_account_refuses_is_printed_with_its_own_words() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let ran = home.run(&["--json", "api", "GET", "/api/tickets/1"], "").await;
    let answer: Value = serde_json::from_str(ran.stdout.trim()).unwrap();
    assert_eq!((ran.code, answer["status"].as_u64()), (5, Some(404)));
}

#[tokio::test]
async fn a_failure_as_json_for_scripts() {
    let home = Home::new();
    let ran = home.run(&["--json", "sync"], "").await;
    assert_eq!(ran.stdout, "");
    let error: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!((ran.code, error["error"]["exit"].as_i64()), (3, Some(3)));
    assert!(error["error"]["hint"].as_str().unwrap().contains("polus init"), "{error}");

    // So are those that are found before anything is done.
    let ran = home.run(&["synk", "--json"], "").await;
    let error: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!((ran.code, error["error"]["exit"].as_i64(), ran.stdout.as_str()), (2, Some(2), ""));
    assert_eq!(error["error"]["what"], "unrecognized subcommand 'synk'");
    assert!(error["error"]["hint"].as_str().unwrap().contains("'sync'"), "{error}");
    assert_eq!(home.run(&["--json", "--version"], "").await.code, 0);
}

#[tokio::test]
async fn a_key_from_the_environment_serves_as_well_as_the_file() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let key = std::fs::read_to_string(home.file("polus.key")).unwrap();
    std::fs::remove_file(home.file("polus.key")).unwrap();
    let mut with_key = command(home.path(), &["api", "GET", "/api/account"]);
    with_key.env("POLUS_KEY", &key);
    let ran = finish(with_key, "").await;
    assert_eq!(ran.code, 0, "{ran}");
    let without = home.run(&["api", "GET", "/api/account"], "").await;
    assert_eq!(without.code, 3, "{without}");
}

#[tokio::test]
async fn no_secret_is_in_any_file_or_line_of_the_log() {
    let sandbox = Sandbox::start().await;
    let home = Home::init().await;
    let connect = ["connect", "gorgias", "--url", &sandbox.url, "--email", &sandbox.email, "--api-key", "-"];
    let loudly = async |arguments: &[&str], input: &str| {
        let mut command = command(home.path(), arguments);
        command.env("POLUS_LOG", "trace");
        finish(command, input).await
    };
    let connected = loudly(&connect, &sandbox.api_key).await;
    let synced = loudly(&["sync"], "").await;
    assert_eq!((connected.code, synced.code), (0, 0), "{connected}\n{synced}");
    assert!(connected.stderr.contains("TRACE"), "{connected}");
    assert!(
        !connected.to_string().contains(&sandbox.api_key) && !synced.to_string().contains(&sandbox.api_key)
    );
    for entry in std::fs::read_dir(home.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes.windows(sandbox.api_key.len()).any(|window| window == sandbox.api_key.as_bytes());
        assert!(!found, "the API key is in {}", path.display());
    }
}

#[tokio::test]
async fn a_sync_that_is_stopped_goes_on_where_it_was() {
    let sandbox = Sandbox::with(&["--tickets", "2000", "--rate-limit", "20/20s"]).await;
    let home = Home::connected(&sandbox).await;
    let mut sync = home.start(&["sync"]);
    until("the first tickets", async || {
        home.query("select count(*) > 0 as some from tickets").await[0]["some"] == 1
    })
    .await;
    sync.signal("INT").await;
    assert_eq!(sync.ended().await, Some(130));
    let kept = home.query("select count(*) as n from tickets").await[0]["n"].as_i64().unwrap();
    assert!(kept > 0 && kept < 2_000, "{kept}");
    assert_eq!(home.query("select count(checkpoint) > 0 as some from streams").await[0]["some"], 1);
}

#[tokio::test]
async fn vv_logs_every_request_without_its_query() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let mut sync = command(home.path(), &["-vv", "sync"]);
    sync.env_remove("POLUS_LOG");
    let ran = finish(sync, "").await;
    assert_eq!(ran.code, 0, "{ran}");
    let sent: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("a request was sent")).collect();
    assert!(sent.iter().any(|line| line.contains("path=\"/api/tickets\" status=200")), "{ran}");
    assert!(sent.iter().all(|line| !line.contains("limit=")), "{ran}");
}
