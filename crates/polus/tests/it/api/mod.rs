//! `polus api`: the operations by name, against a sandbox.

mod files;
mod lists;
mod refused;
mod server;

use serde_json::{Value, json};

use crate::support::{Home, Sandbox};

/// The JSON that a command prints.
async fn json_of(home: &Home, arguments: &[&str], input: &str) -> Value {
    let ran = home.ok(&[arguments, &["--json"]].concat(), input).await;
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"))
}

#[tokio::test]
async fn the_list_needs_no_account() {
    let home = Home::new();
    let all = home.ok(&["api", "list"], "").await;
    let operations = all.stdout.lines().filter(|line| line.starts_with("  ")).count();
    assert_eq!(operations, 114, "{all}");
    insta::assert_snapshot!(home.ok(&["api", "list", "TAGS:"], "").await, @r"
    exit 0
    -- stdout
    tags
      tags.list        GET     /api/tags                             tags:read
      tags.create      POST    /api/tags                             tags:write
      tags.delete_all  DELETE  /api/tags                             tags:write
      tags.get         GET     /api/tags/{id}                        tags:read
      tags.update      PUT     /api/tags/{id}                        tags:write
      tags.delete      DELETE  /api/tags/{id}                        tags:write
      tags.merge       PUT     /api/tags/{destination_tag_id}/merge  tags:write
    ");
    let described = json_of(&home, &["api", "list"], "").await;
    let described = described.as_array().unwrap();
    assert_eq!(described.len(), 114);
    insta::assert_json_snapshot!(described.iter().find(|of| of["name"] == "tags.list").unwrap(), @r#"
    {
      "name": "tags.list",
      "id": "list_tags",
      "method": "GET",
      "path": "/api/tags",
      "scope": "tags:read",
      "query": [
        {
          "name": "cursor",
          "required": false,
          "repeated": false,
          "default": null
        },
        {
          "name": "limit",
          "required": false,
          "repeated": false,
          "default": null
        },
        {
          "name": "order_by",
          "required": false,
          "repeated": false,
          "default": null
        },
        {
          "name": "search",
          "required": false,
          "repeated": false,
          "default": null
        }
      ],
      "limit": {
        "default": 30,
        "max": 100
      },
      "order_by": [
        "created_datetime:desc",
        "created_datetime:asc",
        "name:asc",
        "name:desc",
        "usage:asc,name:asc",
        "usage:desc,name:desc"
      ],
      "body": null,
      "fields": [],
      "answer": "pages",
      "note": "a bare usage:asc is refused"
    }
    "#);
    insta::assert_snapshot!(home.run(&["api", "list", "invoice"], "").await, @r"
    exit 2
    -- stderr
    error: no operation has `invoice` in its name, path, scope or note
      hint: `polus api list` shows all of them
    ");
}

#[tokio::test]
async fn every_operation_has_a_manual_under_both_names_of_help() {
    let home = Home::new();
    let manual = home.ok(&["api", "tags.merge", "--help"], "").await;
    assert_eq!(home.ok(&["api", "help", "tags.merge"], "").await.stdout, manual.stdout);
    assert_eq!(home.ok(&["help", "api", "tags.merge"], "").await.stdout, manual.stdout);
    assert_eq!(home.ok(&["api", "merge_tags", "-h"], "").await.stdout, manual.stdout);
}

#[tokio::test]
async fn a_thing_is_made_read_changed_and_deleted() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let made =
        ["api", "tags.create", "--field", "name=vip-123", "--field", r##"decoration:={"color":"#f00"}"##];
    let tag = json_of(&home, &made, "").await;
    assert_eq!((&tag["name"], &tag["decoration"]["color"]), (&json!("vip-123"), &json!("#f00")));
    let id = tag["id"].to_string();
    home.write("change.json", r#"{"name": "vip-124", "description": "Calls back"}"#);
    let file = format!("@{}", home.file("change.json").display());
    json_of(&home, &["api", "tags.update", &id, "--data", &file, "--field", "description=Rings"], "").await;
    let tag = json_of(&home, &["api", "tags.get", &id], "").await;
    assert_eq!((&tag["name"], &tag["description"]), (&json!("vip-124"), &json!("Rings")));
    let found =
        json_of(&home, &["api", "tags.list", "--search", "vip-124", "--order-by", "name:asc"], "").await;
    assert_eq!(found["data"].as_array().unwrap().len(), 1, "{found}");
    insta::assert_snapshot!(home.ok(&["api", "tags.delete", &id], "").await, @r"
    exit 0
    -- stderr
    HTTP 204
    ");
    let gone = home.run(&["api", "tags.get", &id], "").await;
    assert_eq!(gone.code, 5, "{gone}");
    assert!(gone.stdout.contains("error") && gone.stderr.contains("Gorgias answered 404"), "{gone}");
}
