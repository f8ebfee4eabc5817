//! How the account is set up: settings, teams, custom fields and views.

use serde_json::{Value, json};

use super::super::model::{Field, Setting, Team, View, kept};
use super::super::moment::Moment;
use super::super::state::State;

const SECOND: i64 = 1_000_000;

/// Fields that tickets and customers of the seed have values of.
pub(super) struct Fields {
    /// "Contact reason" of tickets.
    pub reason: u64,
    /// "Resolution" of tickets.
    pub resolution: u64,
    /// "AI intent" of tickets.
    pub intent: u64,
    /// "Tier" of customers.
    pub tier: u64,
}

/// Teams by what they see to.
pub(super) struct Teams {
    logistics: u64,
    billing: u64,
    sales: u64,
}

impl Teams {
    /// Who sees to tickets with that tag.
    pub(super) fn for_tag(&self, tag: &str) -> Option<u64> {
        match tag {
            "damaged" | "where-is-my-order" | "address-change" => Some(self.logistics),
            "refund" | "return" | "invoice" | "cancellation" => Some(self.billing),
            "wholesale" | "discount" | "product-question" => Some(self.sales),
            _ => None,
        }
    }
}

pub(super) fn settings(state: &mut State, mailbox: u64) {
    let hours = json!([{"days": "1,2,3,4,5", "from_time": "08:30", "to_time": "18:00"}]);
    for (kind, data) in [
        ("business-hours", json!({"timezone": "UTC", "business_hours": hours})),
        ("satisfaction-surveys", json!({"send_survey_for_email": true, "survey_interval": 2})),
        ("auto-merge", json!({"tickets": {"enabled": false, "merging_window_days": 5}})),
        ("default-integration", json!({"email": mailbox})),
        ("auto-split", json!({"email": {"enabled": false, "split_after_days": 30}})),
        (
            "ticket-assignment",
            json!({
                "assignment_channels": ["email", "chat", "contact_form"],
                "auto_assign_to_teams": true,
                "unassign_on_reply": false,
                "can_exceed_max_agent_capacity": false,
                "auto_assign_ticket_to_responding_agent": true,
                "unassign_on_user_unavailability": [],
                "max_user_chat_ticket": 4,
                "max_user_non_chat_ticket": 40,
            }),
        ),
        ("views-ordering", json!({"views": {}, "view_sections": {}, "views_top": {}, "views_bottom": {}})),
        ("views-visibility", json!({"hidden_views": []})),
    ] {
        state.settings.push(Setting { kind: kind.into(), data });
    }
}

pub(super) fn teams(state: &mut State, agents: &[u64], at: Moment) -> Teams {
    let mut team = |nth: i64, name: &str, emoji: Value, members: &[usize]| {
        state.teams.push(Team {
            name: name.into(),
            description: Some(format!("{name} of the shop").into()),
            decoration: kept(&json!({"emoji": emoji})),
            members: members.iter().filter_map(|nth| agents.get(*nth).copied()).collect(),
            created: at.plus_micros(nth * SECOND),
        })
    };
    let parcel = json!({"id": "package", "name": "Package", "colons": ":package:", "native": "📦", "unified": "1f4e6"});
    Teams {
        logistics: team(0, "Logistics", parcel, &[0, 3]),
        billing: team(1, "Billing", json!("🧾"), &[1, 5]),
        sales: team(2, "Sales", json!("🫖"), &[2, 4, 5]),
    }
}

/// A field as it is unless something else is said.
fn field(object: &'static str, label: &str, definition: Value, at: Moment) -> Field {
    Field {
        external_id: None,
        object,
        label: label.into(),
        description: None,
        priority: 0,
        requirement: "visible",
        managed: None,
        definition,
        created: at,
        updated: at,
        deactivated: None,
    }
}

fn dropdown(choices: &[&str]) -> Value {
    json!({"data_type": "text", "input_settings": {"input_type": "dropdown", "choices": choices}})
}

pub(super) fn fields(state: &mut State, at: Moment) -> Fields {
    let line = || json!({"data_type": "text", "input_settings": {"input_type": "input"}});
    let number = json!({"data_type": "number", "input_settings": {"input_type": "input_number", "min": 0}});
    let yes_no = || json!({"data_type": "boolean", "input_settings": {"input_type": "dropdown"}});
    let rma =
        json!({"data_type": "text", "input_settings": {"input_type": "input", "placeholder": "RMA-0000"}});
    let reasons =
        dropdown(&["Damaged", "Shipping", "Return", "Refund", "Question", "Invoice", "Cancellation"]);
    let resolutions = dropdown(RESOLUTIONS);
    let intents = dropdown(INTENTS);
    let kinds = dropdown(&["Private", "Business::Restaurant", "Business::Reseller"]);
    let ticket = |label: &str, definition: Value| field("Ticket", label, definition, at);
    let customer = |label: &str, definition: Value| field("Customer", label, definition, at);
    let managed = |managed: &'static str, field: Field| Field { managed: Some(managed), ..field };
    let rows = [
        managed("contact_reason", ticket("Contact reason", reasons)),
        ticket("Product", line()),
        ticket("Refunded", number),
        ticket("Escalated", yes_no()),
        customer("Tier", line()),
        Field { requirement: "required", ..managed("resolution", ticket("Resolution", resolutions)) },
        managed("ai_intent", ticket("AI intent", intents)),
        managed("managed_sentiment", ticket("Sentiment", dropdown(&["Positive", "Neutral", "Negative"]))),
        managed("call_status", ticket("Call status", dropdown(CALLS))),
        ticket("Parcel carrier", dropdown(&["Road", "Air::Express", "Air::Standard"])),
        Field { external_id: Some("erp.rma".into()), ..ticket("RMA number", rma) },
        Field { deactivated: Some(at.plus_micros(SECOND)), ..ticket("Old order number", line()) },
        managed("customer_type", customer("Customer type", kinds)),
        Field { external_id: Some("erp.account".into()), ..customer("Account number", line()) },
        customer("Newsletter", yes_no()),
    ];
    let mut ids = Vec::with_capacity(rows.len());
    let mut last = [0, 0];
    for row in rows {
        let last = &mut last[usize::from(row.object == "Customer")];
        *last += 10;
        ids.push(state.fields.push(Field { priority: *last, ..row }));
    }
    let id = |nth: usize| ids.get(nth).copied().unwrap_or_default();
    Fields { reason: id(0), tier: id(4), resolution: id(5), intent: id(6) }
}

