//! Integrations; the only kind that can be made is the HTTP integration.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::model::{Http, Integration, Slug};
use super::super::webhooks::TRIGGERS;
use super::answer::{Answer, Refusal, gone, ok};
use super::body::{Fields, Read, any, boolean, moment, name as a_name, object, one_of, text, wrong};
use super::{BY_CREATED, Call, page};

/// What `type` may be asked for.
const KINDS: &[&str] = &[
    "email",
    "gmail",
    "outlook",
    "app",
    "aircall",
    "facebook",
    "gorgias_chat",
    "phone",
    "sms",
    "twitter",
    "yotpo",
    "whatsapp",
    "http",
    "shopify",
    "recharge",
    "smile",
    "smooch_inside",
    "smooch",
    "magento2",
    "zendesk",
    "klaviyo",
    "bigcommerce",
    "alloy",
    "ecom",
];

pub(super) fn list(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let paging = query.paging("integrations", BY_CREATED);
    let kind = query.one_of("type", KINDS);
    query.end()?;
    let state = &*call.state;
    let rows = state.integrations.iter().filter(|(_, row)| kind.is_none_or(|kind| row.kind == kind));
    let page = paging.over(&rows.map(|(id, row)| (row.created, id)).collect::<BTreeSet<_>>(), |_| true)?;
    page::list(call.request, &page, |id| {
        state.integrations.get(id).map(|row| state.integration_view(id, row))
    })
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    let integration = call.state.integrations.get(id).ok_or(Refusal::NotFound)?;
    ok(&call.state.integration_view(id, integration))
}

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
const CONTENT_TYPES: &[&str] = &["application/json", "application/x-www-form-urlencoded"];

/// What a body says about how to call out; `None` says nothing.
#[derive(Default)]
struct HttpDraft {
    url: Box<str>,
    method: Option<&'static str>,
    request_content_type: Option<&'static str>,
    headers: Option<Value>,
    form: Option<Value>,
    triggers: Option<Value>,
    oauth2: Option<Value>,
}

pub(super) fn create(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to create integration";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let name = fields.required("name", a_name(256));
    let _ = fields.required("type", one_of(&["http"]));
    let description = fields.maybe("description", text(1024));
    let managed = fields.maybe("managed", boolean).unwrap_or_default();
    let deactivated = fields.maybe("deactivated_datetime", moment);
    let http = fields.required("http", http(true));
    fields.end(PURPOSE)?;
    let integration = Integration {
        name,
        kind: Slug::Borrowed("http"),
        description,
        meta: None,
        managed,
        http: Some(Http {
            url: http.url.into(),
            method: http.method.unwrap_or("GET").to_owned(),
            request_content_type: http.request_content_type.unwrap_or("application/json").to_owned(),
            response_content_type: "application/json".to_owned(),
            headers: http.headers.unwrap_or_else(|| json!({})),
            form: http.form.unwrap_or_default(),
            triggers: http.triggers.unwrap_or_else(|| json!({})),
            oauth2: http.oauth2.unwrap_or_default(),
        }),
        app: call.request.app.clone(),
        failures: 0,
        created: call.now,
        updated: call.now,
        deactivated,
    };
    let id = call.change(|change| change.create_integration(integration));
    let integration = call.state.integrations.get(id).ok_or(Refusal::Broken)?;
    call.statuses.created(&call.state.integration_view(id, integration))
}

pub(super) fn update(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to update integration";
    call.no_query()?;
    let id = call.ids[0];
    let is_http = call.state.integrations.get(id).ok_or(Refusal::NotFound)?.http.is_some();
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let name = fields.required("name", a_name(256));
    let _ = fields.optional("type", one_of(KINDS));
    let description = fields.nullable("description", text(1024));
    let deactivated = fields.nullable("deactivated_datetime", moment);
    let http = fields.nullable("http", http(false)).flatten();
    if http.is_some() && !is_http {
        fields.error("http", "This integration is not of type http.");
    }
    fields.end(PURPOSE)?;
    call.change(|change| {
        change.edit_integration(id, |row| {
            row.name = name;
            row.description = description.unwrap_or(row.description.take());
            row.deactivated = deactivated.unwrap_or(row.deactivated);
            if let (Some(said), Some(row)) = (http, row.http.as_mut()) {
                said.write_to(row);
            }
        });
    });
    get_row(call, id)
}

