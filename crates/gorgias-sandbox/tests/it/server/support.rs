//! A small sandbox and a client for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use gorgias_sandbox::{
    CommerceListen, DeliveryOptions, HelpdeskAccess, RateLimit, Sandbox, SandboxClock, SandboxOptions,
};
use jiff::Timestamp;
use reqwest::{Client, Method, RequestBuilder};

/// Some day in 2026, and a microsecond later at each look.
pub fn clock() -> SandboxClock {
    let at = Arc::new(AtomicI64::new(1_780_000_000_000_000));
    SandboxClock::new(move || Timestamp::from_microsecond(at.fetch_add(1, Ordering::Relaxed)).unwrap())
}

/// All three systems, small, without a limit, sending again at once.
pub fn options() -> SandboxOptions {
    SandboxOptions {
        tickets: 20,
        rate_limit: RateLimit::Off,
        commerce: Some(CommerceListen::free_ports()),
        deliveries: DeliveryOptions { timeout: Duration::from_secs(5), pauses: vec![Duration::ZERO; 3] },
        ..SandboxOptions::new(7, clock())
    }
}

pub async fn start(options: SandboxOptions) -> Sandbox {
    Sandbox::start(options).await.unwrap()
}

pub fn client() -> Client {
    // The first test to come here sets it; the others find it set.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// A request to the helpdesk with its credentials.
pub fn request(access: &HelpdeskAccess, method: Method, path: &str) -> RequestBuilder {
    client().request(method, format!("{}{path}", access.url)).basic_auth(&access.email, Some(&access.api_key))
}
