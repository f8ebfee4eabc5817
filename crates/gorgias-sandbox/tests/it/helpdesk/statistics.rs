//! Statistics against what the lists show.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::support::{Account, Answered};

fn filters(start: &str, end: &str) -> Value {
    json!([
        {"member": "periodStart", "operator": "afterDate", "values": [start]},
        {"member": "periodEnd", "operator": "beforeDate", "values": [end]},
    ])
}

/// Everything the account has seen.
fn query(scope: &str, measures: &[&str]) -> Value {
    let filters = filters("2025-06-01", "2026-04-01");
    json!({"scope": scope, "timezone": "UTC", "measures": measures, "filters": filters})
}

fn with(mut query: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        query[name] = value.clone();
    }
    query
}

fn filtered(mut query: Value, filter: Value) -> Value {
    query["filters"].as_array_mut().unwrap().push(filter);
    query
}

fn ask(account: &mut Account, target: &str, query: &Value) -> Answered {
    account.send("POST", target, &json!({"query": query}))
}

/// All rows at once.
fn rows(account: &mut Account, query: &Value) -> Vec<Value> {
    let answer = ask(account, "/api/reporting/stats?limit=10000", query);
    assert_eq!(answer.status, 200, "{}", answer.json);
    answer.json["data"].as_array().unwrap().clone()
}

/// The tickets that count.
fn tickets(account: &mut Account) -> Vec<Value> {
    let mut tickets = account.all("/api/tickets?limit=100");
    tickets.retain(|ticket| ticket["trashed_datetime"].is_null() && ticket["spam"] == false);
    tickets
}

fn messages(account: &mut Account) -> Vec<Value> {
    let counted = tickets(account);
    let mut messages = account.all("/api/messages?limit=100");
    messages.retain(|message| counted.iter().any(|ticket| ticket["id"] == message["ticket_id"]));
    messages
}

#[test]
fn counts_agree_with_the_lists() {
    let mut account = Account::new();
    let (tickets, messages) = (tickets(&mut account), messages(&mut account));
    let of = |keep: &dyn Fn(&Value) -> bool| tickets.iter().filter(|ticket| keep(ticket)).count();
    let said = |keep: &dyn Fn(&Value) -> bool| messages.iter().filter(|message| keep(message)).count();
    let sent = |message: &Value| message["from_agent"] == true && message["public"] == true;
    for (scope, measure, expected) in [
        ("tickets-created", "ticketCount", tickets.len()),
        ("tickets-open", "ticketCount", of(&|ticket| ticket["status"] == "open")),
        ("tickets-closed", "ticketCount", of(&|ticket| ticket["status"] == "closed")),
        ("messages-sent", "messagesCount", said(&sent)),
        ("messages-received", "messagesCount", said(&|message| message["from_agent"] == false)),
    ] {
        assert_eq!(rows(&mut account, &query(scope, &[measure])), [json!({measure: expected})], "{scope}");
        assert!(expected > 0, "{scope}");
    }
    let answered = tickets.iter().filter(|ticket| {
        messages.iter().any(|message| message["ticket_id"] == ticket["id"] && sent(message))
    });
    let replied = rows(&mut account, &query("tickets-replied", &["ticketCount"]));
    assert_eq!(replied, [json!({"ticketCount": answered.count()})]);
}

