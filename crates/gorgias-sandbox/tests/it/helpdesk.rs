//! The helpdesk as its callers see it.

mod contract;
mod support;
