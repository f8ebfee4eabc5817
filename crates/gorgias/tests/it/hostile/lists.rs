//! Lists that mislead.

use futures_util::{StreamExt, TryStreamExt};
use gorgias::Error;
use gorgias::resources::tags;

use super::{Canned, answer};

fn client(body: impl Fn(usize) -> String + Send + Sync + 'static) -> (Canned, gorgias::Client) {
    let canned = Canned::new(move |n, _| answer(200, &[], &body(n)));
    let client = canned.client().build().unwrap();
    (canned, client)
}

#[tokio::test]
async fn a_cursor_of_another_type_names_its_place() {
    for (odd, place) in [
        (r#"{"next_cursor":5}"#, "meta.next_cursor"),
        (r#"{"next_cursor":{"a":1}}"#, "meta.next_cursor"),
        (r#"{"next_cursor":["c"]}"#, "meta.next_cursor"),
        (r#"{"next_items":true}"#, "meta.next_items"),
        ("7", "meta"),
    ] {
        let (_, client) = client(move |_| format!(r#"{{"data":[],"meta":{odd}}}"#));
        let error = client.pages(tags::list()).try_collect::<Vec<_>>().await.unwrap_err();
        assert!(matches!(&error, Error::Undecodable { field, .. } if field == place), "{odd}: {error:?}");
    }
}

#[tokio::test]
async fn an_endless_list_is_read_as_far_as_somebody_asks() {
    let (canned, client) =
        client(|n| format!(r#"{{"data":[{{"id":{n},"name":"t"}}],"meta":{{"next_cursor":"c{n}"}}}}"#));
    let rows: Vec<_> = client.rows(tags::list()).take(500).try_collect().await.unwrap();
    assert_eq!((rows.len(), canned.count()), (500, 500));
    assert_eq!(client.budget().snapshot().used, 0.0);
}

#[tokio::test]
async fn rows_out_of_order_are_all_given_and_an_error_ends_the_walk() {
    let (canned, client) = client(|n| {
        match n {
        0 => r#"{"data":[{"id":9,"name":"b"},{"id":1,"name":"a"},{"id":9,"name":"b"}],"meta":{"next_cursor":"c"}}"#
            .to_owned(),
        _ => "nonsense".to_owned(),
    }
    });
    let rows: Vec<_> = client.rows(tags::list().order_by(tags::Order::NameAsc)).collect().await;
    let ids: Vec<_> = rows.iter().map(|row| row.as_ref().map(|tag| tag.id).ok()).collect();
    assert_eq!((ids, canned.count()), (vec![Some(9), Some(1), Some(9), None], 2));
}

#[tokio::test]
async fn a_huge_cursor_ends_the_walk_at_once() {
    let huge = "c".repeat(1 << 20);
    let body = format!(r#"{{"data":[],"meta":{{"next_cursor":"{huge}"}}}}"#);
    let mock = crate::mock::Mock::start(move |_, _| crate::mock::json(200, &body)).await;
    let client = mock.client().build().unwrap();
    let error = client.pages(tags::list()).try_collect::<Vec<_>>().await.unwrap_err();
    assert!(matches!(error, Error::Unsendable { .. }), "{error}");
    assert!(format!("{error} {error:?}").len() < 2000);
    assert_eq!(mock.count(), 1);
}
