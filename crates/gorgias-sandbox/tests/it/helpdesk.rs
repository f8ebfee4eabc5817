//! The helpdesk as its callers see it.

mod acts;
mod agreement;
mod contract;
mod customers;
mod files;
mod jobs;
mod lists;
mod macros;
mod metric_cards;
mod refusals;
mod rules;
mod same;
mod small;
mod strange;
mod support;
mod tickets;
mod voice;
mod webhooks;
