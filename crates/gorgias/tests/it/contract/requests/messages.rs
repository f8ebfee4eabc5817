use gorgias::resources::Map;
use gorgias::resources::messages::{
    self, Action, Address, ExternalAction, NewAttachment, NewMessage, Party, SourceType, UpdateMessage, Via,
};

use super::moment;
use crate::contract::sent::{Sent, sent};

fn files() -> NewAttachment {
    NewAttachment::new("https://files.example/lid.png", "lid.png", "image/png")
        .size(3)
        .public(true)
        .extra(Map::new())
}

fn forms() -> Vec<NewMessage> {
    let (from, to) = (Address::new("help@x.example", None), Address::new("a@x.example", Some("A")));
    let email = NewMessage::email(from.clone(), to.clone(), "s", "t")
        .sender(Party::id(1))
        .cc(Address::new("b@x.example", None))
        .bcc(Address::new("c@x.example", None))
        .html("<p>t</p>")
        .external_id("e")
        .integration_id(3)
        .attachment(files())
        .macros(&[4])
        .external_action(ExternalAction { name: Some("http".into()), ..ExternalAction::default() });
    let import = NewMessage::incoming(Party::email("a@x.example", None).external_id("x"), "t")
        .channel("acme-sms")
        .via(Via::Sms)
        .message_id("<1@x.example>")
        .headers(Map::new())
        .meta(Map::new())
        .stripped_text("t")
        .stripped_html("t")
        .signature("-- ")
        .created(moment())
        .already_sent(moment())
        .already_failed(moment(), "bounced")
        .already_opened(moment())
        .already_deleted(moment())
        .imported();
    vec![
        email,
        import,
        NewMessage::internal_note("x").mentions(&[2]),
        NewMessage::chat("conversation-1", "t"),
        NewMessage::reply("sms", SourceType::Sms, from, to, "t"),
    ]
}

pub fn all() -> Vec<Sent> {
    let change = UpdateMessage::new("email", true)
        .via(Via::Api)
        .public(true)
        .sender(Party::id(1))
        .receiver(Some(Party::id(2)))
        .source(None)
        .integration_id(3)
        .subject("s")
        .text("x")
        .html("<p>x</p>")
        .external_id(None)
        .message_id("<1@x.example>")
        .attachments(&[files()])
        .headers(Map::new())
        .meta(None)
        .sent(moment())
        .failed(None);
    let mut all = vec![
        sent("messages.list", messages::list().limit(1).cursor("c").ticket_id(2)),
        sent("messages.list_of_ticket", messages::list_of_ticket(1)),
        sent("messages.get", messages::get(1, 2)),
        sent("messages.create", messages::create(1, NewMessage::internal_note("x")).action(Action::Force)),
        sent("messages.update", messages::update(1, 2, change).action(Action::Retry)),
        sent("messages.delete", messages::delete(1, 2)),
    ];
    all.extend(forms().into_iter().map(|message| sent("messages.create", messages::create(1, message))));
    all.extend(
        messages::Order::ALL.iter().map(|&order| sent("messages.list", messages::list().order_by(order))),
    );
    all
}
