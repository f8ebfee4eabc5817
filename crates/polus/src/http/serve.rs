//! Connections of callers: taken, answered, ended.
//!
//! A caller that sends nothing, or its request byte by byte, is hung up on; more callers than there is room for wait
//! until another is gone. An endpoint bounds the time of its own work, such as reading a body.

use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::serve::{Listener, ListenerExt};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::stop::Stop;

struct Limits {
    /// From the connection, or the last answer, to the end of the next head.
    head: Duration,
    /// How many callers are connected at once.
    callers: usize,
    /// How long what is being answered at a stop may take.
    last_answers: Duration,
}

/// Two listeners together stay below the 1,024 open files that a process has by default, so that callers cannot take
/// those that the database and our own requests need.
const LIMITS: Limits =
    Limits { head: Duration::from_secs(10), callers: 384, last_answers: Duration::from_secs(5) };

/// Answers until the process is to stop; what is being answered then is answered to its end.
pub async fn serve(listener: TcpListener, router: Router, stop: Stop) {
    serve_within(&LIMITS, listener, router, stop.requested()).await;
}

async fn serve_within(
    limits: &Limits,
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()>,
) {
    // An answer is small and complete at once: waiting for more to send only delays it.
    let mut listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(error = &error as &dyn std::error::Error, "cannot switch off delayed sending");
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head);
    let (graceful, mut callers, mut stop) = (GracefulShutdown::new(), JoinSet::new(), pin!(stop));
    loop {
        let stream = tokio::select! {
            () = &mut stop => break,
            Some(_) = callers.join_next() => continue,
            (stream, _) = listener.accept(), if callers.len() < limits.callers => stream,
        };
        let answers = TowerToHyperService::new(router.clone());
        let answered = graceful.watch(http.serve_connection(TokioIo::new(stream), answers));
        callers.spawn(async move {
            if let Err(error) = answered.await {
                tracing::debug!(error = &error as &dyn std::error::Error, "a caller was hung up on");
            }
        });
    }
    drop(listener);
    // A caller that never ends its request does not keep the process from its end: it goes with the set.
    let _ = tokio::time::timeout(limits.last_answers, graceful.shutdown()).await;
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::sync::Notify;
    use tokio::task::JoinHandle;

    use super::*;

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

    /// A server whose only page waits until it may be answered.
    struct Server {
        address: std::net::SocketAddr,
        asked: Arc<Notify>,
        may_answer: Arc<Notify>,
        stop: Arc<Notify>,
        serving: JoinHandle<()>,
    }

    impl Server {
        async fn start(limits: Limits) -> Server {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let [asked, may_answer, stop] = [(); 3].map(|()| Arc::new(Notify::new()));
            let (ask, wait, stopped) = (asked.clone(), may_answer.clone(), stop.clone());
            let page = async move || {
                ask.notify_one();
                wait.notified().await;
                "answer"
            };
            let router = Router::new().route("/", get(page));
            let serving = tokio::spawn(async move {
                serve_within(&limits, listener, router, stopped.notified()).await;
            });
            Server { address, asked, may_answer, stop, serving }
        }

        async fn call(&self, sent: &[u8]) -> TcpStream {
            let mut caller = TcpStream::connect(self.address).await.unwrap();
            caller.write_all(sent).await.unwrap();
            caller
        }
    }

    async fn answered(caller: &mut TcpStream) {
        let mut answer = Vec::new();
        while !answer.ends_with(b"answer") {
            assert_ne!(caller.read_buf(&mut answer).await.unwrap(), 0, "hung up after {answer:?}");
        }
    }

    async fn hung_up_on(mut caller: TcpStream) {
        let mut answer = Vec::new();
        let _ = caller.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "answered");
    }

    #[tokio::test]
    async fn whoever_never_ends_a_head_is_hung_up_on() {
        let server = Server::start(Limits { head: Duration::from_millis(100), ..LIMITS }).await;
        let mut never_ending = Vec::new();
        for sent in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: localhost\r\n"] {
            never_ending.push(server.call(sent.as_bytes()).await);
        }
        for caller in never_ending {
            hung_up_on(caller).await;
        }
        // The time of an answer is not that of a head.
        let mut caller = server.call(REQUEST).await;
        server.asked.notified().await;
        hung_up_on(server.call(b"").await).await;
        server.may_answer.notify_one();
        answered(&mut caller).await;
    }

    #[tokio::test]
    async fn a_caller_may_ask_again_and_others_wait_for_room() {
        let server = Server::start(Limits { callers: 1, ..LIMITS }).await;
        let mut first = server.call(REQUEST).await;
        server.asked.notified().await;
        let mut second = server.call(REQUEST).await;
        // Had the second been taken, one of these would answer it.
        for _ in 0..3 {
            server.may_answer.notify_one();
            answered(&mut first).await;
            first.write_all(REQUEST).await.unwrap();
            server.asked.notified().await;
        }
        drop(first);
        server.asked.notified().await;
        server.may_answer.notify_one();
        answered(&mut second).await;
    }

    #[tokio::test]
    async fn a_stop_lets_what_is_asked_be_answered_and_nothing_more() {
        let server = Server::start(LIMITS).await;
        let (mut caller, idle) = (server.call(REQUEST).await, server.call(b"").await);
        server.asked.notified().await;
        server.stop.notify_one();
        hung_up_on(idle).await;
        assert!(TcpStream::connect(server.address).await.is_err());
        server.may_answer.notify_one();
        answered(&mut caller).await;
        server.serving.await.unwrap();
    }

    #[tokio::test]
    async fn a_stop_does_not_wait_forever() {
        let server = Server::start(Limits { last_answers: Duration::from_millis(20), ..LIMITS }).await;
        let caller = server.call(REQUEST).await;
        server.asked.notified().await;
        server.stop.notify_one();
        server.serving.await.unwrap();
        hung_up_on(caller).await;
    }
}
