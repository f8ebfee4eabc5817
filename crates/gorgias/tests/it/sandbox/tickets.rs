use gorgias::Error;
use gorgias::resources::{events, messages, satisfaction_surveys, tickets};

use super::sandbox;

#[tokio::test]
async fn a_ticket_lives_from_create_to_delete() {
    let (sandbox, client) = sandbox().await;
    let ana = tickets::Party::email("ana.new@teapots.example", Some("Ana New"));
    let new = tickets::NewTicket::incoming(ana, "No lid", "It came without a lid").external_id("run-1/open");
    let ticket = client.send(tickets::create(new.tags(&["damaged".to_owned()]))).await.unwrap();
    let found = client.send(tickets::list().external_id("run-1/open").limit(1)).await.unwrap();
    assert_eq!(found.data[0].id, ticket.id);

    let note = messages::NewMessage::internal_note("Second one this week").external_id("run-1/note");
    let note = client.send(messages::create(ticket.id, note)).await.unwrap();
    assert_eq!(note.public, Some(false));
    let edit = messages::UpdateMessage::new("internal-note", true).text("Third one this week");
    client.send(messages::update(ticket.id, note.id, edit)).await.unwrap();
    let found = client.send(messages::list().ticket_id(ticket.id)).await.unwrap();
    let texts: Vec<_> = found.data.iter().filter_map(|message| message.body_text.as_deref()).collect();
    assert_eq!(texts, ["Third one this week", "It came without a lid"]);
    client.send(messages::delete(ticket.id, note.id)).await.unwrap();

    client.send(tickets::add_tags(ticket.id, &[], &["vip".to_owned()])).await.unwrap();
    client.send(tickets::remove_tags(ticket.id, &[], &["damaged".to_owned()])).await.unwrap();
    let now: Vec<_> =
        client.send(tickets::list_tags(ticket.id)).await.unwrap().into_iter().map(|tag| tag.name).collect();
    assert_eq!(now, ["vip"]);
    client.send(tickets::set_tags(ticket.id, &[], &[])).await.unwrap();
    assert!(client.send(tickets::list_tags(ticket.id)).await.unwrap().is_empty());
    client.send(tickets::list_custom_fields(ticket.id)).await.unwrap();

    let close =
        tickets::UpdateTicket::new().status(&tickets::Status::Closed).assignee_user(None).subject("Lid");
    let closed = client.send(tickets::update(ticket.id, close)).await.unwrap();
    assert_eq!((closed.status, closed.subject.as_deref()), (Some(tickets::Status::Closed), Some("Lid")));

    let survey = satisfaction_surveys::UpdateSatisfactionSurvey::new().score(2);
    let customer = closed.customer.unwrap().id;
    let survey = satisfaction_surveys::NewSatisfactionSurvey::new(ticket.id, customer, survey);
    let survey = client.send(satisfaction_surveys::create(survey)).await.unwrap();
    let answered = satisfaction_surveys::UpdateSatisfactionSurvey::new().score(5);
    assert_eq!(client.send(satisfaction_surveys::update(survey.id, answered)).await.unwrap().score, Some(5));

    client.send(tickets::delete(ticket.id)).await.unwrap();
    let gone = client.send(tickets::get(ticket.id)).await.unwrap_err();
    assert!(matches!(gone, Error::NotFound { .. }), "{gone:?}");
    let told = client.send(events::list().object(events::ObjectType::Ticket, ticket.id)).await.unwrap();
    assert_eq!(told.data[0].kind, events::EventType::TicketDeleted);
    sandbox.stop().await;
}
