//! Gorgias as a local process, with a small shop and a small ERP beside it.

pub mod helpdesk;
mod people;
pub mod shop;
pub mod system;
