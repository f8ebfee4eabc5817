//! What is refused: here, before anything is sent and without an account; or by Gorgias, with its own words.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::json_of;
use super::server::Server;
use crate::support::{Home, Sandbox};

#[tokio::test]
async fn what_would_be_refused_is_not_sent() {
    let home = Home::new();
    let said = async |arguments: &[&str], input: &str| {
        let ran = home.run(&[&["api"], arguments].concat(), input).await;
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran}");
        ran.stderr.split("\n\nUsage:").next().unwrap().to_owned()
    };
    insta::assert_snapshot!(said(&["--json"], "").await, @r#"{"error":{"exit":2,"what":"no operation was given","causes":[],"hint":"`polus api list` shows all, such as tickets.list\nUsage: polus [OPTIONS] <COMMAND>\nFor more information, try '--help'."}}"#);
    insta::assert_snapshot!(said(&["tickets.lsit"], "").await, @r"
    error: `tickets.lsit` is no operation and no method of the Gorgias API
      hint: did you mean `tickets.list`? One of: `tickets.list`, `tickets.create`, `tickets.get`, `tickets.update`, `tickets.delete`, `tickets.list_tags`, `tickets.add_tags`, `tickets.set_tags`, `tickets.remove_tags`, `tickets.list_custom_fields`, `tickets.set_custom_fields`, `tickets.set_custom_field`, `tickets.delete_custom_field`
    ");
    insta::assert_snapshot!(said(&["tickets.list", "--custmer_id", "5"], "").await, @r"
    error: unexpected argument '--custmer_id' found

      tip: a similar argument exists: '--customer_id'
    ");
    insta::assert_snapshot!(said(&["tickets.list", "--customer_id", "five"], "").await, @r"
    error: invalid value 'five' for '--customer_id <ID>': ids are positive whole numbers

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(said(&["tickets.list", "--limit", "101"], "").await, @r"
    error: invalid value '101' for '--limit <ROWS>': 101 is not in 1..=100

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(said(&["tickets.list", "--order_by", "updated_datetime"], "").await, @r"
    error: invalid value 'updated_datetime' for '--order_by <ORDER>'
      [possible values: created_datetime:desc, created_datetime:asc, updated_datetime:asc, updated_datetime:desc]

      tip: a similar value exists: 'updated_datetime:asc'

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(said(&["tickets.get"], "").await, @r"
    error: the following required arguments were not provided:
      <ID>
    ");
    insta::assert_snapshot!(said(&["tickets.get", "0"], "").await, @r"
    error: invalid value '0' for '<ID>': ids are positive whole numbers

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(said(&["tickets.get", "1", "--all"], "").await, @r"
    error: unexpected argument '--all' found

      tip: to pass '--all' as a value, use '-- --all'
    ");
    insta::assert_snapshot!(said(&["custom_fields.list"], "").await, @r"
    error: the following required arguments were not provided:
      --object_type <TEXT>
    ");
    insta::assert_snapshot!(said(&["metric_cards.get", "a/../b"], "").await, @r"
    error: invalid value 'a/../b' for '<SLUG>': it is one part of a path: not empty, without / \ ? #

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(said(&["tags.list", "--search", "a\u{1b}[2J"], "").await, @r"
    error: invalid value 'a�[2J' for '--search <TEXT>': a value holds the control character \u{1b}

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(said(&["tags.create", "--field", "nmae=vip"], "").await, @r"
    error: tags.create has no field `nmae`
      hint: did you mean `name`? One of: `name`, `description`, `decoration`
    ");
    insta::assert_snapshot!(said(&["tags.create", "--data", "-"], "{name: vip}").await, @r#"
    error: `--data` is not JSON
      because: key must be a string at line 1 column 2
      hint: quote it for the shell: --data '{"name": "vip"}'; @FILE reads a file, - standard input
    "#);
    insta::assert_snapshot!(said(&["tags.create", "--data", "@/nowhere"], "").await, @r"
    error: `--data` cannot be read
      because: No such file or directory (os error 2)
      hint: @FILE reads a file, - standard input
    ");
    insta::assert_snapshot!(said(&["tickets.create", "--data", r#"{"subject": "Hello"}"#], "").await, @r"
    error: tickets.create needs `messages`
      hint: `messages` is a list: whole messages, 1 to 500 on create
    ");
    let large = format!("\"{}\"", "x".repeat(17 << 20));
    insta::assert_snapshot!(said(&["tags.create", "--data", "-"], &large).await, @r"
    error: `--data` is larger than 16 MiB
      hint: send it in parts
    ");
    let many: Vec<String> = (0..900).map(|id| format!("--ticket_ids={id}1")).collect();
    let many: Vec<&str> = std::iter::once("tickets.list").chain(many.iter().map(String::as_str)).collect();
    insta::assert_snapshot!(said(&many, "").await, @r"
    error: path and query are 14301 bytes; 8000 are accepted
      hint: ask in parts
    ");
}

#[tokio::test]
async fn a_field_that_looks_like_a_typing_error_is_told() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let data = r#"{"name": "vip-9", "descripton": "Calls back"}"#;
    let ran = home.run(&["api", "tags.create", "--data", data], "").await;
    assert!(
        ran.stderr.starts_with("note: tags.create has no field `descripton`; `description` is one\n"),
        "{ran}"
    );
}

#[tokio::test]
async fn one_that_was_merged_names_its_survivor() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let customers = json_of(&home, &["api", "customers.list", "--limit", "2"], "").await;
    let id = |index: usize| customers["data"][index]["id"].to_string();
    let merge = ["api", "customers.merge", "--source_id", &id(0), "--target_id", &id(1)];
    json_of(&home, &merge, "").await;
    let ran = home.run(&["api", "customers.get", &id(0)], "").await;
    let expected = format!("error: Gorgias answered 301: merged into {0}\n  hint: ask for {0}\n", id(1));
    assert!(ran.code == 5 && ran.stderr.ends_with(&expected), "{ran}");
}

#[tokio::test]
async fn a_missing_scope_is_named() {
    let server = Server::start(|uri, _| {
        let words = if uri.path() == "/api/tags" { "Missing scope: tags:admin" } else { "No." };
        (StatusCode::FORBIDDEN, json!({"error": {"msg": words}}).to_string())
    })
    .await;
    let home = server.home().await;
    insta::assert_snapshot!(home.run(&["api", "tags.list"], "").await, @r#"
    exit 4
    -- stdout
    {
      "error": {
        "msg": "Missing scope: tags:admin"
      }
    }
    -- stderr
    HTTP 403
    error: Gorgias answered 403
      hint: an app needs the scope tags:admin; with an API key it is the user's role that counts
    "#);
    insta::assert_snapshot!(home.run(&["--json", "api", "rules.delete", "5"], "").await, @r#"
    exit 4
    -- stdout
    {"error":{"msg":"No."}}
    -- stderr
    {"error":{"exit":4,"what":"Gorgias answered 403","causes":[],"hint":"an app needs the scope rules:write; with an API key it is the user's role that counts"}}
    "#);
    insta::assert_snapshot!(home.run(&["api", "GET", "/api/tags"], "").await, @r#"
    exit 4
    -- stdout
    {
      "error": {
        "msg": "Missing scope: tags:admin"
      }
    }
    -- stderr
    HTTP 403
    error: Gorgias answered 403
      hint: an app needs the scope tags:admin; with an API key it is the user's role that counts
    "#);
}

#[tokio::test]
async fn no_secret_is_in_the_log_of_a_call() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let mut call = crate::support::command(home.path(), &["-vv", "api", "tickets.list", "--max", "5"]);
    call.env("POLUS_LOG", "trace");
    let ran = crate::support::finish(call, "").await;
    assert!(ran.code == 0 && ran.stderr.contains("TRACE"), "{ran}");
    assert_eq!(ran.stdout.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).count(), 5);
    assert!(!ran.to_string().contains(&sandbox.api_key));
}
