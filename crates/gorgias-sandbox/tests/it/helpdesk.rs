//! The helpdesk as its callers see it.

mod acts;
mod agreement;
mod contract;
mod customers;
mod lists;
mod refusals;
mod same;
mod small;
mod strange;
mod support;
mod tickets;
mod webhooks;
