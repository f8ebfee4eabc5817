//! Webhooks that the account owes, until the server takes them.

use crate::system::Delivery;

#[derive(Debug, Default)]
pub(crate) struct Outbox {
    owed: Vec<Delivery>,
    last: u64,
}

impl Outbox {
    /// Owes a delivery; its id is given here.
    pub(crate) fn owe(&mut self, mut delivery: Delivery) {
        self.last += 1;
        delivery.id = self.last;
        self.owed.push(delivery);
    }

    /// Everything owed since the last call, oldest first.
    pub(crate) fn take(&mut self) -> Vec<Delivery> {
        std::mem::take(&mut self.owed)
    }
}
