//! What an HTTP integration calls, and when.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::{Form, Trigger, template};
use crate::resources::Map;
use crate::resources::draft::Draft;
use crate::secret::Secret;

/// What an HTTP integration calls, and when.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Http {
    /// Its id.
    pub id: Option<i64>,
    /// May hold templates.
    pub url: Option<String>,
    /// `GET`, `POST` ...
    pub method: Option<String>,
    /// `application/json` or `application/x-www-form-urlencoded`.
    pub request_content_type: Option<String>,
    /// `application/json`.
    pub response_content_type: Option<String>,
    /// Own headers; newer answers leave them out.
    pub headers: Option<BTreeMap<String, Value>>,
    /// The body: an object of templates, or one template as text.
    pub form: Option<Value>,
    /// Trigger to whether it calls; absent is false. See [`Http::calls_on`].
    pub triggers: Option<BTreeMap<String, bool>>,
    /// Write-only.
    pub hmac_secret: Option<Value>,
    /// Client credentials that the server fetches a token with.
    pub oauth2: Option<Map>,
    /// Fields not named here.
    #[serde(flatten)]
    pub more: Map,
}

impl Http {
    /// What makes it call.
    pub fn calls_on(&self) -> Vec<Trigger> {
        let set = self.triggers.iter().flatten().filter(|(_, calls)| **calls);
        set.map(|(key, _)| Trigger::of_key(key)).collect()
    }
}

/// Leaves out what may be a secret.
impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("id", &self.id)
            .field("method", &self.method)
            .field("triggers", &self.triggers)
            .finish_non_exhaustive()
    }
}

/// The method of an HTTP integration's calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum HttpMethod {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
}

/// How the form is written into the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum RequestContentType {
    /// As JSON.
    #[serde(rename = "application/json")]
    Json,
    /// As form fields.
    #[serde(rename = "application/x-www-form-urlencoded")]
    FormUrlencoded,
}

/// Client credentials: the server fetches a token with them and sends it with each call (help page "HTTP integrations").
#[derive(Clone, PartialEq)]
pub struct OAuth2 {
    /// Where to fetch the token.
    pub token_url: String,
    /// The receiver's name for the server.
    pub client_id: String,
    /// The secret that goes with it.
    pub client_secret: Secret,
    /// Where the token is put.
    pub token_location: TokenLocation,
    /// The header or parameter that carries it.
    pub token_key: String,
    /// What the token is for, separated by blanks.
    pub scopes: String,
}

/// Where an HTTP integration puts its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum TokenLocation {
    /// Into a header.
    #[serde(rename = "header")]
    Header,
    /// Into the query.
    #[serde(rename = "query string")]
    QueryString,
}

impl OAuth2 {
    fn written(&self) -> Value {
        serde_json::json!({
            "token_url": self.token_url,
            "client_id": self.client_id,
            "client_secret": self.client_secret.expose(),
            "token_location": self.token_location,
            "token_key": self.token_key,
            "scopes": self.scopes,
        })
    }
}

/// Leaves the client out.
impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2").field("token_url", &self.token_url).finish_non_exhaustive()
    }
}

/// What a new or changed HTTP integration shall call. Address, method and content types are always there: the API
/// refuses an integration without them.
#[derive(Clone, PartialEq, Serialize)]
pub struct NewHttp {
    url: String,
    method: HttpMethod,
    request_content_type: RequestContentType,
    response_content_type: &'static str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    headers: Map,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<Form>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    triggers: BTreeMap<String, bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hmac_secret: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    oauth2: Option<Value>,
}

impl NewHttp {
    /// Calls this address, which may hold templates, with a JSON body where the method has one.
    pub fn new(method: HttpMethod, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            method,
            request_content_type: RequestContentType::Json,
            response_content_type: "application/json",
            headers: Map::new(),
            form: None,
            triggers: BTreeMap::new(),
            hmac_secret: None,
            oauth2: None,
        }
    }

    /// How the form is written into the body; as JSON unless told.
    pub fn content_type(mut self, kind: RequestContentType) -> Self {
        self.request_content_type = kind;
        self
    }

    /// Adds a header, such as the shared secret that a receiver checks; it may hold templates.
    pub fn header(mut self, name: &str, value: &Secret) -> Self {
        self.headers.insert(name.to_owned(), Value::from(value.expose()));
        self
    }

    /// What to send. Nothing unless told.
    pub fn form(mut self, form: impl Into<Form>) -> Self {
        self.form = Some(form.into());
        self
    }

    /// Sends everything there is as typed JSON: [`Form::context`].
    pub fn whole_context(self) -> Self {
        self.form(Form::context())
    }

    /// Calls on these.
    pub fn on(mut self, triggers: &[Trigger]) -> Self {
        self.triggers.extend(triggers.iter().map(|trigger| (trigger.key().to_owned(), true)));
        self
    }

    /// No longer calls on these.
    pub fn not_on(mut self, triggers: &[Trigger]) -> Self {
        self.triggers.extend(triggers.iter().map(|trigger| (trigger.key().to_owned(), false)));
        self
    }

    /// Signs each call with this. What is signed and how is not documented: see [`crate::webhook::Signature`].
    pub fn hmac_secret(mut self, secret: &Secret) -> Self {
        self.hmac_secret = Some(Value::from(secret.expose()));
        self
    }

    /// Fetches a token and sends it with each call.
    pub fn oauth2(mut self, client: &OAuth2) -> Self {
        self.oauth2 = Some(client.written());
        self
    }

    /// Sets the field `http` of an integration, and notes what the API would refuse in it.
    pub(super) fn put_into(self, draft: Draft) -> Draft {
        let form = self.form.as_ref().map(Form::value);
        let refused = refused_address(&self.url);
        let one_line = |value: &Value| value.as_str().is_some_and(|text| !text.contains(['\r', '\n']));
        draft
            .require(refused.is_none(), "http.url", refused.unwrap_or_default())
            .require(
                self.headers.keys().all(|name| is_header_name(name)),
                "http.headers",
                "a header's name is letters, digits and hyphens",
            )
            .require(self.headers.values().all(one_line), "http.headers", "a header's value is one line")
            .require(form.is_none_or(all_balanced), "http.form", "a `{{` has no `}}`")
            .set("http", &self)
    }
}

