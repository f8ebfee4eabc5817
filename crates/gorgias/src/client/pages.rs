//! Following a list's cursors.

use std::collections::HashSet;

use futures_util::{Stream, stream};

use super::Client;
use crate::error::Error;
use crate::page::Page;
use crate::request::Request;

struct Walk<T> {
    client: Client,
    request: Request<Page<T>>,
    /// Cursors followed or about to be followed: a server was seen that repeats one ("Pagination").
    seen: HashSet<String>,
    pages: u64,
    next: Next,
}

enum Next {
    Read,
    Repeated,
    Done,
}

pub(super) fn stream<T: 'static>(
    client: Client,
    request: Request<Page<T>>,
) -> impl Stream<Item = Result<Page<T>, Error>> + Send + 'static {
    let given = request.query().find(|(name, _)| *name == "cursor").map(|(_, cursor)| cursor.to_owned());
    let walk = Walk { client, request, seen: given.into_iter().collect(), pages: 0, next: Next::Read };
    stream::try_unfold(walk, step)
}

async fn step<T>(mut walk: Walk<T>) -> Result<Option<(Page<T>, Walk<T>)>, Error> {
    match walk.next {
        Next::Done => return Ok(None),
        Next::Repeated => {
            return Err(Error::RepeatedCursor { at: walk.request.call.at(), pages: walk.pages });
        }
        Next::Read => {}
    }
    let page = walk.client.send(walk.request.clone()).await?;
    walk.pages += 1;
    let repeated = page.next_cursor.as_ref().is_some_and(|cursor| !walk.seen.insert(cursor.clone()));
    walk.next = match walk.request.clone().after(&page) {
        None => Next::Done,
        Some(_) if repeated => Next::Repeated,
        Some(request) => {
            walk.request = request;
            Next::Read
        }
    };
    Ok(Some((page, walk)))
}
