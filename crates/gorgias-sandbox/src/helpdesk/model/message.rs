//! Messages and who they are from and to.

use super::super::moment::Moment;
use super::{Json, SharedJson, Slug, tree};

/// Who wrote or got a message. Ids of merged customers are followed when shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Party {
    User(u64),
    Customer(u64),
}

#[derive(Debug)]
pub(crate) enum Html {
    Nothing,
    /// Paragraphs made of the text when shown.
    OfText,
    Given(Box<str>),
}

#[derive(Debug)]
pub(crate) struct Message {
    pub ticket: u64,
    pub public: bool,
    pub from_agent: bool,
    pub channel: Slug,
    pub via: Slug,
    /// From whom to whom, by address.
    pub source: Option<SharedJson>,
    pub sender: Option<Party>,
    pub receiver: Option<Party>,
    pub integration: Option<u64>,
    pub subject: Option<Box<str>>,
    pub body_text: Option<Box<str>>,
    pub body_html: Html,
    pub created: Moment,
    pub sent: Option<Moment>,
    pub failed: Option<Moment>,
    /// What few messages have.
    pub rare: Option<Box<Rare>>,
}

/// Fields of a message that are mostly absent.
#[derive(Debug, Default)]
pub(crate) struct Rare {
    pub external_id: Option<Box<str>>,
    pub message_id: Option<Box<str>>,
    pub stripped_text: Option<Box<str>>,
    pub stripped_html: Option<Box<str>>,
    pub stripped_signature: Option<Box<str>>,
    pub attachments: Option<Json>,
    pub macros: Option<Json>,
    pub actions: Option<Json>,
    pub headers: Option<Json>,
    pub meta: Option<Json>,
    pub opened: Option<Moment>,
    pub deleted: Option<Moment>,
    /// Why it could not be sent.
    pub error: Option<Box<str>>,
    pub imported: bool,
}

impl Rare {
    /// Boxed when there is anything in it.
    pub(crate) fn filled(self) -> Option<Box<Self>> {
        let texts = [&self.external_id, &self.message_id, &self.stripped_text, &self.stripped_html];
        let objects = [&self.attachments, &self.macros, &self.actions, &self.headers, &self.meta];
        let any = texts.iter().any(|text| text.is_some())
            || objects.iter().any(|object| object.is_some())
            || self.stripped_signature.is_some()
            || self.error.is_some()
            || self.opened.is_some()
            || self.deleted.is_some()
            || self.imported;
        any.then(|| Box::new(self))
    }
}

impl Message {
    pub(crate) fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    pub(crate) fn error(&self) -> Option<&str> {
        self.rare.as_ref()?.error.as_deref()
    }

    /// The macros that it says it was written with.
    pub(crate) fn macros(&self) -> Vec<u64> {
        let macros = tree(self.rare.as_ref().and_then(|rare| rare.macros.as_deref()));
        macros.as_array().into_iter().flatten().filter_map(|used| used["id"].as_u64()).collect()
    }

    pub(crate) fn imported(&self) -> bool {
        self.rare.as_ref().is_some_and(|rare| rare.imported)
    }
}
