//! The whole way of an app, against the sandbox's authorization server and API, which enforce scopes.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use gorgias::oauth::{
    Account, App, Callback, CallbackError, Code, MemoryStore, Needed, Nonce, Refusal, Scope, Scopes, Session,
    State, TokenStore, Tokens,
};
use gorgias::resources::tickets::{self, NewTicket, Party};
use gorgias::resources::{account, tags};
use gorgias::{Client, DateTime, Error, ErrorClass, operations};
use gorgias_sandbox::{OauthOptions, Sandbox, SandboxClock, SandboxOptions};
use jiff::Timestamp;
use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;

const DAY: i64 = 24 * 3_600_000_000;
const CALLBACK: &str = "http://127.0.0.1/oauth/callback";

/// A merchant's account, and an app that is registered there.
struct World {
    sandbox: Sandbox,
    micros: Arc<AtomicI64>,
    app: App,
    account: Account,
    state: State,
    nonce: Nonce,
}

impl World {
    async fn with(oauth: OauthOptions) -> World {
        let micros = Arc::new(AtomicI64::new(1_780_000_000_000_000));
        let clock = clock(&micros);
        let options = SandboxOptions {
            tickets: 60,
            oauth,
            ..SandboxOptions::new(7, SandboxClock::new(move || clock().timestamp()))
        };
        let sandbox = Sandbox::start(options).await.unwrap();
        let helpdesk = &sandbox.access().helpdesk;
        let registered = &helpdesk.apps[0];
        let secret = registered.client_secret.as_str().into();
        let app = App::new(&registered.client_id, secret, CALLBACK).unwrap();
        let account = Account::at(&helpdesk.url).unwrap();
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let (state, nonce) = (State::random(&mut rng), Nonce::random(&mut rng));
        World { sandbox, micros, app, account, state, nonce }
    }

    fn session(&self, store: &Arc<MemoryStore>) -> Session {
        let installation = self.app.for_account(self.account.clone()).unwrap();
        Session::new(installation, Arc::clone(store) as Arc<dyn TokenStore>, clock(&self.micros))
    }

    /// What a browser brings back from the consent page.
    async fn consent(&self, session: &Session, scopes: &Scopes, answer: &str) -> Callback {
        let mut page = session.installation().authorize_url(scopes, &self.state, Some(&self.nonce));
        if !answer.is_empty() {
            page.query_pairs_mut().append_pair("consent", answer);
        }
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        let answer = browser.build().unwrap().get(page).send().await.unwrap();
        assert_eq!(answer.status(), 302);
        Callback::read(answer.headers()["location"].to_str().unwrap())
    }

    /// An installed app with these scopes.
    async fn installed(&self, scopes: Scopes) -> (Session, Arc<MemoryStore>, Tokens) {
        let store = Arc::new(MemoryStore::new());
        let session = self.session(&store);
        let code = self.consent(&session, &scopes.offline(), "").await.code(&self.state).unwrap();
        let tokens = session.install(code).await.unwrap();
        (session, store, tokens)
    }

    fn client(&self, session: &Session) -> Client {
        Client::builder(self.account.url().as_str()).credential(session.clone()).build().unwrap()
    }

    fn pass(&self, micros: i64) {
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }
}

fn clock(micros: &Arc<AtomicI64>) -> impl Fn() -> DateTime + Send + Sync + 'static {
    let micros = Arc::clone(micros);
    move || Timestamp::from_microsecond(micros.load(Ordering::Relaxed)).unwrap().into()
}

fn needed(names: &[&str]) -> Scopes {
    let Needed { scopes, unknown, .. } =
        Scopes::needed_for(names.iter().map(|name| operations::find(name).unwrap()));
    assert!(unknown.is_empty());
    scopes
}

#[tokio::test]
async fn an_app_is_installed_works_for_days_and_is_removed() {
    let world = World::with(OauthOptions::default()).await;
    let (session, store, first) = world.installed(needed(&["tickets.list", "account.get"]).identity()).await;
    assert!(first.has_nonce(&world.nonce));
    let granted = first.scopes.clone().unwrap();
    assert!(needed(&["tickets.list"]).missing(&granted).is_empty(), "{granted}");

    let client = world.client(&session);
    assert_eq!(client.send(tickets::list().limit(5)).await.unwrap().data.len(), 5);
    client.send(account::get()).await.unwrap();
    assert_eq!(client.budget().snapshot().size, 80, "an app's allowance is twice that of an API key");

    // Nearly a day later it is renewed in time, and nobody notices.
    world.pass(DAY - 60_000_000);
    client.send(tickets::list().limit(1)).await.unwrap();
    let second = store.load(&world.account).await.unwrap().unwrap();
    assert_ne!(second.access, first.access);
    assert_eq!(second.refresh, first.refresh);

    // Removed: what was given is good until it ends.
    session.installation().revoke(second.refresh.as_ref().unwrap()).await.unwrap();
    client.send(tickets::list().limit(1)).await.unwrap();
    world.pass(2 * DAY);
    let error = client.send(tickets::list().limit(1)).await.unwrap_err();
    assert!(matches!(&error, Error::Unsigned { class: ErrorClass::Permanent, .. }), "{error:?}");
    assert!(session.token().await.unwrap_err().needs_consent());
    world.sandbox.stop().await;
}

