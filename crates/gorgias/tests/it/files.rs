//! Files: what is sent, and that a signed address gets no credential.

use axum::body::Body;
use axum::http::Response;
use gorgias::resources::files::{self, Purpose};
use gorgias::{Error, FilePart};

use crate::mock::{self, Mock};

#[tokio::test]
async fn files_go_as_parts_of_a_form() {
    let mock = Mock::start(|_, _| {
        mock::json(
            201,
            r#"[{"url":"https://u.example/attachment/H/a.png","name":"a.png","content_type":"image/png","size":"3"}]"#,
        )
    })
    .await;
    let client = mock.client().build().unwrap();
    let parts = vec![FilePart::new("a \"1\".png", "image/png", &b"abc"[..])];
    let made = client.send(files::upload(Purpose::PublicAttachment, parts)).await.unwrap();
    assert_eq!((made[0].name.as_str(), made[0].size), ("a.png", Some(3)));
    let got = &mock.got()[0];
    assert_eq!(got.uri.to_string(), "/api/upload?type=public_attachment");
    assert!(got.headers["content-type"].to_str().unwrap().starts_with("multipart/form-data; boundary="));
    assert!(got.headers.contains_key("content-length"), "the length is known before sending");
    let body = String::from_utf8_lossy(&got.body);
    assert!(
        body.contains("content-type: image/png\r\n\r\nabc\r\n")
            || body.contains("Content-Type: image/png\r\n\r\nabc\r\n"),
        "{body}"
    );
    assert!(
        body.contains(r#"filename="a \"1\".png""#) || body.contains("filename=\"a %221%22.png\""),
        "{body}"
    );
}

#[tokio::test]
async fn an_upload_is_not_repeated_and_an_empty_one_is_not_sent() {
    let mock = Mock::start(|_, _| mock::json(502, "{}")).await;
    let client = mock.client().build().unwrap();
    let upload = |parts| files::upload(Purpose::Attachment, parts);
    let error = client.send(upload(vec![FilePart::new("a", "text/plain", "x")])).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { .. }), "{error:?}");
    for parts in [vec![], vec![FilePart::new("a", "picture", "x")]] {
        let error = client.send(upload(parts)).await.unwrap_err();
        assert!(matches!(error, Error::Invalid { .. }), "{error:?}");
    }
    assert_eq!(mock.count(), 1);
}

#[tokio::test]
async fn a_signed_address_gets_no_credential() {
    let storage = Mock::start(|_, _| Response::new(Body::from("\u{fffd}png"))).await;
    let signed = format!("http://{}/bucket/x?signature=s-4711", storage.address);
    let mock = Mock::start(move |_, _| mock::with(mock::json(307, ""), "location", &signed)).await;
    let client = mock.client().build().unwrap();
    let address =
        client.send(files::download_of("https://u.example/attachment/Hx1/label.png")).await.unwrap();
    assert_eq!(mock.got()[0].uri.path(), "/api/attachment/download/Hx1/label.png");
    assert!(!format!("{address:?}").contains("4711"));
    let file = client.fetch(&address).await.unwrap();
    assert_eq!(&file.body[..], "\u{fffd}png".as_bytes());
    let got = storage.got();
    assert_eq!(got[0].uri.query(), Some("signature=s-4711"));
    assert!(!got[0].headers.contains_key("authorization"), "{got:?}");
    assert_eq!(client.budget().snapshot().requests, 1, "the storage is not the account");
}

#[tokio::test]
async fn what_is_no_file_of_the_helpdesk_is_not_asked_for() {
    let mock = Mock::start(|_, _| mock::json(200, "{}")).await;
    let client = mock.client().build().unwrap();
    for url in ["", "label.png", "https://u.example/label.png", "https://u.example/a//b"] {
        let error = client.send(files::download_of(url)).await.unwrap_err();
        assert!(matches!(error, Error::Invalid { field: "url", .. }), "{url}: {error:?}");
    }
    assert!(files::download("attachment", "..", "x").invalid().is_some());
    let error = client.send(files::download("attachment", "H", "x.png")).await.unwrap_err();
    assert!(
        matches!(error, Error::NotJson { .. } | Error::Refused { .. } | Error::Undecodable { .. }),
        "{error:?}"
    );
}