#[test]
fn groups_are_the_lists_grouped() {
    let mut account = Account::new();
    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    for ticket in tickets(&mut account) {
        *expected.entry(ticket["channel"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let order = json!({"dimensions": ["channel"], "order": [["ticketCount", "desc"]]});
    let by_channel = rows(&mut account, &with(query("tickets-created", &["ticketCount"]), &order));
    let counts: Vec<u64> = by_channel.iter().map(|row| row["ticketCount"].as_u64().unwrap()).collect();
    assert!(counts.is_sorted_by(|left, right| left >= right) && counts.len() > 1);
    let found: BTreeMap<String, u64> = by_channel
        .iter()
        .map(|row| (row["channel"].as_str().unwrap().to_owned(), row["ticketCount"].as_u64().unwrap()))
        .collect();
    assert_eq!(found, expected);

    let channel = by_channel[0]["channel"].clone();
    let one = json!({"member": "channel", "operator": "one-of", "values": [channel]});
    let of_one = filtered(query("tickets-created", &["ticketCount"]), one);
    assert_eq!(rows(&mut account, &of_one)[0]["ticketCount"], counts[0]);

    let tag = tickets(&mut account).iter().find_map(|ticket| ticket["tags"][0]["id"].as_u64()).unwrap();
    let carriers = tickets(&mut account)
        .iter()
        .filter(|ticket| ticket["tags"].as_array().unwrap().iter().any(|row| row["id"] == tag))
        .count();
    let by_tag = with(query("tags", &["ticketCount"]), &json!({"dimensions": ["tagId"]}));
    let of_tag = rows(&mut account, &by_tag).into_iter().find(|row| row["tagId"] == tag).unwrap();
    assert_eq!(of_tag["ticketCount"], carriers);
    let tagged = json!({"member": "tags", "values": [{"operator": "all-of", "values": [tag]}]});
    let tagged = filtered(query("tickets-created", &["ticketCount"]), tagged);
    assert_eq!(rows(&mut account, &tagged)[0]["ticketCount"], carriers);
}

#[test]
fn buckets_of_time_add_up_and_follow_the_zone() {
    let mut account = Account::new();
    let total = tickets(&mut account).len();
    for (granularity, zone) in
        [("day", "UTC"), ("week", "Europe/Lisbon"), ("month", "Asia/Tokyo"), ("hour", "UTC")]
    {
        let times = json!({
            "timezone": zone,
            "time_dimensions": [{"dimension": "createdDatetime", "granularity": granularity}],
        });
        let rows = rows(&mut account, &with(query("tickets-created", &["ticketCount"]), &times));
        assert_eq!(rows.iter().map(|row| row["ticketCount"].as_u64().unwrap()).sum::<u64>(), total as u64);
        let starts: Vec<&str> = rows.iter().map(|row| row["createdDatetime"].as_str().unwrap()).collect();
        assert!(starts.is_sorted() && rows.len() > 1, "{starts:?}");
        if granularity == "month" {
            assert!(starts.iter().all(|start| start.ends_with("-01T00:00:00.000")), "{starts:?}");
        }
    }
    // The end is not part of a period, and a day begins where the zone says.
    let created = tickets(&mut account)[0]["created_datetime"].as_str().unwrap().to_owned();
    let count = |account: &mut Account, start: &str, end: &str| {
        let asked =
            with(query("tickets-created", &["ticketCount"]), &json!({"filters": filters(start, end)}));
        rows(account, &asked)[0]["ticketCount"].clone()
    };
    assert_eq!(
        count(&mut account, "2026-01-01", &created),
        count(&mut account, "2026-01-01T00:00:00Z", &created)
    );
    let later = created.parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_micros(1);
    let later = later.to_string();
    assert!(count(&mut account, &created, &later).as_u64() >= Some(1));
    assert_eq!(count(&mut account, &created, &created), 0);
}

#[test]
fn scores_and_times_are_measured() {
    let mut account = Account::new();
    let kept = tickets(&mut account);
    let mut surveys = account.all("/api/satisfaction-surveys?limit=100");
    surveys.retain(|survey| kept.iter().any(|ticket| ticket["id"] == survey["ticket_id"]));
    let scores: Vec<u64> = surveys.iter().filter_map(|survey| survey["score"].as_u64()).collect();
    let measures =
        ["scoredSurveysCount", "averageSurveyScore", "satisfactionScore", "responseRate", "sentSurveysCount"];
    let row = rows(&mut account, &query("satisfaction-surveys", &measures))[0].clone();
    assert_eq!(row["scoredSurveysCount"], scores.len());
    let average = scores.iter().sum::<u64>() as f64 / scores.len() as f64;
    assert!((row["averageSurveyScore"].as_f64().unwrap() - average).abs() < 0.006, "{row}");
    let rate = row["responseRate"].as_f64().unwrap();
    assert!(rate > 0.0 && rate <= 100.0, "{row}");

    let by_ticket = json!({"dimensions": ["ticketId", "resolutionTime"]});
    let resolved = rows(&mut account, &with(query("resolution-time", &["medianResolutionTime"]), &by_ticket));
    let ticket = kept.iter().find(|ticket| ticket["id"] == resolved[0]["ticketId"]).unwrap();
    let time = |field: &str| ticket[field].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let seconds = time("closed_datetime").duration_since(time("created_datetime")).as_secs();
    assert_eq!(
        (&resolved[0]["resolutionTime"], &resolved[0]["medianResolutionTime"]),
        (&json!(seconds), &json!(seconds))
    );

    for (scope, measure) in [
        ("first-response-time", "medianFirstResponseTime"),
        ("human-first-response-time", "averageFirstResponseTime"),
        ("response-time", "medianResponseTime"),
        ("messages-per-ticket", "averageMessagesCount"),
    ] {
        let row = rows(&mut account, &query(scope, &[measure]))[0].clone();
        assert!(row[measure].as_f64().unwrap() > 0.0, "{scope}: {row}");
    }
    let one_touch = rows(&mut account, &query("one-touch-tickets", &["ticketCount"]))[0].clone();
    let zero_touch = rows(&mut account, &query("zero-touch-tickets", &["ticketCount"]))[0].clone();
    let closed = kept.iter().filter(|ticket| ticket["status"] == "closed").count() as u64;
    let touched = one_touch["ticketCount"].as_u64().unwrap() + zero_touch["ticketCount"].as_u64().unwrap();
    assert!(touched <= closed && touched > 0, "{one_touch} {zero_touch} of {closed}");
    // Nothing is known of it, so there is no row; of nothing that is known there is one.
    assert_eq!(rows(&mut account, &query("ticket-handle-time", &["averageHandleTime"])), [] as [Value; 0]);
    let nothing = with(
        query("resolution-time", &["averageResolutionTime"]),
        &json!({"filters": filters("2020-01-01", "2020-02-01")}),
    );
    assert_eq!(rows(&mut account, &nothing), [json!({"averageResolutionTime": null})]);
}

#[test]
fn pages_follow_each_other_and_belong_to_their_query() {
    let mut account = Account::new();
    let asked = with(query("tickets-created", &["ticketCount"]), &json!({"dimensions": ["ticketId"]}));
    let whole = rows(&mut account, &asked);
    let first = ask(&mut account, "/api/reporting/stats?limit=50", &asked).json;
    assert_eq!((&first["object"], &first["uri"]), (&json!("list"), &json!("/api/reporting/stats?limit=50")));
    let meta = &first["meta"];
    assert_eq!((&meta["scope"], &meta["total"]), (&json!("tickets-created"), &json!(whole.len())));
    assert_eq!(
        (&meta["offset"], &meta["limit"], &meta["prev_cursor"]),
        (&json!(0), &json!(50), &Value::Null)
    );
    let (mut seen, mut cursor) = (first["data"].as_array().unwrap().clone(), meta["next_cursor"].clone());
    while let Some(next) = cursor.as_str() {
        let target = format!("/api/reporting/stats?limit=50&cursor={next}");
        let page = ask(&mut account, &target, &asked).json;
        seen.extend(page["data"].as_array().unwrap().iter().cloned());
        cursor = page["meta"]["next_cursor"].clone();
    }
    assert_eq!(seen, whole);
    let target = format!("/api/reporting/stats?cursor={}", first["meta"]["next_cursor"].as_str().unwrap());
    let other = ask(&mut account, &target, &query("tickets-open", &["ticketCount"]));
    assert_eq!(
        (other.status, &other.json["error"]["data"]["cursor"][0]),
        (400, &json!("Not a valid cursor."))
    );
    for (limit, said) in [("10001", "Must be at most 10000."), ("0", "Must be at least 1.")] {
        let answer = ask(&mut account, &format!("/api/reporting/stats?limit={limit}"), &asked);
        assert_eq!(answer.json["error"]["data"]["limit"][0], said);
    }
}

#[test]
fn what_a_scope_does_not_have_is_refused_with_what_it_has() {
    let mut account = Account::new();
    let usual = query("tickets-created", &["ticketCount"]);
    let filter = |member: &str| json!({"member": member, "operator": "one-of", "values": ["1"]});
    let day = json!([{"dimension": "closedDatetime", "granularity": "day"}]);
    let cases = [
        (
            "scope",
            with(usual.clone(), &json!({"scope": "tickets"})),
            "Must be one of: tickets-closed, tickets-created",
        ),
        ("timezone", with(usual.clone(), &json!({"timezone": "Lisbon"})), "Not a valid timezone."),
        (
            "measures",
            with(usual.clone(), &json!({"measures": ["messagesCount"]})),
            "Must be one of: ticketCount.",
        ),
        ("measures", with(usual.clone(), &json!({"measures": []})), "Missing data"),
        (
            "dimensions",
            with(usual.clone(), &json!({"dimensions": ["teamId"]})),
            "Must be one of: ticketId, agentId",
        ),
        (
            "time_dimensions",
            with(usual.clone(), &json!({"time_dimensions": day})),
            "Must be one of: createdDatetime, periodStart.",
        ),
        (
            "order",
            with(usual.clone(), &json!({"order": [["channel", "asc"]]})),
            "Must be one of: ticketCount.",
        ),
        (
            "filters",
            filtered(usual.clone(), filter("storeName")),
            "Must be one of: periodStart, periodEnd, agentId",
        ),
        ("filters", with(usual.clone(), &json!({"filters": []})), "The filters periodStart"),
        (
            "filters",
            with(usual.clone(), &json!({"filters": filters("2025-01-01", "2026-01-03")})),
            "The period is longer than 366 days.",
        ),
        (
            "filters",
            with(query("ticket-fields", &["ticketCount"]), &json!({})),
            "The filter customFieldId is needed.",
        ),
        ("limit", with(usual.clone(), &json!({"limit": 5})), "No such field"),
    ];
    for (field, query, said) in cases {
        let answer = ask(&mut account, "/api/reporting/stats", &query);
        assert_eq!(answer.status, 400, "{field}: {}", answer.json);
        let told = answer.json["error"]["data"]["query"][field].to_string();
        assert!(told.contains(said), "{field}: {told}");
    }
    let year = with(usual, &json!({"filters": filters("2025-01-01", "2026-01-02")}));
    assert_eq!(ask(&mut account, "/api/reporting/stats", &year).status, 200);
}

#[test]
fn every_documented_scope_is_answered() {
    let mut account = Account::new();
    for line in super::contract::table("statistics.tsv") {
        let of = |column: &str| line.cell(column).split(' ').map(str::to_owned).collect::<Vec<_>>();
        let times = of("time_dimensions").into_iter().take(1);
        let times: Vec<Value> = times.map(|time| json!({"dimension": time, "granularity": "week"})).collect();
        let asked =
            json!({"measures": of("measures"), "dimensions": of("dimensions"), "time_dimensions": times});
        let mut asked = with(query(line.cell("scope"), &[]), &asked);
        if of("filters").iter().any(|member| member == "customFieldId") {
            asked = filtered(asked, json!({"member": "customFieldId", "operator": "one-of", "values": [1]}));
        }
        let answer = ask(&mut account, "/api/reporting/stats", &asked);
        assert_eq!(answer.status, 200, "{}: {}", line.cell("scope"), answer.json);
    }
}

#[test]
fn the_overview_compares_two_periods() {
    let mut account = Account::new();
    let period =
        json!({"start_datetime": "2026-02-01T00:00:00+00:00", "end_datetime": "2026-02-28T23:59:59+00:00"});
    let body = json!({"filters": {"period": period}});
    let answer = account.done("POST", "/api/stats/overview", &body);
    assert_eq!(answer["meta"]["previous_start_datetime"], "2026-01-04T00:00:00+00:00");
    assert_eq!(answer["meta"]["previous_end_datetime"], "2026-01-31T23:59:59+00:00");
    let lines = answer["data"]["data"].as_array().unwrap();
    let names: Vec<&str> = lines.iter().map(|line| line["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "total_new_tickets",
            "total_replied_tickets",
            "total_closed_tickets",
            "total_messages_sent",
            "total_messages_received",
            "median_first_response_time",
            "median_resolution_time",
            "total_one_touch_tickets",
        ]
    );
    let count = |account: &mut Account, start: &str, end: &str| {
        let asked =
            with(query("tickets-created", &["ticketCount"]), &json!({"filters": filters(start, end)}));
        rows(account, &asked)[0]["ticketCount"].as_i64().unwrap()
    };
    let now = count(&mut account, "2026-02-01", "2026-03-01");
    let before = count(&mut account, "2026-01-04", "2026-02-01");
    let delta = ((now - before) as f64 / before as f64 * 100.0).round() as i64;
    assert_eq!((&lines[0]["value"], &lines[0]["delta"]), (&json!(now), &json!(delta)));

    let nobody = json!({"filters": {"period": period, "agents": [1], "channels": []}});
    let answer = account.done("POST", "/api/stats/total-tickets-created", &nobody);
    assert_eq!(answer["data"]["data"][0]["value"], 0);
    assert_eq!(answer["data"]["data"].as_array().unwrap().len(), 1);

    let csv = account.send("POST", "/api/stats/overview/download", &body);
    assert_eq!(csv.response.headers[0].1, "text/csv; charset=utf-8");
    let text = String::from_utf8(csv.response.body.to_vec()).unwrap();
    assert!(
        text.starts_with(&format!("name,type,value,delta\r\ntotal_new_tickets,number,{now},{delta}\r\n")),
        "{text}"
    );
    assert_eq!(text.lines().count(), 9);
}

#[test]
fn old_names_are_answered_and_new_ones_are_not() {
    let mut account = Account::new();
    let period =
        json!({"start_datetime": "2026-02-01T00:00:00+00:00", "end_datetime": "2026-02-28T23:59:59+00:00"});
    let body = json!({"filters": {"period": period}});
    for line in super::contract::table("legacy_statistics.tsv") {
        let answer = account.done("POST", &format!("/api/stats/{}", line.cell("name")), &body);
        assert!(answer["data"]["data"].is_array());
    }
    for path in ["/api/stats/tickets-created", "/api/stats/tickets-created/download"] {
        let answer = account.send("POST", path, &body);
        assert_eq!(
            (answer.status, &answer.json["error"]["msg"]),
            (400, &json!("This statistic does not exist."))
        );
    }
    for wrong in [json!({}), json!({"filters": {}}), json!({"filters": {"period": {"start_datetime": "x"}}})]
    {
        assert_eq!(account.send("POST", "/api/stats/overview", &wrong).status, 400);
    }
}
