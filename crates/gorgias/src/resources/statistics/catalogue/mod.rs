//! Which scope takes what (reference page "Retrieve a reporting statistic"), as the repository's
//! `contract/statistics.tsv` has it.

mod automation;
mod support;
mod voice;

use super::{Dimension, Measure, Scope};

/// What one scope takes.
#[derive(Debug)]
pub(super) struct Offer {
    scope: Scope,
    pub measures: &'static [Measure],
    pub dimensions: &'static [Dimension],
    pub times: &'static [Dimension],
    /// Beside the period's own.
    pub filters: &'static [Dimension],
    pub forms: Forms,
}

/// Which filters of a form of their own a scope takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Forms {
    pub custom_fields: bool,
    pub tags: bool,
}

impl Forms {
    const NONE: Self = Self { custom_fields: false, tags: false };
    const CUSTOM_FIELDS: Self = Self { custom_fields: true, tags: false };
    const TAGS: Self = Self { custom_fields: false, tags: true };
    const BOTH: Self = Self { custom_fields: true, tags: true };
}

/// What most scopes about tickets are broken down by.
const TICKET: &[Dimension] = &[
    Dimension::TICKET_ID,
    Dimension::AGENT_ID,
    Dimension::CHANNEL,
    Dimension::INTEGRATION_ID,
    Dimension::STORE_ID,
];

/// What most scopes about tickets are filtered by.
const STANDARD: &[Dimension] = &[
    Dimension::AGENT_ID,
    Dimension::TEAM_ID,
    Dimension::CHANNEL,
    Dimension::SCORE,
    Dimension::INTEGRATION_ID,
    Dimension::STORE_ID,
    Dimension::COMMUNICATION_SKILLS,
    Dimension::LANGUAGE_PROFICIENCY,
    Dimension::RESOLUTION_COMPLETENESS,
    Dimension::ACCURACY,
    Dimension::EFFICIENCY,
    Dimension::INTERNAL_COMPLIANCE,
    Dimension::BRAND_VOICE,
    Dimension::AGENT_ID_FROM_TEAM_ID,
];

/// Times of scopes that name none of their own.
const ANY_TIME: &[Dimension] = &[
    Dimension::CLOSED_DATETIME,
    Dimension::CREATED_DATETIME,
    Dimension::SENT_DATETIME,
    Dimension::UPDATED_DATETIME,
    Dimension::FIRST_AGENT_MESSAGE_DATETIME,
    Dimension::TIMESTAMP,
    Dimension::ANCHOR_DATETIME,
    Dimension::QUEUED_DATE,
    Dimension::PERIOD_START,
    Dimension::EVENT_DATETIME,
];

