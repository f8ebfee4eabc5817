//! A system of the sandbox behind a loopback address: authentication, a clock that a test moves, an account of
//! the requests.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::response::Response as HttpResponse;
use gorgias_sandbox::system::{Delivery, Request, Response, System};
use jiff::{SignedDuration, Timestamp};
use polus_connect::{
    ConnectionSettings, Connector, HttpOptions, Manifest, ReadPage, ReadRequest, SourceRecord,
};
use serde_json::{Map, Value, json};
use tokio::task::JoinHandle;

/// The moment at which every test begins.
pub const START: &str = "2026-11-24T09:00:00Z";

/// Gives 114 customers and 228 orders.
pub const TICKETS: u32 = 760;

/// Answers instead of the system, when it gives something.
pub type Stand = Box<dyn FnMut(&Request) -> Option<Response> + Send>;

pub struct Front {
    pub url: String,
    shared: Arc<Mutex<Shared>>,
    server: JoinHandle<()>,
}

struct Shared {
    system: Box<dyn System>,
    now: Timestamp,
    /// Name and value of the header that lets in.
    credential: (&'static str, String),
    stand: Option<Stand>,
    requests: Vec<Request>,
}

impl Front {
    pub async fn start(system: impl System + 'static, credential: (&'static str, &str)) -> Front {
        let shared = Shared {
            system: Box::new(system),
            now: START.parse().unwrap(),
            credential: (credential.0, credential.1.to_owned()),
            stand: None,
            requests: Vec::new(),
        };
        let shared = Arc::new(Mutex::new(shared));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(shared.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Front { url, shared, server }
    }

    /// Lets something answer in the system's place.
    pub fn stand_in(&self, stand: impl FnMut(&Request) -> Option<Response> + Send + 'static) {
        self.shared.lock().unwrap().stand = Some(Box::new(stand));
    }

    /// Time passes, then somebody acts.
    pub fn act_after(&self, seconds: i64, action: Value) -> Value {
        let mut shared = self.shared.lock().unwrap();
        shared.now += SignedDuration::from_secs(seconds);
        let now = shared.now;
        shared.system.act(now, &action).unwrap()
    }

    pub fn pass(&self, seconds: i64) {
        let mut shared = self.shared.lock().unwrap();
        shared.now += SignedDuration::from_secs(seconds);
        let now = shared.now;
        shared.system.tick(now);
    }

    pub fn deliveries(&self) -> Vec<Delivery> {
        self.shared.lock().unwrap().system.deliveries()
    }

    pub fn rows(&self, collection: &str) -> Vec<Value> {
        self.shared.lock().unwrap().system.rows(collection).unwrap()
    }

    /// How many requests there have been.
    pub fn requests(&self) -> usize {
        self.shared.lock().unwrap().requests.len()
    }

    pub fn last_request(&self) -> Request {
        self.shared.lock().unwrap().requests.last().unwrap().clone()
    }

    pub fn connector(&self, system: &str, settings: Value, secrets: Value) -> Connector {
        self.connector_with(system, settings, secrets, HttpOptions::default())
    }

    pub fn connector_with(
        &self,
        system: &str,
        settings: Value,
        secrets: Value,
        http: HttpOptions,
    ) -> Connector {
        let manifest = Manifest::built_in(system).unwrap();
        let connection = ConnectionSettings {
            url: Some(self.url.clone()),
            settings: object(settings),
            secrets: object(secrets),
        };
        Connector::new(manifest, connection, http).unwrap()
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

async fn answer(State(shared): State<Arc<Mutex<Shared>>>, request: HttpRequest) -> HttpResponse {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1024 * 1024).await.unwrap();
    let headers = parts.headers.iter();
    let request = Request {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: Vec::new(),
        headers: headers.map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned())).collect(),
        body,
        ..Request::default()
    };
    let mut shared = shared.lock().unwrap();
    shared.requests.push(request.clone());
    let now = shared.now;
    let stand = shared.stand.as_mut().and_then(|stand| stand(&request));
    let (name, value) = &shared.credential;
    let allowed = request.headers.iter().any(|(n, v)| n == name && v == value);
    let response = match stand {
        Some(response) => response,
        None if allowed => shared.system.handle(now, &request),
        None => {
            json_response(401, &json!({ "errors": "[API] Invalid credentials", "message": "Invalid apikey" }))
        }
    };
    let mut builder = HttpResponse::builder().status(response.status);
    for (name, value) in response.headers {
        builder = builder.header(name, value);
    }
    builder.body(Body::from(response.body)).unwrap()
}

pub fn json_response(status: u16, body: &Value) -> Response {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Response { status, headers, body: Bytes::from(body.to_string()) }
}

/// A whole read, page by page, and the watermark at its end.
pub async fn read_all(
    connector: &Connector,
    stream: &str,
    since: Option<&str>,
) -> (Vec<SourceRecord>, Vec<usize>, Option<String>) {
    let mut request = ReadRequest { since: since.map(str::to_owned), page: None };
    let (mut records, mut pages) = (Vec::new(), Vec::new());
    loop {
        let page: ReadPage = connector.read(stream, request.clone()).await.unwrap();
        pages.push(page.records.len());
        records.extend(page.records);
        match page.next {
            Some(next) => request.page = Some(next),
            None => return (records, pages, page.watermark),
        }
    }
}

pub fn payload(record: &SourceRecord) -> Value {
    serde_json::from_str(record.payload.get()).unwrap()
}

pub fn canonical(record: &SourceRecord) -> &Value {
    record.canonical.as_ref().unwrap_or_else(|reason| panic!("{}: {reason}", record.key))
}

/// Headers as a receiver gives them: names in lower case, and the path that was called.
pub fn received(delivery: &Delivery) -> Vec<(String, String)> {
    let path = url::Url::parse(&delivery.url).unwrap().path().to_owned();
    let headers = delivery.headers.iter().map(|(name, value)| (name.to_lowercase(), value.clone()));
    headers.chain([(":path".to_owned(), path)]).collect()
}
