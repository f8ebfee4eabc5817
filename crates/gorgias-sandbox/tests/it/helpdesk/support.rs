//! An account to call.

use gorgias_sandbox::helpdesk::{Helpdesk, HelpdeskOptions};
use gorgias_sandbox::system::{Request, Response, System as _};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// A small account and a clock that moves with every call.
pub struct Account {
    pub helpdesk: Helpdesk,
    pub now: Timestamp,
}

/// The parts of an answer that tests look at.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub json: Value,
    pub response: Response,
}

impl Account {
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut HelpdeskOptions)) -> Self {
        let now: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
        let mut options = HelpdeskOptions { tickets: 120, ..HelpdeskOptions::new(7, now) };
        change(&mut options);
        Self { helpdesk: Helpdesk::new(options), now }
    }

    /// `target` is a path with or without a query.
    pub fn call(&mut self, method: &str, target: &str, body: &str) -> Answered {
        self.now += SignedDuration::from_millis(1_500);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            body: body.to_owned().into(),
            ..Request::default()
        };
        let response = self.helpdesk.handle(self.now, &request);
        let json = serde_json::from_slice(&response.body).unwrap_or(Value::Null);
        Answered { status: response.status, json, response }
    }

    pub fn get(&mut self, target: &str) -> Value {
        let answer = self.call("GET", target, "");
        assert_eq!(answer.status, 200, "{target}: {}", answer.json);
        answer.json
    }

    pub fn send(&mut self, method: &str, target: &str, body: &Value) -> Answered {
        self.call(method, target, &body.to_string())
    }

    /// Like [`Account::send`], but it must succeed.
    pub fn done(&mut self, method: &str, target: &str, body: &Value) -> Value {
        let answer = self.send(method, target, body);
        assert!((200..300).contains(&answer.status), "{method} {target}: {}", answer.json);
        answer.json
    }

    /// Types of the events since `start`, oldest first.
    pub fn events_since(&mut self, start: Timestamp) -> Vec<String> {
        let events =
            self.all(&format!("/api/events?order_by=created_datetime:asc&created_datetime[gt]={start}"));
        events.iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }

    /// All rows of a list, page by page.
    pub fn all(&mut self, target: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut next = target.to_owned();
        loop {
            let page = self.get(&next);
            rows.extend(page["data"].as_array().unwrap().iter().cloned());
            let Some(cursor) = page["meta"]["next_cursor"].as_str() else { return rows };
            let cursor: String = url::form_urlencoded::byte_serialize(cursor.as_bytes()).collect();
            next = format!("{target}{}cursor={cursor}", if target.contains('?') { '&' } else { '?' });
        }
    }
}

/// The body of an integration that is called for every trigger and gets the whole context.
pub fn http_integration() -> Value {
    json!({
        "name": "Order copy",
        "type": "http",
        "http": {
            "url": "http://127.0.0.1:9/hook",
            "method": "POST",
            "request_content_type": "application/json",
            "response_content_type": "application/json",
            "headers": {"X-Secret": "s"},
            "form": "{{context}}",
            "triggers": {
                "ticket-created": true,
                "ticket-updated": true,
                "ticket-message-created": true,
                "ticket-self-unsnoozed": true,
                "ticket-message-failed": true,
                "ticket-assignment-updated": true,
                "ticket-status-updated": true,
            },
        },
    })
}

/// A message of a customer.
pub fn incoming(email: &str, text: &str) -> Value {
    json!({"channel": "email", "via": "email", "from_agent": false, "sender": {"email": email}, "body_text": text})
}

/// The body of a rule that adds tags to every new ticket.
pub fn rule(name: &str, tags: &[&str]) -> Value {
    let tags = tags.join(", ");
    let literal = |text: &str| json!({"type": "Literal", "raw": format!("'{text}'"), "value": text});
    let property = json!({
        "type": "Property", "kind": "init", "method": false, "computed": false, "shorthand": false,
        "key": {"type": "Identifier", "name": "tags"}, "value": literal(&tags),
    });
    let options = json!({"type": "ObjectExpression", "properties": [property]});
    action(name, &format!("Action('addTags', {{tags: '{tags}'}})"), &json!([literal("addTags"), options]))
}

/// The body of a rule of one action, whose arguments are those nodes.
pub fn action(name: &str, code: &str, arguments: &Value) -> Value {
    let callee = json!({"type": "Identifier", "name": "Action"});
    let call = json!({"type": "CallExpression", "callee": callee, "arguments": arguments});
    let body = json!([{"type": "ExpressionStatement", "expression": call}]);
    let tree = json!({"type": "Program", "sourceType": "script", "body": body});
    json!({"name": name, "code": code, "code_ast": tree, "event_types": "ticket-created"})
}
