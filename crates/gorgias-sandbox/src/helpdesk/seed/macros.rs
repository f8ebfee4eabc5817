//! The macros that agents have written.

use serde_json::{Value, json};

use super::super::model::{Macro, Slug};
use super::super::moment::Moment;
use super::{DAY, Seeding};

/// A prepared answer. `then` is the status it leaves the ticket in.
struct Prepared {
    name: &'static str,
    intent: Option<&'static str>,
    language: Option<&'static str>,
    text: &'static str,
    tags: &'static str,
    then: Option<&'static str>,
}

impl Seeding {
    pub(super) fn macros(&mut self, start: Moment) {
        for (nth, prepared) in (0_i64..).zip(PREPARED) {
            let created = start.plus_micros(-40 * DAY + nth * DAY);
            let updated = self.dice.chance(40).then(|| created.plus_micros(self.dice.span(30 * DAY)));
            self.state.macros.push(Macro {
                external_id: None,
                name: prepared.name.into(),
                intent: prepared.intent,
                language: prepared.language.map(Slug::Borrowed),
                usage: self.dice.below(250),
                actions: actions(prepared),
                created,
                updated,
                archived: prepared.name.starts_with("Old:").then(|| start.plus_micros(-DAY)),
            });
        }
    }
}

fn actions(prepared: &Prepared) -> Vec<Value> {
    let action = |name: &str, title: &str, arguments: Value| json!({"name": name, "title": title, "type": "user", "arguments": arguments});
    let mut actions = Vec::new();
    if !prepared.text.is_empty() {
        let html = prepared.text.split("\n\n").map(|part| format!("<p>{part}</p>")).collect::<String>();
        let texts = json!({"body_text": prepared.text, "body_html": html});
        actions.push(action("setResponseText", "Response text", texts));
    }
    if !prepared.tags.is_empty() {
        actions.push(action("addTags", "Add tags", json!({"tags": prepared.tags})));
    }
    if let Some(status) = prepared.then {
        actions.push(action("setStatus", "Set status", json!({"status": status})));
    }
    actions
}

const PREPARED: &[Prepared] = &[
    Prepared {
        name: "Damaged: new part on its way",
        intent: Some("order/damaged"),
        language: Some("en"),
        text: "Hi {{ticket.customer.firstname}},\n\nsorry that it arrived broken. A new part leaves our workshop tomorrow; keep the old one or throw it away.",
        tags: "damaged, spare-part",
        then: Some("closed"),
    },
    Prepared {
        name: "Damaged: please send a picture",
        intent: Some("order/damaged"),
        language: Some("en"),
        text: "Hi {{ticket.customer.firstname}},\n\nthat should not happen. Could you send a picture of the damage and of the box?",
        tags: "damaged",
        then: None,
    },
    Prepared {
        name: "Where is my order: carrier asked",
        intent: Some("shipping/status"),
        language: Some("en"),
        text: "Hello {{ticket.customer.firstname}},\n\nwe have asked the carrier and will write as soon as we know more.",
        tags: "where-is-my-order, waiting-for-carrier",
        then: Some("open"),
    },
    Prepared {
        name: "Wo ist meine Bestellung",
        intent: Some("shipping/status"),
        language: Some("de"),
        text: "Hallo {{ticket.customer.firstname}},\n\nwir haben beim Paketdienst nachgefragt und melden uns, sobald wir mehr wissen.",
        tags: "where-is-my-order, waiting-for-carrier",
        then: Some("open"),
    },
    Prepared {
        name: "Late parcel: apology",
        intent: Some("shipping/delivery-issue"),
        language: Some("en"),
        text: "Hello {{ticket.customer.firstname}},\n\nsorry for the wait. The parcel is moving again and should be with you within two days.",
        tags: "where-is-my-order",
        then: Some("closed"),
    },
    Prepared {
        name: "Return: label",
        intent: Some("return/request"),
        language: Some("en"),
        text: "Hello {{ticket.customer.firstname}},\n\nthe label is attached. Drop the parcel at any post office within 14 days.",
        tags: "return",
        then: Some("closed"),
    },
    Prepared {
        name: "Retour : étiquette",
        intent: Some("return/request"),
        language: Some("fr"),
        text: "Bonjour {{ticket.customer.firstname}},\n\nvous trouverez l'étiquette ci-jointe. Vous avez 14 jours pour déposer le colis.",
        tags: "return",
        then: Some("closed"),
    },
    Prepared {
        name: "Refund: left us",
        intent: Some("refund/status"),
        language: Some("en"),
        text: "Hi {{ticket.customer.firstname}},\n\nthe refund has left us. Banks take up to five working days.",
        tags: "refund",
        then: Some("closed"),
    },
    Prepared {
        name: "Address changed",
        intent: Some("shipping/change"),
        language: Some("en"),
        text: "Hello {{ticket.customer.firstname}},\n\njust in time: the new address is noted on your order.",
        tags: "address-change",
        then: Some("closed"),
    },
    Prepared {
        name: "Order cancelled",
        intent: Some("order/cancel"),
        language: Some("en"),
        text: "Hi {{ticket.customer.firstname}},\n\nyour order is cancelled and the money goes back to where it came from.",
        tags: "cancellation",
        then: Some("closed"),
    },
    Prepared {
        name: "Invoice attached",
        intent: Some("other/question"),
        language: None,
        text: "Hello {{ticket.customer.firstname}},\n\nhere is your invoice.\n\n{{current_user.firstname}}",
        tags: "invoice",
        then: Some("closed"),
    },
    Prepared {
        name: "Out of stock: we tell you",
        intent: Some("stock/request"),
        language: Some("en"),
        text: "Hello {{ticket.customer.firstname}},\n\nthe potter is at it. We write as soon as it is on the shelf again.",
        tags: "out-of-stock, follow-up",
        then: Some("closed"),
    },
    Prepared {
        name: "Thank you for the kind words",
        intent: Some("other/thanks"),
        language: Some("en"),
        text: "Thank you, {{ticket.customer.firstname}}! We have read it out in the workshop.",
        tags: "feedback",
        then: Some("closed"),
    },
    Prepared {
        name: "Close without an answer",
        intent: Some("other/no_reply"),
        language: None,
        text: "",
        tags: "auto-close",
        then: Some("closed"),
    },
    Prepared {
        name: "Old: Christmas delays",
        intent: Some("shipping/policy"),
        language: Some("en"),
        text: "Hello {{ticket.customer.firstname}},\n\nin December parcels take up to two weeks. Thank you for your patience.",
        tags: "where-is-my-order",
        then: Some("closed"),
    },
];
