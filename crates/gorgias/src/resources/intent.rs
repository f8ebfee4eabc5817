//! What customers want, as the helpdesk guesses it of a message and a macro names what it answers.

use serde::{Deserialize, Serialize};

use super::open::open;

/// An intent; the list may grow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum IntentName {
    #[serde(rename = "discount/request")]
    DiscountRequest,
    #[serde(rename = "exchange/request")]
    ExchangeRequest,
    #[serde(rename = "exchange/status")]
    ExchangeStatus,
    #[serde(rename = "feedback")]
    Feedback,
    #[serde(rename = "order/cancel")]
    OrderCancel,
    #[serde(rename = "order/change")]
    OrderChange,
    #[serde(rename = "order/damaged")]
    OrderDamaged,
    #[serde(rename = "order/wrong")]
    OrderWrong,
    #[serde(rename = "other/no_reply")]
    OtherNoReply,
    #[serde(rename = "other/question")]
    OtherQuestion,
    #[serde(rename = "other/thanks")]
    OtherThanks,
    #[serde(rename = "product/question")]
    ProductQuestion,
    #[serde(rename = "product/recommendation")]
    ProductRecommendation,
    #[serde(rename = "refund/request")]
    RefundRequest,
    #[serde(rename = "refund/status")]
    RefundStatus,
    #[serde(rename = "return/request")]
    ReturnRequest,
    #[serde(rename = "return/status")]
    ReturnStatus,
    #[serde(rename = "shipping/change")]
    ShippingChange,
    #[serde(rename = "shipping/delivery-issue")]
    ShippingDeliveryIssue,
    #[serde(rename = "shipping/policy")]
    ShippingPolicy,
    #[serde(rename = "shipping/status")]
    ShippingStatus,
    #[serde(rename = "stock/request")]
    StockRequest,
    #[serde(rename = "subscription/cancel")]
    SubscriptionCancel,
    #[serde(rename = "subscription/change")]
    SubscriptionChange,
    /// An intent not named here.
    #[serde(untagged)]
    Other(String),
}

open!(IntentName);
