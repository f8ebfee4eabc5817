//! Waiting for a job.

use std::time::Duration;

use gorgias::Error;
use gorgias::resources::jobs::{self, JobStatus, WaitError};

use crate::mock::{Mock, json};

const LONG: Duration = Duration::from_secs(60);

/// A job that is in these states, one a look; the last one stays.
async fn job(states: &'static [&'static str]) -> Mock {
    Mock::start(|number, got| {
        assert_eq!(got.uri.path(), "/api/jobs/700");
        let state = states[number.min(states.len() - 1)];
        json(200, &format!(r#"{{"id":700,"status":"{state}","info":{{"progress_count":{number}}}}}"#))
    })
    .await
}

#[tokio::test]
async fn a_job_is_looked_at_until_it_is_done() {
    let mock = job(&["pending", "running", "done"]).await;
    let client = mock.client().build().unwrap();
    let mut seen = Vec::new();
    let job =
        jobs::wait(&client, 700, LONG, |job| seen.push((job.status.clone(), job.progress()))).await.unwrap();
    assert_eq!(job.status, Some(JobStatus::Done));
    assert_eq!(
        seen,
        [
            (Some(JobStatus::Pending), Some(0)),
            (Some(JobStatus::Running), Some(1)),
            (Some(JobStatus::Done), Some(2))
        ]
    );
    assert_eq!(mock.count(), 3);
}

#[tokio::test]
async fn a_job_that_ends_otherwise_is_an_error_that_says_how() {
    for (states, told) in [
        (&["errored"] as &[_], "job 700 failed (errored)"),
        (&["fatal_errored"], "job 700 failed (fatal_errored)"),
        (&["cancel_requested", "canceled"], "job 700 was stopped"),
    ] {
        let client = job(states).await.client().build().unwrap();
        let error = jobs::wait(&client, 700, LONG, |_| {}).await.unwrap_err();
        assert_eq!(error.to_string(), told);
    }
}

#[tokio::test]
async fn waiting_ends_in_time() {
    let mock = job(&["running"]).await;
    let client = mock.client().build().unwrap();
    let error = jobs::wait(&client, 700, Duration::from_millis(700), |_| {}).await.unwrap_err();
    assert_eq!(error.to_string(), "job 700 is not done after 0.7 s (running)");
    assert!(matches!(error, WaitError::TimedOut { last: Some(job), .. } if job.progress() == Some(1)));
}

#[tokio::test]
async fn a_job_that_is_gone_ends_the_waiting() {
    let mock = Mock::start(|_, _| json(404, r#"{"error":{"msg":"Not found"}}"#)).await;
    let client = mock.client().build().unwrap();
    let error = jobs::wait(&client, 700, LONG, |_| {}).await.unwrap_err();
    assert!(matches!(error, WaitError::Client(Error::NotFound { .. })), "{error:?}");
}
