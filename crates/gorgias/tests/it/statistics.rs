//! The names of statistics: the tables of the crate against `contract/statistics.tsv`, and what is refused before
//! sending.

use std::collections::BTreeSet;

use futures_util::TryStreamExt;
use gorgias::resources::statistics::{
    self, Dimension, Direction, Filter, Granularity, Measure, Query, Row, Scope,
};
use gorgias::{Page, Safety};
use serde_json::json;

use crate::contract::tables::{rows, words};
use crate::mock::{self, Mock};

fn names<T: AsRef<str>>(list: &[T]) -> BTreeSet<String> {
    list.iter().map(|name| name.as_ref().to_owned()).collect()
}

fn table(column: &str) -> BTreeSet<String> {
    words(column).map(str::to_owned).collect()
}

#[test]
fn every_scope_takes_what_the_contract_says() {
    let rows = rows("statistics");
    assert_eq!(rows.len(), 45);
    let known: BTreeSet<_> =
        Scope::all().map(|scope| serde_json::to_value(scope).unwrap().to_string()).collect();
    assert_eq!(known.len(), 45);
    for row in rows {
        let scope: Scope = serde_json::from_value(row["scope"].as_str().into()).unwrap();
        assert!(!matches!(scope, Scope::Other(_)), "{scope:?}");
        assert_eq!(names(scope.measures()), table(&row["measures"]), "{scope:?}");
        assert_eq!(names(scope.dimensions()), table(&row["dimensions"]), "{scope:?}");
        assert_eq!(names(scope.time_dimensions()), table(&row["time_dimensions"]), "{scope:?}");
        let mut filters = names(scope.filters());
        filters.extend(["periodStart".to_owned(), "periodEnd".to_owned()]);
        filters.extend(scope.filters_custom_fields().then(|| "customFields".to_owned()));
        filters.extend(scope.filters_tags().then(|| "tags".to_owned()));
        assert_eq!(filters, table(&row["filters"]), "{scope:?}");
    }
}

fn may(scope: Scope) -> Query {
    Query::new(scope, "2026-05-01", "2026-06-01")
}

#[test]
fn a_query_is_written_as_the_api_reads_it() {
    let query = may(Scope::TicketsClosed)
        .timezone("Europe/Lisbon")
        .measure(Measure::TICKET_COUNT)
        .dimension(Dimension::CHANNEL)
        .over_time(Dimension::CLOSED_DATETIME, Granularity::Week)
        .filter(Filter::one_of(Dimension::CHANNEL, ["email", "chat"]))
        .filter(Filter::custom_field_one_of(7, ["a"]))
        .filter(Filter::tags_all_of(&[1, 2]))
        .filter(Filter::tags_not_one_of(&[3]))
        .order_by(Measure::TICKET_COUNT, Direction::Desc);
    let request = statistics::query(&query);
    assert_eq!((request.invalid(), request.safety()), (None, Safety::Read));
    let expected = json!({ "query": {
        "scope": "tickets-closed",
        "timezone": "Europe/Lisbon",
        "measures": ["ticketCount"],
        "dimensions": ["channel"],
        "time_dimensions": [{ "dimension": "closedDatetime", "granularity": "week" }],
        "filters": [
            { "member": "periodStart", "operator": "afterDate", "values": ["2026-05-01"] },
            { "member": "periodEnd", "operator": "beforeDate", "values": ["2026-06-01"] },
            { "member": "channel", "operator": "one-of", "values": ["email", "chat"] },
            { "member": "customFields", "values": [{ "custom_field_id": 7, "operator": "one-of", "values": ["a"] }] },
            { "member": "tags", "values": [
                { "operator": "all-of", "values": [1, 2] },
                { "operator": "not-one-of", "values": [3] },
            ] },
        ],
        "order": [["ticketCount", "desc"]],
    } });
    assert_eq!(request.body().unwrap(), &expected);
}

