//! A token endpoint: one grant, whose refresh token it knows and may change; answers wait while it is held.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response};
use axum::routing::post;
use gorgias::oauth::Installation;
use tokio::net::TcpListener;
use tokio::sync::watch;
use url::form_urlencoded;

use super::{REDIRECT, installed};
use crate::mock::json;

#[derive(Clone)]
pub struct Server {
    pub address: SocketAddr,
    grant: Arc<Mutex<Grant>>,
    held: watch::Sender<bool>,
    asked: watch::Sender<usize>,
}

struct Grant {
    code: Option<&'static str>,
    refresh: String,
    rotates: bool,
    /// Access tokens given.
    given: usize,
    /// Answers to give instead, first one first.
    odd: Vec<(u16, &'static str)>,
}

impl Server {
    /// Knows the code `c-1` and the refresh token `refresh-0`.
    pub async fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let grant = Grant {
            code: Some("c-1"),
            refresh: "refresh-0".into(),
            rotates: false,
            given: 0,
            odd: Vec::new(),
        };
        let server = Server {
            address: listener.local_addr().unwrap(),
            grant: Arc::new(Mutex::new(grant)),
            held: watch::Sender::new(false),
            asked: watch::Sender::new(0),
        };
        let app = Router::new()
            .route("/oauth/token", post(token))
            .route("/oauth/revoke", post(revoke))
            .with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        server
    }

    pub fn installation(&self) -> Installation {
        installed(self.address)
    }

    /// Each refresh gives a new refresh token and ends the old one.
    pub fn rotate(&self) {
        self.grant.lock().unwrap().rotates = true;
    }

    /// Answers the next calls with these, first one first.
    pub fn answer(&self, odd: &[(u16, &'static str)]) {
        self.grant.lock().unwrap().odd = odd.to_vec();
    }

    pub fn hold(&self) {
        self.held.send_replace(true);
    }

    pub fn release(&self) {
        self.held.send_replace(false);
    }

    /// How many calls came.
    pub fn asked(&self) -> usize {
        *self.asked.borrow()
    }

    /// Until so many calls have come.
    pub async fn until_asked(&self, times: usize) {
        self.asked.subscribe().wait_for(|asked| *asked >= times).await.unwrap();
    }
}

async fn token(State(server): State<Server>, headers: HeaderMap, body: String) -> Response<Body> {
    let form = fields(&body);
    server.arrive().await;
    let mut grant = server.grant.lock().unwrap();
    if !grant.odd.is_empty() {
        let (status, body) = grant.odd.remove(0);
        return json(status, body);
    }
    if !headers["authorization"].to_str().unwrap().starts_with("Basic ") {
        return json(401, r#"{"error":"invalid_client"}"#);
    }
    let known = match form["grant_type"].as_str() {
        "authorization_code" => {
            form["redirect_uri"] == REDIRECT && grant.code.take() == Some(form["code"].as_str())
        }
        "refresh_token" => form["refresh_token"] == grant.refresh,
        _ => return json(400, r#"{"error":"unsupported_grant_type"}"#),
    };
    if !known {
        return json(400, r#"{"error":"invalid_grant"}"#);
    }
    grant.given += 1;
    let mut answer = serde_json::json!({
        "token_type": "Bearer", "access_token": format!("access-{}", grant.given), "expires_in": 3600,
    });
    if grant.rotates {
        grant.refresh = format!("refresh-{}", grant.given);
    }
    if grant.rotates || form["grant_type"] == "authorization_code" {
        answer["refresh_token"] = grant.refresh.clone().into();
        answer["scope"] = "offline tickets:read".into();
    }
    json(200, &answer.to_string())
}

async fn revoke(State(server): State<Server>, body: String) -> Response<Body> {
    let form = fields(&body);
    server.arrive().await;
    let mut grant = server.grant.lock().unwrap();
    if form["token"] == grant.refresh {
        grant.refresh.clear();
    }
    json(200, "{}")
}

fn fields(body: &str) -> HashMap<String, String> {
    form_urlencoded::parse(body.as_bytes()).into_owned().collect()
}

impl Server {
    async fn arrive(&self) {
        self.asked.send_modify(|asked| *asked += 1);
        self.held.subscribe().wait_for(|held| !held).await.unwrap();
    }
}
