//! Webhooks of a system: whether one is genuine, and which records it is about.
//!
//! A webhook is a hint to read a record again, never a source of its content.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::Value as Jinja;
use minijinja::value::Serde;
use ring::hmac;
use subtle::ConstantTimeEq;

use super::Connector;
use crate::expr::{ExprError, Scope};
use crate::manifest::{Encoding, Verify};

/// A record that a webhook says has news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The stream it belongs to.
    pub stream: String,
    /// Its key in that stream.
    pub key: String,
}

/// Why a webhook was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebhookRefused {
    /// Signature or secret is missing or wrong. Nothing about the webhook may be believed or kept.
    #[error("not genuine")]
    NotGenuine,
    /// It is genuine, but says nothing that can be understood. Worth keeping and showing.
    #[error("a genuine webhook that cannot be read: {reason}")]
    Unreadable {
        /// What is wrong with it.
        reason: String,
    },
}

impl Connector {
    /// Proves a webhook genuine and says which records to read again; none for a topic that does not matter.
    ///
    /// `headers`: names in lower case; the receiver may add the pseudo header `:path` with the path that was
    /// called, for systems whose only proof is a secret in the URL. `body`: the bytes as they came.
    pub fn verify_webhook(
        &self,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Result<Vec<Hint>, WebhookRefused> {
        let webhooks = self.manifest.webhooks.as_ref().ok_or(WebhookRefused::NotGenuine)?;
        if !self.genuine(&webhooks.verify, headers, body) {
            return Err(WebhookRefused::NotGenuine);
        }
        let unreadable = |reason: String| WebhookRefused::Unreadable { reason: self.transport.mask(&reason) };
        let body: Jinja = serde_json::from_slice(body).map_err(|error| unreadable(error.to_string()))?;
        let scope = Scope::of([("headers", headers_value(headers)), ("body", body)]);
        let text =
            |expression: &crate::expr::Expression| {
                expression
                    .eval_jinja(&scope)
                    .map(|value| {
                        if value.is_none() || value.is_undefined() {
                            String::new()
                        } else {
                            value.to_string()
                        }
                    })
                    .map_err(|error: ExprError| unreadable(error.message))
            };
        let topic = text(&webhooks.topic)?;
        let Some((_, hints)) = webhooks.topics.iter().find(|(known, _)| *known == topic) else {
            return Ok(Vec::new());
        };
        hints
            .iter()
            .map(|hint| {
                let key = text(&hint.key)?;
                if key.is_empty() {
                    return Err(unreadable(format!("it is about `{topic}` and names no record")));
                }
                Ok(Hint { stream: hint.stream.clone(), key })
            })
            .collect()
    }

    fn genuine(&self, verify: &Verify, headers: &[(String, String)], body: &[u8]) -> bool {
        match verify {
            Verify::HmacSha256 { header, encoding, key } => {
                let key = key.render(&self.secrets).unwrap_or_default();
                let given = headers.iter().find(|(name, _)| name == header).map(|(_, value)| value.trim());
                let signature = given.and_then(|given| decode(*encoding, given));
                // Without a key everybody could sign.
                !key.is_empty()
                    && signature.is_some_and(|signature| {
                        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()), body, &signature)
                            .is_ok()
                    })
            }
            Verify::SharedSecret { given, wanted } => {
                let wanted = wanted.render(&self.secrets).unwrap_or_default();
                let given = given.eval_jinja(&Scope::of([("headers", headers_value(headers))]));
                let given =
                    given.ok().and_then(|given| given.as_str().map(str::to_owned)).unwrap_or_default();
                !wanted.is_empty() && bool::from(given.as_bytes().ct_eq(wanted.as_bytes()))
            }
        }
    }
}

fn headers_value(headers: &[(String, String)]) -> Jinja {
    Jinja::from(Serde(headers.iter().cloned().collect::<std::collections::BTreeMap<_, _>>()))
}

fn decode(encoding: Encoding, text: &str) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Base64 => STANDARD.decode(text).ok(),
        Encoding::Hex => {
            let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
            pairs
                .map(|pair| {
                    let digits = pair.filter(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_hexdigit()))?;
                    u8::from_str_radix(digits, 16).ok()
                })
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_read_in_both_writings() {
        assert_eq!(decode(Encoding::Base64, "AP8="), Some(vec![0, 255]));
        assert_eq!(decode(Encoding::Hex, "00fF"), Some(vec![0, 255]));
        assert_eq!(decode(Encoding::Hex, "0"), None);
        assert_eq!(decode(Encoding::Hex, "zz"), None);
        assert_eq!(decode(Encoding::Hex, "+f"), None);
        assert_eq!(decode(Encoding::Base64, "%%"), None);
    }
}