/// Dimensions of scopes that name none of their own.
const ANY: &[Dimension] = &[
    Dimension::AGENT_ID,
    Dimension::FILTERING_AGENT_ID,
    Dimension::ASSIGNED_AGENT_ID,
    Dimension::INTEGRATION_ID,
    Dimension::TICKET_ID,
    Dimension::CHANNEL,
    Dimension::SURVEY_SCORE,
    Dimension::RESOLUTION_TIME,
    Dimension::FIRST_RESPONSE_TIME,
    Dimension::MESSAGES_COUNT,
    Dimension::HANDLE_TIME,
    Dimension::STORE_ID,
    Dimension::TAG_ID,
    Dimension::EVENT_TYPE,
    Dimension::CUSTOM_FIELD_VALUE,
    Dimension::CUSTOM_FIELD_TOP2_LEVELS_VALUE,
    Dimension::QUEUE_ID,
    Dimension::CUSTOMER_ID,
    Dimension::CREATED_DATETIME,
    Dimension::STATUS,
    Dimension::DURATION,
    Dimension::SOURCE,
    Dimension::DESTINATION,
    Dimension::CALL_DIRECTION,
    Dimension::TALK_TIME,
    Dimension::WAIT_TIME,
    Dimension::VOICEMAIL_AVAILABLE,
    Dimension::VOICEMAIL_URL,
    Dimension::CALL_RECORDING_AVAILABLE,
    Dimension::CALL_RECORDING_URL,
    Dimension::DISPLAY_STATUS,
    Dimension::QUEUE_NAME,
    Dimension::TRANSFER_TARGET_AGENT_ID,
    Dimension::TRANSFER_TARGET_EXTERNAL_NUMBER,
    Dimension::TRANSFER_TYPE,
    Dimension::TRANSFER_TARGET_QUEUE_ID,
    Dimension::RESOURCE_TYPE,
    Dimension::RESOURCE_SOURCE_ID,
    Dimension::RESOURCE_SOURCE_SET_ID,
    Dimension::RESOURCE_VERSION,
    Dimension::IS_POSSIBLE_SPAM,
    Dimension::CALL_SLA_STATUS,
    Dimension::CALL_SLA_STATUS_LABEL,
    Dimension::STATUS_NAME,
    Dimension::CAMPAIGN_ID,
    Dimension::AB_VARIANT,
    Dimension::ARTICLE_ID,
    Dimension::ARTICLE_TITLE,
    Dimension::ARTICLE_SLUG,
    Dimension::LOCALE_CODES,
    Dimension::SEARCH_QUERY,
    Dimension::HELP_CENTER_EVENT_TYPE,
    Dimension::SEARCH_RESULT_RANGE,
    Dimension::CURRENCY,
    Dimension::INFLUENCED_PRODUCT_ID,
    Dimension::PRODUCT_ID,
    Dimension::STORE_INTEGRATION_ID,
    Dimension::ENGAGEMENT_TYPE,
    Dimension::ORDER_ID,
    Dimension::TOTAL_AMOUNT,
    Dimension::PURCHASE_TIME,
    Dimension::AUTOMATION_FEATURE_TYPE,
    Dimension::AI_AGENT_ROLE,
    Dimension::ORDER_MANAGEMENT_TYPE,
    Dimension::CUSTOM_FIELD,
    Dimension::DISCOUNT_AMOUNT,
    Dimension::DISCOUNT_CODE_OFFERED,
    Dimension::DISCOUNT_CODE_USED,
    Dimension::ATTRIBUTED_REVENUE,
    Dimension::PRODUCT_RECOMMENDED,
    Dimension::PRODUCT_VARIANT_IDS,
    Dimension::BOUGHT_PRODUCTS,
    Dimension::AI_INTENT_CUSTOM_FIELD,
    Dimension::AI_OUTCOME_CUSTOM_FIELD,
    Dimension::FLOW_ID,
    Dimension::MACRO_ID,
    Dimension::MACRO_NAME,
    Dimension::TICKET_QA_SCORER_USER_ID,
];

fn offers() -> impl Iterator<Item = &'static Offer> {
    [support::SUPPORT, voice::VOICE, automation::AUTOMATION].into_iter().flatten()
}

/// What this scope takes, when that is known.
pub(super) fn of(scope: &Scope) -> Option<&'static Offer> {
    offers().find(|offer| offer.scope == *scope)
}

impl Scope {
    /// Every scope that is named here.
    pub fn all() -> impl Iterator<Item = &'static Scope> {
        offers().map(|offer| &offer.scope)
    }

    /// The numbers it yields; none when that is not known.
    pub fn measures(&self) -> &'static [Measure] {
        of(self).map_or(&[], |offer| offer.measures)
    }

    /// What its numbers can be broken down by; nothing when that is not known.
    pub fn dimensions(&self) -> &'static [Dimension] {
        of(self).map_or(&[], |offer| offer.dimensions)
    }

    /// The times that its numbers can be put into; none when that is not known.
    pub fn time_dimensions(&self) -> &'static [Dimension] {
        of(self).map_or(&[], |offer| offer.times)
    }

    /// What it can be narrowed to beside period, custom fields and tags; nothing when that is not known.
    pub fn filters(&self) -> &'static [Dimension] {
        of(self).map_or(&[], |offer| offer.filters)
    }

    /// Whether it takes [`super::Filter::custom_field_one_of`]; false when that is not known.
    pub fn filters_custom_fields(&self) -> bool {
        of(self).is_some_and(|offer| offer.forms.custom_fields)
    }

    /// Whether it takes [`super::Filter::tags_one_of`]; false when that is not known.
    pub fn filters_tags(&self) -> bool {
        of(self).is_some_and(|offer| offer.forms.tags)
    }
}
