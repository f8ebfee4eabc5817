//! Durable state of Polus in SQL: records, changes, runs, inbox, checkpoints, and typed tables for readers.
