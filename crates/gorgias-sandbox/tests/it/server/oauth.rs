//! Apps: from the authorize address to calls in a user's name, and everything that is refused on the way.

use std::time::Duration;

use gorgias_sandbox::{AppAccess, OauthOptions, RateLimit, Sandbox, SandboxOptions, SystemName};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::restart::restarted;
use super::support::{client, options, request, start};

const BACK: &str = "http://127.0.0.1:4711/oauth/callback";

/// A sandbox and what an app's maker would do with it.
struct Apps(Sandbox);

impl Apps {
    async fn start(oauth: OauthOptions) -> Self {
        Self(start(SandboxOptions { oauth, ..options() }).await)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.0.access().helpdesk.url)
    }

    fn app(&self, number: usize) -> &AppAccess {
        &self.0.access().helpdesk.apps[number]
    }

    /// The answer to a visit of the authorize address; what is given replaces what an app would say.
    async fn authorize(&self, given: &[(&str, &str)]) -> Response {
        let mut params = vec![
            ("response_type", "code"),
            ("client_id", &self.app(0).client_id),
            ("redirect_uri", BACK),
            ("state", "as & it was"),
        ];
        params.retain(|(name, _)| !given.iter().any(|(other, _)| other == name));
        params.extend(given);
        client().get(self.url("/oauth/authorize")).query(&params).send().await.unwrap()
    }

    /// What the user brings back.
    async fn brought(&self, given: &[(&str, &str)]) -> Url {
        let answer = self.authorize(given).await;
        assert_eq!(answer.status(), StatusCode::FOUND);
        let back: Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
        assert!(back.as_str().starts_with(BACK), "{back}");
        assert_eq!(param(&back, "state").as_deref(), Some("as & it was"));
        back
    }

    async fn code(&self, given: &[(&str, &str)]) -> String {
        param(&self.brought(given).await, "code").unwrap()
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let app = self.app(0);
        let asked = client().post(self.url(path)).basic_auth(&app.client_id, Some(&app.client_secret));
        let answer = asked.form(form).send().await.unwrap();
        assert_eq!(answer.headers()["cache-control"], "no-store");
        (answer.status(), answer.json().await.unwrap())
    }

    async fn exchange(&self, code: &str) -> (StatusCode, Value) {
        let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", BACK)];
        self.post("/oauth/token", &form).await
    }

    async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        self.post("/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// The answer to the exchange of a new code.
    async fn tokens(&self, given: &[(&str, &str)]) -> Value {
        let (status, tokens) = self.exchange(&self.code(given).await).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        tokens
    }

    async fn call(&self, token: &Value, method: Method, path: &str) -> Response {
        let token = token["access_token"].as_str().unwrap();
        client().request(method, self.url(path)).bearer_auth(token).send().await.unwrap()
    }
}

