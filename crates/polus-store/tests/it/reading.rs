//! Reading: typed tables by column, the user's SQL, everything at once.

use polus_store::StoreError;
use serde_json::{Value, json};

use crate::support::{TestStore, at, batch, deleted, present, ticket, version};

fn filter(pairs: &[(&str, Value)]) -> Vec<(String, Value)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

#[tokio::test]
async fn rows_are_found_by_the_values_of_columns() {
    let t = TestStore::new().await;
    let open = |id: i64, spam: bool| json!({"id": id, "status": "open", "spam": spam, "customer": {"id": 5}, "tags": [{"id": 1, "name": "vip"}]});
    t.tickets(
        1,
        vec![
            present("1", Some("1"), &open(1, false)),
            present("2", Some("1"), &open(2, true)),
            present("3", Some("1"), &open(3, false)),
            present(
                "4",
                Some("1"),
                &json!({"id": 4, "status": "closed", "customer": {"id": 5}, "closed_datetime": version(3)}),
            ),
        ],
    )
    .await;
    t.tickets(2, vec![deleted("3", Some("2"))]).await;
    let find = async |pairs: &[(&str, Value)]| {
        let rows = t.store.find(t.account(), "tickets", &filter(pairs), 9).await.unwrap();
        rows.into_iter().map(|row| row["id"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(find(&[("customer_id", json!(5)), ("status", json!("open"))]).await, [1, 2]);
    assert_eq!(find(&[("customer_id", json!("5")), ("spam", json!(true))]).await, [2]);
    assert_eq!(find(&[("closed_datetime", Value::Null)]).await, [1, 2]);
    assert_eq!(find(&[("deleted_at", Value::Null), ("id", json!(4))]).await, [4]);
    let row = &t.store.find(t.account(), "tickets", &filter(&[("id", json!(2))]), 9).await.unwrap()[0];
    assert_eq!(
        (&row["spam"], &row["subject"], &row["connection_id"]),
        (&json!(true), &Value::Null, &json!(1))
    );
    let tags =
        t.store.find(t.account(), "ticket_tags", &filter(&[("ticket_id", json!(1))]), 9).await.unwrap();
    assert_eq!(tags[0]["name"], "vip");

    let other = t.connect("other", "helpdesk", "gorgias", "helpdesk").await;
    assert_eq!(t.store.find(other.account_id, "tickets", &[], 9).await.unwrap(), [], "another account's");
}

#[tokio::test]
async fn json_columns_come_back_as_json() {
    let t = TestStore::new().await;
    let customer = present("1", None, &json!({"id": 1, "data": {"vip": true}}));
    t.store.apply(batch(&t.helpdesk, "customers", Some("customers"), 1, vec![customer])).await.unwrap();
    let found = t.store.find(t.account(), "customers", &[], 9).await.unwrap();
    assert_eq!(found[0]["data"], json!({"vip": true}));
}

#[tokio::test]
async fn a_wrong_table_or_column_is_answered_with_what_there_is() {
    let t = TestStore::new().await;
    let error = t.store.find(t.account(), "tags", &filter(&[("colour", json!(1))]), 9).await.unwrap_err();
    insta::assert_snapshot!(format!("{error}\n{}", error.hint().unwrap()), @"
    there is no column colour in table tags
    there are connection_id, id, name, description, color, usage, created_datetime, deleted_datetime, deleted_at, merged_into, record_id
    ");
    let error = t.store.find(t.account(), "connections", &[], 9).await.unwrap_err();
    insta::assert_snapshot!(format!("{error}\n{}", error.hint().unwrap()), @"
    there is no table connections
    there are tickets, ticket_tags, messages, customers, satisfaction_surveys, tags, users, events, integrations, widgets, commerce_customers, orders, order_lines
    ");
    let error = t.store.find(t.account(), "tags", &filter(&[("name", json!(["a"]))]), 9).await.unwrap_err();
    insta::assert_snapshot!(error, @"the query cannot be run: column name cannot be compared with a list or an object");
}

#[tokio::test]
async fn every_record_of_a_stream_is_read_in_pages() {
    let t = TestStore::new().await;
    t.tickets(1, (0..1201).map(|id| ticket(id, 1, "x")).collect()).await;
    t.tickets(2, vec![deleted("7", Some(&version(2)))]).await;
    let (mut seen, mut gone) = (Vec::new(), 0);
    t.store
        .each_record(t.helpdesk.id, "tickets", |record| {
            gone += u32::from(record.deleted);
            seen.push(record.key);
        })
        .await
        .unwrap();
    assert_eq!((seen.len(), gone), (1201, 1));
    assert!(seen.is_sorted());
    t.store.each_record(t.helpdesk.id, "nothing", |_| panic!("there is none")).await.unwrap();
}

#[tokio::test]
async fn the_users_sql_reads_and_nothing_else() {
    let t = TestStore::new().await;
    t.tickets(1, vec![ticket(1, 1, "a"), ticket(2, 1, "b")]).await;
    let result = t
        .store
        .query("SELECT id, subject AS s, 1.5, x'ff00', NULL FROM tickets ORDER BY id", 1)
        .await
        .unwrap();
    assert_eq!(result.columns[..2], ["id", "s"]);
    assert_eq!(
        (result.rows, result.truncated),
        (vec![vec![json!(1), json!("a"), json!(1.5), json!("ff00"), Value::Null]], true)
    );
    assert_eq!(
        t.rows("WITH x AS (SELECT 1 AS y) SELECT json_extract('{\"a\":2}', '$.a') + y FROM x").await,
        json!([[3]])
    );
    assert_eq!(
        t.rows("SELECT name, sealed FROM connections").await,
        json!([["helpdesk", null]]),
        "secrets are hidden"
    );

    let mut said = String::new();
    for sql in [
        "DELETE FROM tickets",
        "CREATE TABLE x (y)",
        "PRAGMA user_version = 7",
        "ATTACH 'other.db' AS o",
        "SELECT load_extension('x')",
        "SELECT 1; SELECT 2",
        "SELEC 1",
        "SELECT subjekt FROM tickets",
        "SELECT * FROM ticket",
    ] {
        let error = t.store.query(sql, 9).await.unwrap_err();
        assert!(matches!(error, StoreError::Query { .. }), "{error:?}");
        said.push_str(&format!("{sql}: {error}\n"));
    }
    insta::assert_snapshot!(said, @r#"
    DELETE FROM tickets: the query cannot be run: only SELECT is allowed; nothing was changed
    CREATE TABLE x (y): the query cannot be run: only SELECT is allowed; nothing was changed
    PRAGMA user_version = 7: the query cannot be run: only SELECT is allowed; nothing was changed
    ATTACH 'other.db' AS o: the query cannot be run: only SELECT is allowed; nothing was changed
    SELECT load_extension('x'): the query cannot be run: not authorized to use function: load_extension
    SELECT 1; SELECT 2: the query cannot be run: it is more than one statement
    SELEC 1: the query cannot be run: near "SELEC": syntax error
    SELECT subjekt FROM tickets: the query cannot be run: no such column: subjekt
    SELECT * FROM ticket: the query cannot be run: no such table: ticket
    "#);
    assert_eq!(t.value("SELECT count(*) FROM tickets").await, json!(2));
}

#[tokio::test]
async fn the_overview_shows_every_part() {
    let t = TestStore::new().await;
    t.store.apply(crate::support::planned(t.batch(1, vec![ticket(1, 1, "a")]))).await.unwrap();
    t.store.mark_stale(t.helpdesk.id, "tickets", &["9".to_owned()], "event", at(2)).await.unwrap();
    t.store.receive(t.helpdesk.id, "{}".into(), "x", at(3)).await.unwrap();
    let seen = t.store.overview().await.unwrap();
    assert_eq!(seen.connections[0].connection.name, "helpdesk");
    let stream = &seen.connections[0].streams[0];
    assert_eq!((stream.state.stream.as_str(), stream.state.rows, stream.stale), ("tickets", 1, 1));
    assert_eq!((seen.runs.waiting, seen.inbox_depth, seen.failures.len()), (1, 1, 0));
    assert!(seen.database_bytes > 4096);
}

#[tokio::test]
async fn versions_and_keys_tell_what_is_known_without_reading_it() {
    let t = TestStore::new().await;
    t.tickets(1, vec![ticket(1, 3, "a"), ticket(2, 4, "b"), present("3", None, &json!({"id": 3}))]).await;
    t.tickets(2, vec![deleted("2", None), deleted("9", None)]).await;
    let keys = ["1", "2", "3", "4", "9"].map(str::to_owned).to_vec();
    let known = t.store.versions(t.helpdesk.id, "tickets", keys).await.unwrap();
    assert_eq!(known.len(), 3, "of 4 and 9 no content was ever seen");
    assert_eq!((known["1"].as_deref(), known["2"].as_deref()), (Some(&*version(3)), Some(&*version(4))));
    assert_eq!(known["3"], None);

    assert_eq!(t.store.present_keys(t.helpdesk.id, "tickets", "", 9).await.unwrap(), ["1", "3"]);
    assert_eq!(t.store.present_keys(t.helpdesk.id, "tickets", "1", 9).await.unwrap(), ["3"]);
    assert_eq!(t.store.present_keys(t.helpdesk.id, "tickets", "", 1).await.unwrap(), ["1"]);
    assert_eq!(t.store.present_keys(t.helpdesk.id, "nothing", "", 9).await.unwrap(), Vec::<String>::new());
}
