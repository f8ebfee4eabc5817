//! The session: one renewal for all, none lost, none shown to be good when it is not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use gorgias::oauth::{Code, Failure, MemoryStore, OAuthError, Session, TokenStore, Tokens};
use gorgias::{DateTime, Secret};

use super::server::Server;
use super::{at, tokens};

/// A clock that a test sets.
#[derive(Clone)]
pub struct Clock(Arc<Mutex<DateTime>>);

impl Clock {
    pub fn at(text: &str) -> Clock {
        Clock(Arc::new(Mutex::new(at(text))))
    }

    pub fn set(&self, text: &str) {
        *self.0.lock().unwrap() = at(text);
    }

    pub fn read(&self) -> impl Fn() -> DateTime + Send + Sync + 'static {
        let clock = self.clone();
        move || *clock.0.lock().unwrap()
    }
}

/// A session whose store holds tokens of 08:00 to 09:00, with this refresh token.
async fn session(server: &Server, refresh: Option<&str>, clock: &Clock) -> (Session, Arc<MemoryStore>) {
    let store = Arc::new(MemoryStore::new());
    let installation = server.installation();
    store.save(installation.account(), &tokens("access-0", refresh)).await.unwrap();
    (Session::new(installation, Arc::clone(&store) as Arc<dyn TokenStore>, clock.read()), store)
}

async fn stored(session: &Session, store: &MemoryStore) -> Tokens {
    store.load(session.installation().account()).await.unwrap().unwrap()
}

fn text(token: Result<Secret, OAuthError>) -> String {
    token.map_or_else(|error| error.to_string(), |token| token.expose().to_owned())
}

/// What so many callers get at once.
async fn crowd(session: &Session, refused: Option<&str>, callers: usize) -> Vec<String> {
    let refused: Option<Secret> = refused.map(Secret::from);
    let calls = (0..callers).map(|_| {
        let (session, refused) = (session.clone(), refused.clone());
        tokio::spawn(async move {
            text(match refused {
                Some(refused) => session.renewed(&refused).await,
                None => session.token().await,
            })
        })
    });
    let mut got = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        got.push(call.await.unwrap());
    }
    got.sort();
    got.dedup();
    got
}

#[tokio::test]
async fn a_hundred_callers_make_one_renewal_and_it_is_stored_first() {
    let server = Server::start().await;
    let clock = Clock::at("2026-11-23T08:30:00");
    let (session, store) = session(&server, Some("refresh-0"), &clock).await;
    assert_eq!(crowd(&session, None, 100).await, ["access-0"]);
    assert_eq!(server.asked(), 0);

    clock.set("2026-11-23T08:55:00");
    assert_eq!(crowd(&session, None, 100).await, ["access-1"]);
    assert_eq!(server.asked(), 1);
    let stored = stored(&session, &store).await;
    assert_eq!((stored.access.expose(), stored.refresh), ("access-1", Some("refresh-0".into())));
    assert_eq!(stored.expires_at, Some(at("2026-11-23T09:55:00")));
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let server = Server::start().await;
    let (session, _) = session(&server, Some("refresh-0"), &Clock::at("2026-11-23T08:30:00")).await;
    assert_eq!(text(session.token().await), "access-0");
    assert_eq!(crowd(&session, Some("access-0"), 100).await, ["access-1"]);
    // Who hears of the refusal late gets what there is.
    assert_eq!(crowd(&session, Some("access-0"), 10).await, ["access-1"]);
    assert_eq!(text(session.token().await), "access-1");
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn a_refusal_before_anything_was_read_is_no_exception() {
    let server = Server::start().await;
    let (session, _) = session(&server, Some("refresh-0"), &Clock::at("2026-11-23T08:30:00")).await;
    // A first caller only reads the store; the other's token is the stored one, and refused.
    let refused = "access-0".into();
    let (first, second) = tokio::join!(session.token(), session.renewed(&refused));
    assert!(["access-0", "access-1"].contains(&text(first).as_str()));
    assert_eq!((text(second).as_str(), server.asked()), ("access-1", 1));
}

#[tokio::test]
async fn a_waiter_that_goes_away_loses_nothing() {
    let server = Server::start().await;
    server.rotate();
    let (session, store) = session(&server, Some("refresh-0"), &Clock::at("2026-11-23T09:30:00")).await;
    server.hold();
    let waiter = tokio::spawn({
        let session = session.clone();
        async move { session.token().await }
    });
    server.until_asked(1).await;
    waiter.abort();
    assert!(waiter.await.unwrap_err().is_cancelled());
    server.release();
    // Nobody waits, and it is stored all the same.
    let stored = async {
        while stored(&session, &store).await.refresh != Some("refresh-1".into()) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), stored).await.unwrap();
    assert_eq!(text(session.token().await), "access-1");
    assert_eq!(server.asked(), 1);
}

#[test]
fn a_renewal_that_ends_with_its_runtime_holds_up_nobody() {
    let runtime =
        || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (servers, first, second) = (runtime(), runtime(), runtime());
    let server = servers.block_on(Server::start());
    let clock = Clock::at("2026-11-23T10:00:00");
    let (session, _) = servers.block_on(session(&server, Some("refresh-0"), &clock));
    server.hold();
    first.spawn({
        let session = session.clone();
        async move { session.token().await }
    });
    servers.block_on(server.until_asked(1));
    drop(first);
    server.release();
    let token = text(second.block_on(session.token()));
    assert!(token.starts_with("access-"), "{token}");
}