#[test]
fn what_a_scope_does_not_take_is_refused_before_sending() {
    let cases = [
        may(Scope::TicketsCreated).measure(Measure::MESSAGES_COUNT),
        may(Scope::OnlineTime).dimension(Dimension::CHANNEL),
        may(Scope::Tags).over_time(Dimension::CREATED_DATETIME, Granularity::Day),
        may(Scope::OnlineTime).filter(Filter::is_set(Dimension::CHANNEL)),
        may(Scope::OnlineTime).filter(Filter::tags_one_of(&[1])),
        may(Scope::FlowDataset).filter(Filter::custom_field_one_of(1, [2])),
        may(Scope::Tags).order_by("score", Direction::Asc),
        may(Scope::TicketFields).measure(Measure::TICKET_COUNT),
        Query::new(Scope::Tags, "soon", "2026-06-01"),
        Query::new(Scope::Tags, "2026-06-01", "2026-06-01"),
        Query::new(Scope::Tags, "2025-06-01", "2026-06-03"),
        may(Scope::Tags).timezone(""),
    ];
    let told: Vec<_> = cases
        .iter()
        .map(|query| {
            let request = statistics::query(query);
            let found = request.invalid().unwrap_or_else(|| panic!("{query:?} is accepted"));
            format!("{}: {}", found.field, found.reason)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    query.measures: `messagesCount` is no measure of `tickets-created`, which has ticketCount
    query.dimensions: `channel` is no dimension of `online-time`, which has agentId
    query.time_dimensions: `createdDatetime` is no time dimension of `tags`, which has timestamp
    query.filters: `channel` is no filter of `online-time`, which has agentId, agentIdFromTeamId
    query.filters: `online-time` cannot be filtered by tags
    query.filters: `flow-dataset` cannot be filtered by custom fields
    query.order: `tags` has no `score` to order by
    query.filters: `ticket-fields` needs a filter on `customFieldId`
    query.filters: the period: `soon` is not a date-time; expected the form 2025-02-06T14:47:40.133539+00:00
    query.filters: the period ends before it begins, or is empty
    query.filters: the period is longer than 366 days; ask for it in parts
    query.timezone: is empty
    "#);
    let unknown = may(Scope::Other("revenue".into())).measure(Measure::from("revenueTotal"));
    assert_eq!(statistics::query(&unknown).invalid(), None);
    let field = may(Scope::TicketFields).filter(Filter::one_of(Dimension::CUSTOM_FIELD_ID, [7]));
    assert_eq!(statistics::query(&field).invalid(), None);
}

#[tokio::test]
async fn the_rows_of_a_report_are_walked_by_cursor() {
    let mock = Mock::start(|number, _| {
        let next = if number == 0 { r#""n""# } else { "null" };
        mock::json(
            200,
            &format!(
                r#"{{"object":"list","uri":"/api/reporting/stats","data":[{{"channel":"email","ticketCount":"{number}"}}],
                "meta":{{"scope":"tickets-created","prev_cursor":null,"next_cursor":{next},"total":2,"offset":0,"limit":1}}}}"#
            ),
        )
    })
    .await;
    let client = mock.client().build().unwrap();
    let query = may(Scope::TicketsCreated).measure(Measure::TICKET_COUNT).dimension(Dimension::CHANNEL);
    let pages: Vec<Page<Row>> = client.pages(statistics::query(&query).rows(1)).try_collect().await.unwrap();
    let counts: Vec<_> =
        pages.iter().flat_map(|page| &page.data).map(|row| row.integer(Measure::TICKET_COUNT)).collect();
    assert_eq!(counts, [Some(0), Some(1)]);
    let queries: Vec<_> = mock.got().iter().map(|got| got.uri.query().unwrap().to_owned()).collect();
    assert_eq!(queries, ["limit=1", "limit=1&cursor=n"]);
    let report = client.send(statistics::query(&query).with_meta()).await.unwrap();
    let meta = report.meta.unwrap();
    assert_eq!((meta.scope, meta.total), (Some(Scope::TicketsCreated), Some(2)));
}
