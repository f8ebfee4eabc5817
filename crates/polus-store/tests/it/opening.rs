//! Opening: what is refused, in which words, and that nothing is touched.

use std::path::{Path, PathBuf};

use polus_store::{Class, Store, StoreError};
use rusqlite::Connection;

use crate::support::{TestStore, at, ticket};

/// Message and hint, with the folder left out.
fn said(error: &StoreError, folder: &Path) -> String {
    let hint = error.hint().unwrap_or_default();
    format!("{error}\nhint: {hint}").replace(&folder.display().to_string(), "<folder>")
}

async fn refused(path: &Path) -> StoreError {
    Store::open(path, at(0)).await.unwrap_err()
}

async fn made(folder: &Path) -> PathBuf {
    let path = folder.join("polus.db");
    Store::open(&path, at(0)).await.unwrap().close().await.unwrap();
    path
}

#[cfg(unix)]
#[tokio::test]
async fn no_other_user_reads_a_new_database() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = made(folder.path()).await;
    assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_database_of_a_later_version_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = made(folder.path()).await;
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let error = refused(&path).await;
    insta::assert_snapshot!(said(&error, folder.path()), @"
    <folder>/polus.db has schema version 99; this polus knows versions up to 1
    hint: install the polus that last used it, or restore a backup from before the upgrade; nothing was changed
    ");
    assert!(Store::open_read_only(&path).await.is_err());
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[tokio::test]
async fn a_later_version_that_shows_only_in_the_log_is_left_as_it_is_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = made(folder.path()).await;
    // A copy taken while the other version was running: its log was not folded in.
    let running = Connection::open(&path).unwrap();
    running.pragma_update(None, "user_version", 99).unwrap();
    let copy = folder.path().join("copy.db");
    let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    std::fs::copy(&path, &copy).unwrap();
    std::fs::copy(log(&path), log(&copy)).unwrap();
    let bytes = (std::fs::read(&copy).unwrap(), std::fs::read(log(&copy)).unwrap());
    assert!(matches!(refused(&copy).await, StoreError::Newer { found: 99, .. }));
    assert_eq!((std::fs::read(&copy).unwrap(), std::fs::read(log(&copy)).unwrap()), bytes);
}

#[tokio::test]
async fn a_file_of_something_else_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "buy milk\n".repeat(50)).unwrap();
    insta::assert_snapshot!(said(&refused(&path).await, folder.path()), @"
    <folder>/notes.txt is not a Polus database
    hint: give another path, or move the file away; it was not changed
    ");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "buy milk\n".repeat(50));

    let path = folder.path().join("other.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE x (y)").unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert!(matches!(refused(&path).await, StoreError::NotOurs { .. }));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "the two files and a lock");
}

#[tokio::test]
async fn a_second_writer_is_refused_by_name_and_readers_are_welcome() {
    let t = TestStore::new().await;
    t.tickets(1, vec![ticket(1, 1, "a")]).await;
    let error = refused(&t.path()).await;
    let text = said(&error, t.path().parent().unwrap()).replace(&std::process::id().to_string(), "<pid>");
    insta::assert_snapshot!(text, @"
    <folder>/polus.db is in use by another polus (process <pid>)
    hint: stop process <pid> first, or give this one another data folder
    ");

    let reader = Store::open_read_only(t.path()).await.unwrap();
    assert_eq!(reader.query("SELECT subject FROM tickets", 9).await.unwrap().rows.len(), 1);
    let error = reader.receive(t.helpdesk.id, "{}".into(), "x", at(1)).await.unwrap_err();
    insta::assert_snapshot!(said(&error, t.path().parent().unwrap()), @"
    <folder>/polus.db is open for reading only
    hint: open it for writing, with no other polus running on it
    ");

    t.store.clone().close().await.unwrap();
    assert_eq!(t.store.inbox_depth().await, Err(StoreError::Closed));
    assert_eq!(t.store.receive(t.helpdesk.id, "{}".into(), "x", at(1)).await, Err(StoreError::Closed));
    let log = t.path().with_extension("db-wal");
    assert!(!log.exists(), "the log is folded in");
    let reader = Store::open_read_only(t.path()).await.unwrap();
    assert_eq!(
        reader.query("SELECT subject FROM tickets", 9).await.unwrap().rows.len(),
        1,
        "with nobody writing"
    );
    Store::open(t.path(), at(2)).await.unwrap();
}

#[tokio::test]
async fn another_program_that_writes_is_named_as_the_reason() {
    let t = TestStore::new().await;
    let other = Connection::open(t.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = t.store.receive(t.helpdesk.id, "{}".into(), "x", at(1)).await.unwrap_err();
    insta::assert_snapshot!(said(&error, t.path().parent().unwrap()), @"
    <folder>/polus.db is being written by another program
    hint: close the program that writes to the file; reading it is fine
    ");
    assert_eq!(error.class(), Class::Transient);
    other.execute_batch("ROLLBACK").unwrap();
    t.store.receive(t.helpdesk.id, "{}".into(), "x", at(1)).await.unwrap();
}

#[tokio::test]
async fn a_folder_that_is_not_there_and_a_missing_database_are_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let error = refused(&folder.path().join("missing/polus.db")).await;
    insta::assert_snapshot!(said(&error, folder.path()), @"
    creating or locking <folder>/missing/polus.db.lock failed: No such file or directory (os error 2)
    hint: check that the folder exists and that this user may write to it
    ");
    let error = Store::open_read_only(folder.path().join("polus.db")).await.err().unwrap();
    insta::assert_snapshot!(said(&error, folder.path()), @"
    opening <folder>/polus.db failed: no such database
    hint: check that the folder exists and that this user may write to it
    ");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_damaged_database_is_said_to_be_damaged() {
    let t = TestStore::new().await;
    t.tickets(1, (0..2000).map(|id| ticket(id, 1, "some text to fill pages with")).collect()).await;
    t.store.clone().close().await.unwrap();
    let mut bytes = std::fs::read(t.path()).unwrap();
    let from = bytes.len() / 3;
    bytes[from..].fill(0xA5);
    std::fs::write(t.path(), bytes).unwrap();
    let error = match Store::open(t.path(), at(2)).await {
        Ok(store) => {
            store.query("SELECT count(subject), count(payload) FROM tickets, records", 1).await.unwrap_err()
        }
        Err(error) => error,
    };
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error:?}");
}

#[tokio::test]
async fn a_store_keeps_the_name_it_was_given_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("polus.db");
    let store = Store::open(&path, at(0)).await.unwrap();
    assert_eq!(store.own_name("first").await.unwrap(), "first");
    assert_eq!(store.own_name("second").await.unwrap(), "first");
    store.close().await.unwrap();
    let again = Store::open(&path, at(1)).await.unwrap();
    assert_eq!(again.own_name("third").await.unwrap(), "first");
}
