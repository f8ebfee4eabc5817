//! Connections of callers: taken, answered, ended.
//!
//! A caller that sends nothing, or its request byte by byte, or does not take its answer is hung up on; more callers than
//! there is room for wait until another is gone, and no address has all the room. An endpoint bounds the time of its own work, such as reading a body.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::{Listener, ListenerExt};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::patience::Patient;
use crate::stop::Stop;

struct Limits {
    /// From the connection, or the last answer, to the end of the next head.
    head: Duration,
    /// How long a caller may take to take an answer.
    answer: Duration,
    /// How many callers are connected at once.
    callers: usize,
    /// How many of them from one address. A reverse proxy is one address too, so that this is more than one caller needs.
    of_one_address: usize,
    /// How long what is being answered at a stop may take.
    last_answers: Duration,
}

/// Two listeners together stay below the 1,024 open files that a process has by default, so that callers cannot take
/// those that the database and our own requests need.
const LIMITS: Limits = Limits {
    head: Duration::from_secs(10),
    answer: Duration::from_secs(30),
    callers: 384,
    of_one_address: 256,
    last_answers: Duration::from_secs(5),
};

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
    let mut addresses = Addresses::default();
    loop {
        let (stream, address) = tokio::select! {
            () = &mut stop => break,
            Some(_) = callers.join_next() => continue,
            taken = listener.accept(), if callers.len() < limits.callers => taken,
        };
        let Some(place) = addresses.place(address.ip(), limits.of_one_address) else {
            tracing::debug!(address = %address.ip(), "an address has too many connections; hung up on");
            continue;
        };
        let answers = TowerToHyperService::new(router.clone());
        let stream = TokioIo::new(Patient::new(stream, limits.answer));
        let answered = graceful.watch(http.serve_connection(stream, answers));
        callers.spawn(async move {
            let _place = place;
            if let Err(error) = answered.await {
                tracing::debug!(error = &error as &dyn std::error::Error, "a caller was hung up on");
            }
        });
    }
    drop(listener);
    // A caller that never ends its request does not keep the process from its end: it goes with the set.
    let _ = tokio::time::timeout(limits.last_answers, graceful.shutdown()).await;
}

/// How many connections each address has: that many hold its place.
#[derive(Default)]
struct Addresses(HashMap<IpAddr, Arc<()>>);

impl Addresses {
    /// A place for one more connection of an address, to hold while it lasts; none when it has `most`.
    fn place(&mut self, address: IpAddr, most: usize) -> Option<Arc<()>> {
        let connections = |place: &Arc<()>| Arc::strong_count(place) - 1;
        self.0.retain(|_, place| connections(place) > 0);
        let place = self.0.entry(network(address)).or_default();
        (connections(place) < most).then(|| Arc::clone(place))
    }
}

/// Whoever has an IPv6 address has all of its network of 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpSocket, TcpStream};
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
    async fn one_address_cannot_take_all_the_room() {
        let server = Server::start(Limits { of_one_address: 2, ..LIMITS }).await;
        let mut first = server.call(REQUEST).await;
        server.asked.notified().await;
        let second = server.call(b"").await;
        hung_up_on(server.call(b"").await).await;
        server.may_answer.notify_one();
        answered(&mut first).await;

        // Another address has room, and so has this one once a connection of it has ended.
        let other = TcpSocket::new_v4().unwrap();
        other.bind("127.0.0.2:0".parse().unwrap()).unwrap();
        let mut other = other.connect(server.address).await.unwrap();
        other.write_all(REQUEST).await.unwrap();
        server.asked.notified().await;
        server.may_answer.notify_one();
        answered(&mut other).await;
        drop(second);
        loop {
            let mut again = TcpStream::connect(server.address).await.unwrap();
            // It may be hung up on before it has asked.
            let _ = again.write_all(REQUEST).await;
            tokio::select! {
                _ = again.read_u8() => {}
                () = server.asked.notified() => break,
            }
        }
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        let mut addresses = Addresses::default();
        let mut place = |address: &str| addresses.place(address.parse().unwrap(), 1);
        let held = place("2001:db8:0:1::1").unwrap();
        assert!(place("2001:db8:0:1:ffff::2").is_none());
        assert!(place("2001:db8:0:2::1").is_some());
        drop(held);
        assert!(place("2001:db8:0:1:ffff::2").is_some());
        let _held = place("127.0.0.1").unwrap();
        assert!(place("::ffff:127.0.0.1").is_none());
    }

    #[tokio::test]
    async fn whoever_does_not_take_an_answer_is_hung_up_on() {
        let limits = Limits { answer: Duration::from_millis(100), callers: 1, ..LIMITS };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        // More than the buffers between the two hold.
        let router = Router::new().route("/", get(async || vec![b'x'; 64 << 20]));
        let serving = tokio::spawn(async move {
            serve_within(&limits, listener, router, std::future::pending()).await;
        });
        let mut never = TcpStream::connect(address).await.unwrap();
        never.write_all(REQUEST).await.unwrap();
        let mut next = TcpStream::connect(address).await.unwrap();
        next.write_all(REQUEST).await.unwrap();
        // There is room for one: that the next is answered says that the first is gone.
        assert_eq!(next.read_u8().await.unwrap(), b'H');
        let mut rest = Vec::new();
        let _ = never.read_to_end(&mut rest).await;
        assert!(rest.len() < 64 << 20, "{} bytes", rest.len());
        serving.abort();
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
