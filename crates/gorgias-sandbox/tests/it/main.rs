//! The systems of the sandbox, from outside.

mod helpdesk;
mod server;
