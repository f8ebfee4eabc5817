//! Lists that are followed: to their end, to a number of rows, to a stop, to a server that is wrong.

use std::process::Stdio;
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};

use super::json_of;
use super::server::Server;
use crate::support::{Home, Sandbox, command};

#[tokio::test]
async fn all_follows_a_list_to_its_end() {
    let sandbox = Sandbox::with(&["--tickets", "130"]).await;
    let home = Home::connected(&sandbox).await;
    let ids = |rows: &Value| {
        rows.as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    let all = json_of(&home, &["api", "tickets.list", "--all"], "").await;
    let all = ids(&all);
    assert_eq!(all.len(), 130);
    let lines = home.ok(&["api", "tickets.list", "--all", "--limit", "50"], "").await.stdout;
    let lines: Vec<i64> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_i64().unwrap())
        .collect();
    assert_eq!(lines, all);
    let some = json_of(&home, &["api", "tickets.list", "--max", "33", "--limit", "30"], "").await;
    assert_eq!(ids(&some), all[..33]);
    let none = home.ok(&["--json", "api", "tickets.list", "--external_id", "nobody", "--all"], "").await;
    assert_eq!(none.stdout, "[]\n");

    let views = json_of(&home, &["api", "views.list", "--all"], "").await;
    let view = views.as_array().unwrap().iter().find(|view| view["type"] == "ticket-list").unwrap()["id"]
        .to_string();
    let by_sevens = json_of(&home, &["api", "views.list_items", &view, "--all", "--limit", "7"], "").await;
    let at_once = json_of(&home, &["api", "views.list_items", &view, "--limit", "100"], "").await;
    assert!(by_sevens.as_array().unwrap().len() > 14, "{by_sevens}");
    assert_eq!(ids(&by_sevens)[..14], ids(&at_once["data"])[..14]);
}

#[tokio::test]
async fn statistics_are_followed_like_any_list() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let query = json!({"query": {
        "scope": "tickets-created",
        "measures": ["ticketCount"],
        "dimensions": ["channel"],
        "filters": [
            {"member": "periodStart", "operator": "afterDate", "values": ["2026-01-01T00:00:00Z"]},
            {"member": "periodEnd", "operator": "beforeDate", "values": ["2026-12-31T00:00:00Z"]},
        ],
        "timezone": "UTC",
    }})
    .to_string();
    let all =
        json_of(&home, &["api", "statistics.query", "--data", "-", "--all", "--limit", "1"], &query).await;
    let once = json_of(&home, &["api", "statistics.query", "--data", "-"], &query).await;
    assert!(all.as_array().unwrap().len() > 1, "{all}");
    assert_eq!(all, once["data"]);
}

/// A page of one row, and the cursor of another.
fn page(id: u32, cursor: &str) -> (StatusCode, String) {
    (StatusCode::OK, json!({"data": [{"id": id}], "meta": {"next_cursor": cursor}}).to_string())
}

#[tokio::test]
async fn a_cursor_that_comes_twice_ends_the_walk_and_leaves_the_array_open() {
    let server = Server::start(|_, number| match number {
        0 => page(1, "a"),
        1 => page(2, "b"),
        _ => page(3, "a"),
    })
    .await;
    let home = server.home().await;
    insta::assert_snapshot!(home.run(&["--json", "api", "tags.list", "--all"], "").await, @r#"
    exit 5
    -- stdout
    [{"id":1},
    {"id":2},
    {"id":3}
    -- stderr
    {"error":{"exit":5,"what":"the list gives a cursor for the second time, so it has no end","causes":[],"hint":"rows before it: 3; ask again, or for less"}}
    "#);
    insta::assert_snapshot!(home.run(&["api", "tags.list", "--all"], "").await, @r#"
    exit 5
    -- stdout
    {"id":3}
    {"id":3}
    -- stderr
    error: the list gives a cursor for the second time, so it has no end
      hint: rows before it: 2; ask again, or for less
    "#);
}

#[tokio::test]
async fn a_page_that_is_refused_ends_the_walk_with_the_words_of_the_server() {
    let server = Server::start(|_, number| match number {
        0 => page(1, "a"),
        _ => (StatusCode::BAD_REQUEST, json!({"error": {"msg": "cursor: too old \u{9b}2J"}}).to_string()),
    })
    .await;
    let home = server.home().await;
    insta::assert_snapshot!(home.run(&["api", "tags.list", "--all"], "").await, @r#"
    exit 5
    -- stdout
    {"id":1}
    -- stderr
    error: Gorgias answered 400; rows before it: 1
      because: {"error":{"msg":"cursor: too old �2J"}}
    "#);
    let server = Server::start(|_, _| (StatusCode::OK, json!({"id": 1}).to_string())).await;
    let home = server.home().await;
    insta::assert_snapshot!(home.run(&["api", "tags.list", "--all"], "").await, @r"
    exit 5
    -- stderr
    error: /api/tags answered no list
    ");
}

#[tokio::test]
async fn an_interrupt_ends_the_walk_with_what_came() {
    // 200 pages of 1 at 2 a second: there is time to interrupt.
    let sandbox = Sandbox::with(&["--tickets", "200", "--rate-limit", "10/5s"]).await;
    let home = Home::connected(&sandbox).await;
    let mut walk = command(home.path(), &["--json", "api", "tickets.list", "--all", "--limit", "1"]);
    let mut walk = walk.stdin(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(walk.stdout.take().unwrap());
    let mut text = String::new();
    out.read_line(&mut text).await.unwrap();
    let pid = walk.id().unwrap().to_string();
    assert!(command_of("kill", &["-INT", &pid]).await);
    out.read_to_string(&mut text).await.unwrap();
    assert_eq!(walk.wait().await.unwrap().code(), Some(130));
    let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(!rows.is_empty() && rows.len() < 200, "{}", rows.len());
}

#[tokio::test]
async fn nobody_reads_any_more_so_nothing_more_is_asked_for() {
    let sandbox = Sandbox::with(&["--tickets", "200", "--rate-limit", "10/5s"]).await;
    let home = Home::connected(&sandbox).await;
    let mut walk = command(home.path(), &["api", "tickets.list", "--all", "--limit", "1"]);
    let mut walk = walk.stdin(Stdio::null()).spawn().unwrap();
    let mut out = BufReader::new(walk.stdout.take().unwrap());
    out.read_line(&mut String::new()).await.unwrap();
    drop(out);
    // The whole list takes a minute and a half at this rate.
    let ended = tokio::time::timeout(Duration::from_secs(30), walk.wait()).await.unwrap().unwrap();
    assert_eq!(ended.code(), Some(0));
}

async fn command_of(program: &str, arguments: &[&str]) -> bool {
    tokio::process::Command::new(program).args(arguments).status().await.unwrap().success()
}
