//! A whole installation for one test: a helpdesk, a shop, an ERP and an engine connected to all three.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use gorgias_sandbox::{
    CommerceListen, Control, RateLimit, Sandbox, SandboxClock, SandboxOptions, SystemName,
};
use polus_connect::document;
use polus_engine::flows::{LIBRARY, Wanted};
use polus_engine::{Clock, Engine, EngineOptions, FlowSet, NewSystem, Pace};
use polus_store::Store;
use polus_store::sealed::SealingKey;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// Collections of the helpdesk that are kept whole.
pub const HELPDESK: &[&str] =
    &["tickets", "messages", "customers", "tags", "users", "satisfaction_surveys", "integrations", "widgets"];

pub struct TestApp {
    pub engine: Engine,
    pub control: Control,
    pub clock: Clock,
    pub sandbox: Sandbox,
    folder: TempDir,
    receiver: Option<JoinHandle<()>>,
}

impl TestApp {
    /// Connected to all three systems; nothing is read yet.
    pub async fn new(tickets: u32) -> TestApp {
        TestApp::limited(tickets, RateLimit::Off).await
    }

    pub async fn limited(tickets: u32, rate_limit: RateLimit) -> TestApp {
        let app = TestApp::unconnected(tickets, rate_limit).await;
        for system in app.systems() {
            app.engine.connect(system).await.unwrap();
        }
        app
    }

    pub async fn unconnected(tickets: u32, rate_limit: RateLimit) -> TestApp {
        let clock = Clock::manual("2026-11-24T10:00:00Z".parse().unwrap());
        let world = clock.clone();
        let mut options = SandboxOptions::new(7, SandboxClock::new(move || world.now()));
        options.tickets = tickets;
        options.rate_limit = rate_limit;
        options.commerce = Some(CommerceListen::free_ports());
        let sandbox = Sandbox::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let engine = open(folder.path(), &clock).await;
        TestApp { engine, control: sandbox.control(), clock, sandbox, folder, receiver: None }
    }

    /// What is needed to connect each system.
    pub fn systems(&self) -> Vec<NewSystem> {
        let access = self.sandbox.access();
        let (shop, erp) = (access.shop.as_ref().unwrap(), access.erp.as_ref().unwrap());
        let system = |name: &str, system: &str, url: &str, settings: Value, secrets: Value| NewSystem {
            account: "teapots".into(),
            name: name.into(),
            system: system.into(),
            url: Some(url.into()),
            settings: object(settings),
            secrets: object(secrets),
        };
        let helpdesk = &access.helpdesk;
        vec![
            system(
                "helpdesk",
                "gorgias",
                &helpdesk.url,
                json!({"email": helpdesk.email}),
                json!({"api_key": helpdesk.api_key}),
            ),
            system(
                "shop",
                "shopify",
                &shop.url,
                json!({"requests_per_second": 1000}),
                json!({"access_token": shop.access_token, "webhook_secret": shop.webhook_secret}),
            ),
            system(
                "erp",
                "odoo",
                &erp.url,
                json!({"database": erp.database, "requests_per_second": 1000}),
                json!({"api_key": erp.api_key, "webhook_secret": erp.webhook_secret}),
            ),
        ]
    }

    /// Closes the engine and opens a new one on the same folder, as after the end of the process.
    pub async fn restart(&mut self) {
        self.engine.store().clone().close().await.unwrap();
        self.engine = open(self.folder.path(), &self.clock).await;
        self.engine.store().release_leases(self.clock.now()).await.unwrap();
    }

    /// Puts a flow of the user's own in place of one of the library, and opens the engine anew.
    pub async fn replace_flow(&mut self, name: &str, text: &str) {
        let folder = self.folder.path().join("flows");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.yaml")), text).unwrap();
        self.restart().await;
    }

    /// Lets somebody do something in a system, a second after what was done before.
    pub async fn act(&self, system: SystemName, action: Value) -> Value {
        self.clock.advance(Duration::from_secs(1));
        let said = self.control.act(system, action.clone()).await;
        said.unwrap_or_else(|error| panic!("{action}: {error}"))
    }

    pub async fn helpdesk(&self, action: Value) -> Value {
        self.act(SystemName::Helpdesk, action).await
    }

    pub async fn shop(&self, action: Value) -> Value {
        self.act(SystemName::Shop, action).await
    }

    pub async fn erp(&self, action: Value) -> Value {
        self.act(SystemName::Erp, action).await
    }

    /// Asks every system for news, a second later.
    pub async fn catch_up(&self) {
        self.clock.advance(Duration::from_secs(1));
        self.engine.sync(None).await.unwrap();
    }

    /// Works on runs until none is due.
    pub async fn work(&self) {
        while self.engine.work_round("test").await.unwrap() {}
    }

    /// Catches up and works until nothing is owed on either side.
    pub async fn settle(&self) {
        for _ in 0..20 {
            self.control.deliveries_idle().await;
            self.engine.intake_round().await.unwrap();
            self.catch_up().await;
            self.work().await;
            if self.engine.idle().await.unwrap() && self.is_quiet().await {
                return;
            }
            // What waits for its time gets it.
            self.clock.advance(Duration::from_secs(5));
        }
        panic!("it does not come to rest: {:#?}", self.engine.status().await.unwrap());
    }

