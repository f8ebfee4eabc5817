//! The store: when it fails, and when another process writes to it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use gorgias::oauth::{Account, Failure, Session, TokenStore, Tokens};
use gorgias::{Cause, ErrorClass};

use super::server::Server;
use super::session::Clock;
use super::tokens;

/// A store that says what a test told it to, the last answer again and again.
#[derive(Default)]
struct Script {
    loads: Mutex<VecDeque<Option<Tokens>>>,
    failing_saves: Mutex<usize>,
    saved: Mutex<Vec<Tokens>>,
}

impl Script {
    fn with(loads: impl IntoIterator<Item = Tokens>) -> Arc<Script> {
        Arc::new(Script { loads: Mutex::new(loads.into_iter().map(Some).collect()), ..Script::default() })
    }

    fn session(self: &Arc<Self>, server: &Server) -> Session {
        let clock = Clock::at("2026-11-23T10:00:00");
        Session::new(server.installation(), Arc::clone(self) as Arc<dyn TokenStore>, clock.read())
    }
}

impl TokenStore for Script {
    fn load<'a>(&'a self, _: &'a Account) -> BoxFuture<'a, Result<Option<Tokens>, Cause>> {
        let mut loads = self.loads.lock().unwrap();
        let found = if loads.len() > 1 { loads.pop_front() } else { loads.front().cloned() };
        Box::pin(async { found.ok_or_else(|| "the disk is gone".into()) })
    }

    fn save<'a>(&'a self, _: &'a Account, tokens: &'a Tokens) -> BoxFuture<'a, Result<(), Cause>> {
        Box::pin(async {
            let mut failing = self.failing_saves.lock().unwrap();
            if *failing > 0 {
                *failing -= 1;
                return Err("the disk is full".into());
            }
            self.saved.lock().unwrap().push(tokens.clone());
            Ok(())
        })
    }
}

#[tokio::test]
async fn tokens_that_could_not_be_stored_are_not_given_and_not_lost() {
    let server = Server::start().await;
    server.rotate();
    let store = Script::with([tokens("access-0", Some("refresh-0"))]);
    *store.failing_saves.lock().unwrap() = 2;
    let session = store.session(&server);
    for _ in 0..2 {
        let error = session.token().await.unwrap_err();
        assert!(matches!(error.failure, Failure::Store(_)), "{error:?}");
        assert_eq!(error.class(), ErrorClass::Transient { retry_after: None });
        assert_eq!(error.to_string(), "127.0.0.1: storing the tokens: the token store failed");
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the disk is full");
    }
    assert!(store.saved.lock().unwrap().is_empty());
    assert_eq!(session.token().await.unwrap().expose(), "access-1");
    assert_eq!(store.saved.lock().unwrap()[0].refresh, Some("refresh-1".into()));
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn a_store_that_cannot_be_read_stops_who_needs_it() {
    let server = Server::start().await;
    let store = Script::with([]);
    let session = store.session(&server);
    let error = session.token().await.unwrap_err();
    assert_eq!(error.to_string(), "127.0.0.1: reading the stored tokens: the token store failed");
    // What is in memory and good needs no store.
    let good = Tokens { expires_at: None, ..tokens("access-9", None) };
    store.loads.lock().unwrap().push_back(Some(good));
    assert_eq!(session.token().await.unwrap().expose(), "access-9");
    store.loads.lock().unwrap().clear();
    assert_eq!(session.token().await.unwrap().expose(), "access-9");
    assert_eq!(server.asked(), 0);
}

#[tokio::test]
async fn what_another_process_renewed_is_used() {
    let server = Server::start().await;
    let theirs = Tokens { expires_at: None, ..tokens("access-9", Some("refresh-9")) };
    let session = Script::with([theirs]).session(&server);
    assert_eq!(session.token().await.unwrap().expose(), "access-9");
    assert_eq!(session.renewed(&"access-0".into()).await.unwrap().expose(), "access-9");
    assert_eq!(server.asked(), 0);
}

#[tokio::test]
async fn a_refresh_token_that_another_process_changed_is_looked_for_in_the_store() {
    let server = Server::start().await;
    let ours = tokens("access-0", Some("refresh-old"));
    let theirs = Tokens { expires_at: None, ..tokens("access-9", Some("refresh-0")) };
    // It stores the new one a moment after the server refused ours.
    let session = Script::with([ours.clone(), ours.clone(), theirs]).session(&server);
    assert_eq!(session.token().await.unwrap().expose(), "access-9");
    assert_eq!(server.asked(), 1);

    // What it stored is due itself.
    let session = Script::with([ours.clone(), tokens("access-9", Some("refresh-0"))]).session(&server);
    assert_eq!(session.token().await.unwrap().expose(), "access-1");
    assert_eq!(server.asked(), 3);

    // Nobody changed it: the grant is over.
    let session = Script::with([ours]).session(&server);
    let error = session.token().await.unwrap_err();
    assert!(error.needs_consent(), "{error}");
    assert_eq!(server.asked(), 4);
}
