//! A message: the same shape in every list and alone, bodies complete.

use std::fmt::Write as _;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::super::model::{Html, Json, Message, Slug};
use super::super::moment::Moment;
use super::super::state::State;
use super::{Person, Shown};

#[derive(Serialize)]
pub(crate) struct MessageView<'a> {
    id: u64,
    uri: Shown<MessageUri>,
    message_id: Option<&'a str>,
    ticket_id: u64,
    external_id: Option<&'a str>,
    public: bool,
    channel: &'a Slug,
    via: &'a Slug,
    source: Option<&'a RawValue>,
    sender: Option<Person<'a>>,
    receiver: Option<Person<'a>>,
    integration_id: Option<u64>,
    intents: [(); 0],
    rule_id: (),
    from_agent: bool,
    subject: Option<&'a str>,
    body_text: Option<&'a str>,
    body_html: HtmlView<'a>,
    stripped_text: Option<&'a str>,
    stripped_html: HtmlView<'a>,
    stripped_signature: Option<&'a str>,
    attachments: Option<&'a Json>,
    /// In a create's answer even when empty, later only when there are any.
    #[serde(skip_serializing_if = "Macros::left_out")]
    macros: Macros<'a>,
    actions: Option<&'a Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headers: Option<&'a Json>,
    meta: Option<&'a Json>,
    created_datetime: Moment,
    sent_datetime: Option<Moment>,
    failed_datetime: Option<Moment>,
    opened_datetime: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_datetime: Option<Moment>,
    last_sending_error: Option<SendingError<'a>>,
    is_retriable: bool,
}

#[derive(Serialize)]
struct SendingError<'a> {
    error: &'a str,
}

pub(crate) struct MessageUri {
    ticket: u64,
    id: u64,
}

impl std::fmt::Display for MessageUri {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "/api/tickets/{}/messages/{}/", self.ticket, self.id)
    }
}

enum Macros<'a> {
    LeftOut,
    Empty,
    Used(&'a Json),
}

impl Macros<'_> {
    fn left_out(&self) -> bool {
        matches!(self, Self::LeftOut)
    }
}

impl Serialize for Macros<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Used(json) => json.serialize(serializer),
            Self::Empty | Self::LeftOut => serializer.collect_seq([(); 0]),
        }
    }
}

enum HtmlView<'a> {
    Nothing,
    OfText(&'a str),
    Given(&'a str),
}

impl Serialize for HtmlView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_none(),
            Self::Given(html) => serializer.serialize_str(html),
            Self::OfText(text) => serializer.serialize_str(&paragraphs(text)),
        }
    }
}

/// Text as HTML: a paragraph for each blank-line separated block.
fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 32);
    for block in text.split("\n\n") {
        html.push_str("<p>");
        for character in block.chars() {
            match character {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '\n' => html.push_str("<br>"),
                other => html.push(other),
            }
        }
        html.push_str("</p>");
    }
    html
}

impl State {
    /// `created`: the answer to the create call, which always names the macros.
    pub(crate) fn message_view<'a>(
        &'a self,
        id: u64,
        message: &'a Message,
        created: bool,
    ) -> MessageView<'a> {
        let rare = message.rare.as_deref();
        let text = message.body_text.as_deref();
        let (body_html, stripped_text, stripped_html) = match (&message.body_html, text) {
            (Html::OfText, Some(text)) => (HtmlView::OfText(text), Some(text), HtmlView::OfText(text)),
            (Html::Given(html), _) => (HtmlView::Given(html), None, HtmlView::Nothing),
            _ => (HtmlView::Nothing, None, HtmlView::Nothing),
        };
        let given_stripped = rare.and_then(|rare| rare.stripped_html.as_deref()).map(HtmlView::Given);
        MessageView {
            id,
            uri: Shown(MessageUri { ticket: message.ticket, id }),
            message_id: rare.and_then(|rare| rare.message_id.as_deref()),
            ticket_id: message.ticket,
            external_id: rare.and_then(|rare| rare.external_id.as_deref()),
            public: message.public,
            channel: &message.channel,
            via: &message.via,
            source: message.source.as_deref(),
            sender: message.sender.and_then(|party| self.person(party)),
            receiver: message.receiver.and_then(|party| self.person(party)),
            integration_id: message.integration,
            intents: [],
            rule_id: (),
            from_agent: message.from_agent,
            subject: message.subject.as_deref(),
            body_text: text,
            body_html,
            stripped_text: rare.and_then(|rare| rare.stripped_text.as_deref()).or(stripped_text),
            stripped_html: given_stripped.unwrap_or(stripped_html),
            stripped_signature: rare.and_then(|rare| rare.stripped_signature.as_deref()),
            attachments: rare.and_then(|rare| rare.attachments.as_ref()),
            macros: match rare.and_then(|rare| rare.macros.as_ref()) {
                Some(macros) => Macros::Used(macros),
                None if created => Macros::Empty,
                None => Macros::LeftOut,
            },
            actions: rare.and_then(|rare| rare.actions.as_ref()),
            headers: rare.and_then(|rare| rare.headers.as_ref()),
            meta: rare.and_then(|rare| rare.meta.as_ref()),
            created_datetime: message.created,
            sent_datetime: message.sent,
            failed_datetime: message.failed,
            opened_datetime: rare.and_then(|rare| rare.opened),
            deleted_datetime: rare.and_then(|rare| rare.deleted),
            last_sending_error: message.error().map(|error| SendingError { error }),
            is_retriable: message.failed.is_some(),
        }
    }
}

/// The first 200 characters of a text, blanks collapsed: what lists of tickets show of the latest message.
pub(super) fn excerpt(text: &str) -> String {
    let mut excerpt = String::with_capacity(200);
    let mut left = 200;
    for word in text.split_whitespace() {
        let gap = usize::from(!excerpt.is_empty());
        if left <= gap {
            break;
        }
        if gap == 1 {
            excerpt.push(' ');
        }
        left -= gap;
        for character in word.chars().take(left) {
            // Writing to a String cannot fail.
            let _ = excerpt.write_char(character);
            left -= 1;
        }
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_made_of_text_is_escaped() {
        assert_eq!(paragraphs("1 < 2\nyes\n\nbye & thanks"), "<p>1 &lt; 2<br>yes</p><p>bye &amp; thanks</p>");
    }

    #[test]
    fn excerpts_end_after_200_characters() {
        assert_eq!(excerpt("  a\n\n b "), "a b");
        // A blank that no letter follows is left out.
        assert_eq!(excerpt(&"wörd ".repeat(100)).chars().count(), 199);
        assert_eq!(excerpt(&"ö".repeat(500)).chars().count(), 200);
    }
}
