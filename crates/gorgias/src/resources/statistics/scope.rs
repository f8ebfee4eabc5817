//! The kinds of things that can be counted.

use serde::{Deserialize, Serialize};

use crate::resources::open::open;

/// What is counted; the list moves.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are those of the reference")]
#[non_exhaustive]
pub enum Scope {
    TicketsClosed,
    TicketsCreated,
    TicketsOpen,
    TicketsReplied,
    OneTouchTickets,
    ZeroTouchTickets,
    SatisfactionSurveys,
    ResolutionTime,
    MessagesSent,
    FirstResponseTime,
    HumanFirstResponseTime,
    ResponseTime,
    MessagesPerTicket,
    TicketHandleTime,
    OnlineTime,
    Tags,
    TicketFields,
    AutoQa,
    MessagesReceived,
    WorkloadTickets,
    VoiceCalls,
    VoiceAgentEvents,
    TicketSla,
    KnowledgeInsights,
    VoiceCallsSummary,
    AiSalesAgentOrdersPerformance,
    AiSalesAgentDiscounts,
    AiSalesAgentActivity,
    OverallAutomationRate,
    AiAgentAutomatedInteractions,
    OverallAutomatedInteractions,
    HandoverInteractions,
    AiSalesAgentBuyThroughRate,
    AiSalesAgentConversionRate,
    AiAgentCoverageRate,
    AiAgentSuccessRate,
    OverallTimeSavedByAgent,
    AiAgentTimeSaved,
    AiAgentTicketFields,
    OverallDecreaseInResolutionTime,
    AiAgentDecreaseInResolutionTime,
    FlowDataset,
    AiAgentCsat,
    OverallDecreaseInFirstResponseTime,
    AiAgentDecreaseInFirstResponseTime,
    /// One not named here. What it takes is not known, so nothing about it is checked before sending.
    #[serde(untagged)]
    Other(String),
}

open!(Scope);
