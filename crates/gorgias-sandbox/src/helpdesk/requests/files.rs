//! Files: uploaded in parts of a form, downloaded by way of a signed address.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::stream;
use multer::Multipart;
use serde::Serialize;

use super::super::files::{File, TYPES};
use super::super::moment::Moment;
use super::super::state::State;
use super::answer::{Answer, Refusal};
use super::{Call, Response};
use crate::system::Request;

/// Largest file. The documentation gives no figure.
const LARGEST: usize = 10 << 20;

#[derive(Serialize)]
struct FileView {
    url: String,
    name: String,
    content_type: String,
    size: usize,
}

pub(super) fn upload(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let kind = query.one_of("type", TYPES).unwrap_or(TYPES[0]);
    query.end()?;
    let parts = parts(call.request)?;
    if parts.is_empty() {
        return Err(Refusal::Bad("No file was sent."));
    }
    if parts.iter().any(|part| part.content.len() > LARGEST) {
        return Err(Refusal::TooLarge("A file is larger than 10 MiB."));
    }
    let state = &mut *call.state;
    let view = |Part { name, content_type, content }| {
        let (size, file) =
            (content.len(), File { kind, name: name.clone(), content_type: content_type.clone(), content });
        let path = state.files.keep(state.dice.roll(), file);
        FileView { url: format!("{}{path}", state.base_url), name, content_type, size }
    };
    let views: Vec<FileView> = parts.into_iter().map(view).collect();
    call.statuses.created(&views)
}

/// Sends on to where the file is for a while.
pub(super) fn download(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    call.state.files.get(call.names).ok_or(Refusal::NotFound)?;
    let address = call.state.files.signed(call.now, call.names);
    let location = format!("{}{address}", call.state.base_url);
    Ok(Response { status: 307, headers: vec![("location".to_owned(), location)], body: Bytes::new() })
}

/// A file at its own address, outside of the API; `None`: there is none.
pub(super) fn serve(state: &State, now: Moment, request: &Request) -> Option<Response> {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return None;
    }
    let mut segments = request.path.strip_prefix('/')?.split('/');
    let address = [segments.next()?, segments.next()?, segments.next()?];
    let file = state.files.get(address).filter(|_| segments.next().is_none())?;
    if !state.files.open(now, file, &request.path, &request.query) {
        let headers = vec![("content-type".to_owned(), "text/plain".to_owned())];
        let body = Bytes::from_static(b"This address was not given out, or is no longer good.\n");
        return Some(Response { status: 403, headers, body });
    }
    // Whatever was uploaded, it is no page of this address.
    let headers = [
        ("content-type", file.content_type.as_str()),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox"),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    Some(Response { status: 200, headers, body: file.content.clone() })
}

struct Part {
    name: String,
    content_type: String,
    content: Bytes,
}

/// The parts of a form. A part without a file name is called by its label.
fn parts(request: &Request) -> Result<Vec<Part>, Refusal> {
    const NO_FORM: Refusal = Refusal::Bad("The request body is not valid multipart/form-data.");
    let content_type = request.headers.iter().find(|(name, _)| name == "content-type");
    let boundary = content_type.and_then(|(_, value)| multer::parse_boundary(value).ok()).ok_or(NO_FORM)?;
    let body = stream::iter([Ok::<_, Infallible>(request.body.clone())]);
    let read = async {
        let mut form = Multipart::new(body, boundary);
        let mut parts = Vec::new();
        while let Some(part) = form.next_field().await? {
            let name = part.file_name().or(part.name()).unwrap_or_default().to_owned();
            let kind = part.content_type().map(ToString::to_string);
            let content_type = kind.unwrap_or_else(|| "application/octet-stream".to_owned());
            parts.push(Part { name, content_type, content: part.bytes().await? });
        }
        Ok::<_, multer::Error>(parts)
    };
    // All of the body is there, so there is nothing to wait for.
    read.now_or_never().and_then(Result::ok).ok_or(NO_FORM)
}
