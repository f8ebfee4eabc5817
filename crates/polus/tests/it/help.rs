//! The manual that `--help` prints is part of the product: a change to it shows here.

use crate::support::Home;

#[tokio::test]
async fn the_manual() {
    let home = Home::new();
    // The names are spelled out, so that a snapshot can be found from its test and the other way round.
    for (name, command) in [
        ("help", None),
        ("help_init", Some("init")),
        ("help_connect", Some("connect")),
        ("help_sync", Some("sync")),
        ("help_up", Some("up")),
        ("help_status", Some("status")),
        ("help_query", Some("query")),
        ("help_api", Some("api")),
        ("help_sandbox", Some("sandbox")),
        ("help_demo", Some("demo")),
    ] {
        let arguments: Vec<&str> = command.into_iter().chain(["--help"]).collect();
        let ran = home.ok(&arguments, "").await;
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
