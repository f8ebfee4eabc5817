//! The numbers that can be asked for.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::name::named;

/// A number that a scope yields. Lists grow, so any name can be made a measure: `Measure::from("ticketCount")`.
///
/// Times are seconds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Measure(Cow<'static, str>);

#[expect(missing_docs, reason = "the names are those of the reference")]
impl Measure {
    pub const ABANDONED_VOICE_CALLS_COUNT: Self = Self::known("abandonedVoiceCallsCount");
    pub const ACHIEVED_EXPOSURES: Self = Self::known("achievedExposures");
    pub const AI_AGENT_TICKET_VOLUME: Self = Self::known("aiAgentTicketVolume");
    pub const ANSWERED_VOICE_CALLS_COUNT: Self = Self::known("answeredVoiceCallsCount");
    pub const APPLIED_DISCOUNT_CODES_COUNT: Self = Self::known("appliedDiscountCodesCount");
    pub const AUTOMATED_INTERACTIONS_COUNT: Self = Self::known("automatedInteractionsCount");
    pub const AUTOMATION_RATE: Self = Self::known("automationRate");
    pub const AVERAGE_ACCURACY_SCORE: Self = Self::known("averageAccuracyScore");
    pub const AVERAGE_BRAND_VOICE_SCORE: Self = Self::known("averageBrandVoiceScore");
    pub const AVERAGE_COMMUNICATION_SKILLS_SCORE: Self = Self::known("averageCommunicationSkillsScore");
    pub const AVERAGE_CSAT: Self = Self::known("averageCSAT");
    pub const AVERAGE_DECREASE_IN_FIRST_RESPONSE_TIME: Self =
        Self::known("averageDecreaseInFirstResponseTime");
    pub const AVERAGE_DECREASE_IN_RESOLUTION_TIME: Self = Self::known("averageDecreaseInResolutionTime");
    pub const AVERAGE_DISCOUNT_AMOUNT: Self = Self::known("averageDiscountAmount");
    pub const AVERAGE_EFFICIENCY_SCORE: Self = Self::known("averageEfficiencyScore");
    pub const AVERAGE_FIRST_RESPONSE_TIME: Self = Self::known("averageFirstResponseTime");
    pub const AVERAGE_HANDLE_TIME: Self = Self::known("averageHandleTime");
    pub const AVERAGE_INTERNAL_COMPLIANCE_SCORE: Self = Self::known("averageInternalComplianceScore");
    pub const AVERAGE_LANGUAGE_PROFICIENCY_SCORE: Self = Self::known("averageLanguageProficiencyScore");
    pub const AVERAGE_MESSAGES_COUNT: Self = Self::known("averageMessagesCount");
    pub const AVERAGE_ORDER_VALUE: Self = Self::known("averageOrderValue");
    pub const AVERAGE_PURCHASE_TIME: Self = Self::known("averagePurchaseTime");
    pub const AVERAGE_RESOLUTION_COMPLETENESS_SCORE: Self = Self::known("averageResolutionCompletenessScore");
    pub const AVERAGE_RESOLUTION_TIME: Self = Self::known("averageResolutionTime");
    pub const AVERAGE_SURVEY_SCORE: Self = Self::known("averageSurveyScore");
    pub const AVERAGE_TALK_TIME_IN_SECONDS: Self = Self::known("averageTalkTimeInSeconds");
    pub const AVERAGE_TIME_SAVED_BY_AGENT: Self = Self::known("averageTimeSavedByAgent");
    pub const AVERAGE_WAIT_TIME_IN_SECONDS: Self = Self::known("averageWaitTimeInSeconds");
    pub const BREACHED_EXPOSURES: Self = Self::known("breachedExposures");
    pub const BUY_THROUGH_RATE: Self = Self::known("buyThroughRate");
    pub const CALLBACK_REQUESTED_VOICE_CALLS_COUNT: Self = Self::known("callbackRequestedVoiceCallsCount");
    pub const CANCELLED_VOICE_CALLS_COUNT: Self = Self::known("cancelledVoiceCallsCount");
    pub const CONVERSION_RATE: Self = Self::known("conversionRate");
    pub const COVERAGE_RATE: Self = Self::known("coverageRate");
    pub const DISCOUNT_USAGE: Self = Self::known("discountUsage");
    pub const DROP_OFF_COUNT: Self = Self::known("dropOffCount");
    pub const HANDLE_TIME: Self = Self::known("handleTime");
    pub const HANDOVER_INTERACTIONS_COUNT: Self = Self::known("handoverInteractionsCount");
    pub const INBOUND_ABANDONED_CALLS_COUNT: Self = Self::known("inboundAbandonedCallsCount");
    pub const INBOUND_ANSWERED_CALLS_COUNT: Self = Self::known("inboundAnsweredCallsCount");
    pub const INBOUND_CALLBACK_REQUESTED_CALLS_COUNT: Self =
        Self::known("inboundCallbackRequestedCallsCount");
    pub const INBOUND_CALLS_COUNT: Self = Self::known("inboundCallsCount");
    pub const INBOUND_CANCELLED_CALLS_COUNT: Self = Self::known("inboundCancelledCallsCount");
    pub const INBOUND_MISSED_CALLS_COUNT: Self = Self::known("inboundMissedCallsCount");
    pub const INBOUND_UNANSWERED_CALLS_COUNT: Self = Self::known("inboundUnansweredCallsCount");
    pub const INBOUND_VOICE_CALLS_COUNT: Self = Self::known("inboundVoiceCallsCount");
    pub const INTERACTIONS_COUNT: Self = Self::known("interactionsCount");
    pub const MEDIAN_CSAT: Self = Self::known("medianCSAT");
    pub const MEDIAN_DECREASE_IN_FIRST_RESPONSE_TIME: Self = Self::known("medianDecreaseInFirstResponseTime");
    pub const MEDIAN_DECREASE_IN_RESOLUTION_TIME: Self = Self::known("medianDecreaseInResolutionTime");
    pub const MEDIAN_DISCOUNT_AMOUNT: Self = Self::known("medianDiscountAmount");
    pub const MEDIAN_FIRST_RESPONSE_TIME: Self = Self::known("medianFirstResponseTime");
    pub const MEDIAN_ORDER_VALUE: Self = Self::known("medianOrderValue");
    pub const MEDIAN_PURCHASE_TIME: Self = Self::known("medianPurchaseTime");
    pub const MEDIAN_RESOLUTION_TIME: Self = Self::known("medianResolutionTime");
    pub const MEDIAN_RESPONSE_TIME: Self = Self::known("medianResponseTime");
    pub const MEDIAN_TIME_SAVED_BY_AGENT: Self = Self::known("medianTimeSavedByAgent");
    pub const MESSAGES_COUNT: Self = Self::known("messagesCount");
    pub const MISSED_VOICE_CALLS_COUNT: Self = Self::known("missedVoiceCallsCount");
    pub const OFFERED_DISCOUNT_CODES_COUNT: Self = Self::known("offeredDiscountCodesCount");
    pub const ONLINE_TIME: Self = Self::known("onlineTime");
    pub const ORDERS_INFLUENCED_COUNT: Self = Self::known("ordersInfluencedCount");
    pub const OUTBOUND_CALLS_COUNT: Self = Self::known("outboundCallsCount");
    pub const OUTBOUND_VOICE_CALLS_COUNT: Self = Self::known("outboundVoiceCallsCount");
    pub const PRODUCT_BUY_THROUGH_RATE: Self = Self::known("productBuyThroughRate");
    pub const RECOMMENDED_PRODUCT_COUNT: Self = Self::known("recommendedProductCount");
    pub const RESPONSE_RATE: Self = Self::known("responseRate");
    pub const REVENUE_PER_INTERACTION: Self = Self::known("revenuePerInteraction");
    pub const SATISFACTION_SCORE: Self = Self::known("satisfactionScore");
    pub const SCORED_SURVEYS_COUNT: Self = Self::known("scoredSurveysCount");
    pub const SENT_SURVEYS_COUNT: Self = Self::known("sentSurveysCount");
    pub const SLA_ACHIEVEMENT_RATE: Self = Self::known("slaAchievementRate");
    pub const SUCCESS_RATE: Self = Self::known("successRate");
    pub const TICKET_COUNT: Self = Self::known("ticketCount");
    pub const TIMES_RECOMMENDED: Self = Self::known("timesRecommended");
    pub const TOTAL_SALES_AMOUNT: Self = Self::known("totalSalesAmount");
    pub const TOTAL_SALES_AMOUNT_USD: Self = Self::known("totalSalesAmountUsd");
    pub const UNANSWERED_VOICE_CALLS_COUNT: Self = Self::known("unansweredVoiceCallsCount");
    pub const VOICE_CALLS_COUNT: Self = Self::known("voiceCallsCount");
}

named!(Measure);
