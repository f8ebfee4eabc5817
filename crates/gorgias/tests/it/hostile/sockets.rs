//! Connections that stall and break.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gorgias::resources::files::{self, Purpose};
use gorgias::resources::{account, customers};
use gorgias::{Doubt, Error, FilePart};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::kind;
use crate::mock;

/// A server that does this with each connection.
async fn server<F, W>(serve: F) -> SocketAddr
where
    F: Fn(TcpStream) -> W + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(serve(socket));
        }
    });
    address
}

#[tokio::test]
async fn who_never_reads_and_who_answers_in_drops_are_left_in_time() {
    let never_reads = server(|socket| async move {
        std::future::pending::<()>().await;
        drop(socket);
    })
    .await;
    let client = mock::client(never_reads).timeout(Duration::from_millis(150)).build().unwrap();
    let large = FilePart::new("a", "text/plain", vec![0; 32 << 20]);
    let error = client.send(files::upload(Purpose::Attachment, vec![large])).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { doubt: Doubt::TimedOut, .. }), "{error:?}");

    // In the head, and in the body: no byte comes late, and the whole never comes.
    for answer in ["HTTP/1.1 200 OK\r\nx: ", "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n"] {
        let drops = server(move |mut socket| async move {
            let mut part = [0; 4096];
            if socket.read(&mut part).await.is_err() {
                return;
            }
            socket.write_all(answer.as_bytes()).await.ok();
            let mut tick = tokio::time::interval(Duration::from_millis(5));
            while socket.write_all(b" ").await.is_ok() {
                tick.tick().await;
            }
        })
        .await;
        let client = mock::client(drops).timeout(Duration::from_millis(150)).attempts(1).build().unwrap();
        let error = client.send(account::get()).await.unwrap_err();
        assert_eq!(kind(&error), "TimedOut", "{error:?}");
    }
}

#[tokio::test]
async fn a_connection_closed_under_a_write_does_not_write_twice() {
    let posts = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&posts);
    // The first request of each connection is answered; the next is read in part, or not at all, and the connection ends.
    let address = server(move |mut socket| {
        let posts = Arc::clone(&counted);
        async move {
            let mut part = [0; 4096];
            let mut first = true;
            while let Ok(read @ 1..) = socket.read(&mut part).await {
                if part[..read].starts_with(b"POST") {
                    posts.fetch_add(1, Ordering::SeqCst);
                }
                if !first {
                    return;
                }
                first = false;
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{\"domain\":\"acme\"}";
                socket.write_all(answer).await.ok();
            }
        }
    })
    .await;
    let client = mock::client(address).build().unwrap();
    for _ in 0..10 {
        client.send(account::get().attempts(9)).await.unwrap();
        let before = posts.load(Ordering::SeqCst);
        let create = customers::create(customers::NewCustomer::email("a@x.example"));
        let error = client.send(create).await.unwrap_err();
        let seen = posts.load(Ordering::SeqCst) - before;
        // A fresh connection answers, with what is no customer.
        assert!(matches!(error, Error::OutcomeUnknown { .. } | Error::Undecodable { .. }), "{error:?}");
        assert_eq!(seen, 1, "{error:?}");
    }
}

#[tokio::test]
async fn a_reset_is_a_broken_connection() {
    let address = server(|mut socket| async move {
        let mut part = [0; 4096];
        if socket.read(&mut part).await.is_err() {
            return;
        }
        socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{").await.ok();
        socket.set_zero_linger().ok();
    })
    .await;
    let client = mock::client(address).attempts(1).build().unwrap();
    let error = client.send(account::get()).await.unwrap_err();
    assert_eq!(kind(&error), "Interrupted", "{error:?}");
}
