use gorgias::Error;
use gorgias::resources::Map;
use gorgias::resources::rules::{self, NewRule, Order, Trigger, UpdateRule};

use super::{sandbox, whole};

#[tokio::test]
async fn rules_are_made_with_their_tree_changed_and_put_in_order() {
    let (sandbox, client) = sandbox().await;
    let all = whole(&client, rules::list().order_by(Order::CreatedAsc)).await;
    assert!(all.iter().any(|rule| !rule.triggers().is_empty()));
    // The tree that the server has for its code is the one that is read from it.
    for rule in &all {
        let read = rules::parse(rule.code.as_ref().unwrap()).unwrap();
        let kinds = |tree: &Map| {
            tree["body"].as_array().unwrap().iter().map(|it| it["type"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(kinds(&read), kinds(rule.code_ast.as_ref().unwrap()), "{:?}", rule.code);
    }

    let code = "if (containsAny(message.text, ['tea', \"pot\"]) && eq(ticket.channel, 'email')) {\n  Action('addTags', {tags: 'tea'})\n}";
    let new = NewRule::new("Tea", code).on(&[Trigger::TicketCreated, Trigger::TicketUpdated]);
    let made = client.send(rules::create(new.description("d"))).await.unwrap();
    assert_eq!(made.code.as_deref(), Some(code));
    assert_eq!(made.triggers(), [Trigger::TicketCreated, Trigger::TicketUpdated]);
    let off = UpdateRule::new().deactivated(Some("2026-06-01T00:00:00Z".parse().unwrap())).description(None);
    assert!(client.send(rules::update(made.id, off)).await.unwrap().deactivated_datetime.is_some());
    let changed = UpdateRule::new().code("Action('setStatus', {status: 'closed'})").deactivated(None);
    let changed = client.send(rules::update(made.id, changed)).await.unwrap();
    assert_eq!((changed.deactivated_datetime, changed.name.as_deref()), (None, Some("Tea")));

    let ordered = client.send(rules::set_priorities(&[(made.id, 1), (all[0].id, 900)])).await.unwrap();
    assert_eq!(ordered.len(), all.len() + 1);
    let priority = |id| ordered.iter().find(|rule| rule.id == id).unwrap().priority;
    assert_eq!((priority(made.id), priority(all[0].id)), (Some(1), Some(900)));

    let broken = client.send(rules::create(NewRule::new("Loop", "while (true) {}"))).await.unwrap_err();
    assert!(
        matches!(&broken, Error::Refused { fields, .. } if !fields.at("code_ast").is_empty()),
        "{broken:?}"
    );
    client.send(rules::delete(made.id)).await.unwrap();
    assert!(matches!(client.send(rules::get(made.id)).await, Err(Error::NotFound { .. })));
    sandbox.stop().await;
}