#[tokio::test]
async fn a_refused_call_names_the_scope_that_is_missing() {
    let world = World::with(OauthOptions::default()).await;
    let (session, ..) = world.installed(needed(&["tickets.list"])).await;
    let client = world.client(&session);
    client.send(tickets::list().limit(1)).await.unwrap();

    let ticket = NewTicket::incoming(Party::email("ines@example.com", None), "Order 1042", "Late.");
    let write = client.send(tickets::create(ticket)).await.unwrap_err();
    assert!(
        matches!(&write, Error::Forbidden { scope: Some(scope), .. } if scope == "tickets:write"),
        "{write:?}"
    );
    let other = client.send(tags::list()).await.unwrap_err();
    assert!(
        matches!(&other, Error::Forbidden { scope: Some(scope), .. } if scope == "tags:read"),
        "{other:?}"
    );

    // Writing does not include reading.
    let (session, ..) = world.installed(needed(&["tags.create"])).await;
    let error = world.client(&session).send(tags::list()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Forbidden { scope: Some(scope), .. } if scope == "tags:read"),
        "{error:?}"
    );
    world.sandbox.stop().await;
}

#[tokio::test]
async fn a_token_that_ends_unnoticed_is_renewed_once_for_many_requests() {
    let world = World::with(OauthOptions { rotates_refresh_tokens: true, ..OauthOptions::default() }).await;
    let (_, store, first) = world.installed(needed(&["tickets.list"])).await;
    // A clock that stands still never sees the end; the API's refusal does.
    let installation = world.app.for_account(world.account.clone()).unwrap();
    let began = first.issued_at;
    let session = Session::new(installation, Arc::clone(&store) as Arc<dyn TokenStore>, move || began);
    let client = world.client(&session);
    world.pass(DAY + 60_000_000);
    let calls = (0..20).map(|_| client.send(tickets::list().limit(1)));
    for answer in futures_util::future::join_all(calls).await {
        answer.unwrap();
    }
    // A second renewal would have used up the refresh token of the first, and ended in a token that is not stored.
    let stored = store.load(&world.account).await.unwrap().unwrap();
    assert_ne!(stored.refresh, first.refresh);
    assert_eq!(session.token().await.unwrap(), stored.access);

    // A process that still holds the old refresh token cannot use it, and finds the new one.
    let error = session.installation().refresh(first.refresh.as_ref().unwrap(), began).await.unwrap_err();
    assert!(error.needs_consent(), "{error}");
    world.sandbox.stop().await;
}

#[tokio::test]
async fn an_answer_that_says_no_life_is_read_from_the_token() {
    let world = World::with(OauthOptions { says_expires_in_zero: true, ..OauthOptions::default() }).await;
    let (.., tokens) = world.installed(needed(&["tickets.list"])).await;
    let life = tokens.expires_at.unwrap().microseconds() - tokens.issued_at.microseconds();
    assert_eq!(life, DAY);
    world.sandbox.stop().await;
}

#[tokio::test]
async fn without_offline_there_is_no_second_day() {
    let world = World::with(OauthOptions::default()).await;
    let session = world.session(&Arc::new(MemoryStore::new()));
    let callback = world.consent(&session, &needed(&["tickets.list"]), "").await;
    let tokens = session.install(callback.code(&world.state).unwrap()).await.unwrap();
    assert_eq!((tokens.refresh, tokens.id_token), (None, None));
    world.pass(DAY);
    assert!(session.token().await.unwrap_err().needs_consent());
    world.sandbox.stop().await;
}

#[tokio::test]
async fn what_goes_wrong_on_the_consent_page_is_told_apart() {
    let world = World::with(OauthOptions::default()).await;
    let session = world.session(&Arc::new(MemoryStore::new()));
    let scopes = needed(&["tickets.list"]);
    let refused = |refusal| CallbackError::Refused { refusal, description: String::new() };
    let without_words = |error| match error {
        CallbackError::Refused { refusal, .. } => refused(refusal),
        other => other,
    };
    let denied = world.consent(&session, &scopes, "deny").await.code(&world.state).unwrap_err();
    assert_eq!(without_words(denied), refused(Refusal::AccessDenied));
    let unknown = scopes.clone().with(Scope::Other("phone:dial".into()));
    let denied = world.consent(&session, &unknown, "").await.code(&world.state).unwrap_err();
    assert_eq!(without_words(denied), refused(Refusal::InvalidScope));
    let forged =
        world.consent(&session, &scopes, "").await.code(&State::kept("another browser")).unwrap_err();
    assert_eq!(forged, CallbackError::State);

    // A code is good once, and for the app's own secret only.
    let code = world.consent(&session, &scopes, "").await.code(&world.state).unwrap();
    let stranger =
        App::new(&world.sandbox.access().helpdesk.apps[0].client_id, "guessed".into(), CALLBACK).unwrap();
    let stranger = stranger.for_account(world.account.clone()).unwrap();
    let now = clock(&world.micros);
    let error = stranger.exchange(&code, now()).await.unwrap_err();
    assert!(error.to_string().ends_with("refused (401): invalid_client"), "{error}");
    let installation = session.installation();
    installation.exchange(&code, now()).await.unwrap();
    assert!(installation.exchange(&code, now()).await.unwrap_err().needs_consent());
    assert!(installation.exchange(&Code::new("made up"), now()).await.unwrap_err().needs_consent());
    world.sandbox.stop().await;
}