    /// Whether another look at everything brings nothing new.
    async fn is_quiet(&self) -> bool {
        let latest = async || {
            let latest = self.engine.store().query("SELECT max(id) FROM changes", 1).await.unwrap();
            latest.rows[0][0].clone()
        };
        let before = latest().await;
        self.catch_up().await;
        latest().await == before
    }

    /// What is in the store of a stream, by key, without what no longer exists.
    pub async fn stored(&self, connection: &str, stream: &str) -> BTreeMap<String, Value> {
        let store = self.engine.store();
        let connection = store.connection("teapots", connection).await.unwrap().unwrap();
        let mut rows = BTreeMap::new();
        let keep = |record: polus_store::Record| {
            if !record.deleted {
                rows.insert(record.key, record.payload);
            }
        };
        store.each_record(connection.id, stream, keep).await.unwrap();
        rows
    }

    /// Fails with the first difference between the helpdesk and the copy.
    pub async fn assert_same(&self) {
        for stream in HELPDESK {
            let remote = self.rows(stream).await;
            let local = self.stored("helpdesk", stream).await;
            for (key, row) in &remote {
                match local.get(key) {
                    None => panic!("{stream} {key} is missing: {row}"),
                    Some(copy) if copy != row => {
                        panic!("{stream} {key} differs:\n{}", differences(copy, row))
                    }
                    Some(_) => {}
                }
            }
            if let Some(extra) = local.keys().find(|key| !remote.contains_key(*key)) {
                panic!("{stream} {extra} is in the copy only");
            }
        }
    }

    /// Rows of a collection of the helpdesk, by id.
    pub async fn rows(&self, collection: &str) -> BTreeMap<String, Value> {
        let rows = self.control.rows(SystemName::Helpdesk, collection).await.unwrap();
        rows.into_iter().map(|row| (row["id"].to_string(), row)).collect()
    }

    /// Rows of a collection of the helpdesk that are like this.
    pub async fn rows_where(&self, collection: &str, is: impl Fn(&Value) -> bool) -> Vec<Value> {
        self.rows(collection).await.into_values().filter(is).collect()
    }

    /// Listens for webhooks as the binary does, and has the helpdesk send them here.
    pub async fn listen(&mut self) -> String {
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(receive).with_state(self.engine.clone());
        self.receiver = Some(tokio::spawn(async move { axum::serve(listener, app).await.unwrap() }));
        url
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(receiver) = &self.receiver {
            receiver.abort();
        }
    }
}

async fn receive(State(engine): State<Engine>, uri: Uri, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut all: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    all.push((":path".to_owned(), uri.path().to_owned()));
    let connection = uri.path().split('/').nth(2).unwrap_or_default();
    match engine.webhook(connection, &all, &body) {
        Ok(verified) => {
            engine.receive(verified).await.unwrap();
            StatusCode::OK
        }
        Err(_) => StatusCode::UNAUTHORIZED,
    }
}

/// The engine on a folder, with every flow of the library; those in the folder come first.
pub async fn open(folder: &Path, clock: &Clock) -> Engine {
    let store = Store::open(folder.join("polus.db"), clock.now()).await.unwrap();
    let all: String = LIBRARY.iter().map(|(file, _)| file.replace(".yaml", ":\n")).collect();
    let wanted = Wanted::read("all", &all, &document::parse("all", &all).unwrap()).unwrap();
    let options = EngineOptions {
        store,
        key: SealingKey::from_env_text(&"42".repeat(32)).unwrap(),
        clock: clock.clone(),
        flows: Arc::new(FlowSet::load(&wanted, Some(&folder.join("flows"))).unwrap()),
        seed: 7,
        observer: Arc::new(|_| {}),
        pace: Pace {
            feed: Duration::from_millis(20),
            lists: Duration::from_millis(20),
            gather: Duration::from_millis(5),
            ..Pace::default()
        },
    };
    Engine::open(options).await.unwrap()
}

pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other} is not an object"),
    }
}

/// Polls a future so many times and drops it then; says whether it ended.
pub async fn stops_after<T>(future: impl Future<Output = T>, polls: usize) -> bool {
    let mut future = std::pin::pin!(future);
    let mut left = polls;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return std::task::Poll::Ready(false);
        }
        left -= 1;
        future.as_mut().poll(context).map(|_| true)
    })
    .await
}

/// Field by field what two rows do not have in common.
fn differences(copy: &Value, row: &Value) -> String {
    let (Some(copy), Some(row)) = (copy.as_object(), row.as_object()) else {
        return format!("{copy} / {row}");
    };
    let names = copy.keys().chain(row.keys().filter(|name| !copy.contains_key(*name)));
    let differ = names.filter(|name| copy.get(*name) != row.get(*name));
    let lines =
        differ.map(|name| format!("  {name}: copy {:?}, helpdesk {:?}", copy.get(name), row.get(name)));
    lines.collect::<Vec<_>>().join("\n")
}
