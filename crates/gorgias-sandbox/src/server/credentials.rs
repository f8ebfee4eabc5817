//! Who may come in: credentials drawn from the seed.
//!
//! The same seed gives the same credentials, so that a test or a restarted sandbox needs no hand-over. They
//! are therefore no secrets: they open a pretended account on this machine and nothing else.

use ring::digest;

use crate::hex;

/// The helpdesk's API key.
pub(crate) fn helpdesk_api_key(seed: u64) -> String {
    format!("sandbox_key_{}", derived(seed, "helpdesk api key", 32))
}

/// The client id of an OAuth2 app: 24 hexadecimal digits.
pub(crate) fn app_id(seed: u64, number: u32) -> String {
    derived(seed, &format!("app id {number}"), 24)
}

/// The client secret of an OAuth2 app.
pub(crate) fn app_secret(seed: u64, number: u32) -> String {
    format!("sandbox_app_{}", derived(seed, &format!("app secret {number}"), 40))
}

/// The shop's Admin API access token.
pub(crate) fn shop_access_token(seed: u64) -> String {
    format!("shpat_sandbox_{}", derived(seed, "shop access token", 24))
}

/// With this the shop signs its webhooks.
pub(crate) fn shop_webhook_secret(seed: u64) -> String {
    format!("shpss_sandbox_{}", derived(seed, "shop webhook secret", 24))
}

/// The ERP's API key.
pub(crate) fn erp_api_key(seed: u64) -> String {
    format!("sandbox_erp_{}", derived(seed, "erp api key", 32))
}

/// Last part of the address that the ERP's webhooks go to; the ERP signs nothing.
pub(crate) fn erp_webhook_secret(seed: u64) -> String {
    format!("sandbox_hook_{}", derived(seed, "erp webhook secret", 24))
}

/// The first `length` hexadecimal digits of a hash over seed and purpose.
pub(crate) fn derived(seed: u64, purpose: &str, length: usize) -> String {
    let hash = digest::digest(&digest::SHA256, format!("gorgias-sandbox {seed} {purpose}").as_bytes());
    let mut text = hex::encode(hash.as_ref());
    text.truncate(length);
    text
}
