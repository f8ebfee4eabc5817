//! How many allocations it takes to decode a row, typed and as `serde_json::Value`. A program of its own, because
//! counting makes each allocation slower.
//!
//! `cargo bench --package gorgias --bench allocations` prints JSON as the other benchmark does.

#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark prints, and ends when it cannot go on"
)]

mod common;

use std::alloc::System;
use std::hint::black_box;

use gorgias::Page;
use gorgias::resources::{customers::Customer, messages::Message, tickets::Ticket};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use common::Pages;

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let mut measured = Map::new();
    for pages in common::fetch() {
        let typed = match pages.noun {
            "tickets" => a_row::<Page<Ticket>>(&pages),
            "messages" => a_row::<Page<Message>>(&pages),
            _ => a_row::<Page<Customer>>(&pages),
        };
        measured.insert(format!("{} typed allocations/row", pages.noun), json!([typed]));
        measured.insert(format!("{} Value allocations/row", pages.noun), json!([a_row::<Value>(&pages)]));
    }
    println!("{}", Value::Object(measured));
}

fn a_row<T: DeserializeOwned>(pages: &Pages) -> f64 {
    let region = Region::new(COUNTED);
    for body in &pages.bodies {
        black_box(serde_json::from_slice::<T>(body).expect("the page decodes"));
    }
    let change = region.change();
    (change.allocations + change.reallocations) as f64 / pages.rows as f64
}
