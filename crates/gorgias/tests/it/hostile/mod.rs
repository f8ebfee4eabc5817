//! A hostile server, network and user: whatever comes, the client ends with an answer or an error that tells what is, never
//! with a panic, an endless wait, a thing done twice or a secret shown.

mod ids;
mod json;
mod lists;
mod pace;
mod redirects;
mod secrets;
mod sockets;
mod wire;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use gorgias::layers::{Answered, Layer, Next, Outgoing};
use gorgias::{Answer, Client, ClientBuilder, Error};

pub const ACCOUNT: &str = r#"{"domain":"acme"}"#;

/// The name of an error's variant.
pub fn kind(error: &Error) -> String {
    let shown = format!("{error:?}");
    shown.split([' ', '{']).next().unwrap_or_default().to_owned()
}

type Answers = dyn Fn(usize, &Outgoing) -> Answer + Send + Sync;

/// A server without a network, so that time can be paused: a millisecond after the n-th request (from 0) it answers what the
/// closure makes.
#[derive(Clone)]
pub struct Canned {
    answers: Arc<Answers>,
    count: Arc<AtomicUsize>,
}

impl Canned {
    pub fn new(answers: impl Fn(usize, &Outgoing) -> Answer + Send + Sync + 'static) -> Self {
        Self { answers: Arc::new(answers), count: Arc::default() }
    }

    pub fn client(&self) -> ClientBuilder {
        let http = self.clone();
        Client::builder("https://acme.gorgias.com")
            .api_key("ana@teapots.example", crate::mock::KEY.into())
            .layers(move |layers| layers.http = Arc::new(http))
    }

    pub fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}

impl Layer for Canned {
    fn handle<'a>(&'a self, request: &'a mut Outgoing, _: Next<'a>) -> Answered<'a> {
        async move {
            let number = self.count.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(1)).await;
            Ok((self.answers)(number, request))
        }
        .boxed()
    }
}

/// An answer with these headers and this body.
pub fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    Answer { status, headers: headers.collect(), body: body.to_owned().into() }
}
