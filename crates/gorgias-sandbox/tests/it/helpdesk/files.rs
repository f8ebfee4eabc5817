//! Files: up in parts of a form, down by a signed address.

use std::cell::RefCell;

use gorgias_sandbox::system::{Request, System as _};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::contract::check_keys;
use super::support::{Account, Answered, incoming};

const FORM: &str = "--edge\r\nContent-Disposition: form-data; name=\"label\"; filename=\"label.png\"\r\n\
    Content-Type: image/png\r\n\r\n\u{1}PNG\r\n--edge\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n\
    hello\r\n--edge--\r\n";

fn upload(account: &mut Account, target: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Answered {
    account.now += jiff::SignedDuration::from_secs(1);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let request = Request {
        method: "POST".to_owned(),
        path: path.to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers: vec![("content-type".to_owned(), content_type.to_owned())],
        body: body.into().into(),
        app: None,
    };
    let response = account.helpdesk.handle(account.now, &request);
    let json = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
    Answered { status: response.status, json, response }
}

const MULTIPART: &str = "multipart/form-data; boundary=edge";

/// Path and query of an address in an answer.
fn target(url: &str) -> String {
    url.strip_prefix("http://127.0.0.1").unwrap().to_owned()
}

fn header<'a>(answer: &'a Answered, name: &str) -> &'a str {
    answer
        .response
        .headers
        .iter()
        .find(|(header, _)| header == name)
        .map(|(_, value)| value.as_str())
        .unwrap()
}

#[test]
fn each_part_is_a_file() {
    let mut account = Account::new();
    let answer = upload(&mut account, "/api/upload", MULTIPART, FORM);
    assert_eq!(answer.status, 201, "{}", answer.json);
    let files = answer.json.as_array().unwrap();
    files.iter().for_each(|file| check_keys("file", "create", file));
    let told = |file: &Value| json!([file["name"], file["content_type"], file["size"]]);
    assert_eq!(told(&files[0]), json!(["label.png", "image/png", 4]));
    assert_eq!(told(&files[1]), json!(["note", "application/octet-stream", 5]));
    assert_ne!(files[0]["url"], files[1]["url"]);
}

#[test]
fn a_private_file_is_reached_by_a_signed_address_for_five_minutes() {
    let mut account = Account::new();
    let files = upload(&mut account, "/api/upload", MULTIPART, FORM).json;
    let own = target(files[0]["url"].as_str().unwrap());
    assert_eq!(account.call("GET", &own, "").status, 403);
    let [kind, account_hash, resource] = own[1..].split('/').collect::<Vec<_>>()[..] else { panic!("{own}") };
    let download = format!("/api/{kind}/download/{account_hash}/{resource}");
    let answer = account.call("GET", &download, "");
    assert_eq!(answer.status, 307);
    let signed = target(header(&answer, "location"));
    let file = account.call("GET", &signed, "");
    assert_eq!((file.status, &file.response.body[..]), (200, &b"\x01PNG"[..]));
    assert_eq!(header(&file, "content-type"), "image/png");
    assert_eq!(account.call("GET", &signed.replace("signature=", "signature=0"), "").status, 403);
    account.now += jiff::SignedDuration::from_secs(300);
    assert_eq!(account.call("GET", &signed, "").status, 403);

    for unknown in [
        format!("/api/public_attachment/download/{account_hash}/{resource}"),
        format!("/api/{kind}/download/elsewhere/{resource}"),
        format!("/api/{kind}/download/{account_hash}/nothing.png"),
    ] {
        assert_eq!(account.call("GET", &unknown, "").status, 404, "{unknown}");
    }
}

#[test]
fn public_files_are_served_to_everybody_and_go_into_messages() {
    let mut account = Account::new();
    let files = upload(&mut account, "/api/upload?type=public_attachment", MULTIPART, FORM).json;
    let own = target(files[0]["url"].as_str().unwrap());
    assert_eq!(account.call("GET", &own, "").status, 200);
    assert_eq!(account.call("POST", &own, "").status, 404);
    let mut message = incoming("ada@example.com", "See there.");
    message["attachments"] = files;
    let ticket = account.done("POST", "/api/tickets", &json!({"messages": [message]}));
    let attachment = &ticket["messages"][0]["attachments"][0];
    assert_eq!(target(attachment["url"].as_str().unwrap()), own);
}

#[test]
fn the_same_files_get_the_same_addresses() {
    let files = || upload(&mut Account::new(), "/api/upload", MULTIPART, FORM).json;
    assert_eq!(files(), files());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands in a form, there is an answer, and it is not waited for.
    #[test]
    fn a_strange_form_is_answered(
        parts in prop::collection::vec(prop_oneof![
            Just(b"--edge\r\n".to_vec()),
            Just(b"--edge--\r\n".to_vec()),
            Just(b"Content-Disposition: form-data; name=\"a\"; filename=\"../b\"\r\n".to_vec()),
            Just(b"\r\n".to_vec()),
            prop::collection::vec(any::<u8>(), 0..40),
        ], 0..12),
    ) {
        thread_local!(static ACCOUNT: RefCell<Account> = RefCell::new(Account::with(|options| options.tickets = 1)));
        let status = ACCOUNT.with_borrow_mut(|account| upload(account, "/api/upload", MULTIPART, parts.concat()).status);
        prop_assert!([201, 400].contains(&status), "{status}");
    }
}

#[test]
fn what_is_no_form_is_refused() {
    let mut account = Account::new();
    let cut_off = &FORM[..FORM.len() - 20];
    for (content_type, body) in
        [("application/json", FORM), ("multipart/form-data", FORM), (MULTIPART, cut_off), (MULTIPART, "")]
    {
        let answer = upload(&mut account, "/api/upload", content_type, body);
        assert_eq!(answer.status, 400, "{content_type} {body}");
    }
    let nothing = upload(&mut account, "/api/upload", MULTIPART, "--edge--\r\n");
    assert_eq!(nothing.json["error"]["msg"], "No file was sent.");
    let kind = upload(&mut account, "/api/upload?type=picture", MULTIPART, FORM);
    assert!(
        kind.json["error"]["data"]["type"][0].as_str().unwrap().starts_with("Must be one of: attachment")
    );
    let large = FORM.replace("hello", &"x".repeat((10 << 20) + 1));
    assert_eq!(upload(&mut account, "/api/upload", MULTIPART, large).status, 413);
}
