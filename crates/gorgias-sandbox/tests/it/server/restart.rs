//! What a folder of state is for.

use std::path::Path;

use gorgias_sandbox::{CommerceListen, RateLimit, Sandbox, SandboxOptions, StartError, SystemName};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{options, request, start};

/// Starts a sandbox whose former self in this process has been dropped and may not be quite gone: its
/// listeners and its file end with its tasks.
pub async fn restarted(options: SandboxOptions) -> Sandbox {
    loop {
        match Sandbox::start(options.clone()).await {
            Ok(sandbox) => return sandbox,
            Err(StartError::FolderInUse { .. } | StartError::AddressInUse { .. }) => {
                tokio::task::yield_now().await
            }
            Err(error) => panic!("{error}"),
        }
    }
}

/// Collections of the helpdesk beside those that are usually copied.
const NOT_COPIED: &[&str] =
    &["macros", "rules", "jobs", "voice_calls", "voice_call_events", "voice_call_recordings"];

/// Every row of every collection, as text.
pub async fn everything(sandbox: &Sandbox) -> String {
    let mut text = String::new();
    for system in SystemName::ALL {
        let more = if system == SystemName::Helpdesk { NOT_COPIED } else { &[] };
        for collection in system.collections().iter().chain(more) {
            let rows = sandbox.control().rows(system, collection).await.unwrap();
            text.push_str(&format!("{system} {collection}\n"));
            rows.iter().for_each(|row| text.push_str(&format!("{row}\n")));
        }
    }
    text
}

fn kept(folder: &Path) -> SandboxOptions {
    SandboxOptions { state: Some(folder.to_owned()), ..options() }
}

#[tokio::test]
async fn a_killed_sandbox_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(kept(folder.path())).await;
    let access = sandbox.access().clone();
    let control = sandbox.control();
    let untouched = everything(&sandbox).await;
    for number in 0..60 {
        control.traffic(number).await.unwrap();
    }
    for number in 0..12 {
        control.play(number).await.unwrap();
    }
    let body = json!({"name": "kept-for-good", "decoration": {"color": "#F58D86"}});
    let created = request(&access.helpdesk, Method::POST, "/api/tags").json(&body).send().await.unwrap();
    assert_eq!(created.status(), StatusCode::CREATED);
    let tag: Value = created.json().await.unwrap();
    let job = json!({"type": "exportMacro", "params": {}, "meta": {"kept": true}});
    let waiting = request(&access.helpdesk, Method::POST, "/api/jobs").json(&job).send().await.unwrap();
    assert_eq!(waiting.status(), StatusCode::CREATED);
    let before = everything(&sandbox).await;
    assert_ne!(before, untouched);
    let played = control.play(3).await.unwrap();
    drop((control, sandbox));

    let sandbox = restarted(kept(folder.path())).await;
    assert_eq!(*sandbox.access(), access);
    similar(&everything(&sandbox).await, &before);
    assert_eq!(sandbox.control().play(3).await.unwrap(), played);
    assert_eq!(sandbox.control().next_traffic(), 60);
    assert_eq!(sandbox.control().traffic(59).await.unwrap(), None);
    similar(&everything(&sandbox).await, &before);
    let again =
        request(&access.helpdesk, Method::GET, &format!("/api/tags/{}", tag["id"])).send().await.unwrap();
    assert_eq!(again.json::<Value>().await.unwrap()["name"], "kept-for-good");
}

/// Time may have passed in between, which changes nothing in these collections; a difference names its line.
fn similar(left: &str, right: &str) {
    for (left, right) in left.lines().zip(right.lines()) {
        assert_eq!(left, right);
    }
    assert_eq!(left.lines().count(), right.lines().count());
}

#[tokio::test]
async fn a_folder_belongs_to_one_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(kept(folder.path())).await;
    let in_use = Sandbox::start(kept(folder.path())).await.err().unwrap();
    assert!(matches!(in_use, StartError::FolderInUse { .. }), "{in_use}");
    let address = sandbox.access().helpdesk.url.strip_prefix("http://").unwrap().to_owned();
    sandbox.stop().await;

    let refused = [
        ("seed", SandboxOptions { seed: 8, ..kept(folder.path()) }),
        ("tickets", SandboxOptions { tickets: 21, ..kept(folder.path()) }),
        ("systems", SandboxOptions { commerce: None, ..kept(folder.path()) }),
        ("address", SandboxOptions { listen: "127.0.0.1:1".parse().unwrap(), ..kept(folder.path()) }),
    ];
    for (expected, options) in refused {
        match Sandbox::start(options).await.err() {
            Some(StartError::OtherWorld { what, .. }) => assert_eq!(what, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
    let error = Sandbox::start(SandboxOptions { seed: 8, ..kept(folder.path()) }).await.err().unwrap();
    let text = format!("{error}\n{}", error.hint()).replace(&folder.path().display().to_string(), "FOLDER");
    insta::assert_snapshot!(text, @r"
    FOLDER holds a sandbox with seed 7, not 8
    Ask for seed 7, or choose an empty folder for a new sandbox.
    ");

    // The same ports, named or not, and another rate limit are fine.
    let named = SandboxOptions { listen: address.parse().unwrap(), ..kept(folder.path()) };
    let sandbox = restarted(SandboxOptions { rate_limit: RateLimit::API_KEY, ..named }).await;
    assert_eq!(sandbox.access().helpdesk.url, format!("http://{address}"));
    sandbox.stop().await;
    let free = SandboxOptions { commerce: Some(CommerceListen::free_ports()), ..kept(folder.path()) };
    restarted(free).await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "text").unwrap();
    let error = Sandbox::start(kept(&file)).await.err().unwrap();
    assert!(matches!(error, StartError::Folder { .. }), "{error}");
}

#[tokio::test]
async fn what_is_accepted_keeps_no_sandbox_from_coming_back() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(kept(folder.path())).await;
    let control = sandbox.control();
    let nested = (0..120).fold(json!(1), |inner, _| json!([inner]));
    let action = json!({"do": "customer-writes", "pick": 1, "more": nested});
    assert!(control.act(SystemName::Helpdesk, action).await.is_err());
    control.traffic(u64::MAX).await.unwrap();
    let before = everything(&sandbox).await;
    drop((control, sandbox));

    let sandbox = restarted(kept(folder.path())).await;
    assert_eq!(everything(&sandbox).await, before);
    assert_eq!(sandbox.control().next_traffic(), u64::MAX);
}
