use gorgias::Error;
use gorgias::resources::macros::{
    self, Action, ArchiveStatus, Does, IntentName, NewMacro, Order, UpdateMacro,
};
use gorgias::resources::{Map, rules, tickets};
use serde_json::json;

use super::{sandbox, whole};

#[tokio::test]
async fn macros_are_listed_made_changed_and_put_away() {
    let (sandbox, client) = sandbox().await;
    let all = whole(&client, macros::list().order_by(Order::NameAsc)).await;
    assert!(all.windows(2).all(|pair| pair[0].name <= pair[1].name) && all.len() > 5);
    let does: Vec<_> = all.iter().flat_map(|row| row.actions.iter().flatten()).map(Action::does).collect();
    assert!(does.iter().any(|does| matches!(does, Does::AddTags(names) if !names.is_empty())), "{does:?}");
    assert!(does.iter().any(|does| matches!(does, Does::SetResponseText { text: Some(_), .. })));
    let most_used = whole(&client, macros::list()).await;
    assert!(most_used.windows(2).all(|pair| pair[0].usage >= pair[1].usage));

    let unknown =
        Action::other("sendPostcard", "Postcard", Map::from_iter([("to".into(), json!("{{ticket.id}}"))]));
    let actions = [
        Action::set_response_text("Hello {{ticket.customer.firstname}}", "<p>Hello</p>"),
        Action::add_tags(&["late", "apology"]),
        Action::set_status(&tickets::Status::Closed),
        unknown,
    ];
    let new =
        NewMacro::new("Late parcel", &actions).intent(&IntentName::ShippingDeliveryIssue).language("en");
    let made = client.send(macros::create(new.external_id("late-1"))).await.unwrap();
    assert_eq!((made.actions.as_deref(), made.updated_datetime), (Some(actions.as_slice()), None));
    let found = whole(&client, macros::list().tag("late").tag("apology").language("en")).await;
    assert_eq!(found, std::slice::from_ref(&made));

    let changed = UpdateMacro::new().name("Lost parcel").actions(&actions[1..2]).intent(None);
    let changed = client.send(macros::update(made.id, changed)).await.unwrap();
    assert_eq!((changed.name.as_deref(), changed.intent), (Some("Lost parcel"), None));
    assert!(changed.updated_datetime.is_some() && changed.language.as_deref() == Some("en"));

    let rows = client.send(macros::archive(&[made.id, 999_999_999])).await.unwrap();
    let said: Vec<_> = rows.iter().map(|row| (row.status.clone(), row.succeeded())).collect();
    assert_eq!(said, [(ArchiveStatus::Archived, true), (ArchiveStatus::NotFound, false)]);
    assert!(whole(&client, macros::list().archived(true)).await.iter().any(|row| row.id == made.id));
    let rows = client.send(macros::unarchive(&[made.id])).await.unwrap();
    assert_eq!(rows[0].status, ArchiveStatus::Unarchived);
    client.send(macros::delete(made.id)).await.unwrap();
    assert!(matches!(client.send(macros::get(made.id)).await, Err(Error::NotFound { .. })));
    sandbox.stop().await;
}

#[tokio::test]
async fn a_macro_that_a_rule_applies_stays() {
    let (sandbox, client) = sandbox().await;
    let made =
        client.send(macros::create(NewMacro::new("Hello", &[Action::add_tags(&["hello"])]))).await.unwrap();
    let code =
        format!("if (eq(ticket.status, 'open')) {{ Action('applyMacro', {{macro_id: {}}}) }}", made.id);
    let rule = client.send(rules::create(rules::NewRule::new("Greet", &code))).await.unwrap();
    let kept = client.send(macros::archive(&[made.id])).await.unwrap();
    assert_eq!((kept[0].status.clone(), kept[0].rules()), (ArchiveStatus::MacroUsed, vec!["Greet"]));
    let refused = client.send(macros::delete(made.id)).await.unwrap_err();
    assert!(matches!(refused, Error::Refused { status: 409, .. }), "{refused:?}");
    client.send(rules::delete(rule.id)).await.unwrap();
    client.send(macros::delete(made.id)).await.unwrap();
    let near = macros::list().most_relevant_to(whole(&client, tickets::list()).await[0].id);
    whole(&client, near).await;
    sandbox.stop().await;
}
