//! Files over HTTP: an address that was signed needs no credentials, and a killed sandbox still has the files.

use gorgias_sandbox::SandboxOptions;
use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::restart::restarted;
use super::support::{client, options, request, start};

/// No text, so that the journal has to write it down in another way.
const CONTENT: &[u8] = b"\x89PNG\xff\x00";

#[tokio::test]
async fn a_file_goes_up_and_comes_down_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let kept = || SandboxOptions { state: Some(folder.path().to_owned()), ..options() };
    let sandbox = start(kept()).await;
    let access = sandbox.access().helpdesk.clone();
    let mut body =
        b"--edge\r\ncontent-disposition: form-data; name=\"a\"; filename=\"a.png\"\r\n\r\n".to_vec();
    body.extend_from_slice(CONTENT);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let sent = request(&access, Method::POST, "/api/upload").body(body);
    let sent = sent.header("content-type", "multipart/form-data; boundary=edge").send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::CREATED);
    let files: Value = sent.json().await.unwrap();
    let url = files[0]["url"].as_str().unwrap().to_owned();
    drop(sandbox);

    let _sandbox = restarted(kept()).await;
    assert_eq!(client().get(&url).send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let parts: Vec<&str> = url.strip_prefix(&access.url).unwrap().split('/').collect();
    let path = format!("/api/{}/download/{}/{}", parts[1], parts[2], parts[3]);
    let stranger = client().get(format!("{}{path}", access.url)).send().await.unwrap();
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    let sent_on = request(&access, Method::GET, &path).send().await.unwrap();
    assert_eq!(sent_on.status(), StatusCode::TEMPORARY_REDIRECT);
    let address = sent_on.headers()["location"].to_str().unwrap();
    let file = client().get(address).send().await.unwrap();
    assert_eq!((file.status(), file.bytes().await.unwrap().as_ref()), (StatusCode::OK, CONTENT));
}
