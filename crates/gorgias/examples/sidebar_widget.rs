//! Show orders beside each ticket: an integration that the helpdesk asks, and a widget that draws what it answers.
#![expect(clippy::print_stdout, reason = "an example tells what it does")]

use gorgias::resources::integrations::{self, HttpMethod, NewHttp, NewIntegration, Trigger};
use gorgias::resources::widgets::{self, Context, NewWidget, Node, Widget};
use gorgias::{Client, Error};

mod common;

#[tokio::main]
async fn main() -> common::Done {
    run(&common::account()?.build()?).await?;
    Ok(())
}

pub(crate) async fn run(client: &Client) -> Result<Widget, Error> {
    // Asked for each new ticket; what it answers is kept with the customer.
    let url = "https://shop.example.com/orders?email={{ticket.customer.email}}";
    let http = NewHttp::new(HttpMethod::Get, url).on(&[Trigger::TicketCreated]);
    let orders = client.send(integrations::create(NewIntegration::http("Orders", http))).await?;

    // A card for each of `orders` in the answer.
    let widget = NewWidget::http(orders.id, template()).context(Context::Ticket).order(0);
    let widget = client.send(widgets::create(widget)).await?;
    println!("widget {} draws what integration {} answers", widget.id, orders.id);
    Ok(widget)
}

/// A path leads from what the node above shows; an empty one is that itself.
fn template() -> Node {
    let order = Node::card(
        "",
        "Order {{number}}",
        [Node::text("state", "State"), Node::date("shipped_at", "Shipped")],
    );
    Node::wrapper([Node::list("orders", 5, order)])
}
