//! `GET /metrics`: the status as numbers, for Prometheus.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use polus_engine::Status;
use polus_store::ConnectionState;

use super::Shared;
use super::answer::internal;
use super::exposition::{Exposition, Labels};
use super::webhooks::Webhooks;

/// Everything that the status has a number for.
pub async fn show(State(app): State<Shared>) -> Response {
    match app.engine.status().await {
        Ok(status) => {
            let page = page(&status, &app.webhooks);
            ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page).into_response()
        }
        Err(error) => internal("the status cannot be read", &error),
    }
}

fn page(status: &Status, webhooks: &Webhooks) -> String {
    let mut page = Exposition::default();
    process(&mut page, status);
    intake(&mut page, status, webhooks);
    streams(&mut page, status);
    budgets(&mut page, status);
    page.finish()
}

fn process(page: &mut Exposition, status: &Status) {
    let version = vec![("version", status.version)];
    page.gauge("polus_build_info", "The version that runs; always 1.", [(version, 1.0)]);
    page.gauge("polus_uptime_seconds", "Time since the start.", one(status.uptime_seconds as f64));
    page.gauge(
        "polus_database_size_bytes",
        "Size of the database, its log included.",
        one(status.totals.database_bytes as f64),
    );
    page.gauge("polus_failures_open", "Failures that wait for a person.", one(status.totals.failures as f64));
    let runs = &status.runs;
    let waiting = [("due", runs.due), ("leased", runs.leased), ("failed", runs.failed)];
    let by_state = |(state, count): (&'static str, u64)| (vec![("state", state)], count as f64);
    page.gauge("polus_runs_open", "Runs that are not over, by state.", waiting.map(by_state));
    let ended = [("done", runs.done), ("skipped", runs.skipped)];
    page.counter("polus_runs_ended_total", "Runs that ended well, by state.", ended.map(by_state));
}

fn intake(page: &mut Exposition, status: &Status, webhooks: &Webhooks) {
    let outcomes =
        [("accepted", &webhooks.accepted), ("refused", &webhooks.refused), ("failed", &webhooks.failed)];
    page.counter(
        "polus_webhooks_received_total",
        "Webhooks since the start, by outcome.",
        outcomes.map(|(outcome, count): (&'static str, &AtomicU64)| {
            (vec![("outcome", outcome)], count.load(Ordering::Relaxed) as f64)
        }),
    );
    page.gauge("polus_inbox_webhooks", "Webhooks that are stored and wait.", one(status.inbox_depth as f64));
}

fn streams(page: &mut Exposition, status: &Status) {
    let streams = || {
        status.connections.iter().flat_map(|connection| {
            connection.streams.iter().map(move |stream| {
                let labels: Labels<'_> =
                    vec![("connection", connection.name.as_str()), ("stream", stream.name.as_str())];
                (labels, stream)
            })
        })
    };
    page.gauge(
        "polus_stream_records",
        "Records held, by stream.",
        streams().map(|(labels, stream)| (labels, stream.rows as f64)),
    );
    page.gauge(
        "polus_stream_failing",
        "Whether the last read of a stream failed.",
        streams().map(|(labels, stream)| (labels, f64::from(u8::from(stream.error.is_some())))),
    );
    page.gauge(
        "polus_stream_read_age_seconds",
        "Time since a stream was last read without an error.",
        streams().filter_map(|(labels, stream)| Some((labels, stream.read_seconds_ago? as f64))),
    );
    page.gauge(
        "polus_connection_up",
        "Whether the last request of a connection was answered.",
        status.connections.iter().map(|connection| {
            let up = connection.state == ConnectionState::Ok;
            (vec![("connection", connection.name.as_str())], f64::from(u8::from(up)))
        }),
    );
}

fn budgets(page: &mut Exposition, status: &Status) {
    let budgets = || {
        status.connections.iter().filter_map(|connection| {
            let labels: Labels<'_> = vec![("connection", connection.name.as_str())];
            Some((labels, connection.budget.as_ref()?))
        })
    };
    page.gauge(
        "polus_budget_used_requests",
        "Requests that count against the quota now.",
        budgets().map(|(labels, budget)| (labels, budget.used)),
    );
    page.gauge(
        "polus_budget_size_requests",
        "Requests that the quota allows at once.",
        budgets().map(|(labels, budget)| (labels, f64::from(budget.size))),
    );
    page.gauge(
        "polus_budget_waiting_requests",
        "Requests that wait for their turn.",
        budgets().map(|(labels, budget)| (labels, budget.waiting as f64)),
    );
    page.counter(
        "polus_requests_sent_total",
        "Requests sent since the start.",
        budgets().map(|(labels, budget)| (labels, budget.requests as f64)),
    );
    page.counter(
        "polus_requests_throttled_total",
        "Requests that were answered 429.",
        budgets().map(|(labels, budget)| (labels, budget.throttled as f64)),
    );
}

fn one(value: f64) -> [(Labels<'static>, f64); 1] {
    [(Vec::new(), value)]
}
