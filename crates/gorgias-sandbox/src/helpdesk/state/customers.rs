//! Customers together with their addresses.

use super::super::model::{Channel, Customer, Slug};
use super::super::moment::Moment;
use super::{State, survivor};

impl State {
    /// The customer that `id` has become through merges.
    pub(crate) fn customer_now(&self, id: u64) -> u64 {
        survivor(&self.merged_customers, id)
    }

    pub(crate) fn insert_customer(&mut self, customer: Customer) -> u64 {
        let id = self.customers.next_id();
        self.customers_by_created.insert(customer.created, id);
        self.customers_by_updated.insert(customer.updated, id);
        for channel in &customer.channels {
            self.by_address.insert((channel.kind.clone(), channel.address.clone()), id);
        }
        self.customers.push(customer)
    }

    /// Takes a customer out; the tickets stay, with nobody's name on them.
    pub(crate) fn remove_customer(&mut self, id: u64) -> Option<Customer> {
        let customer = self.customers.remove(id)?;
        for channel in &customer.channels {
            self.by_address.remove(&(channel.kind.clone(), channel.address.clone()));
        }
        self.customers_by_created.remove(customer.created, id);
        self.customers_by_updated.remove(customer.updated, id);
        for ticket in &customer.tickets {
            if let Some(ticket) = self.tickets.get_mut(*ticket) {
                ticket.customer = None;
            }
        }
        Some(customer)
    }

    pub(crate) fn set_customer_updated(&mut self, id: u64, updated: Moment) {
        if let Some(customer) = self.customers.get_mut(id) {
            self.customers_by_updated.remove(customer.updated, id);
            self.customers_by_updated.insert(updated, id);
            customer.updated = updated;
        }
    }

    /// Replaces the addresses of a customer.
    pub(crate) fn set_channels(&mut self, id: u64, channels: Vec<Channel>) {
        let Some(customer) = self.customers.get_mut(id) else { return };
        for channel in &customer.channels {
            self.by_address.remove(&(channel.kind.clone(), channel.address.clone()));
        }
        for channel in &channels {
            self.by_address.insert((channel.kind.clone(), channel.address.clone()), id);
        }
        customer.channels = channels;
    }

    /// Whose address that is.
    pub(crate) fn customer_at(&self, kind: &str, address: &str) -> Option<u64> {
        self.by_address.get(&(Slug::Owned(kind.to_owned()), Box::from(address))).copied()
    }
}
