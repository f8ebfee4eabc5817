//! Sends.

use bytes::{Bytes, BytesMut};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::multipart::{Form, Part};
use url::Url;

use super::{Answered, Failure, Layer, Next, Outgoing, Payload};
use crate::answer::Answer;
use crate::error::Cause;
use crate::http;

/// HTTP/1.1 over TLS 1.2 or 1.3. Follows no redirect, so that a credential goes to its own host only; stops reading at
/// [`super::Limits::max_body`]; clones share connections.
#[derive(Debug, Clone)]
pub struct Http {
    client: reqwest::Client,
}

impl Http {
    /// For the host of this address.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(base: &Url) -> Result<Self, Cause> {
        Ok(Self { client: http::builder(base).build()? })
    }
}

impl Layer for Http {
    fn handle<'a>(&'a self, request: &'a mut Outgoing, _: Next<'a>) -> Answered<'a> {
        Box::pin(self.send(request))
    }
}

impl Http {
    async fn send(&self, request: &mut Outgoing) -> Result<Answer, Failure> {
        let mut sending = self
            .client
            .request(request.method.clone(), request.url.clone())
            .header(ACCEPT, "application/json")
            .headers(request.headers.clone());
        sending = match &request.body {
            Payload::Empty => sending,
            Payload::Json(json) => sending.header(CONTENT_TYPE, "application/json").body(json.clone()),
            Payload::Files(files) => {
                let mut form = Form::new();
                for file in files.iter() {
                    let length = file.content.len() as u64;
                    let part = Part::stream_with_length(file.content.clone(), length)
                        .file_name(file.name.clone())
                        .mime_str(&file.content_type)
                        .map_err(|error| Failure::Unsendable(error.into()))?;
                    form = form.part(file.label.clone(), part);
                }
                sending.multipart(form)
            }
        };
        let response = sending.send().await.map_err(failure)?;
        if let Some(id) = response.headers().get("x-request-id").and_then(|id| id.to_str().ok()) {
            request.request_id = Some(id.to_owned());
        }
        receive(response, request.limits.max_body).await
    }
}

/// Reads an answer to its end, but not past `limit` bytes.
pub(crate) async fn receive(mut response: reqwest::Response, limit: usize) -> Result<Answer, Failure> {
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let mut answer = Answer { status, headers, body: Bytes::new() };
    let declared = answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    if declared > limit {
        return Err(Failure::TooLarge);
    }
    // What is declared is a hint that a server could abuse; the rest grows as it comes.
    let mut body = BytesMut::with_capacity(declared.min(1 << 20));
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if body.len() + chunk.len() > limit {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    answer.body = body.freeze();
    Ok(answer)
}

/// What a missing answer means.
pub(crate) fn failure(error: reqwest::Error) -> Failure {
    // Its own text repeats the address with the query, which may hold personal data.
    let error = error.without_url();
    if error.is_builder() {
        Failure::Unsendable(error.into())
    } else if error.is_connect() {
        Failure::NotSent(error.into())
    } else if error.is_timeout() {
        Failure::TimedOut
    } else {
        Failure::Interrupted(error.into())
    }
}
