//! Following cursors.

use futures_util::{StreamExt, TryStreamExt};
use gorgias::Error;
use gorgias::resources::tags;

use crate::mock::{self, Got, Mock};

fn page(got: &Got) -> axum::http::Response<axum::body::Body> {
    let query = got.uri.query().unwrap_or_default().to_owned();
    let at: i64 = query.split_once("cursor=c").and_then(|(_, n)| n.parse().ok()).unwrap_or(0);
    let next = if at == 3 { "null".to_owned() } else { format!("\"c{}\"", at + 1) };
    mock::json(200, &format!(r#"{{"data":[{{"id":{at},"name":"t"}}],"meta":{{"next_cursor":{next}}}}}"#))
}

#[tokio::test]
async fn pages_follow_the_cursor_and_repeat_the_question() {
    let mock = Mock::start(|_, got| page(got)).await;
    let client = mock.client().build().unwrap();
    let pages: Vec<_> =
        client.pages(tags::list().limit(1).order_by(tags::Order::NameAsc)).try_collect().await.unwrap();
    assert_eq!(pages.iter().map(|page| page.data[0].id).collect::<Vec<_>>(), [0, 1, 2, 3]);
    let asked: Vec<_> = mock.got().iter().map(|got| got.uri.query().unwrap_or_default().to_owned()).collect();
    assert_eq!(asked[0], "limit=1&order_by=name%3Aasc");
    assert_eq!(asked[3], "limit=1&order_by=name%3Aasc&cursor=c3");
}

#[tokio::test]
async fn a_walk_may_begin_in_the_middle() {
    let mock = Mock::start(|_, got| page(got)).await;
    let client = mock.client().build().unwrap();
    let pages: Vec<_> = client.pages(tags::list().cursor("c2").raw()).try_collect().await.unwrap();
    assert_eq!(
        pages.iter().map(|page| page.data[0].get()).collect::<Vec<_>>(),
        [r#"{"id":2,"name":"t"}"#, r#"{"id":3,"name":"t"}"#]
    );
}

#[tokio::test]
async fn a_repeated_cursor_ends_the_walk_with_an_error() {
    let mock = Mock::start(|n, _| {
        mock::json(200, &format!(r#"{{"data":[],"meta":{{"next_cursor":"c{}"}}}}"#, n % 2))
    })
    .await;
    let client = mock.client().build().unwrap();
    let mut pages = std::pin::pin!(client.pages(tags::list()));
    let mut read = 0;
    let error = loop {
        match pages.next().await.unwrap() {
            Ok(_) => read += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, Error::RepeatedCursor { pages: 3, .. }), "{error:?}");
    assert_eq!((read, mock.count()), (3, 3));
}