/// Why the server would not call this address. Templates stand for what cannot be known here.
fn refused_address(address: &str) -> Option<String> {
    if !template::is_balanced(address) {
        return Some("a `{{` has no `}}`".to_owned());
    }
    let filled = filled(address);
    let url = match Url::parse(&filled) {
        Ok(url) if ["http", "https"].contains(&url.scheme()) => url,
        // The whole address, or its beginning, comes from a value.
        _ if address.starts_with("{{") => return None,
        Ok(url) => return Some(format!("`{}` is neither http nor https", url.scheme())),
        Err(_) => return Some("is no address such as https://hooks.acme.example/gorgias".to_owned()),
    };
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let reserved = host == "invalid" || host.ends_with(".invalid");
    reserved.then(|| format!("`{host}` is reserved and leads nowhere"))
}

/// The address with a letter for each template.
fn filled(address: &str) -> String {
    let mut parts = address.split("{{");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "x" + part.split_once("}}").map_or("", |(_, rest)| rest))
}

fn is_header_name(name: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(token)
}

fn all_balanced(form: &Value) -> bool {
    match form {
        Value::String(text) => template::is_balanced(text),
        Value::Array(items) => items.iter().all(all_balanced),
        Value::Object(fields) => fields.values().all(all_balanced),
        _ => true,
    }
}

/// Leaves out what may be a secret.
impl fmt::Debug for NewHttp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewHttp")
            .field("method", &self.method)
            .field("triggers", &self.triggers)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{NewIntegration, Template, UpdateIntegration, create, update};
    use super::*;
    use serde_json::json;

    fn refused(http: NewHttp) -> Option<String> {
        let changed = update(1, UpdateIntegration::named("x").http(http.clone()));
        let made = create(NewIntegration::http("x", http));
        assert_eq!(made.invalid(), changed.invalid());
        made.invalid().map(|found| format!("{}: {}", found.field, found.reason))
    }

    #[test]
    fn addresses_that_lead_nowhere_are_refused_before_sending() {
        for fine in [
            "https://hooks.acme.example/gorgias",
            "http://127.0.0.1:9/x",
            "https://{{ticket.account.domain}}.acme.example/{{ticket.id}}?a={{message.id}}",
            "{{ticket.customer.integrations.acme.url}}",
        ] {
            assert_eq!(refused(NewHttp::new(HttpMethod::Get, fine)), None, "{fine}");
        }
        let told: Vec<_> = [
            "",
            "hooks.acme.example",
            "ftp://acme.example/",
            "https://hooks.acme.invalid/x",
            "https://acme.example/{{ticket.id",
        ]
        .iter()
        .filter_map(|address| refused(NewHttp::new(HttpMethod::Get, address)))
        .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        http.url: is no address such as https://hooks.acme.example/gorgias
        http.url: is no address such as https://hooks.acme.example/gorgias
        http.url: `ftp` is neither http nor https
        http.url: `hooks.acme.invalid` is reserved and leads nowhere
        http.url: a `{{` has no `}}`
        ");
    }

    #[test]
    fn headers_and_forms_are_looked_at_before_sending() {
        let http = || NewHttp::new(HttpMethod::Post, "https://acme.example/");
        assert_eq!(refused(http().header("x-secret", &"s".into()).whole_context()), None);
        let field = |http| refused(http).unwrap().split(':').next().unwrap().to_owned();
        assert_eq!(field(http().header("x secret", &"s".into())), "http.headers");
        assert_eq!(field(http().header("x-secret", &"s\r\nhost: b".into())), "http.headers");
        assert_eq!(field(http().form(json!({ "a": ["{{b"] }))), "http.form");
    }

    #[test]
    fn everything_that_can_be_set_is_written() {
        let http = NewHttp::new(HttpMethod::Post, "https://acme.example/")
            .content_type(RequestContentType::FormUrlencoded)
            .form(Form::fields([("id", Template::value("ticket.id"))]))
            .hmac_secret(&"h-1".into())
            .oauth2(&OAuth2 {
                token_url: "https://acme.example/token".into(),
                client_id: "c".into(),
                client_secret: "s".into(),
                token_location: TokenLocation::QueryString,
                token_key: "token".into(),
                scopes: "hooks".into(),
            })
            .on(&[Trigger::TicketCreated])
            .not_on(&[Trigger::TicketUpdated]);
        assert_eq!(format!("{http:?}").find("h-1"), None);
        assert_eq!(
            json!(http),
            json!({
                "url": "https://acme.example/",
                "method": "POST",
                "request_content_type": "application/x-www-form-urlencoded",
                "response_content_type": "application/json",
                "form": { "id": "{{ticket.id}}" },
                "triggers": { "ticket-created": true, "ticket-updated": false },
                "hmac_secret": "h-1",
                "oauth2": {
                    "token_url": "https://acme.example/token",
                    "client_id": "c",
                    "client_secret": "s",
                    "token_location": "query string",
                    "token_key": "token",
                    "scopes": "hooks",
                },
            })
        );
    }
}