fn param(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

async fn msg(answer: Response) -> String {
    answer.json::<Value>().await.unwrap()["error"]["msg"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_app_gets_in_and_stays_in_until_it_is_shut_out() {
    let apps = Apps::start(OauthOptions::default()).await;
    let scope = [("scope", "openid profile offline tickets:read users:read"), ("nonce", "once")];
    let code = apps.code(&scope).await;
    let (status, tokens) = apps.exchange(&code).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(86_400)));
    assert_eq!(tokens["scope"], scope[0].1);
    for (name, dots) in [("access_token", 2), ("id_token", 2), ("refresh_token", 0)] {
        assert_eq!(tokens[name].as_str().unwrap().matches('.').count(), dots, "{name}");
    }
    assert_eq!(apps.call(&tokens, Method::GET, "/api/tickets?limit=1").await.status(), StatusCode::OK);

    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    let (_, refreshed) = apps.refresh(refresh_token).await;
    assert_eq!(refreshed.get("refresh_token"), None);
    assert_ne!(refreshed["access_token"], tokens["access_token"]);
    assert_eq!(apps.call(&refreshed, Method::GET, "/api/tickets?limit=1").await.status(), StatusCode::OK);

    assert_eq!(apps.post("/oauth/revoke", &[("token", refresh_token)]).await, (StatusCode::OK, json!({})));
    let invalid_grant = (StatusCode::BAD_REQUEST, json!({"error": "invalid_grant"}));
    assert_eq!(apps.refresh(refresh_token).await, invalid_grant);
    assert_eq!(apps.exchange(&code).await, invalid_grant);
    // What was given stays good until it expires.
    assert_eq!(apps.call(&tokens, Method::GET, "/api/tickets?limit=1").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn without_offline_and_openid_there_is_an_access_token_only() {
    let apps = Apps::start(OauthOptions::default()).await;
    let tokens = apps.tokens(&[("scope", "tickets:read")]).await;
    let keys: Vec<&str> = tokens.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["token_type", "access_token", "expires_in", "scope"]);
}

#[tokio::test]
async fn each_operation_needs_its_scope() {
    let apps = Apps::start(OauthOptions::default()).await;
    let tokens = apps.tokens(&[("scope", "tickets:read")]).await;
    for (method, path, scope) in [
        (Method::DELETE, "/api/tickets/1", "tickets:write"),
        (Method::GET, "/api/customers", "customers:read"),
        (Method::PUT, "/api/macros/unarchive", "write:all"),
    ] {
        let answer = apps.call(&tokens, method, path).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        let said =
            format!("You do not have enough permissions to perform this action. Missing scope: {scope}.");
        assert_eq!(msg(answer).await, said);
    }
    let tokens = apps.tokens(&[("scope", "write:all")]).await;
    assert_eq!(apps.call(&tokens, Method::GET, "/api/customers").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn an_app_acts_in_the_name_of_who_let_it_in() {
    let apps = Apps::start(OauthOptions::default()).await;
    let access = &apps.0.access().helpdesk;
    let users = apps.0.control().rows(SystemName::Helpdesk, "users").await.unwrap();
    let agent = users.iter().find(|user| user["role"]["name"] == "agent").unwrap();
    let id = agent["id"].to_string();
    let scope = "users:read integrations:write";
    let tokens = apps.tokens(&[("scope", scope), ("user", &id)]).await;
    let me: Value = apps.call(&tokens, Method::GET, "/api/users/0").await.json().await.unwrap();
    assert_eq!(me["email"], agent["email"]);

    let http = json!({"url": "http://127.0.0.1:9/", "method": "POST", "request_content_type": "application/json", "response_content_type": "application/json"});
    let made = client()
        .post(apps.url("/api/integrations"))
        .bearer_auth(tokens["access_token"].as_str().unwrap())
        .json(&json!({"name": "Hook", "type": "http", "http": http}))
        .send()
        .await
        .unwrap();
    let made: Value = made.json().await.unwrap();
    assert_eq!((&made["user"]["id"], &made["application_id"]), (&agent["id"], &json!(apps.app(0).client_id)));
    let events = apps.0.control().rows(SystemName::Helpdesk, "events").await.unwrap();
    let event = events.iter().find(|event| event["type"] == "integration-created").unwrap();
    assert_eq!(event["user_id"], agent["id"]);

    request(access, Method::DELETE, &format!("/api/users/{id}")).send().await.unwrap();
    let answer = apps.call(&tokens, Method::GET, "/api/users/0").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let said = "401 Unauthorized: No user found matching the \"sub\" claim of the token.";
    assert_eq!(msg(answer).await, said);
    let denied = apps.brought(&[("scope", "users:read"), ("user", &id)]).await;
    assert_eq!(param(&denied, "error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn a_refusal_is_brought_back_and_a_forged_address_is_not_visited() {
    let apps = Apps::start(OauthOptions::default()).await;
    for (given, error) in [
        (&[("scope", "tickets:read"), ("consent", "deny")][..], "access_denied"),
        (&[("scope", "tickets.read")], "invalid_scope"),
        (&[], "invalid_scope"),
        (&[("scope", "tickets:read"), ("response_type", "token")], "unsupported_response_type"),
        (&[("scope", "tickets:read"), ("scope", "offline")], "invalid_request"),
    ] {
        let back = apps.brought(given).await;
        assert_eq!(param(&back, "error").as_deref(), Some(error), "{given:?}");
        assert_eq!(param(&back, "code"), None);
    }
    for given in [
        ("client_id", "0123456789abcdef01234567"),
        ("redirect_uri", ""),
        ("redirect_uri", "https://evil.example/oauth/callback"),
        ("redirect_uri", "http://127.0.0.1:4711/oauth/callback/more"),
        ("redirect_uri", "http://127.0.0.1:4711/oauth/callback?more"),
        ("redirect_uri", "https://app.example:444/oauth/callback"),
        ("redirect_uri", "http://localhost/oauth/callback"),
    ] {
        let answer = apps.authorize(&[given, ("scope", "tickets:read")]).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{given:?}");
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
        assert!(!answer.headers().contains_key("location"));
    }
}

#[tokio::test]
async fn the_token_endpoint_wants_the_app_and_says_what_is_wrong() {
    let apps = Apps::start(OauthOptions::default()).await;
    let (app, other) = (apps.app(0), apps.app(1));
    let code = apps.code(&[("scope", "offline tickets:read")]).await;
    let form = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", BACK)];
    let ask = |form: Vec<(String, String)>| client().post(apps.url("/oauth/token")).form(&form);
    let fields = |more: &[(&str, &str)]| -> Vec<(String, String)> {
        form.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let of = |app: &AppAccess| vec![app.client_id.clone(), app.client_secret.clone()];
    let (right, wrong) = (of(app), vec![app.client_id.clone(), other.client_secret.clone()]);
    let in_form = |given: &[String]| fields(&[("client_id", &given[0]), ("client_secret", &given[1])]);
    let cases = [
        (ask(in_form(&wrong)), StatusCode::UNAUTHORIZED, "invalid_client"),
        (ask(fields(&[])), StatusCode::UNAUTHORIZED, "invalid_client"),
        (ask(fields(&[])).basic_auth(&wrong[0], Some(&wrong[1])), StatusCode::UNAUTHORIZED, "invalid_client"),
        (ask(fields(&[])).bearer_auth("x"), StatusCode::UNAUTHORIZED, "invalid_client"),
        (
            ask(in_form(&right)).basic_auth(&right[0], Some(&right[1])),
            StatusCode::BAD_REQUEST,
            "invalid_request",
        ),
        (ask(in_form(&right)[1..].to_vec()), StatusCode::BAD_REQUEST, "invalid_request"),
        (ask([in_form(&right), fields(&[])].concat()), StatusCode::BAD_REQUEST, "invalid_request"),
        (
            client().post(apps.url("/oauth/token")).header("content-type", "application/json").body("{}"),
            StatusCode::BAD_REQUEST,
            "invalid_request",
        ),
    ];
    for (number, (request, status, error)) in cases.into_iter().enumerate() {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{number}");
        assert_eq!(answer.headers().contains_key("www-authenticate"), status == StatusCode::UNAUTHORIZED);
        assert_eq!(answer.json::<Value>().await.unwrap(), json!({"error": error}), "{number}");
    }
    let (status, said) = apps.post("/oauth/token", &[("grant_type", "client_credentials")]).await;
    assert_eq!((status, said), (StatusCode::BAD_REQUEST, json!({"error": "unsupported_grant_type"})));
    // None of it used the code up. Credentials in the form do as well.
    let answer = ask(in_form(&right)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let answer = client().get(apps.url("/oauth/token")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn tokens_expire_and_the_switches_do_what_they_say() {
    let oauth = OauthOptions {
        access_token_lifetime: Duration::ZERO,
        rotates_refresh_tokens: true,
        says_expires_in_zero: true,
        ..OauthOptions::default()
    };
    let apps = Apps::start(oauth).await;
    let tokens = apps.tokens(&[("scope", "offline tickets:read")]).await;
    assert_eq!(tokens["expires_in"], 0);
    let answer = apps.call(&tokens, Method::GET, "/api/tickets").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(msg(answer).await, "401 Unauthorized: The access token has expired.");
    let first = tokens["refresh_token"].as_str().unwrap();
    let (_, second) = apps.refresh(first).await;
    assert_eq!(apps.refresh(first).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(apps.refresh(second["refresh_token"].as_str().unwrap()).await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_app_has_a_bucket_of_its_own_twice_the_size() {
    let limited = SandboxOptions { rate_limit: "2/1000s".parse().unwrap(), ..options() };
    assert_eq!(RateLimit::API_KEY.of_app().to_string(), "80/20s");
    let apps = Apps(start(limited).await);
    let tokens = apps.tokens(&[("scope", "tickets:read")]).await;
    let key = || request(&apps.0.access().helpdesk, Method::GET, "/api/account").send();
    let mut seen = Vec::new();
    for _ in 0..5 {
        let answer = apps.call(&tokens, Method::GET, "/api/tickets?limit=1").await;
        let limit = answer.headers()["x-gorgias-account-api-call-limit"].to_str().unwrap().to_owned();
        seen.push(format!("{} {limit}", answer.status().as_u16()));
    }
    assert_eq!(seen, ["200 1/4", "200 2/4", "200 3/4", "200 4/4", "429 4/4"]);
    assert_eq!(key().await.unwrap().headers()["x-gorgias-account-api-call-limit"], "1/2");
}

#[tokio::test]
async fn what_apps_were_given_outlives_the_process_and_no_secret_is_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let kept = || SandboxOptions { state: Some(folder.path().to_owned()), ..options() };
    let apps = Apps(start(kept()).await);
    let code = apps.code(&[("scope", "offline tickets:read")]).await;
    let tokens = apps.tokens(&[("scope", "offline tickets:read")]).await;
    let revoked = apps.tokens(&[("scope", "offline tickets:read")]).await;
    let text = |tokens: &Value, name: &str| tokens[name].as_str().unwrap().to_owned();
    apps.post("/oauth/revoke", &[("token", &text(&revoked, "refresh_token"))]).await;
    let app = apps.app(0).clone();
    drop(apps);

    let journal = std::fs::read_to_string(folder.path().join("sandbox.journal")).unwrap();
    let secrets = ["access_token", "refresh_token"].map(|name| text(&tokens, name));
    for secret in secrets.iter().chain([&code, &app.client_secret]) {
        assert!(!journal.contains(secret.as_str()));
    }

    let apps = Apps(restarted(kept()).await);
    assert_eq!(*apps.app(0), app);
    assert_eq!(apps.call(&tokens, Method::GET, "/api/tickets?limit=1").await.status(), StatusCode::OK);
    assert_eq!(apps.refresh(&text(&tokens, "refresh_token")).await.0, StatusCode::OK);
    assert_eq!(apps.refresh(&text(&revoked, "refresh_token")).await.0, StatusCode::BAD_REQUEST);
    let (_, late) = apps.exchange(&code).await;
    assert_ne!(late["refresh_token"], tokens["refresh_token"]);
    assert_eq!(late["scope"], "offline tickets:read");
}
