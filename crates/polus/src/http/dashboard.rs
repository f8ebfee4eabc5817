//! `GET /`: the dashboard; `GET /dashboard/main`: the part of it that changes; `GET /assets/...`: what it needs.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse, Response};
use minijinja::value::Serde;
use minijinja::{Environment, context};
use serde::Serialize;

use super::Shared;
use super::answer::internal;
use crate::progress::thousands;

const PAGE: &str = "dashboard.html";
const MAIN: &str = "dashboard_main.html";

/// The templates, compiled once.
pub struct Pages(Environment<'static>);

impl Pages {
    /// Compiles them; fails only when a template in the source is wrong.
    pub fn compile() -> Result<Pages, minijinja::Error> {
        let mut environment = Environment::new();
        environment.add_filter("thousands", |number: i64| thousands(number.unsigned_abs()));
        environment.add_filter("ago", |seconds: Option<f64>| {
            seconds.map_or("never".to_owned(), |seconds| match seconds {
                now if now < 2.0 => "now".to_owned(),
                past => format!("{} ago", duration(past)),
            })
        });
        environment.add_filter("duration", duration);
        environment.add_filter("bytes", bytes);
        environment.add_template(PAGE, include_str!("pages/dashboard.html"))?;
        environment.add_template(MAIN, include_str!("pages/dashboard_main.html"))?;
        Ok(Pages(environment))
    }

    fn render(&self, template: &str, status: impl Serialize) -> Result<String, minijinja::Error> {
        self.0.get_template(template)?.render(context! { status => Serde(status) })
    }
}

/// The whole page.
pub async fn page(State(app): State<Shared>) -> Response {
    show(&app, PAGE).await
}

/// The part that changes.
pub async fn main(State(app): State<Shared>) -> Response {
    show(&app, MAIN).await
}

async fn show(app: &Shared, template: &str) -> Response {
    let status = match app.engine.status().await {
        Ok(status) => status,
        Err(error) => return internal("the status cannot be read", &error),
    };
    match app.pages.render(template, status) {
        Ok(page) => Html(page).into_response(),
        Err(error) => internal("the dashboard cannot be drawn", &error),
    }
}

/// The style sheet.
pub async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("pages/polus.css")).into_response()
}

/// The script.
pub async fn script() -> Response {
    ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("pages/polus.js")).into_response()
}

fn duration(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3_600 => format!("{} min", whole / 60),
        3_600..86_400 => format!("{} h {} min", whole / 3_600, whole % 3_600 / 60),
        _ => format!("{} d {} h", whole / 86_400, whole % 86_400 / 3_600),
    }
}

fn bytes(number: f64) -> String {
    match number {
        small if small < 1e6 => format!("{:.0} kB", small / 1e3),
        medium if medium < 1e9 => format!("{:.1} MB", medium / 1e6),
        large => format!("{:.2} GB", large / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn status() -> serde_json::Value {
        json!({
            "account": "<acme>", "version": "0.1.0", "uptime_seconds": 3725,
            "totals": {"records": 12345, "failures": 1, "database_bytes": 5_600_000}, "inbox_depth": 2,
            "runs": {"due": 1, "leased": 1, "done": 7, "skipped": 0, "failed": 1},
            "connections": [{
                "name": "gorgias", "system": "gorgias", "kind": "helpdesk", "state": "ok",
                "url": "https://acme.gorgias.com", "message": null,
                "budget": {"used": 39.6, "size": 40, "drain_per_second": 1.9876, "requests": 1200, "throttled": 0, "waiting": 3},
                "streams": [{"name": "tickets", "rows": 2000, "error": null, "phase": "live",
                             "read_seconds_ago": 1, "changed_seconds_ago": null}],
            }],
            "recent_runs": [{"id": 7, "flow": "order-tags", "subject": "shop/orders/1", "state": "done", "note": null, "seconds_ago": 90}],
            "failures": [{"what": "run 6", "reason": "no such ticket", "hint": "look again", "seconds_ago": 4000}],
        })
    }

    #[test]
    fn everything_of_the_status_is_shown_and_nothing_of_it_is_markup() {
        let page = Pages::compile().unwrap().render(PAGE, status()).unwrap();
        for shown in [
            "&lt;acme&gt;",
            "12,345",
            "40 of 40 requests in use, 2.0 free again",
            "1,200 sent",
            "3 waiting",
            "tickets",
            "2,000",
            "now",
            "never",
            "order-tags",
            "1 min ago",
            "look again",
            "1 h 6 min ago",
            "up 1 h 2 min",
            "5.6 MB",
        ] {
            assert!(page.contains(shown), "{shown} is not in\n{page}");
        }
        assert!(!page.contains("<acme>"));
    }

    #[test]
    fn an_empty_installation_says_what_will_appear() {
        let mut status = status();
        for list in ["connections", "recent_runs", "failures"] {
            status[list] = json!([]);
        }
        let main = Pages::compile().unwrap().render(MAIN, status).unwrap();
        assert!(main.contains("No flow has run yet") && main.contains("Nothing has failed"));
        assert!(!main.contains("<html"));
    }
}
