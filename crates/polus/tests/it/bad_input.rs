//! What people get wrong: each gets one clear message with a hint, and an exit code that says what kind it is.

use std::io::{Seek, SeekFrom, Write};

use crate::support::{Home, Sandbox, command, finish};

/// Runs a command that must fail; gives what it says.
async fn said(home: &Home, arguments: &[&str], input: &str) -> String {
    let ran = home.run(arguments, input).await;
    assert_ne!(ran.code, 0, "{ran}");
    ran.shown(home.path())
}

#[tokio::test]
async fn a_wrong_key_is_not_stored() {
    let sandbox = Sandbox::start().await;
    let home = Home::init().await;
    let connect = ["connect", "gorgias", "--url", &sandbox.url, "--email", &sandbox.email, "--api-key", "-"];
    insta::assert_snapshot!(said(&home, &connect, "not-the-key\n").await, @r"
    exit 4
    -- stderr
    error: GET /api/account: the credential was refused (401): 401 Unauthorized: The e-mail or the API key is wrong or missing.
      hint: make a new API key in Gorgias under Settings, REST API, and connect again
    ");
    insta::assert_snapshot!(said(&home, &connect, "").await, @r"
    exit 2
    -- stderr
    error: no Gorgias API key was given
      hint: give it on standard input, one secret a line, or run this on a terminal to be asked
    ");
    insta::assert_snapshot!(said(&home, &["api", "GET", "/api/account"], "").await, @r"
    exit 2
    -- stderr
    error: no helpdesk is connected
      hint: connect one with `polus connect gorgias`
    ");
}

#[tokio::test]
async fn a_sync_that_cannot_open_the_credentials_is_not_up_to_date() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    home.write("polus.key", &"5".repeat(64));
    let said = said(&home, &["sync"], "").await;
    assert!(said.contains("exit 3") && said.contains("`gorgias` cannot be read: sealed with key"), "{said}");
}

#[tokio::test]
async fn a_host_that_does_not_answer() {
    let home = Home::init().await;
    let connect = ["connect", "gorgias", "--url", "http://127.0.0.1:1", "--email", "a@b.c", "--api-key", "-"];
    let ran = home.run(&connect, "key\n").await;
    insta::assert_snapshot!(ran.to_string(), @r"
    exit 5
    -- stderr
    error: GET /api/account: no connection to 127.0.0.1; nothing was sent
      because: error sending request
      because: client error (Connect)
      because: tcp connect error
      because: Connection refused (os error 111)
      hint: check the address, which looks like https://<account>.gorgias.com, then DNS, firewall and certificates
    ");
}

#[tokio::test]
async fn plain_http_to_another_machine() {
    let home = Home::init().await;
    let connect =
        ["connect", "gorgias", "--url", "http://acme.gorgias.com", "--email", "a@b.c", "--api-key", "-"];
    insta::assert_snapshot!(said(&home, &connect, "key\n").await, @r"
    exit 2
    -- stderr
    error: the address of acme.gorgias.com is plain http, which would show secrets to everyone on the way
      hint: write https:// in front; plain http is for a server on this machine only
    ");
    let connect = ["connect", "odoo", "--url", "http://erp.acme.com", "--secret", "api_key=-"];
    insta::assert_snapshot!(said(&home, &connect, "key\n").await, @r"
    exit 2
    -- stderr
    error: odoo: `http://erp.acme.com` is not encrypted
      hint: write https://; plain http is for this machine only, as anyone on the way could read the credentials
    ");
}

#[tokio::test]
async fn a_configuration_that_is_not_valid() {
    let home = Home::init().await;
    home.write(
        "polus.yaml",
        "account: acme\nlisten: 127.0.0.1:8700\nflows: [order-tags\nsync:\n  lists: 5m\n",
    );
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 3
    -- stderr
    error: [DIR]/polus.yaml:4:5: this is not valid YAML: illegal placement of ':' indicator
       4 | sync:
         |     ^
      hint: close the `[` or `{` that was opened on a line before, or quote the text with `:`
    ");
    home.write("polus.yaml", "account: acme\nlisten: 127.0.0.1:8700\nflow:\n  order-tags:\n");
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 3
    -- stderr
    error: [DIR]/polus.yaml:3:1: unknown field `flow`
       3 | flow:
         | ^^^^
      hint: did you mean `flows`? One of: `account`, `listen`, `public_listen`, `public_url`, `flows`, `sync`
    ");
    home.write("polus.yaml", "account: acme\nlisten: 0.0.0.0:8700\n");
    insta::assert_snapshot!(said(&home, &["up"], "").await, @r"
    exit 3
    -- stderr
    error: [DIR]/polus.yaml:2:9: `listen` must be an address of this machine; the dashboard shows every ticket and has no log-in yet, so it answers on this machine only
       2 | listen: 0.0.0.0:8700
         |         ^^^^^^^
      hint: write `listen: 127.0.0.1:[PORT]`; to receive webhooks from outside, add `public_listen: 0.0.0.0:8700`, which serves webhooks and sidebar alone
    ");
}

#[tokio::test]
async fn a_folder_without_configuration_or_key() {
    let home = Home::new();
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 3
    -- stderr
    error: cannot read [DIR]/polus.yaml
      because: No such file or directory (os error 2)
      hint: `polus init` makes it; --dir says where it is
    ");
    home.ok(&["init"], "").await;
    std::fs::remove_file(home.file("polus.key")).unwrap();
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 3
    -- stderr
    error: there is no key file [DIR]/polus.key
      hint: `polus init` makes one; or give the key in the environment variable POLUS_KEY
    ");
    home.write("polus.key", "abc");
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 3
    -- stderr
    error: the key file [DIR]/polus.key can be read by others (mode 644)
      hint: run `chmod 600` on it; if others had access, make a new key and connect again
    ");
}

#[tokio::test]
async fn what_is_no_file_is_refused_instead_of_waited_for() {
    let home = Home::init().await;
    let pipe = async |name: &str| {
        std::fs::create_dir_all(home.file(name).parent().unwrap()).unwrap();
        let made = tokio::process::Command::new("mkfifo").args(["-m", "600"]).arg(home.file(name)).status();
        assert!(made.await.unwrap().success());
    };
    std::fs::remove_file(home.file("polus.key")).unwrap();
    pipe("polus.key").await;
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 3
    -- stderr
    error: [DIR]/polus.key is not a regular file
      hint: put the key there as a file; `polus init` makes one where there is nothing
    ");
    std::fs::remove_file(home.file("polus.key")).unwrap();
    home.write("polus.yaml", "account: acme\nlisten: 127.0.0.1:8700\nflows:\n  own:\n");
    pipe("flows/own.yaml").await;
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 3
    -- stderr
    error: [DIR]/flows/own.yaml is not a regular file
      hint: put the flow there as a file, or remove what is there to use a ready-made flow
    ");
}

#[tokio::test]
async fn text_that_is_no_key_or_no_text() {
    let home = Home::init().await;
    std::fs::write(home.file("latin"), b"caf\xe9\n").unwrap();
    let connect = ["connect", "shopify", "--setting", "shop=a", "--secret", "access_token=-"];
    let mut command = command(home.path(), &connect);
    command.stdin(std::fs::File::open(home.file("latin")).unwrap());
    insta::assert_snapshot!(finish(command, "").await.shown(home.path()), @r"
    exit 2
    -- stderr
    error: cannot read the access_token (Admin API access token of a custom app (shpat_...), with read_customers and read_orders)
      because: stream did not contain valid UTF-8
      hint: secrets are UTF-8 text; copy it again from where it was shown
    ");
    std::fs::write(home.file("polus.key"), "abc\n").unwrap();
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 3
    -- stderr
    error: [DIR]/polus.key is not a key: 64 hexadecimal digits are expected, 3 characters were found
      hint: give the key as `polus init` wrote it
    ");
}

#[tokio::test]
async fn a_folder_where_nothing_was_connected() {
    let home = Home::init().await;
    insta::assert_snapshot!(said(&home, &["status"], "").await, @r"
    exit 6
    -- stderr
    error: there is no [DIR]/polus.db
      hint: `polus connect` makes it; --dir says where it is
    ");
    assert_eq!(
        said(&home, &["query", "select 1"], "").await,
        said(&home, &["api", "GET", "/api/account"], "").await
    );
}

#[tokio::test]
async fn flows_that_are_not_there_or_ask_for_what_is_not_there() {
    let home = Home::init().await;
    let with = |flows: &str| format!("account: acme\nlisten: 127.0.0.1:8700\nflows:\n{flows}");
    let flow = "flow: own\ntitle: Mine\non: {kind: helpdesk, stream: tickets, changes: [created]}\n\
                steps:\n  - step: tag\n    do: gorgias.add_tag\n    with: {ticket: 1, tags: [a]}\n";
    home.write("flows/own.yaml", flow);
    home.write("polus.yaml", &with("  order-tag:\n"));
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 3
    -- stderr
    error: [DIR]/polus.yaml:4:3: there is no flow `order-tag`
       4 |   order-tag:
         |   ^^^^^^^^^
      hint: did you mean `order-tags`? One of: `backorder-ticket`, `low-score-follow-up`, `order-tags`, `own`, `profile-follows-store`
    ");
    home.write("polus.yaml", &with("  order-tags: {high_valeu: 100}\n"));
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 3
    -- stderr
    error: [DIR]/polus.yaml:4:16: flow `order-tags` has no setting `high_valeu`
       4 |   order-tags: {high_valeu: 100}
         |                ^^^^^^^^^^
      hint: did you mean `high_value`? One of: `high_value`, `home_countries`
    ");
    home.write("polus.yaml", &with("  order-tags: {high_value: 100 USD}\n"));
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 3
    -- stderr
    error: [DIR]/polus.yaml:4:28: `high_value` of flow `order-tags` must be a number, not a text
       4 |   order-tags: {high_value: 100 USD}
         |                            ^^^
      hint: write it as the flow itself does: `high_value: 300`
    ");
    home.write("polus.yaml", &with("  own:\n"));
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 3
    -- stderr
    error: [DIR]/flows/own.yaml:6:9: there is no step `gorgias.add_tag`
       6 |     do: gorgias.add_tag
         |         ^^^^^^^^^^^^^^^
      hint: did you mean `gorgias.add_tags`? One of: `find`, `gorgias.find_customer`, `gorgias.create_ticket`, `gorgias.update_customer`, `gorgias.set_customer_data`, `gorgias.add_tags`, `gorgias.add_note`
    ");
}

#[tokio::test]
async fn a_sandbox_where_another_program_listens() {
    let home = Home::new();
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    insta::assert_snapshot!(said(&home, &["sandbox", "--listen", &address, "--tickets", "1"], "").await, @r"
    exit 8
    -- stderr
    error: the address 127.0.0.1:[PORT] of the helpdesk is in use
      hint: Stop what listens there, or choose another port; port 0 takes a free one.
    ");
    insta::assert_snapshot!(said(&home, &["sandbox", "--listen", "0.0.0.0:0", "--tickets", "1"], "").await, @r"
    exit 8
    -- stderr
    error: the helpdesk may listen on this machine only, not on 0.0.0.0:0
      hint: The sandbox knows no log-in worth the name. Choose an address like 127.0.0.1:[PORT].
    ");
    insta::assert_snapshot!(said(&home, &["sandbox", "--rate-limit", "40"], "").await, @r"
    exit 2
    -- stderr
    error: `--rate-limit 40` is no limit
      because: `40` is not a rate limit: write requests and window, such as 40/20s, or off
      hint: write SIZE/WINDOW, such as 40/20s, or off
    ");
}

#[tokio::test]
async fn a_database_from_a_newer_version_is_left_alone() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    let path = home.file("polus.db");
    // Database File Format, "The Database Header": the user version stands at 60.
    let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start(60)).unwrap();
    file.write_all(&999u32.to_be_bytes()).unwrap();
    drop(file);
    let before = std::fs::read(&path).unwrap();
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 6
    -- stderr
    error: [DIR]/polus.db has schema version 999; this polus knows versions up to 1
      hint: install the polus that last used it, or restore a backup from before the upgrade; nothing was changed
    ");
    assert_eq!(said(&home, &["query", "select 1"], "").await, said(&home, &["status"], "").await);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_file_that_is_no_database() {
    let home = Home::init().await;
    home.write("polus.db", "dear diary\n");
    insta::assert_snapshot!(said(&home, &["sync"], "").await, @r"
    exit 6
    -- stderr
    error: [DIR]/polus.db is not a Polus database
      hint: give another path, or move the file away; it was not changed
    ");
    assert_eq!(std::fs::read_to_string(home.file("polus.db")).unwrap(), "dear diary\n");
}

#[tokio::test]
async fn command_lines_that_lack_something() {
    let home = Home::init().await;
    for (arguments, input) in [
        (vec!["connect", "gorgias", "--email", "a@b.c", "--api-key", "-"], "key"),
        (vec!["connect", "gorgias", "--url", "https://acme.gorgias.com", "--api-key", "-"], "key"),
        (
            vec![
                "connect",
                "gorgias",
                "--url",
                "https://acme.gorgias.com",
                "--email",
                "a@b.c",
                "--api-key",
                "s3cret",
            ],
            "",
        ),
        (vec!["connect", "shopfy"], ""),
        (vec!["connect", "shopify", "--name", "my/shop"], ""),
        (vec!["connect", "shopify", "--setting", "shp=acme"], ""),
        (vec!["connect", "shopify", "--secret", "token=-"], ""),
        (vec!["connect", "shopify", "--secret", "access_token=s3cret"], ""),
        (vec!["connect", "shopify", "--email", "a@b.c"], ""),
        (vec!["api", "PATCH", "/api/tickets"], ""),
        (vec!["api", "GET", "tickets"], ""),
        (vec!["api", "GET", "/api/tickets", "-q", "limit"], ""),
        (vec!["api", "POST", "/api/tags", "--data", "{name: vip}"], ""),
        (vec!["query", "select 1"], ""),
    ] {
        let ran = home.run(&arguments, input).await;
        assert!(matches!(ran.code, 2 | 6), "{arguments:?}: {ran}");
        assert!(ran.stderr.contains("\n  hint: ") && ran.stdout.is_empty(), "{arguments:?}: {ran}");
        assert!(!ran.stderr.contains("s3cret"), "{arguments:?}: {ran}");
    }
    let given = ["connect", "shopify", "--secret", "access_token=s3cret"];
    insta::assert_snapshot!(said(&home, &given, "").await, @r"
    exit 2
    -- stderr
    error: `--secret access_token=` takes no secret on the command line, where others can see it
      hint: write `--secret access_token=-` and give the secret on standard input or at the prompt
    ");
}

#[tokio::test]
async fn queries_that_cannot_be_run() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    insta::assert_snapshot!(said(&home, &["query", "select * from ticket"], "").await, @r"
    exit 2
    -- stderr
    error: the query cannot be run: no such table: ticket
      hint: the tables and their columns are described in docs/tables.md
    ");
    insta::assert_snapshot!(said(&home, &["query", "delete from tickets"], "").await, @r"
    exit 2
    -- stderr
    error: the query cannot be run: only SELECT is allowed; nothing was changed
      hint: the tables and their columns are described in docs/tables.md
    ");
    assert_eq!(
        home.query("select count(sealed) as n from connections").await[0]["n"],
        0,
        "sealed credentials read as null"
    );
}

#[tokio::test]
async fn connections_that_are_not_there() {
    let sandbox = Sandbox::start().await;
    let home = Home::connected(&sandbox).await;
    insta::assert_snapshot!(said(&home, &["sync", "--connection", "gorgia"], "").await, @r"
    exit 2
    -- stderr
    error: there is no connection `gorgia`; there are: gorgias
      hint: `polus status` lists the connections
    ");
    insta::assert_snapshot!(said(&home, &["api", "GET", "/api/account", "--connection", "other"], "").await, @r"
    exit 2
    -- stderr
    error: there is no connection `other`; there are: gorgias
      hint: `polus status` lists the connections
    ");
}
