//! From the file's form to the compiled one; every error points into the document.

use std::time::Duration;

use serde_json::json;

use super::file::{HintFile, ManifestFile, RequestFile, StreamFile, VerifyFile, WebhooksFile};
use super::{Check, ErrorRule, Expand, Horizon, Manifest, Request, Stream, TopicHint, Verify, Webhooks};
use crate::canonical::IDENTITY_KINDS;
use crate::document::{self, DocumentError, Node, Place, Spanned, Tree, one_of};
use crate::expr::{Expression, Template, TemplateTree};

pub(super) fn compile(file: &str, text: &str, read: ManifestFile) -> Result<Manifest, DocumentError> {
    let source = Source { file, text };
    let streams = read
        .streams
        .into_iter()
        .map(|(name, stream)| source.stream(name, stream))
        .collect::<Result<Vec<_>, _>>()?;
    if streams.is_empty() {
        return Err(source.locate("streams").error("a manifest needs at least one stream"));
    }
    let errors = read
        .errors
        .iter()
        .map(|rule| {
            Ok(ErrorRule {
                when: source.expression(&rule.when, ANSWER)?,
                class: rule.class,
                wait: source.optional(rule.wait.as_ref(), ANSWER)?,
                message: rule.message.as_ref().map(|m| source.template(m, ANSWER)).transpose()?,
            })
        })
        .collect::<Result<Vec<_>, DocumentError>>()?;
    let auth =
        read.auth.headers.iter().map(|(name, value)| {
            Ok((name.to_lowercase(), source.template(value, &["settings", "secrets"])?))
        });
    let limit = |limit: &Option<Spanned<String>>| {
        limit.as_ref().map(|limit| source.template(limit, &["settings"])).transpose()
    };
    Ok(Manifest {
        auth: auth.collect::<Result<Vec<_>, DocumentError>>()?,
        base_url: limit(&read.base_url)?,
        requests_per_second: limit(&read.limits.requests_per_second)?,
        concurrency: limit(&read.limits.concurrency)?,
        check: Check {
            request: source.request(&read.check.request, &[])?,
            name: source.template(&read.check.name, &["body"])?,
        },
        errors,
        webhooks: read.webhooks.as_ref().map(|webhooks| source.webhooks(webhooks, &streams)).transpose()?,
        streams,
        texts: json!(read.texts),
        system: read.system,
        title: read.title,
        kind: read.kind,
        documentation: read.documentation,
        settings: read.settings,
        secrets: read.secrets,
    })
}

/// Keys that one request carries where the manifest does not say.
const KEYS_AT_MOST: usize = 100;

/// What a rule about an answer sees.
const ANSWER: &[&str] = &["status", "headers", "body"];

struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn at<T>(&self, spanned: &Spanned<T>) -> Place {
        document::place(self.file, self.text, spanned.referenced)
    }

    fn locate(&self, needle: &str) -> Place {
        document::locate(self.file, self.text, needle)
    }

    fn expression(&self, source: &Spanned<String>, known: &[&str]) -> Result<Expression, DocumentError> {
        Expression::compile(&source.value)
            .and_then(|expression| expression.check_names(known).map(|()| expression))
            .map_err(|error| error.in_document(self.file, self.text, source.referenced, &source.value))
    }

    fn optional(
        &self,
        source: Option<&Spanned<String>>,
        known: &[&str],
    ) -> Result<Option<Expression>, DocumentError> {
        source.map(|source| self.expression(source, known)).transpose()
    }

    fn template(&self, source: &Spanned<String>, known: &[&str]) -> Result<Template, DocumentError> {
        Template::compile(&source.value)
            .and_then(|template| template.check_names(known).map(|()| template))
            .map_err(|error| error.in_document(self.file, self.text, source.referenced, &source.value))
    }

    fn tree(&self, tree: &Tree, known: &[&str]) -> Result<TemplateTree, DocumentError> {
        TemplateTree::in_document(self.file, self.text, tree, Some(known))
    }

    fn request(&self, read: &RequestFile, known: &[&str]) -> Result<Request, DocumentError> {
        let known: Vec<&str> = ["settings", "texts"].iter().chain(known).copied().collect();
        if !read.path.value.starts_with('/') {
            return Err(self
                .at(&read.path)
                .error("a path begins with a slash")
                .with_hint("write only the part after the host; the host is `base_url`"));
        }
        Ok(Request {
            method: read.method,
            path: self.template(&read.path, &known)?,
            query: self.tree(&read.query, &known)?,
            body: self.tree(&read.body, &known)?,
        })
    }

    fn stream(&self, name: String, read: StreamFile) -> Result<Stream, DocumentError> {
        if read.watermark.is_none() && read.horizon.is_none() {
            return Err(self
                .locate(&format!("{name}:"))
                .error(format!("stream `{name}` does not say how far a read has come"))
                .with_hint(
                    "add `watermark:` (the time of a record) or `horizon:` (asked before the first page)",
                ));
        }
        let Node::Map(fields) = &read.map.node else {
            return Err(document::place(self.file, self.text, read.map.location)
                .error("`map` is a block of canonical fields")
                .with_hint("write `external_id: \"{{ record.id }}\"` and so on below it"));
        };
        let canonical = read.entity.fields();
        if let Some((stranger, _)) = fields.iter().find(|(name, _)| !canonical.contains(&name.value.as_str()))
        {
            return Err(self
                .at(stranger)
                .error(format!("`{}` is not a canonical field", stranger.value))
                .with_hint(one_of(&stranger.value, &canonical)));
        }
        let identities = read.identities.iter().map(|(kind, source)| {
            if !IDENTITY_KINDS.contains(&kind.as_str()) {
                let place = self.at(source);
                return Err(place
                    .error(format!("`{kind}` is no kind of identity"))
                    .with_hint(one_of(kind, IDENTITY_KINDS)));
            }
            Ok((kind.clone(), self.expression(source, &["record", "canonical"])?))
        });
        let record = &["record", "settings"];
        Ok(Stream {
            identities: identities.collect::<Result<Vec<_>, _>>()?,
            entity: read.entity,
            order: read.order,
            overlap: read.overlap.as_ref().map_or(Ok(Duration::ZERO), |overlap| self.duration(overlap))?,
            watermark: self.optional(read.watermark.as_ref(), &["record"])?,
            horizon: read
                .horizon
                .as_ref()
                .map(|horizon| {
                    Ok::<_, DocumentError>(Horizon {
                        request: self.request(&horizon.request, &["since"])?,
                        value: self.expression(&horizon.value, &["body"])?,
                    })
                })
                .transpose()?,
            request: self.request(&read.request, &["since", "page"])?,
            records: self.expression(&read.records, &["body"])?,
            next: self.optional(read.next.as_ref(), &["body", "records", "page", "settings"])?,
            expand: read
                .expand
                .iter()
                .map(|expand| {
                    Ok(Expand {
                        name: expand.name.clone(),
                        request: self.request(&expand.request, &["records"])?,
                        records: self.expression(&expand.records, &["body"])?,
                        here: self.expression(&expand.here, &["record"])?,
                        there: self.expression(&expand.there, &["item"])?,
                        many: expand.many,
                    })
                })
                .collect::<Result<Vec<_>, DocumentError>>()?,
            by_key: self.request(&read.by_key.request, &["keys"])?,
            keys_at_most: match &read.by_key.at_most {
                None => KEYS_AT_MOST,
                Some(most) if most.value > 0 => most.value,
                Some(most) => return Err(self.at(most).error("`at_most` is a number above 0")),
            },
            by_key_records: self.expression(&read.by_key.records, &["body"])?,
            key: self.expression(&read.key, record)?,
            version: self.optional(read.version.as_ref(), record)?,
            map: self.tree(&read.map, record)?,
            name,
        })
    }

    fn webhooks(&self, read: &WebhooksFile, streams: &[Stream]) -> Result<Webhooks, DocumentError> {
        let known = &["headers", "body"];
        let verify = match &read.verify {
            VerifyFile::HmacSha256(hmac) => Verify::HmacSha256 {
                header: hmac.header.to_lowercase(),
                encoding: hmac.encoding,
                key: self.template(&hmac.key, &["secrets"])?,
            },
            VerifyFile::SharedSecret(shared) => Verify::SharedSecret {
                given: self.expression(&shared.given, &["headers"])?,
                wanted: self.template(&shared.wanted, &["secrets"])?,
            },
        };
        let hint = |hint: &HintFile| {
            let names: Vec<&str> = streams.iter().map(|stream| stream.name.as_str()).collect();
            if !names.contains(&hint.stream.value.as_str()) {
                let place = self.at(&hint.stream);
                return Err(place
                    .error(format!("there is no stream `{}`", hint.stream.value))
                    .with_hint(one_of(&hint.stream.value, &names)));
            }
            Ok(TopicHint { stream: hint.stream.value.clone(), key: self.expression(&hint.key, known)? })
        };
        let topics = read.topics.iter().map(|(topic, hints)| {
            Ok((topic.clone(), hints.iter().map(hint).collect::<Result<Vec<_>, DocumentError>>()?))
        });
        Ok(Webhooks {
            verify,
            topic: self.expression(&read.topic, known)?,
            topics: topics.collect::<Result<Vec<_>, DocumentError>>()?,
        })
    }

    /// `90s`, `15m`, `1h`.
    fn duration(&self, source: &Spanned<String>) -> Result<Duration, DocumentError> {
        let text = source.value.trim();
        let unit = text.chars().next_back().map_or(0, |unit| match unit {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => 0,
        });
        let number = text.get(..text.len().saturating_sub(1)).and_then(|digits| digits.parse::<u64>().ok());
        match number.and_then(|number| number.checked_mul(unit)) {
            Some(seconds) if unit > 0 => Ok(Duration::from_secs(seconds)),
            _ => Err(self
                .at(source)
                .error(format!("`{text}` is not a length of time"))
                .with_hint("write a number and s, m or h: `15m`")),
        }
    }
}
