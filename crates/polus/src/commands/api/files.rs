//! `files.upload` and `files.download`: the two operations that carry files.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::{Arg, value_parser};
use gorgias::resources::files::{self, File, Purpose, SignedAddress};
use gorgias::{FilePart, Request};
use serde_json::json;

use super::call::{self, Call};
use crate::failure::{Exit, Failure};
use crate::output;

/// The largest upload, all files together, in bytes. Gorgias does not say what it accepts.
const LARGEST: u64 = 64 << 20;

/// What `files.upload` takes.
pub fn upload_argument() -> Arg {
    Arg::new("file").value_name("FILE").required(true).num_args(1..).help("Files of this machine")
}

/// What `files.download` takes.
pub fn download_arguments() -> [Arg; 2] {
    [
        Arg::new("file")
            .value_name("URL")
            .required(true)
            .num_args(1..=3)
            .value_parser(call::text)
            .help("The `url` of a file or attachment; or its last three parts: file type, domain hash, resource name"),
        Arg::new("output")
            .short('o')
            .long("output")
            .value_name("PATH")
            .value_parser(value_parser!(PathBuf))
            .help("Write it here; without it, to standard output"),
    ]
}

/// Reads the files and makes the request.
pub fn upload(call: &Call) -> Result<Request<Vec<File>>, Failure> {
    let given = call.query.iter().find(|(name, _)| name == "type").map_or("attachment", |(_, value)| value);
    let purpose = match given {
        "attachment" => Purpose::Attachment,
        "public_attachment" => Purpose::PublicAttachment,
        "profile_picture" => Purpose::ProfilePicture,
        "widget_picture" => Purpose::WidgetPicture,
        other => {
            let known = ["attachment", "public_attachment", "profile_picture", "widget_picture"];
            return Err(Failure::new(Exit::Usage, format!("`{other}` is no type of a file"))
                .hint(polus_connect::document::one_of(other, &known)));
        }
    };
    let mut bytes = 0;
    let mut parts = Vec::new();
    for path in &call.files {
        let wrong =
            |error: &io::Error| Failure::new(Exit::Usage, format!("cannot read {path}")).because(error);
        let about = fs::metadata(path).map_err(|error| wrong(&error))?;
        bytes += about.len();
        if !about.is_file() || bytes > LARGEST {
            let hint = format!("give files of at most {} MiB together", LARGEST >> 20);
            return Err(Failure::new(Exit::Usage, format!("{path} is no file or too large")).hint(hint));
        }
        let content = fs::read(path).map_err(|error| wrong(&error))?;
        let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy();
        call::text(&name).map_err(|why| Failure::new(Exit::Usage, format!("cannot send {path:?}: {why}")))?;
        parts.push(FilePart::new(&name, content_type(&name), content));
    }
    Ok(files::upload(purpose, parts))
}

/// The MIME type by the name's ending, for what helpdesks see; else one that says nothing.
fn content_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "pdf" => "application/pdf",
        "txt" | "log" => "text/plain",
        "csv" => "text/csv",
        "html" | "htm" => "text/html",
        "json" => "application/json",
        "zip" => "application/zip",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        _ => "application/octet-stream",
    }
}

/// Makes the request that asks where a file is.
pub fn download(call: &Call) -> Result<Request<SignedAddress>, Failure> {
    let request = match call.files.as_slice() {
        [url] => files::download_of(url),
        [kind, hash, name] => files::download(kind, hash, name),
        _ => {
            return Err(Failure::new(
                Exit::Usage,
                "a file is named by its url, or by type, domain hash and resource name",
            )
            .hint("polus api files.download attachment Hx1 label.png"));
        }
    };
    match request.invalid() {
        Some(invalid) => Err(Failure::new(Exit::Usage, format!("{} {}", invalid.field, invalid.reason))),
        None => Ok(request),
    }
}

/// Writes a file where it was asked for.
pub fn keep(as_json: bool, to: Option<&Path>, content: &[u8]) -> Result<(), Failure> {
    let Some(path) = to else {
        if io::stdout().is_terminal() && content.contains(&0) {
            return Err(Failure::new(
                Exit::Usage,
                "this file is not text, and standard output is a terminal",
            )
            .hint("--output PATH writes it to a file"));
        }
        return output::bytes(content).map(drop);
    };
    fs::write(path, content).map_err(|error| {
        Failure::new(Exit::Usage, format!("cannot write {}", path.display())).because(&error)
    })?;
    let done = json!({"path": path, "bytes": content.len()});
    output::result(as_json, &done, || format!("Wrote {} ({} bytes).", path.display(), content.len()))
}