const RESOLUTIONS: &[&str] = &[
    "Replacement::Whole product",
    "Replacement::Spare part",
    "Refund::Full",
    "Refund::Partial",
    "Information",
    "None",
];

const INTENTS: &[&str] = &[
    "Order::Damaged",
    "Order::Cancel",
    "Shipping::Status",
    "Return::Request",
    "Refund::Status",
    "Other::Question",
];

const CALLS: &[&str] =
    &["Answered", "Missed with Voicemail", "Missed", "Cancelled", "Abandoned", "Callback Requested"];

/// How a ticket with that contact reason ends.
pub(super) fn resolution(reason: &str) -> &'static str {
    match reason {
        "Damaged" => "Replacement::Spare part",
        "Refund" | "Return" => "Refund::Full",
        "Cancellation" => "Refund::Partial",
        _ => "Information",
    }
}

/// What a machine makes of a ticket with that contact reason.
pub(super) fn intent(reason: &str) -> &'static str {
    match reason {
        "Damaged" => "Order::Damaged",
        "Cancellation" => "Order::Cancel",
        "Shipping" => "Shipping::Status",
        "Return" => "Return::Request",
        "Refund" => "Refund::Status",
        _ => "Other::Question",
    }
}

const THERE: &str = "isEmpty(ticket.trashed_datetime) && eq(ticket.spam, false)";

pub(super) fn views(state: &mut State, agents: &[u64], teams: &Teams, at: Moment) {
    let mut nth = 0;
    let mut view = |name: &str, category: &'static str, filters: String| {
        nth += 1;
        View {
            name: name.into(),
            slug: name.to_lowercase().replace(' ', "-").into(),
            kind: "ticket-list",
            category: Some(category),
            visibility: "public",
            filters: filters.into(),
            search: None,
            order_by: "updated_datetime",
            order_dir: "desc",
            fields: vec!["id", "details", "tags", "customer", "last_message", "updated"],
            decoration: None,
            section: None,
            teams: Vec::new(),
            users: Vec::new(),
            created: at.plus_micros(nth * SECOND),
            deactivated: None,
        }
    };
    let lena = agents.get(1).copied();
    let open = "eq(ticket.status, 'open')";
    let rows = [
        view("Inbox", "system", format!("{THERE} && {open} && isEmpty(ticket.snooze_datetime)")),
        view("Unassigned", "system", format!("{THERE} && {open} && isEmpty(ticket.assignee_user.id)")),
        view("Snoozed", "system", format!("{THERE} && isNotEmpty(ticket.snooze_datetime)")),
        view("Closed", "system", format!("{THERE} && eq(ticket.status, 'closed')")),
        view("All", "system", THERE.to_owned()),
        view("Trash", "system", "isNotEmpty(ticket.trashed_datetime)".to_owned()),
        view("Spam", "system", "eq(ticket.spam, true)".to_owned()),
        View {
            kind: "customer-list",
            order_by: "created_datetime",
            fields: vec!["name", "email", "created", "updated"],
            ..view("Customers", "system", String::new())
        },
        View {
            visibility: "private",
            decoration: kept(&json!({"emoji": "🫖"})),
            users: vec![state.api_user],
            ..view(
                "Open and mine",
                "user",
                format!("eq(ticket.assignee_user.id, '{{{{current_user.id}}}}') && {open}"),
            )
        },
        View {
            decoration: kept(&json!({"emoji": "⭐"})),
            order_by: "priority",
            ..view("VIP", "user", "containsAny(ticket.tags.name, ['VIP', 'vip'])".to_owned())
        },
        View {
            visibility: "shared",
            teams: vec![teams.logistics],
            users: lena.into_iter().collect(),
            ..view("Parcels", "user", format!("eq(ticket.assignee_team.id, {}) && {open}", teams.logistics))
        },
        View {
            order_by: "last_received_message_datetime",
            order_dir: "asc",
            ..view(
                "Waiting for a day",
                "user",
                format!("{open} && lteTimedelta(ticket.last_received_message_datetime, '1d')"),
            )
        },
    ];
    for row in rows {
        state.views.push(row);
    }
}
