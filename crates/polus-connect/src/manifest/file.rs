//! The manifest as it is written in YAML. The documentation of the fields is `connectors/README.md`.

use serde::Deserialize;

use super::{Kind, Secrecy, Setting};
use crate::canonical::Entity;
use crate::document::{Spanned, Tree};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManifestFile {
    pub(super) system: String,
    pub(super) title: String,
    pub(super) kind: Kind,
    pub(super) documentation: Vec<String>,
    #[serde(default)]
    pub(super) settings: Vec<Setting>,
    #[serde(default)]
    pub(super) secrets: Vec<Secrecy>,
    #[serde(default)]
    pub(super) base_url: Option<Spanned<String>>,
    pub(super) auth: AuthFile,
    #[serde(default)]
    pub(super) limits: LimitsFile,
    #[serde(default)]
    pub(super) texts: std::collections::BTreeMap<String, String>,
    pub(super) check: CheckFile,
    #[serde(default)]
    pub(super) errors: Vec<ErrorRuleFile>,
    pub(super) streams: std::collections::BTreeMap<String, StreamFile>,
    #[serde(default)]
    pub(super) webhooks: Option<WebhooksFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthFile {
    pub(super) headers: std::collections::BTreeMap<String, Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitsFile {
    #[serde(default)]
    pub(super) requests_per_second: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) concurrency: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckFile {
    pub(super) request: RequestFile,
    pub(super) name: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestFile {
    pub(super) method: Method,
    pub(super) path: Spanned<String>,
    #[serde(default)]
    pub(super) query: Tree,
    #[serde(default)]
    pub(super) body: Tree,
}

/// Every request of a manifest reads, so that every one may be sent again.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Method {
    Get,
    Post,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErrorRuleFile {
    pub(super) when: Spanned<String>,
    pub(super) class: RuleClass,
    #[serde(default)]
    pub(super) wait: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) message: Option<Spanned<String>>,
}

/// What an answer that is an error means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RuleClass {
    Throttled,
    Auth,
    Permanent,
    Transient,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StreamFile {
    pub(super) entity: Entity,
    #[serde(default)]
    pub(super) order: Order,
    #[serde(default)]
    pub(super) overlap: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) watermark: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) horizon: Option<HorizonFile>,
    pub(super) request: RequestFile,
    pub(super) records: Spanned<String>,
    #[serde(default)]
    pub(super) next: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) expand: Vec<ExpandFile>,
    pub(super) by_key: ByKeyFile,
    pub(super) key: Spanned<String>,
    #[serde(default)]
    pub(super) version: Option<Spanned<String>>,
    pub(super) map: Tree,
    #[serde(default)]
    pub(super) identities: std::collections::BTreeMap<String, Spanned<String>>,
}

/// In which order a list comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    /// The request asks for what changed since the watermark, in whatever order.
    #[default]
    Filtered,
    /// Newest first without a filter: the read ends at the first record older than the watermark.
    Descending,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HorizonFile {
    pub(super) request: RequestFile,
    pub(super) value: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpandFile {
    pub(super) name: String,
    pub(super) request: RequestFile,
    pub(super) records: Spanned<String>,
    pub(super) here: Spanned<String>,
    pub(super) there: Spanned<String>,
    #[serde(default)]
    pub(super) many: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ByKeyFile {
    #[serde(default)]
    pub(super) at_most: Option<Spanned<usize>>,
    pub(super) request: RequestFile,
    pub(super) records: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WebhooksFile {
    pub(super) verify: VerifyFile,
    pub(super) topic: Spanned<String>,
    pub(super) topics: std::collections::BTreeMap<String, Vec<HintFile>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum VerifyFile {
    HmacSha256(HmacFile),
    SharedSecret(SharedSecretFile),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HmacFile {
    pub(super) header: String,
    pub(super) encoding: Encoding,
    pub(super) key: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SharedSecretFile {
    pub(super) given: Spanned<String>,
    pub(super) wanted: Spanned<String>,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Encoding {
    Base64,
    Hex,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HintFile {
    pub(super) stream: Spanned<String>,
    pub(super) key: Spanned<String>,
}
