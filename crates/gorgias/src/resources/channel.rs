//! Where messages come from and go to: channels, ways in, and kinds of sources. All three lists are open; apps bring
//! channels of their own (reference pages "The Ticket object", "The TicketMessage object").

use serde::{Deserialize, Serialize};

use super::open::open;

/// The channel of a conversation or a message.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum Channel {
    Aircall,
    Api,
    Chat,
    #[serde(rename = "contact_form")]
    ContactForm,
    Email,
    Facebook,
    FacebookMention,
    FacebookMessenger,
    FacebookRecommendations,
    GoogleBusinessMessages,
    HelpCenter,
    InstagramAdComment,
    InstagramComment,
    InstagramDirectMessage,
    InstagramMention,
    InternalNote,
    Phone,
    Sms,
    TiktokShop,
    Twitter,
    TwitterDirectMessage,
    Whatsapp,
    YotpoReview,
    /// A channel not named here, such as one that an app brings.
    #[serde(untagged)]
    Other(String),
}

/// How a message came into the helpdesk: `helpdesk` when a user wrote it there, `rule` when a rule did, `api` when it was
/// sent by a client like this one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum Via {
    Aircall,
    Api,
    Chat,
    #[serde(rename = "contact_form")]
    ContactForm,
    Email,
    Facebook,
    FacebookMention,
    FacebookMessenger,
    FacebookRecommendations,
    Form,
    #[serde(rename = "gorgias_chat")]
    GorgiasChat,
    HelpCenter,
    Helpdesk,
    Instagram,
    InstagramAdComment,
    InstagramComment,
    InstagramDirectMessage,
    InstagramMention,
    InternalNote,
    #[serde(rename = "offline_capture")]
    OfflineCapture,
    Phone,
    Rule,
    #[serde(rename = "self_service")]
    SelfService,
    Shopify,
    Sms,
    Twilio,
    Twitter,
    TwitterDirectMessage,
    Whatsapp,
    Yotpo,
    YotpoReview,
    Zendesk,
    /// A way not named here.
    #[serde(untagged)]
    Other(String),
}

/// The kind of addresses in a message's source.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum SourceType {
    Aircall,
    Api,
    App,
    Chat,
    ChatContactForm,
    ChatOfflineCapture,
    ContactForm,
    CustomChat,
    Email,
    Facebook,
    FacebookComment,
    FacebookMentionComment,
    FacebookMentionPost,
    FacebookMessage,
    FacebookMessenger,
    FacebookPost,
    FacebookReview,
    FacebookReviewComment,
    Form,
    GoogleBusinessMessages,
    HelpCenter,
    HelpCenterContactForm,
    Helpdesk,
    Instagram,
    InstagramAdComment,
    InstagramAdMedia,
    InstagramComment,
    InstagramDirectMessage,
    InstagramMedia,
    InstagramMentionComment,
    InstagramMentionMedia,
    InternalNote,
    OttspottCall,
    Phone,
    Rule,
    #[serde(rename = "self_service")]
    SelfService,
    Shopify,
    Sms,
    SystemMessage,
    TiktokShop,
    Twilio,
    TwitterDirectMessage,
    TwitterMentionTweet,
    TwitterQuotedTweet,
    TwitterTweet,
    WhatsappMessage,
    YotpoReview,
    YotpoReviewPrivateComment,
    YotpoReviewPublicComment,
    /// A kind not named here.
    #[serde(untagged)]
    Other(String),
}

open!(Channel, Via, SourceType);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_api_and_unknown_ones_are_kept() {
        for (channel, text) in [
            (Channel::ContactForm, "contact_form"),
            (Channel::InternalNote, "internal-note"),
            (Channel::Other("acme-sms".into()), "acme-sms"),
        ] {
            assert_eq!((channel.to_string().as_str(), Channel::from(text)), (text, channel));
        }
        assert_eq!(Via::from("self_service"), Via::SelfService);
        assert_eq!(SourceType::OttspottCall.to_string(), "ottspott-call");
        assert_eq!(serde_json::to_string(&Via::from("brand-new")).unwrap(), r#""brand-new""#);
    }
}
