//! The flows that come with Polus.
//!
//! To add one: write `flows/<name>.yaml`, add a line here, and a test of it in `tests/it/flows.rs`.

/// File name and text of every ready-made flow.
pub const LIBRARY: &[(&str, &str)] = &[
    ("backorder-ticket.yaml", include_str!("../../../../flows/backorder-ticket.yaml")),
    ("low-score-follow-up.yaml", include_str!("../../../../flows/low-score-follow-up.yaml")),
    ("order-tags.yaml", include_str!("../../../../flows/order-tags.yaml")),
    ("profile-follows-store.yaml", include_str!("../../../../flows/profile-follows-store.yaml")),
];
