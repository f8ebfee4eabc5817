//! What answers show of the rows: the key sets of list, detail and create answers.
//!
//! Which key is where was taken from recorded answers and from the object pages ("The Ticket object" and its
//! siblings). Views borrow the rows and are printed directly, without a tree in between, so that a list of a
//! hundred tickets costs a fraction of a millisecond.

mod automation;
mod customer;
mod message;
mod rows;
mod setup;
mod small;
mod ticket;
mod voice;

use std::fmt::Display;

use serde::{Serialize, Serializer};

use super::model::{Customer, Json, Party, split_name};
use super::state::State;
pub(crate) use customer::Extent;

/// Printed as JSON text through its `Display`.
pub(crate) struct Shown<T>(pub T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// `/api/<noun>/<id>/`
struct Uri(&'static str, u64);

impl Serialize for Uri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("/api/{}/{}/", self.0, self.1))
    }
}

/// An empty JSON object.
#[derive(Serialize)]
struct Nothing {}

/// The short form of a user or customer inside tickets and messages.
#[derive(Serialize)]
pub(crate) struct Person<'a> {
    id: u64,
    email: Option<&'a str>,
    name: Option<&'a str>,
    firstname: &'a str,
    lastname: &'a str,
    meta: Option<&'a Json>,
}

impl State {
    pub(crate) fn person(&self, party: Party) -> Option<Person<'_>> {
        match party {
            Party::User(id) => {
                let user = self.users.get(id)?;
                let (firstname, lastname) = split_name(Some(&user.name));
                Some(Person {
                    id,
                    email: Some(&user.email),
                    name: Some(&user.name),
                    firstname,
                    lastname,
                    meta: None,
                })
            }
            Party::Customer(id) => {
                let id = self.customer_now(id);
                self.customers.get(id).map(|customer| customer_person(id, customer))
            }
        }
    }
}

fn customer_person(id: u64, customer: &Customer) -> Person<'_> {
    let name = customer.name.as_deref();
    let (firstname, lastname) = split_name(name);
    Person { id, email: customer.email.as_deref(), name, firstname, lastname, meta: customer.meta.as_ref() }
}
