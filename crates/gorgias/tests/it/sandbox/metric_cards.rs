use gorgias::Error;
use gorgias::resources::metric_cards::{self, Feedback, Status, did_you_mean};
use gorgias::resources::statistics::{self, Query, Scope};

use super::sandbox;

#[tokio::test]
async fn metrics_are_looked_up_and_lead_to_their_query() {
    let (sandbox, client) = sandbox().await;
    let all = client.send(metric_cards::search()).await.unwrap();
    assert!(all.len() >= 20 && all.iter().all(|card| card.status == Some(Status::Published)));
    let more = client.send(metric_cards::search().include_deprecated()).await.unwrap();
    assert!(more.len() >= all.len());
    let volume = client.send(metric_cards::search().category("volume").containing("CLOSED")).await.unwrap();
    assert!(volume.iter().any(|card| card.slug == "closed-tickets"));

    let card = client.send(metric_cards::get("closed-tickets")).await.unwrap();
    let api = card.api.unwrap();
    assert_eq!(api.scope, Some(Scope::TicketsClosed));
    let query = Query::new(api.scope.unwrap(), "2026-05-01", "2026-06-01");
    let query = api.measures.unwrap().into_iter().fold(query, Query::measure);
    assert_eq!(statistics::query(&query).invalid(), None);

    let error = client.send(metric_cards::get("closed-ticket")).await.unwrap_err();
    assert!(
        matches!(error, Error::NotFound { .. }) && did_you_mean(&error).contains(&"closed-tickets"),
        "{error:?}"
    );
    let feedback = Feedback::new("formula", "volume").comment("Reopened ones count twice.");
    client.send(metric_cards::send_feedback("closed-tickets", feedback)).await.unwrap();
    sandbox.stop().await;
}
