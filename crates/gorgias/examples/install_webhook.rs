//! Have the helpdesk send what happens: an HTTP integration, and a server that takes its deliveries.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use gorgias::resources::integrations::{self, HttpMethod, Integration, NewHttp, NewIntegration, Trigger};
use gorgias::webhook::{Delivery, Verifier};
use gorgias::{Client, Error, Secret};
use tokio::sync::mpsc;

mod common;

/// A header of one's own, with a secret: deliveries are not signed by the helpdesk.
const HEADER: &str = "x-hook-secret";

#[tokio::main]
async fn main() -> common::Done {
    let client = common::account()?.build()?;
    let secret = Secret::new(std::env::var("HOOK_SECRET")?);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    let (server, mut tickets) = server(secret.clone());
    let integration = run(&client, "https://hooks.example.com/gorgias", &secret).await?;
    println!("integration {} sends to us", integration.id);
    tokio::spawn(async move {
        while let Some(ticket) = tickets.recv().await {
            println!("something happened to ticket {ticket}");
        }
    });
    axum::serve(listener, server).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client, url: &str, secret: &Secret) -> Result<Integration, Error> {
    let http = NewHttp::new(HttpMethod::Post, url).header(HEADER, secret).whole_context().on(&[
        Trigger::TicketCreated,
        Trigger::TicketUpdated,
        Trigger::TicketMessageCreated,
    ]);
    client.send(integrations::create(NewIntegration::http("Example", http))).await
}

type Shared = (Verifier, mpsc::Sender<i64>);

/// The server, and the ids of tickets that deliveries are about.
pub(crate) fn server(secret: Secret) -> (Router, mpsc::Receiver<i64>) {
    let (sender, tickets) = mpsc::channel(1000);
    (Router::new().route("/gorgias", post(take)).with_state((Verifier::new(HEADER, secret), sender)), tickets)
}

/// Answers at once and leaves the work for later: after many failures in a row the helpdesk stops sending.
async fn take(State((verifier, tickets)): State<Shared>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if let Err(forged) = verifier.verify(headers.iter(), &body) {
        println!("refused: {forged}");
        return StatusCode::UNAUTHORIZED;
    }
    // A delivery may come twice, late and out of order: it says what to read, and the API says what is there.
    match Delivery::parse(&body).map(|delivery| delivery.ticket_id()) {
        Ok(Some(ticket)) => match tickets.try_send(ticket) {
            Ok(()) => StatusCode::ACCEPTED,
            Err(_) => StatusCode::SERVICE_UNAVAILABLE,
        },
        Ok(None) => StatusCode::OK,
        Err(_) => StatusCode::BAD_REQUEST,
    }
}
