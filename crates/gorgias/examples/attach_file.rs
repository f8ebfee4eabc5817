//! Send a file, attach it to a note, and fetch a private attachment back.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use gorgias::resources::files::{self, Purpose};
use gorgias::resources::messages::{self, NewAttachment, NewMessage};
use gorgias::resources::tickets;
use gorgias::{Client, Error, FilePart};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    let client = common::account()?.build()?;
    let tickets = client.send(tickets::list().limit(1)).await?.data;
    let ticket = tickets.first().ok_or("the account has no ticket")?;
    run(&client, ticket.id).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client, ticket: i64) -> Result<Vec<u8>, Error> {
    let label = FilePart::new("label.txt", "text/plain", "To: Ines Duarte, Lisboa");
    let files = client.send(files::upload(Purpose::Attachment, vec![label])).await?;

    let mut note = NewMessage::internal_note("The return label that the customer got.");
    for file in &files {
        note = note.attachment(NewAttachment::uploaded(file));
    }
    let message = client.send(messages::create(ticket, note)).await?;
    println!("message {} has {} attachments", message.id, files.len());

    // Where the file is for a short time. No credential goes there.
    let address = client.send(files::download_of(&files[0].url)).await?;
    let file = client.fetch(&address).await?;
    println!("{} bytes of {:?}", file.body.len(), file.header("content-type"));
    Ok(file.body.to_vec())
}
