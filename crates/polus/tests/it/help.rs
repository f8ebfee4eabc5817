//! The manual that `--help` prints is part of the product: a change to it shows here.

use crate::support::Home;

#[tokio::test]
async fn the_manual() {
    let home = Home::new();
    // The names are spelled out, so that a snapshot can be found from its test and the other way round.
    for (name, command) in [
        ("help", &[][..]),
        ("help_init", &["init"]),
        ("help_connect", &["connect"]),
        ("help_sync", &["sync"]),
        ("help_up", &["up"]),
        ("help_status", &["status"]),
        ("help_query", &["query"]),
        ("help_api", &["api"]),
        ("help_api_list_tickets", &["api", "tickets.list"]),
        ("help_api_create_ticket", &["api", "tickets.create"]),
        ("help_api_merge_customers", &["api", "customers.merge"]),
        ("help_api_query_statistics", &["api", "statistics.query"]),
        ("help_api_upload_files", &["api", "files.upload"]),
        ("help_api_download_file", &["api", "files.download"]),
        ("help_sandbox", &["sandbox"]),
        ("help_demo", &["demo"]),
    ] {
        let ran = home.ok(&[command, &["--help"]].concat(), "").await;
        insta::assert_snapshot!(name, ran.shown(home.path()));
    }
}

#[tokio::test]
async fn a_command_that_is_not_there_names_the_nearest() {
    let home = Home::new();
    insta::assert_snapshot!(home.run(&["synk"], "").await, @r"
    exit 2
    -- stderr
    error: unrecognized subcommand 'synk'

      tip: a similar subcommand exists: 'sync'

    Usage: polus [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
}

#[tokio::test]
async fn no_command_at_all_prints_the_manual_and_is_wrong() {
    let home = Home::new();
    let ran = home.run(&[], "").await;
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("Usage: polus"), "{ran}");
}
