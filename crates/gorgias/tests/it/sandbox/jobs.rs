use std::time::Duration;

use gorgias::resources::jobs::{self, JobStatus, JobType, NewJob, Target, UpdateJob, WaitError};
use gorgias::resources::tickets::{self, Status, UpdateTicket};
use gorgias::resources::{Map, macros};
use serde_json::json;

use super::{sandbox, sandbox_with_clock, whole};

const LONG: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_job_closes_many_tickets_while_it_is_waited_for() {
    // A second passes with every request.
    let (sandbox, client) = sandbox_with_clock(1_000_000).await;
    let ids: Vec<i64> =
        whole(&client, tickets::list()).await.iter().map(|ticket| ticket.id).take(25).collect();
    let close = UpdateTicket::new().status(&Status::Closed);
    let why = Map::from_iter([("why".into(), json!("spring clean"))]);
    let job = NewJob::update_tickets(Target::Tickets(ids.clone()), close).meta(why.clone());
    let job = client.send(jobs::create(job)).await.unwrap();
    assert_eq!((job.kind, job.meta), (Some(JobType::UpdateTicket), Some(why)));
    assert_eq!(job.params.unwrap().ticket_ids, Some(ids.clone()));
    let mut seen = Vec::new();
    let done = jobs::wait(&client, job.id, LONG, |job| seen.push(job.progress().unwrap())).await.unwrap();
    assert_eq!((done.status, done.info.unwrap().progress_count), (Some(JobStatus::Done), Some(25)));
    assert!(seen.is_sorted() && seen.len() > 1, "{seen:?}");
    for page in ids.chunks(100) {
        let read = client.send(tickets::list().ticket_ids(page).limit(100)).await.unwrap();
        assert!(read.data.iter().all(|ticket| ticket.status == Some(Status::Closed)));
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn jobs_are_listed_put_off_and_called_off() {
    let (sandbox, client) = sandbox().await;
    let done = whole(&client, jobs::list().status(&JobStatus::Done).order_by(jobs::Order::CreatedAsc)).await;
    assert!(done.iter().all(|job| job.status.as_ref().is_some_and(JobStatus::is_final)) && !done.is_empty());
    let failed = whole(&client, jobs::list().kind(&JobType::ImportMacro)).await;
    let told = jobs::wait(&client, failed[0].id, LONG, |_| {}).await.unwrap_err();
    assert!(matches!(told, WaitError::Failed(_)), "{told:?}");

    let ticket = whole(&client, tickets::list()).await[0].clone();
    let applied = whole(&client, macros::list()).await[0].id;
    let at = "2026-05-28T21:00:00Z".parse().unwrap();
    let job = NewJob::apply_macro(applied, Target::Tickets(vec![ticket.id])).scheduled(at);
    let job = client.send(jobs::create(job)).await.unwrap();
    assert_eq!(job.status, Some(JobStatus::Scheduled));
    let later = UpdateJob::new().scheduled(Some("2026-05-28T21:10:00Z".parse().unwrap()));
    let job = client.send(jobs::update(job.id, later)).await.unwrap();
    assert_eq!(job.scheduled_datetime, Some("2026-05-28T21:10:00Z".parse().unwrap()));
    client.send(jobs::cancel(job.id)).await.unwrap();
    let told = jobs::wait(&client, job.id, LONG, |_| {}).await.unwrap_err();
    assert!(matches!(told, WaitError::Cancelled(_)), "{told:?}");
    sandbox.stop().await;
}
