use gorgias::Error;
use gorgias::resources::teams::{self, NewTeam, Order, UpdateTeam};
use gorgias::resources::{Emoji, tickets, users};

use super::{sandbox, whole};

#[tokio::test]
async fn a_team_gets_members_and_tickets_and_goes() {
    let (sandbox, client) = sandbox().await;
    let everybody = whole(&client, users::list()).await;
    let new =
        NewTeam::named("Kettles").decoration(&Emoji::new("🫖")).members(&[everybody[0].id, everybody[1].id]);
    let team = client.send(teams::create(new)).await.unwrap();
    assert_eq!(team.decoration.as_ref().and_then(Emoji::text), Some("🫖"));
    assert_eq!(
        team.members.iter().map(|member| member.id).collect::<Vec<_>>(),
        [everybody[0].id, everybody[1].id]
    );
    let by_name = whole(&client, teams::list().order_by(Order::NameAsc)).await;
    assert!(by_name.contains(&team) && by_name.windows(2).all(|pair| pair[0].name <= pair[1].name));

    let ticket = whole(&client, tickets::list()).await[0].id;
    let assign = tickets::UpdateTicket::new().assignee_team(Some(team.id));
    let assigned = client.send(tickets::update(ticket, assign)).await.unwrap();
    assert_eq!(assigned.assignee_team.and_then(|team| team.name).as_deref(), Some("Kettles"));

    let change = UpdateTeam::new().name("Pots").description("All sizes").decoration(None).members(&[]);
    let changed = client.send(teams::update(team.id, change)).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.decoration, changed.members.len()), ("Pots", None, 0));
    assert_eq!(client.send(teams::get(team.id)).await.unwrap().description.as_deref(), Some("All sizes"));
    client.send(teams::delete(team.id)).await.unwrap();
    assert!(matches!(client.send(teams::get(team.id)).await, Err(Error::NotFound { .. })));
    assert_eq!(client.send(tickets::get(ticket)).await.unwrap().assignee_team, None);
    sandbox.stop().await;
}
