//! Servers on loopback: one that answers what a closure says, one that speaks bare TCP.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, Uri};
use gorgias::{Client, ClientBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// The API key of every test's client.
pub const KEY: &str = "k-4711-secret";

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub struct Got {
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
}

type Answer = dyn Fn(usize, &Got) -> Response<Body> + Send + Sync;

#[derive(Clone)]
pub struct Mock {
    pub address: SocketAddr,
    got: Arc<Mutex<Vec<Got>>>,
}

impl Mock {
    /// Answers the n-th request (from 0) with what the closure makes.
    pub async fn start(answer: impl Fn(usize, &Got) -> Response<Body> + Send + Sync + 'static) -> Mock {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mock = Mock { address: listener.local_addr().unwrap(), got: Arc::default() };
        let answer: Arc<Answer> = Arc::new(answer);
        let app = Router::new().fallback(handle).with_state((mock.clone(), answer));
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        mock
    }

    /// A builder of a client for this server.
    pub fn client(&self) -> ClientBuilder {
        client(self.address)
    }

    pub fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.got.lock().unwrap().len()
    }
}

async fn handle(
    State((mock, answer)): State<(Mock, Arc<Answer>)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let got = Got { method, uri, headers, body };
    let number = {
        let mut all = mock.got.lock().unwrap();
        all.push(got.clone());
        all.len() - 1
    };
    answer(number, &got)
}

pub fn client(address: SocketAddr) -> ClientBuilder {
    Client::builder(&format!("http://{address}")).api_key("ana@teapots.example", KEY.into()).seed(7)
}

/// An answer with a JSON body.
pub fn json(status: u16, body: &str) -> Response<Body> {
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .header("x-request-id", "r-1")
        .body(Body::from(body.to_owned()))
        .unwrap()
}

/// An answer with a web page.
pub fn html(status: u16, body: &str) -> Response<Body> {
    let answer = Response::builder().status(status).header("content-type", "text/html; charset=utf-8");
    answer.body(Body::from(body.to_owned())).unwrap()
}

/// The same answer with one more header.
pub fn with(mut answer: Response<Body>, name: &'static str, value: &str) -> Response<Body> {
    answer.headers_mut().insert(name, value.parse().unwrap());
    answer
}

/// A server that reads a whole request, writes these bytes and closes; it counts its requests.
pub async fn bare(answer: &'static [u8]) -> (SocketAddr, Arc<Mutex<usize>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        loop {
            let Ok((mut socket, _)) = listener.accept().await else { return };
            let mut read = Vec::new();
            let mut part = [0; 4096];
            while !whole(&read) {
                match socket.read(&mut part).await {
                    Ok(0) | Err(_) => break,
                    Ok(n) => read.extend_from_slice(&part[..n]),
                }
            }
            *counted.lock().unwrap() += 1;
            socket.write_all(answer).await.ok();
        }
    });
    (address, count)
}

fn whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head
        .to_ascii_lowercase()
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}
