//! Numbers of the helpdesk's own reports, and customer satisfaction reckoned from the surveys themselves.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use std::pin::pin;

use futures_util::TryStreamExt;
use gorgias::resources::satisfaction_surveys;
use gorgias::resources::statistics::{self, Dimension, Granularity, Measure, Query, Scope};
use gorgias::{Client, Error};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    run(&common::account()?.build()?, "2026-05-01", "2026-06-01").await?;
    Ok(())
}

pub(crate) async fn run(client: &Client, start: &str, end: &str) -> Result<(i64, Option<f64>), Error> {
    // What a scope does not take is refused here, with what it does take.
    let query = Query::new(Scope::TicketsCreated, start, end)
        .timezone("Europe/Lisbon")
        .measure(Measure::TICKET_COUNT)
        .dimension(Dimension::CHANNEL)
        .over_time(Dimension::CREATED_DATETIME, Granularity::Day);
    let mut tickets = 0;
    for row in client.send(statistics::query(&query).rows(10_000)).await?.data {
        let count = row.integer(Measure::TICKET_COUNT).unwrap_or(0);
        println!("{:?} {:?}: {count}", row.time(Dimension::CREATED_DATETIME), row.text(Dimension::CHANNEL));
        tickets += count;
    }

    let (mut sum, mut answered) = (0, 0);
    let mut surveys = pin!(client.rows(satisfaction_surveys::list().limit(100)));
    while let Some(survey) = surveys.try_next().await? {
        if let Some(score) = survey.score {
            sum += score;
            answered += 1;
        }
    }
    let average = (answered > 0).then(|| sum as f64 / f64::from(answered));
    println!("{tickets} tickets; satisfaction {average:?} of {answered} answers");
    Ok((tickets, average))
}