pub(super) fn delete(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    let id = call.ids[0];
    call.state.integrations.get(id).ok_or(Refusal::NotFound)?;
    call.change(|change| change.delete_integration(id));
    gone()
}

fn get_row(call: &Call<'_>, id: u64) -> Answer {
    let integration = call.state.integrations.get(id).ok_or(Refusal::Broken)?;
    ok(&call.state.integration_view(id, integration))
}

impl HttpDraft {
    fn write_to(self, http: &mut Http) {
        http.url = self.url.into();
        for (field, said) in
            [(&mut http.method, self.method), (&mut http.request_content_type, self.request_content_type)]
        {
            if let Some(said) = said {
                *field = said.to_owned();
            }
        }
        for (field, said) in [
            (&mut http.headers, self.headers),
            (&mut http.form, self.form),
            (&mut http.triggers, self.triggers),
            (&mut http.oauth2, self.oauth2),
        ] {
            if let Some(said) = said {
                *field = said;
            }
        }
    }
}

/// The `http` object; a create needs more of it than an update.
fn http(creates: bool) -> impl Fn(Value) -> Read<HttpDraft> {
    move |value| {
        let mut fields = Fields::of(value)?;
        for needed in ["method", "request_content_type", "response_content_type"] {
            if creates && !fields.has(needed) {
                fields.error(needed, "Missing data for required field.");
            }
        }
        let draft = HttpDraft {
            url: fields.required("url", address),
            method: fields.optional("method", one_of(METHODS)),
            request_content_type: fields.optional("request_content_type", one_of(CONTENT_TYPES)),
            headers: fields.nullable("headers", headers).map(Option::unwrap_or_default),
            form: fields.nullable("form", form).map(Option::unwrap_or_default),
            triggers: fields.optional("triggers", triggers),
            oauth2: fields.nullable("oauth2", any).map(Option::unwrap_or_default),
        };
        let _ = fields.optional("response_content_type", one_of(&["application/json"]));
        // Write-only, and what it signs is not known.
        let _ = fields.maybe("hmac_secret", text(1024));
        fields.ignore(&["id"]);
        fields.done()?;
        Ok(draft)
    }
}

/// An address of http or https, which may hold templates. Reserved names that lead nowhere are refused.
fn address(value: Value) -> Read<Box<str>> {
    let url = text(4096)(value)?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest.filter(|rest| !rest.is_empty()) else { return wrong("Not a valid URL.") };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    if name.is_empty() || name.ends_with(".invalid") { wrong("This URL cannot be reached.") } else { Ok(url) }
}

fn headers(value: Value) -> Read<Value> {
    let headers = object(value)?;
    let mut errors = Map::new();
    for (name, value) in &headers {
        let fine = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if !fine || !value.is_string() {
            errors.insert(name.clone(), json!(["Not a valid header."]));
        }
    }
    if errors.is_empty() { Ok(Value::Object(headers)) } else { Err(Value::Object(errors)) }
}

fn form(value: Value) -> Read<Value> {
    if value.is_object() || value.is_string() { Ok(value) } else { wrong("Not a valid form.") }
}

fn triggers(value: Value) -> Read<Value> {
    let triggers = object(value)?;
    let mut errors = Map::new();
    for (name, value) in &triggers {
        if !TRIGGERS.contains(&name.as_str()) {
            errors.insert(name.clone(), json!(["No such field"]));
        } else if !value.is_boolean() {
            errors.insert(name.clone(), json!(["Not a valid boolean."]));
        }
    }
    if errors.is_empty() { Ok(Value::Object(triggers)) } else { Err(Value::Object(errors)) }
}
