use futures_util::TryStreamExt;
use gorgias::resources::legacy_statistics::{self, Filters, Name};
use gorgias::resources::statistics::{
    self, Dimension, Direction, Filter, Granularity, Measure, Query, Row, Scope,
};
use gorgias::resources::tickets;
use gorgias::{Error, Page};

use super::{sandbox, whole};

/// Everything the account has seen.
fn ever(scope: Scope) -> Query {
    Query::new(scope, "2025-06-01", "2026-06-01")
}

#[tokio::test]
async fn numbers_agree_with_the_lists() {
    let (sandbox, client) = sandbox().await;
    let counted = |ticket: &tickets::Ticket| ticket.trashed_datetime.is_none() && ticket.spam != Some(true);
    let there = whole(&client, tickets::list()).await.iter().filter(|ticket| counted(ticket)).count();
    let query = ever(Scope::TicketsCreated).measure(Measure::TICKET_COUNT);
    let report = client.send(statistics::query(&query).with_meta()).await.unwrap();
    assert_eq!(report.data[0].integer(Measure::TICKET_COUNT), i64::try_from(there).ok());
    assert_eq!(report.meta.unwrap().scope, Some(Scope::TicketsCreated));

    let query = query
        .dimension(Dimension::CHANNEL)
        .over_time(Dimension::CREATED_DATETIME, Granularity::Week)
        .order_by(Dimension::CREATED_DATETIME, Direction::Asc);
    let pages: Vec<Page<Row>> = client.pages(statistics::query(&query).rows(7)).try_collect().await.unwrap();
    assert!(pages.len() > 1 && pages.iter().all(|page| page.data.len() <= 7));
    let rows: Vec<_> = pages.into_iter().flat_map(|page| page.data).collect();
    let counts = rows.iter().map(|row| row.integer(Measure::TICKET_COUNT).unwrap());
    assert_eq!(counts.sum::<i64>(), i64::try_from(there).unwrap());
    let weeks: Vec<_> = rows.iter().map(|row| row.time(Dimension::CREATED_DATETIME).unwrap()).collect();
    assert!(weeks.is_sorted());
    let one_page = client.send(statistics::query(&query).rows(10_000)).await.unwrap();
    assert_eq!((one_page.data, one_page.next_cursor), (rows, None));

    let email = query.filter(Filter::one_of(Dimension::CHANNEL, ["email"]));
    let email = client.send(statistics::query(&email).rows(10_000)).await.unwrap().data;
    assert!(
        email.iter().all(|row| row.text(Dimension::CHANNEL).as_deref() == Some("email")) && !email.is_empty()
    );
    sandbox.stop().await;
}

#[tokio::test]
async fn what_passes_here_passes_there_and_the_other_way_round() {
    let (sandbox, client) = sandbox().await;
    for scope in Scope::all() {
        let mut query = ever(scope.clone()).filter(Filter::tags_one_of(&[1]));
        if *scope == Scope::TicketFields {
            query = query.filter(Filter::one_of(Dimension::CUSTOM_FIELD_ID, [1]));
        }
        if !scope.filters_tags() {
            query = ever(scope.clone());
        }
        query = scope.measures().iter().cloned().fold(query, Query::measure);
        query = scope.dimensions().iter().cloned().fold(query, Query::dimension);
        let times = scope.time_dimensions().iter().cloned();
        query = times.take(1).fold(query, |query, time| query.over_time(time, Granularity::Month));
        let answer = client.send(statistics::query(&query)).await;
        assert!(answer.is_ok(), "{scope}: {answer:?}");
    }
    // Sent unchecked, and refused there.
    let unchecked = |scope: Scope| Scope::Other(scope.to_string());
    for query in [
        ever(unchecked(Scope::TicketsCreated)).measure(Measure::MESSAGES_COUNT),
        ever(unchecked(Scope::OnlineTime)).measure(Measure::ONLINE_TIME).dimension(Dimension::CHANNEL),
        Query::new(unchecked(Scope::Tags), "2025-01-01", "2026-02-01").measure(Measure::TICKET_COUNT),
    ] {
        let refused = client.send(statistics::query(&query)).await;
        assert!(matches!(refused, Err(Error::Refused { .. } | Error::Invalid { .. })), "{refused:?}");
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn the_older_statistics_are_read_and_downloaded() {
    let (sandbox, client) = sandbox().await;
    let may =
        Filters::period("2026-05-01".parse().unwrap(), "2026-05-28".parse().unwrap()).channels(&["email"]);
    let overview = client.send(legacy_statistics::get(&Name::Overview, &may)).await.unwrap();
    let created = overview.metrics().into_iter().find(|metric| metric.name == "total_new_tickets").unwrap();
    assert!(created.value.is_some());
    assert!(overview.meta.unwrap().previous_start_datetime.is_some());
    let csv = client.send(legacy_statistics::download(&Name::Overview, &may)).await.unwrap();
    assert!(csv.contains("total_new_tickets"), "{csv}");
    let new_name = Name::Other("tickets-created".into());
    let refused = client.send(legacy_statistics::get(&new_name, &may)).await;
    assert!(matches!(refused, Err(Error::Refused { status: 400, .. })), "{refused:?}");
    sandbox.stop().await;
}
