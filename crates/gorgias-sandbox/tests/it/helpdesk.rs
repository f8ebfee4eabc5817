//! The helpdesk as its callers see it.

mod acts;
mod agreement;
mod contract;
mod custom_fields;
mod customers;
mod files;
mod jobs;
mod lists;
mod macros;
mod metric_cards;
mod refusals;
mod rules;
mod same;
mod search;
mod small;
mod statistics;
mod strange;
mod support;
mod teams;
mod tickets;
mod view_items;
mod views;
mod voice;
mod webhooks;
