//! The rate limit as clients see it; its arithmetic is tested beside it.

use std::time::Duration;

use gorgias_sandbox::{RateLimit, SandboxOptions};
use reqwest::{Method, StatusCode};

use super::support::{client, options, request, start};

const HEADER: &str = "x-gorgias-account-api-call-limit";

#[tokio::test]
async fn a_full_bucket_answers_429_and_says_when() {
    // Drains so slowly that nothing moves during the test.
    let limit = RateLimit::Bucket { size: 3, window: Duration::from_secs(3 * 3_600) };
    let sandbox = start(SandboxOptions { rate_limit: limit, ..options() }).await;
    let access = &sandbox.access().helpdesk;

    let answer = request(access, Method::GET, "/api/account").send().await.unwrap();
    assert_eq!(answer.headers()[HEADER], "1/3");
    // Refused credentials use nothing, and neither does the control of the sandbox.
    let stranger = client().get(format!("{}/api/account", access.url)).send().await.unwrap();
    assert_eq!(
        (stranger.status(), &stranger.headers()[HEADER]),
        (StatusCode::UNAUTHORIZED, &"1/3".parse().unwrap())
    );
    let control = request(access, Method::GET, "/_sandbox/health").send().await.unwrap();
    assert!(!control.headers().contains_key(HEADER));
    // Errors count and tell.
    let missing = request(access, Method::GET, "/api/tickets/1").send().await.unwrap();
    assert_eq!(
        (missing.status(), &missing.headers()[HEADER]),
        (StatusCode::NOT_FOUND, &"2/3".parse().unwrap())
    );
    let last = request(access, Method::GET, "/api/account").send().await.unwrap();
    assert_eq!((last.status(), &last.headers()[HEADER]), (StatusCode::OK, &"3/3".parse().unwrap()));
    assert!(!last.headers().contains_key("retry-after"));

    for _ in 0..2 {
        let refused = request(access, Method::GET, "/api/account").send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.headers()[HEADER], "3/3");
        let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=3_600).contains(&wait), "{wait}");
        assert_eq!(refused.headers()["content-type"], "application/json");
        assert_eq!(refused.text().await.unwrap(), r#"{"error":{"msg":"Rate limit exceeded."}}"#);
    }
    let counts = sandbox.control().counts();
    assert_eq!((counts.requests, counts.throttled_429), (6, 2));
}
