use gorgias::resources::integrations::{self, IntegrationType};
use gorgias::resources::messages::{
    self, Address, Channel, NewAttachment, NewMessage, Party, SourceType, Via,
};
use gorgias::resources::tickets::{self, NewTicket, Status};
use gorgias::resources::{files, users};
use gorgias::{DateTime, Error, FilePart};

use super::{sandbox, whole};

#[tokio::test]
async fn every_form_of_a_message_is_taken() {
    let (sandbox, client) = sandbox().await;
    let me = client.send(users::me()).await.unwrap();
    let inbox =
        whole(&client, integrations::list()).await.into_iter().find(|row| row.kind == IntegrationType::Email);
    let inbox = inbox.and_then(|row| row.meta?.get("address")?.as_str().map(str::to_owned));
    let inbox = inbox.unwrap_or_else(|| "help@teapots.example".to_owned());
    let ines = || Party::email("ines.new@teapots.example", Some("Ines New"));
    let ticket =
        client.send(tickets::create(NewTicket::incoming(ines(), "No lid", "Hello"))).await.unwrap().id;

    let content = FilePart::new("lid.txt", "text/plain", "a lid");
    let file = client.send(files::upload(files::Purpose::Attachment, vec![content])).await.unwrap().remove(0);
    let (from, to) = (Address::new(&inbox, None), Address::new("ines.new@teapots.example", Some("Ines New")));
    let email = NewMessage::email(from, to, "Re: No lid", "It is on its way.")
        .sender(Party::id(me.id))
        .cc(Address::new("boss@teapots.example", None))
        .html("<p>It is on its way.</p>")
        .attachment(NewAttachment::uploaded(&file));
    let email = client.send(messages::create(ticket, email)).await.unwrap();
    assert_eq!(
        (email.channel, email.from_agent, email.via),
        (Some(Channel::Email), Some(true), Some(Via::Api))
    );
    assert_eq!(email.sender.map(|sender| sender.id), Some(me.id));
    assert_eq!(email.attachments.unwrap()[0].url.as_ref(), Some(&file.url));
    let source = email.source.unwrap();
    assert_eq!((source.kind, source.from.unwrap().address), (Some(SourceType::Email), Some(inbox)));
    assert_eq!(source.cc.unwrap().len(), 1);

    let chat = client
        .send(messages::create(ticket, NewMessage::chat("conversation-9", "Still there?")))
        .await
        .unwrap();
    assert_eq!(chat.source.unwrap().to.unwrap()[0].address.as_deref(), Some("conversation-9"));
    let note = NewMessage::internal_note("Third this week").sender(Party::id(0)).mentions(&[me.id]);
    assert_eq!(client.send(messages::create(ticket, note)).await.unwrap().public, Some(false));
    let words = client.send(messages::list_of_ticket(ticket)).await.unwrap();
    assert_eq!(words.len(), 4);
    assert!(words.windows(2).all(|pair| pair[0].created_datetime <= pair[1].created_datetime));
    sandbox.stop().await;
}

#[tokio::test]
async fn history_is_imported_as_it_was() {
    let (sandbox, client) = sandbox().await;
    let at = |text: &str| text.parse::<DateTime>().unwrap();
    let (asked, answered) = (at("2024-02-01T08:00:00Z"), at("2024-02-01T09:30:00Z"));
    let customer = || Party::email("old@teapots.example", Some("Old Customer"));
    let question =
        NewMessage::incoming(customer(), "Do you ship to Porto?").channel(Channel::Email).created(asked);
    let answer = NewMessage::reply(
        Channel::Email,
        SourceType::Email,
        Address::new("help@teapots.example", None),
        Address::new("old@teapots.example", None),
        "We do.",
    );
    let answer = answer.receiver(customer()).created(answered).already_sent(answered).imported();
    let ticket = NewTicket::beginning_with(question.already_sent(asked).imported())
        .message(answer)
        .subject("Porto")
        .status(&Status::Closed)
        .created(asked)
        .closed(answered)
        .imported();
    let made = client.send(tickets::create(ticket)).await.unwrap();
    assert_eq!((made.created_datetime, made.closed_datetime), (Some(asked), Some(answered)));
    let messages = made.messages.unwrap();
    assert_eq!(
        messages.iter().map(|message| message.sent_datetime).collect::<Vec<_>>(),
        [Some(asked), Some(answered)]
    );
    sandbox.stop().await;
}

#[tokio::test]
async fn what_the_api_would_refuse_is_not_sent() {
    let (sandbox, client) = sandbox().await;
    let before = client.budget().snapshot().requests;
    let many = (0..501).fold(NewTicket::beginning_with(NewMessage::internal_note("0")), |ticket, n| {
        ticket.message(NewMessage::internal_note(&n.to_string()))
    });
    let refused = client.send(tickets::create(many)).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid { field: "messages", .. }), "{refused:?}");
    let note = NewMessage::internal_note("x").receiver(Party::id(1));
    let refused = client.send(messages::create(1, note)).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid { field: "receiver", .. }), "{refused:?}");
    for ids in [&[][..], &[0], &[1; 101]] {
        let refused = client.send(tickets::list().ticket_ids(ids)).await.unwrap_err();
        assert!(matches!(refused, Error::Invalid { field: "ticket_ids", .. }), "{refused:?}");
    }
    assert_eq!(client.budget().snapshot().requests, before);
    sandbox.stop().await;
}