#[tokio::test]
async fn a_changed_refresh_token_replaces_the_old_one() {
    let server = Server::start().await;
    server.rotate();
    let clock = Clock::at("2026-11-23T10:00:00");
    let (session, store) = session(&server, Some("refresh-0"), &clock).await;
    for (hour, expected) in [("10", 1), ("11", 2), ("12", 3)] {
        clock.set(&format!("2026-11-23T{hour}:00:00"));
        assert_eq!(text(session.token().await), format!("access-{expected}"));
        assert_eq!(stored(&session, &store).await.refresh, Some(format!("refresh-{expected}").into()));
    }
}

#[tokio::test]
async fn a_failure_is_told_to_all_who_wait_and_to_nobody_after() {
    let server = Server::start().await;
    server.answer(&[(401, r#"{"error":"invalid_client"}"#)]);
    let (session, _) = session(&server, Some("refresh-0"), &Clock::at("2026-11-23T10:00:00")).await;
    let told = crowd(&session, None, 50).await;
    assert_eq!(told, ["127.0.0.1: renewing the access token: refused (401): invalid_client"]);
    assert_eq!(server.asked(), 1);
    assert_eq!(text(session.token().await), "access-1");
}

#[tokio::test]
async fn a_passing_failure_is_tried_again() {
    let server = Server::start().await;
    server.answer(&[(503, "")]);
    let (session, _) = session(&server, Some("refresh-0"), &Clock::at("2026-11-23T10:00:00")).await;
    assert_eq!(text(session.token().await), "access-1");
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn while_the_old_token_is_good_a_failed_renewal_harms_nobody() {
    let server = Server::start().await;
    let refusal = (400, r#"{"error":"unauthorized_client"}"#);
    server.answer(&[refusal, refusal]);
    let clock = Clock::at("2026-11-23T08:57:00");
    let (session, _) = session(&server, Some("refresh-0"), &clock).await;
    assert_eq!(crowd(&session, None, 20).await, ["access-0"]);
    assert_eq!(crowd(&session, None, 20).await, ["access-0"]);
    assert_eq!(server.asked(), 1, "the next try comes later");
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(31)).await;
    tokio::time::resume();
    assert_eq!(text(session.token().await), "access-0");
    assert_eq!(server.asked(), 2);
    // It ends, and there is no more waiting.
    clock.set("2026-11-23T09:00:00");
    assert_eq!(text(session.token().await), "access-1");
}

#[tokio::test]
async fn a_clock_that_jumps_costs_a_renewal_at_most() {
    let server = Server::start().await;
    let clock = Clock::at("2026-11-23T08:30:00");
    let (session, _) = session(&server, Some("refresh-0"), &clock).await;
    clock.set("1970-01-01T00:00:00");
    assert_eq!(text(session.token().await), "access-0");
    clock.set("2099-01-01T00:00:00");
    assert_eq!(text(session.token().await), "access-1");
    clock.set("2026-11-23T08:31:00");
    for _ in 0..3 {
        assert_eq!(text(session.token().await), "access-1");
    }
    assert_eq!(server.asked(), 1);
    // Should the token have ended meanwhile, the API says so.
    assert_eq!(text(session.renewed(&"access-1".into()).await), "access-2");
}

#[tokio::test]
async fn without_a_refresh_token_access_ends_with_the_token() {
    let server = Server::start().await;
    let clock = Clock::at("2026-11-23T08:59:00");
    let (session, _) = session(&server, None, &clock).await;
    assert_eq!(text(session.token().await), "access-0");
    let refused = session.renewed(&"access-0".into()).await.unwrap_err();
    assert!(refused.needs_consent() && matches!(refused.failure, Failure::NoRefreshToken), "{refused:?}");
    clock.set("2026-11-23T09:00:00");
    let ended = session.token().await.unwrap_err();
    assert_eq!(ended.hint(), "install the app again, and ask for the scope `offline`");
    assert_eq!(server.asked(), 0);
}

#[tokio::test]
async fn an_installation_gives_the_first_tokens_and_survives_who_began_it() {
    let server = Server::start().await;
    let store = Arc::new(MemoryStore::new());
    let clock = Clock::at("2026-11-23T08:00:00");
    let session =
        Session::new(server.installation(), Arc::clone(&store) as Arc<dyn TokenStore>, clock.read());
    let none = session.token().await.unwrap_err();
    assert!(none.needs_consent() && matches!(none.failure, Failure::NotInstalled), "{none:?}");

    server.hold();
    let begun = tokio::spawn({
        let session = session.clone();
        async move { session.install(Code::new("c-1")).await }
    });
    server.until_asked(1).await;
    begun.abort();
    server.release();
    // Waits its turn behind the exchange.
    assert_eq!(text(session.token().await), "access-1");
    assert_eq!(stored(&session, &store).await.refresh, Some("refresh-0".into()));
}
