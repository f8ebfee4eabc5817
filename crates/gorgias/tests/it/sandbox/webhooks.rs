//! What the sandbox sends, read by the client: the whole context, and forms of rendered values.

use gorgias::resources::integrations::{
    self, Form, HttpMethod, NewHttp, NewIntegration, RequestContentType, Trigger,
};
use gorgias::resources::tickets::{self, NewTicket, Party};
use gorgias::webhook::{Delivery, Verifier};

use super::sandbox;
use crate::mock::{self, Mock};

#[tokio::test]
async fn every_form_of_delivery_says_the_same() {
    let (sandbox, client) = sandbox().await;
    let receiver = Mock::start(|_, _| mock::json(200, "{}")).await;
    let address = |path: &str| format!("http://{}/{path}", receiver.address);
    let fields = || {
        Form::fields([
            ("ticket_id", "{{ticket.id}}"),
            ("message_id", "{{message.id}}"),
            ("from_agent", "{{message.from_agent}}"),
            ("customer_id", "{{ticket.customer.id}}"),
        ])
    };
    let kinds = [
        ("context", Form::context(), RequestContentType::Json),
        ("fields", fields(), RequestContentType::Json),
        ("form", fields(), RequestContentType::FormUrlencoded),
    ];
    for (path, form, kind) in kinds {
        let http = NewHttp::new(HttpMethod::Post, &address(path))
            .header("x-acme-secret", &"s-4711".into())
            .form(form)
            .content_type(kind)
            .on(&[Trigger::TicketMessageCreated]);
        client.send(integrations::create(NewIntegration::http(path, http))).await.unwrap();
    }
    let ana = Party::email("ana.new@teapots.example", Some("Ana New"));
    let ticket =
        client.send(tickets::create(NewTicket::incoming(ana, "No lid", "It came without"))).await.unwrap();
    sandbox.control().deliveries_idle().await;

    let verifier = Verifier::new("X-Acme-Secret", "s-4711".into());
    let read: Vec<_> = receiver
        .got()
        .iter()
        .map(|got| {
            verifier.verify(got.headers.iter(), &got.body).unwrap();
            let delivery = Delivery::parse(&got.body).unwrap();
            assert!(delivery.message_id().is_some(), "{delivery:?}");
            assert_eq!(delivery.customer_id(), ticket.customer.as_ref().map(|customer| customer.id));
            (
                got.uri.path().to_owned(),
                delivery.ticket_id(),
                delivery.from_agent(),
                delivery.ticket().is_some(),
            )
        })
        .collect();
    let mut read = read;
    read.sort();
    let id = Some(ticket.id);
    assert_eq!(
        read,
        [
            ("/context".to_owned(), id, Some(false), true),
            ("/fields".to_owned(), id, Some(false), false),
            ("/form".to_owned(), id, Some(false), false),
        ]
    );
    sandbox.stop().await;
}
