//! What numbers can be broken down by, put into time by, and narrowed to.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::name::named;

/// A property that rows are grouped or filtered by, or a time that they are put into. Lists grow, so any name can be
/// made a dimension: `Dimension::from("channel")`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Dimension(Cow<'static, str>);

#[expect(missing_docs, reason = "the names are those of the reference")]
impl Dimension {
    pub const AB_VARIANT: Self = Self::known("abVariant");
    pub const ACCURACY: Self = Self::known("accuracy");
    pub const AGENT_ID: Self = Self::known("agentId");
    pub const AGENT_ID_FROM_TEAM_ID: Self = Self::known("agentIdFromTeamId");
    pub const AI_AGENT_ROLE: Self = Self::known("aiAgentRole");
    pub const AI_INTENT_CUSTOM_FIELD: Self = Self::known("aiIntentCustomField");
    pub const AI_OUTCOME_CUSTOM_FIELD: Self = Self::known("aiOutcomeCustomField");
    pub const ANCHOR_DATETIME: Self = Self::known("anchorDatetime");
    pub const ARTICLE_ID: Self = Self::known("articleId");
    pub const ARTICLE_SLUG: Self = Self::known("articleSlug");
    pub const ARTICLE_TITLE: Self = Self::known("articleTitle");
    pub const ASSIGNED_AGENT_ID: Self = Self::known("assignedAgentId");
    pub const ATTRIBUTED_REVENUE: Self = Self::known("attributedRevenue");
    pub const AUTOMATION_FEATURE_TYPE: Self = Self::known("automationFeatureType");
    pub const BOUGHT_PRODUCTS: Self = Self::known("boughtProducts");
    pub const BRAND_VOICE: Self = Self::known("brandVoice");
    pub const CALL_DIRECTION: Self = Self::known("callDirection");
    pub const CALL_RECORDING_AVAILABLE: Self = Self::known("callRecordingAvailable");
    pub const CALL_RECORDING_URL: Self = Self::known("callRecordingUrl");
    pub const CALL_SLA_STATUS: Self = Self::known("callSlaStatus");
    pub const CALL_SLA_STATUS_LABEL: Self = Self::known("callSlaStatusLabel");
    pub const CALL_TERMINATION_STATUS: Self = Self::known("callTerminationStatus");
    pub const CAMPAIGN_ID: Self = Self::known("campaignId");
    pub const CHANNEL: Self = Self::known("channel");
    pub const CLOSED_DATETIME: Self = Self::known("closedDatetime");
    pub const COMMUNICATION_SKILLS: Self = Self::known("communicationSkills");
    pub const CREATED_DATETIME: Self = Self::known("createdDatetime");
    pub const CURRENCY: Self = Self::known("currency");
    pub const CUSTOMER_ID: Self = Self::known("customerId");
    pub const CUSTOM_FIELD: Self = Self::known("customField");
    pub const CUSTOM_FIELD_ID: Self = Self::known("customFieldId");
    pub const CUSTOM_FIELD_TOP2_LEVELS_VALUE: Self = Self::known("customFieldTop2LevelsValue");
    pub const CUSTOM_FIELD_VALUE: Self = Self::known("customFieldValue");
    pub const CUSTOM_FIELD_VALUE_STRING: Self = Self::known("customFieldValueString");
    pub const DECLINED_CALLS: Self = Self::known("declinedCalls");
    pub const DESTINATION: Self = Self::known("destination");
    pub const DISCOUNT_AMOUNT: Self = Self::known("discountAmount");
    pub const DISCOUNT_CODE_OFFERED: Self = Self::known("discountCodeOffered");
    pub const DISCOUNT_CODE_USED: Self = Self::known("discountCodeUsed");
    pub const DISPLAY_STATUS: Self = Self::known("displayStatus");
    pub const DURATION: Self = Self::known("duration");
    pub const EFFICIENCY: Self = Self::known("efficiency");
    pub const ENGAGEMENT_TYPE: Self = Self::known("engagementType");
    pub const EVENT_DATETIME: Self = Self::known("eventDatetime");
    pub const EVENT_TYPE: Self = Self::known("eventType");
    pub const FILTERING_AGENT_ID: Self = Self::known("filteringAgentId");
    pub const FIRST_AGENT_MESSAGE_DATETIME: Self = Self::known("firstAgentMessageDatetime");
    pub const FIRST_RESPONSE_TIME: Self = Self::known("firstResponseTime");
    pub const FLOW_ID: Self = Self::known("flowId");
    pub const HANDLE_TIME: Self = Self::known("handleTime");
    pub const HELP_CENTER_EVENT_TYPE: Self = Self::known("helpCenterEventType");
    pub const INFLUENCED_PRODUCT_ID: Self = Self::known("influencedProductId");
    pub const INTEGRATION_CHANNEL_PAIR: Self = Self::known("integrationChannelPair");
    pub const INTEGRATION_ID: Self = Self::known("integrationId");
    pub const INTERNAL_COMPLIANCE: Self = Self::known("internalCompliance");
    pub const IS_ANSWERED_BY_AGENT: Self = Self::known("isAnsweredByAgent");
    pub const IS_DURING_BUSINESS_HOURS: Self = Self::known("isDuringBusinessHours");
    pub const IS_POSSIBLE_SPAM: Self = Self::known("isPossibleSpam");
    pub const LANGUAGE_PROFICIENCY: Self = Self::known("languageProficiency");
    pub const LOCALE_CODES: Self = Self::known("localeCodes");
    pub const MACRO_ID: Self = Self::known("macroId");
    pub const MACRO_NAME: Self = Self::known("macroName");
    pub const MESSAGES_COUNT: Self = Self::known("messagesCount");
    pub const ORDER_ID: Self = Self::known("orderId");
    pub const ORDER_MANAGEMENT_TYPE: Self = Self::known("orderManagementType");
    pub const PERIOD_END: Self = Self::known("periodEnd");
    pub const PERIOD_START: Self = Self::known("periodStart");
    pub const PRODUCT_ID: Self = Self::known("productId");
    pub const PRODUCT_RECOMMENDED: Self = Self::known("productRecommended");
    pub const PRODUCT_VARIANT_IDS: Self = Self::known("productVariantIds");
    pub const PURCHASE_TIME: Self = Self::known("purchaseTime");
    pub const QUEUED_DATE: Self = Self::known("queuedDate");
    pub const QUEUE_ID: Self = Self::known("queueId");
    pub const QUEUE_NAME: Self = Self::known("queueName");
    pub const RESOLUTION_COMPLETENESS: Self = Self::known("resolutionCompleteness");
    pub const RESOLUTION_TIME: Self = Self::known("resolutionTime");
    pub const RESOURCE_SOURCE_ID: Self = Self::known("resourceSourceId");
    pub const RESOURCE_SOURCE_SET_ID: Self = Self::known("resourceSourceSetId");
    pub const RESOURCE_TYPE: Self = Self::known("resourceType");
    pub const RESOURCE_VERSION: Self = Self::known("resourceVersion");
    pub const SCORE: Self = Self::known("score");
    pub const SEARCH_QUERY: Self = Self::known("searchQuery");
    pub const SEARCH_RESULT_RANGE: Self = Self::known("searchResultRange");
    pub const SENT_DATETIME: Self = Self::known("sentDatetime");
    pub const SLA_POLICY_UUID: Self = Self::known("slaPolicyUuid");
    pub const SOURCE: Self = Self::known("source");
    pub const STATUS: Self = Self::known("status");
    pub const STATUS_NAME: Self = Self::known("statusName");
    pub const STORE_ID: Self = Self::known("storeId");
    pub const STORE_INTEGRATION_ID: Self = Self::known("storeIntegrationId");
    pub const SURVEY_SCORE: Self = Self::known("surveyScore");
    pub const TAG_ID: Self = Self::known("tagId");
    pub const TALK_TIME: Self = Self::known("talkTime");
    pub const TEAM_ID: Self = Self::known("teamId");
    pub const TICKET_ID: Self = Self::known("ticketId");
    pub const TICKET_QA_SCORER_USER_ID: Self = Self::known("ticketQAScorerUserId");
    pub const TIMESTAMP: Self = Self::known("timestamp");
    pub const TOTAL_AMOUNT: Self = Self::known("totalAmount");
    pub const TRANSFERRED_CALLS: Self = Self::known("transferredCalls");
    pub const TRANSFER_TARGET_AGENT_ID: Self = Self::known("transferTargetAgentId");
    pub const TRANSFER_TARGET_EXTERNAL_NUMBER: Self = Self::known("transferTargetExternalNumber");
    pub const TRANSFER_TARGET_QUEUE_ID: Self = Self::known("transferTargetQueueId");
    pub const TRANSFER_TYPE: Self = Self::known("transferType");
    pub const UPDATED_DATETIME: Self = Self::known("updatedDatetime");
    pub const VOICEMAIL_AVAILABLE: Self = Self::known("voicemailAvailable");
    pub const VOICEMAIL_URL: Self = Self::known("voicemailUrl");
    pub const WAIT_TIME: Self = Self::known("waitTime");
}

named!(Dimension);
