//! The manifests that come with Polus.
//!
//! To add a system: write `connectors/<system>.yaml` at the root of the repository (`connectors/README.md`
//! says what goes in), add its line here, and the suite in `tests/it` runs it.

/// File name and text of every manifest, in the order of their names.
pub fn library() -> &'static [(&'static str, &'static str)] {
    &[
        ("odoo.yaml", include_str!("../../../../connectors/odoo.yaml")),
        ("shopify.yaml", include_str!("../../../../connectors/shopify.yaml")),
    ]
}
