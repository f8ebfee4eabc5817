//! JSON that lies: a real ticket with anything in place of each of its values, and bytes that are no JSON.

use std::sync::{Arc, Mutex};

use gorgias::resources::tickets;
use gorgias::{Answer, Client, Error, ErrorClass};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Canned, answer, kind};
use crate::sandbox;

/// A ticket of the sandbox, with its messages.
async fn ticket() -> Value {
    let (_sandbox, client) = sandbox::sandbox().await;
    let list = client.send(tickets::list().limit(1)).await.unwrap();
    let path = format!("/api/tickets/{}", list.data[0].id);
    let answer = client.raw("GET", &path, &[], None).await.unwrap();
    serde_json::from_slice(&answer.body).unwrap()
}

/// JSON pointers of all values below this one.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(n, value)| (n.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (key, value) in below {
        let at = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        places(value, &at, found);
        found.push(at);
    }
}

/// What a client makes of given bytes as a ticket.
struct Reader {
    client: Client,
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl Reader {
    fn new() -> Self {
        let bytes = Arc::<Mutex<Vec<u8>>>::default();
        let given = Arc::clone(&bytes);
        let canned = Canned::new(move |_, _| {
            let body = given.lock().unwrap().clone().into();
            Answer { body, ..answer(200, &[], "") }
        });
        Self { client: canned.client().build().unwrap(), bytes }
    }

    async fn read(&self, bytes: Vec<u8>) -> Result<tickets::Ticket, Error> {
        *self.bytes.lock().unwrap() = bytes;
        self.client.send(tickets::get(1)).await
    }
}

#[tokio::test]
async fn a_wrong_type_anywhere_is_read_or_named_by_its_place() {
    let ticket = ticket().await;
    tokio::time::pause();
    let mut all = Vec::new();
    places(&ticket, "", &mut all);
    assert!(all.len() > 50, "{}", all.len());
    let odd = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("odd\0"),
        json!([]),
        json!([[1]]),
        json!({}),
        json!({ "id": [] }),
    ];
    let mut refused = 0;
    let reader = Reader::new();
    for place in &all {
        for value in &odd {
            let mut ticket = ticket.clone();
            *ticket.pointer_mut(place).unwrap() = value.clone();
            match reader.read(ticket.to_string().into_bytes()).await {
                Ok(_) => {}
                Err(Error::Undecodable { field, .. }) => {
                    refused += 1;
                    let first = field.split(['.', '[']).next().unwrap_or_default();
                    assert_eq!(Some(first), place.split('/').nth(1), "{place} = {value}: named `{field}`");
                }
                Err(other) => panic!("{place} = {value}: {other:?}"),
            }
        }
    }
    assert!(refused > 100, "{refused}");
}

#[tokio::test]
async fn json_at_its_limits_is_an_error_with_a_short_text() {
    let long = "x".repeat(1 << 20);
    let reader = Reader::new();
    for text in [
        "[".repeat(200_000),
        "{\"id\":".repeat(200_000),
        format!("{{\"id\":1,\"meta\":{}1{}}}", "[".repeat(5000), "]".repeat(5000)),
        format!("{{\"id\":\"{long}\"}}"),
        format!("{{\"id\":{}}}", "9".repeat(100_000)),
        r#"{"id":1,"id":2}"#.to_owned(),
        r#"{"id":1e999}"#.to_owned(),
        r#"{"id":1}{"id":2}"#.to_owned(),
        r#"{"id":1,"subject":"\ud800"}"#.to_owned(),
        "{\"id\":1,\"subject\":\"\0\"}".to_owned(),
        "\u{feff}{}".to_owned(),
        "null".to_owned(),
        " ".to_owned(),
    ] {
        let error = reader.read(text.clone().into_bytes()).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert_eq!(kind(&error), "Undecodable", "{}", &text[..text.len().min(40)]);
        assert!(shown.len() < 3000 && !shown.contains('\0'), "{} bytes: {}", shown.len(), &shown[..300]);
        assert_eq!(error.class(), ErrorClass::Ours);
    }
    let error = reader.read(b"{\"id\":1,\"subject\":\"\xff\xfe\"}".to_vec()).await.unwrap_err();
    assert_eq!(kind(&error), "Undecodable", "{error:?}");
}

#[tokio::test]
async fn deep_json_is_no_danger_where_it_is_not_looked_into() {
    let deep = format!("[{}1{}]", "[".repeat(100_000), "]".repeat(100_000));
    for status in [200, 400, 403, 404] {
        let deep = format!(r#"{{"id":1,"error":{deep}}}"#);
        let canned = Canned::new(move |_, _| answer(status, &[], &deep));
        let client = canned.client().build().unwrap();
        drop(client.send(tickets::get(1).answer_as::<Box<serde_json::value::RawValue>>()).await);
        let error = client.send(tickets::get(1)).await.unwrap_err();
        assert!(format!("{error} {error:?}").len() < 3000);
    }
}

#[tokio::test]
async fn words_of_the_server_are_one_line_of_bounded_length() {
    let body = json!({ "error": {
        "msg": format!("\u{1b}[2J\r\nINFO all is well {}", "x".repeat(1 << 20)),
        "data": { "a\n\u{1b}b": ["x".repeat(1 << 20), "\r\nforged"], "deep": { "c": "\u{7f}" } },
    }});
    for status in [400, 401, 403, 404, 500] {
        let text = body.to_string();
        let canned = Canned::new(move |_, _| answer(status, &[("x-request-id", &"r".repeat(60_000))], &text));
        let error = canned.client().attempts(1).build().unwrap().send(tickets::get(1)).await.unwrap_err();
        let shown = error.to_string();
        assert!(shown.contains("INFO all is well"), "{status}: {}", &shown[..100]);
        assert!(!shown.chars().any(char::is_control), "{status}: {:?}", &shown[..100]);
        assert!(shown.len() < 3000, "{status}: {} bytes", shown.len());
        assert!(error.at().request_id.as_ref().is_none_or(|id| id.len() < 300));
    }
}

#[test]
fn damaged_bytes_are_read_or_refused() {
    let text = r#"{"id":12,"subject":"Where is my teapot?","status":"open","channel":"email","via":"email",
            "customer":{"id":7,"email":"ana@teapots.example","name":"Ana","meta":{"a":[1,2.5,null]}},"tags":[{"id":1,
            "name":"urgent","decoration":{"color":"red"}}],"created_datetime":"2025-02-06T14:47:40.133539+00:00",
            "spam":false,"assignee_user":null,"messages":[{"id":3,"source":{"type":"email","to":[{"address":"x"}]}}]}"#;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let reader = runtime.block_on(async { Reader::new() });
    let damage = proptest::collection::vec((0..600_usize, any::<u8>()), 0..4);
    proptest!(|(cut in 0..600_usize, damage in damage)| {
        let mut bytes = text.as_bytes()[..text.len().saturating_sub(cut)].to_vec();
        for (at, byte) in damage {
            if let Some(place) = bytes.get_mut(at) {
                *place = byte;
            }
        }
        if let Err(error) = runtime.block_on(reader.read(bytes)) {
            prop_assert!(matches!(error, Error::Undecodable { .. } | Error::NotJson { .. }), "{error:?}");
        }
    });
}
