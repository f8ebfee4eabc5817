//! Refusals in the shape of "External JSON-2 API": the exception's name, its words, its arguments.

use serde_json::{Value, json};

/// Why a call fails.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub(super) status: u16,
    name: &'static str,
    message: String,
}

impl Fault {
    /// There is no such page, model or method.
    pub(super) fn not_found(message: impl Into<String>) -> Fault {
        Fault { status: 404, name: "werkzeug.exceptions.NotFound", message: message.into() }
    }

    /// Everything is called with POST.
    pub(super) fn not_allowed() -> Fault {
        let message = "The method is not allowed for the requested URL.";
        Fault { status: 405, name: "werkzeug.exceptions.MethodNotAllowed", message: message.to_owned() }
    }

    /// The call itself is malformed.
    pub(super) fn bad_request(message: impl Into<String>) -> Fault {
        Fault { status: 400, name: "werkzeug.exceptions.BadRequest", message: message.into() }
    }

    /// The arguments do not fit the method.
    pub(super) fn unprocessable(message: impl Into<String>) -> Fault {
        Fault { status: 422, name: "werkzeug.exceptions.UnprocessableEntity", message: message.into() }
    }

    /// Something that only users get wrong.
    pub(super) fn user_error(message: impl Into<String>) -> Fault {
        Fault { status: 422, name: "odoo.exceptions.UserError", message: message.into() }
    }

    /// Not allowed.
    pub(super) fn access_error(message: impl Into<String>) -> Fault {
        Fault { status: 403, name: "odoo.exceptions.AccessError", message: message.into() }
    }

    /// A record that is asked for by id is not there.
    pub(super) fn missing(message: impl Into<String>) -> Fault {
        Fault { status: 404, name: "odoo.exceptions.MissingError", message: message.into() }
    }

    /// An unknown field or a malformed domain: an exception of Python that nobody expected, so a 500.
    pub(super) fn value_error(message: impl Into<String>) -> Fault {
        Fault { status: 500, name: "builtins.ValueError", message: message.into() }
    }

    pub(super) fn to_value(&self) -> Value {
        json!({
            "name": self.name,
            "message": self.message,
            "arguments": [self.message],
            "context": {},
            "debug": format!("Traceback (most recent call last):\n  File \"/usr/lib/python3/dist-packages/odoo/http.py\", line 2171, in _transactioning\n{}: {}\n", self.name, self.message),
        })
    }
}
