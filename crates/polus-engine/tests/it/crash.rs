//! Each effect happens once, whatever is lost or killed when: before the request, between request and answer,
//! between the answer and the journal.

use gorgias_sandbox::RateLimit;
use polus_engine::NewSystem;
use serde_json::{Value, json};

use crate::app::{TestApp, stops_after};
use crate::gate::{Fate, Gate};

/// Everything read, the helpdesk behind a gate.
async fn gated() -> (TestApp, Gate) {
    let app = TestApp::unconnected(60, RateLimit::Off).await;
    let gate = Gate::before(&app.sandbox.access().helpdesk.url).await;
    for system in app.systems() {
        let url = if system.system == "gorgias" { Some(gate.url.clone()) } else { system.url };
        app.engine.connect(NewSystem { url, ..system }).await.unwrap();
    }
    app.catch_up().await;
    (app, gate)
}

/// A new order of somebody, in the shop and in the ERP.
async fn imported(app: &TestApp, person: usize) -> Value {
    let order =
        app.shop(json!({"do": "order-placed", "person": person, "total": "20.00", "country": "US"})).await;
    let mut imported = json!({"do": "order-imported"});
    for field in ["order", "email", "name", "total", "country"] {
        imported[field] = order[field].clone();
    }
    app.erp(imported).await;
    order
}

/// Tickets that were opened for an order.
async fn opened(app: &TestApp, order: &Value) -> usize {
    let subject = format!("Order {} is backordered", order["order"].as_str().unwrap());
    app.rows_where("tickets", |row| row["subject"] == subject.as_str()).await.len()
}

/// Our notes on a ticket.
async fn notes(app: &TestApp, ticket: &Value) -> usize {
    let ours = |row: &Value| row["external_id"].as_str().is_some_and(|id| id.starts_with("polus-"));
    app.rows_where("messages", |row| row["ticket_id"] == *ticket && ours(row)).await.len()
}

/// More than a run has awaits that are really waited for.
const RUNS: usize = 20;

/// Leases one due run after the other and drops each worker one step later than the one before, until one gets
/// through. Then the process ends, and a new one does what is left.
async fn kill_workers_everywhere(app: &mut TestApp) {
    let mut survived = false;
    for polls in 0..RUNS {
        survived = stops_after(app.engine.work_round("killed"), polls).await;
        if survived {
            assert!(polls > 3, "it was dropped somewhere in between");
            break;
        }
    }
    assert!(survived, "{RUNS} runs are too few");
    app.restart().await;
    app.settle().await;
}

#[tokio::test]
async fn a_worker_that_is_dropped_at_any_point_leaves_one_ticket() {
    let mut app = TestApp::new(60).await;
    app.catch_up().await;
    let mut orders = Vec::new();
    for person in 0..RUNS {
        orders.push(imported(&app, person).await);
    }
    app.settle().await;
    for order in &orders {
        app.erp(json!({"do": "order-backordered", "order": order["order"]})).await;
    }
    app.catch_up().await;
    kill_workers_everywhere(&mut app).await;
    for order in &orders {
        assert_eq!(opened(&app, order).await, 1, "{order}");
    }
}

#[tokio::test]
async fn a_worker_that_is_dropped_at_any_point_leaves_one_note() {
    let mut app = TestApp::new(120).await;
    app.catch_up().await;
    let mut tickets = Vec::new();
    for pick in 0..RUNS {
        let answered = app.helpdesk(json!({"do": "survey-answered", "pick": pick, "score": 1})).await;
        tickets.push(answered["ticket"].clone());
    }
    app.catch_up().await;
    kill_workers_everywhere(&mut app).await;
    for ticket in &tickets {
        assert_eq!(notes(&app, ticket).await, 1, "{ticket}");
    }
}

#[tokio::test]
async fn a_create_whose_answer_is_lost_is_found_and_not_repeated() {
    let (app, gate) = gated().await;
    for fate in [Fate::LosesAnswer, Fate::Refused(502), Fate::Refused(500)] {
        gate.once("POST /api/tickets ", fate);
        let order = app.erp(json!({"do": "order-backordered", "pick": 5})).await;
        app.settle().await;
        assert_eq!(opened(&app, &order).await, 1, "{fate:?}");
    }
    assert_eq!(app.engine.status().await.unwrap().runs.failed, 0);
}

#[tokio::test]
async fn a_note_whose_answer_is_lost_is_found_and_not_repeated() {
    let (app, gate) = gated().await;
    for fate in [Fate::LosesAnswer, Fate::Refused(503)] {
        let mut met = false;
        gate.judge(move |line| {
            if met || !(line.starts_with("POST /api/tickets/") && line.contains("/messages")) {
                return Fate::Passes;
            }
            met = true;
            fate
        });
        let ticket =
            app.helpdesk(json!({"do": "survey-answered", "pick": 1, "score": 2})).await["ticket"].clone();
        app.settle().await;
        assert_eq!(notes(&app, &ticket).await, 1, "{fate:?}");
    }
}

#[tokio::test]
async fn a_note_whose_answer_is_lost_is_found_on_the_ticket_that_took_the_place_of_its_own() {
    let (app, gate) = gated().await;
    let mut met = false;
    gate.judge(move |line| {
        let note = line.starts_with("POST /api/tickets/") && line.contains("/messages");
        let fate = if note && !met { Fate::LosesAnswer } else { Fate::Passes };
        met |= note;
        fate
    });
    let ticket =
        app.helpdesk(json!({"do": "survey-answered", "pick": 1, "score": 2})).await["ticket"].clone();
    app.catch_up().await;
    app.work().await;
    assert_eq!(notes(&app, &ticket).await, 1, "it is there, and nobody said so");
    let merged = app.helpdesk(json!({"do": "tickets-merged", "ticket": ticket, "pick": 4})).await;
    app.settle().await;
    assert_eq!(notes(&app, &merged["target"]).await, 1);
    assert_eq!(app.engine.status().await.unwrap().runs.failed, 0);
}

#[tokio::test]
async fn setting_up_makes_one_integration_when_the_answer_is_lost() {
    let (app, gate) = gated().await;
    gate.once("POST /api/integrations ", Fate::LosesAnswer);
    let installed = app.engine.install("helpdesk", "http://127.0.0.1:9").await.unwrap();
    let ours = app.rows_where("integrations", |row| row["name"] == "Polus").await;
    assert_eq!(ours.len(), 1);
    assert_eq!(ours[0]["id"], json!(installed.webhooks));
}

#[tokio::test]
async fn what_is_refused_is_kept_with_the_reason_and_can_be_replayed() {
    let (app, gate) = gated().await;
    gate.judge(|line| if line.starts_with("POST /api/tickets ") { Fate::Refused(400) } else { Fate::Passes });
    let order = app.erp(json!({"do": "order-backordered", "pick": 5})).await;
    app.settle().await;
    let status = app.engine.status().await.unwrap();
    assert_eq!((status.runs.failed, opened(&app, &order).await), (1, 0));
    assert!(status.failures[0].reason.contains("refused (400): at the gate"), "{:?}", status.failures[0]);

    gate.judge(|_| Fate::Passes);
    let failed = polus_store::RunId::new(status.recent_runs[0].id);
    app.engine.store().retry_failed(failed, app.clock.now()).await.unwrap();
    app.settle().await;
    assert_eq!(opened(&app, &order).await, 1);
    assert_eq!(app.engine.status().await.unwrap().failures.len(), 0);
}
