//! Whether everything the flows should do was done, once, and nothing else.
//!
//! The sandbox says what each step of its script is to cause; what was caused is looked for in the helpdesk's own rows,
//! not in the local copy. Effects of ours are known by the prefix of their external id.

use std::collections::{BTreeMap, BTreeSet};

use gorgias_sandbox::traffic::Effect;
use gorgias_sandbox::{Control, SystemName};
use serde::Serialize;
use serde_json::Value;

use crate::failure::{Exit, Failure};

/// Begins the external id of everything that a flow creates.
const OURS: &str = "polus-";

/// What one flow did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checked {
    /// The flow.
    pub flow: &'static str,
    /// Effects that the script calls for.
    pub expected: usize,
    /// How many of them are there, once each.
    pub found: usize,
    /// What is missing, doubled or not called for.
    pub differences: Vec<String>,
}

/// The helpdesk as it is.
struct Helpdesk {
    tickets: Vec<Value>,
    messages: Vec<Value>,
    customers: Vec<Value>,
}

/// Compares what is expected with what is there.
pub async fn all(control: &Control, expected: &[Effect]) -> Result<Vec<Checked>, Failure> {
    let rows = async |collection: &str| {
        control.rows(SystemName::Helpdesk, collection).await.ok_or_else(|| {
            Failure::new(Exit::Internal, format!("the helpdesk has no collection `{collection}`"))
        })
    };
    let helpdesk = Helpdesk {
        tickets: rows("tickets").await?,
        messages: rows("messages").await?,
        customers: rows("customers").await?,
    };
    Ok(helpdesk.check(expected))
}

impl Helpdesk {
    fn check(&self, expected: &[Effect]) -> Vec<Checked> {
        vec![
            self.backorders(expected),
            self.profiles(expected),
            self.order_tags(expected),
            self.low_scores(expected),
        ]
    }

    fn backorders(&self, expected: &[Effect]) -> Checked {
        let ours: Vec<&Value> = self.tickets.iter().filter(|ticket| is_ours(ticket)).collect();
        let mut check = Check::new("backorder-ticket");
        let mut called_for = 0;
        for effect in expected {
            let Effect::BackorderTicket { order, email } = effect else { continue };
            let subject = format!("Order {order} is backordered");
            let there = ours.iter().filter(|ticket| {
                ticket["subject"] == subject.as_str()
                    && email_of(ticket) == email
                    && has_tag(ticket, "backorder")
            });
            let there = there.count();
            called_for += there;
            check.once(there, || format!("tickets `{subject}` for {email} with the tag `backorder`"));
        }
        if ours.len() > called_for {
            check.unexpected(format!("{} tickets that no step calls for", ours.len() - called_for));
        }
        check.done
    }

    fn profiles(&self, expected: &[Effect]) -> Checked {
        let mut check = Check::new("profile-follows-store");
        // A customer who changed twice is as the last change left them.
        let mut last = BTreeMap::new();
        for effect in expected {
            if let Effect::Profile { email, name, external_id, city } = effect {
                last.insert(email, (name, external_id, city));
            }
        }
        for (email, (name, external_id, city)) in last {
            let right = self.customers.iter().filter(|customer| {
                customer["email"] == email.as_str()
                    && customer["name"] == name.as_str()
                    && customer["external_id"] == external_id.as_str()
                    && customer["data"]["city"] == city.as_str()
            });
            check.once(right.count(), || {
                format!("customers {email} with the name {name}, the external id {external_id} and {city} in their data")
            });
        }
        check.done
    }

    fn order_tags(&self, expected: &[Effect]) -> Checked {
        let mut check = Check::new("order-tags");
        let mut customers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for effect in expected {
            let Effect::TicketsTagged { email, tickets, tags, .. } = effect else { continue };
            for tag in tags {
                customers.entry(tag).or_default().insert(email);
                for id in tickets {
                    let ticket = self.tickets.iter().find(|ticket| ticket["id"] == *id);
                    let there = ticket.map_or(0, |ticket| count_tag(ticket, tag));
                    check.once(there, || format!("tags `{tag}` on ticket {id}"));
                }
            }
        }
        for tag in ["high-value", "international"] {
            for ticket in self.tickets.iter().filter(|ticket| has_tag(ticket, tag)) {
                let called_for = customers.get(tag).is_some_and(|emails| emails.contains(email_of(ticket)));
                if !called_for {
                    check.unexpected(format!("the tag `{tag}` on ticket {}", ticket["id"]));
                }
            }
        }
        check.done
    }

    fn low_scores(&self, expected: &[Effect]) -> Checked {
        let mut check = Check::new("low-score-follow-up");
        let notes: Vec<&Value> = self.messages.iter().filter(|message| is_ours(message)).collect();
        let mut called_for = 0;
        let mut tickets = BTreeSet::new();
        for effect in expected {
            let Effect::LowScore { ticket: id, score, .. } = effect else { continue };
            tickets.insert(*id);
            let text = format!("The customer gave {score} of 5.");
            let there = notes.iter().filter(|note| {
                note["ticket_id"] == *id
                    && note["body_text"].as_str().is_some_and(|body| body.starts_with(&text))
            });
            let there = there.count();
            called_for += there;
            check.once(there, || format!("notes `{text}` on ticket {id}"));
            let ticket = self.tickets.iter().find(|ticket| ticket["id"] == *id);
            check.once(ticket.map_or(0, |ticket| count_tag(ticket, "low-score")), || {
                format!("tags `low-score` on ticket {id}")
            });
        }
        if notes.len() > called_for {
            check.unexpected(format!("{} notes that no step calls for", notes.len() - called_for));
        }
        for ticket in self.tickets.iter().filter(|ticket| has_tag(ticket, "low-score")) {
            if !ticket["id"].as_i64().is_some_and(|id| tickets.contains(&id)) {
                check.unexpected(format!("the tag `low-score` on ticket {}", ticket["id"]));
            }
        }
        check.done
    }
}

/// What is found of a flow, while it is looked for.
struct Check {
    done: Checked,
}

impl Check {
    fn new(flow: &'static str) -> Check {
        Check { done: Checked { flow, expected: 0, found: 0, differences: Vec::new() } }
    }

    /// One thing must be there once; `what` names it in the plural.
    fn once(&mut self, there: usize, what: impl FnOnce() -> String) {
        self.done.expected += 1;
        match there {
            1 => self.done.found += 1,
            other => self.done.differences.push(format!("{other} instead of 1: {}", what())),
        }
    }

    fn unexpected(&mut self, what: String) {
        self.done.differences.push(format!("unexpected: {what}"));
    }
}

fn is_ours(row: &Value) -> bool {
    row["external_id"].as_str().is_some_and(|id| id.starts_with(OURS))
}

fn email_of(ticket: &Value) -> &str {
    ticket["customer"]["email"].as_str().unwrap_or_default()
}

fn count_tag(ticket: &Value, tag: &str) -> usize {
    ticket["tags"].as_array().map_or(0, |tags| tags.iter().filter(|of| of["name"] == tag).count())
}

fn has_tag(ticket: &Value, tag: &str) -> bool {
    count_tag(ticket, tag) > 0
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn helpdesk() -> Helpdesk {
        let note = |id: u64, external_id: &str| json!({"id": id, "ticket_id": 2, "external_id": external_id, "body_text": "The customer gave 1 of 5.\nThey left no comment."});
        Helpdesk {
            tickets: vec![
                json!({"id": 1, "external_id": "polus-a", "subject": "Order #1 is backordered",
                       "customer": {"email": "a@example.com"}, "tags": [{"name": "backorder"}]}),
                json!({"id": 2, "external_id": null, "subject": "Hello", "customer": {"email": "b@example.com"},
                       "tags": [{"name": "low-score"}, {"name": "high-value"}]}),
            ],
            messages: vec![note(3, "polus-b"), json!({"id": 4, "external_id": null, "body_text": "Hello"})],
            customers: vec![json!({"id": 5, "email": "a@example.com", "name": "Ann", "external_id": "77",
                                    "data": {"city": "Oslo"}})],
        }
    }

    fn expected() -> Vec<Effect> {
        let (order, email) = ("#1".to_owned(), "a@example.com".to_owned());
        vec![
            Effect::BackorderTicket { order: order.clone(), email: email.clone() },
            Effect::Profile { email, name: "Ann".into(), external_id: "77".into(), city: "Oslo".into() },
            Effect::TicketsTagged {
                order,
                email: "b@example.com".into(),
                tickets: vec![2],
                tags: vec!["high-value".into()],
            },
            Effect::LowScore { survey: 9, ticket: 2, score: 1 },
        ]
    }

    fn differences(helpdesk: &Helpdesk, expected: &[Effect]) -> String {
        helpdesk
            .check(expected)
            .iter()
            .flat_map(|checked| checked.differences.clone())
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn everything_there_once_is_right() {
        let checked = helpdesk().check(&expected());
        assert_eq!(
            checked.iter().map(|c| (c.expected, c.found)).collect::<Vec<_>>(),
            [(1, 1), (1, 1), (1, 1), (2, 2)]
        );
        assert_eq!(differences(&helpdesk(), &expected()), "");
    }

    #[test]
    fn what_is_missing_is_named() {
        let nothing = Helpdesk { tickets: vec![], messages: vec![], customers: vec![] };
        insta::assert_snapshot!(differences(&nothing, &expected()), @r"
        0 instead of 1: tickets `Order #1 is backordered` for a@example.com with the tag `backorder`
        0 instead of 1: customers a@example.com with the name Ann, the external id 77 and Oslo in their data
        0 instead of 1: tags `high-value` on ticket 2
        0 instead of 1: notes `The customer gave 1 of 5.` on ticket 2
        0 instead of 1: tags `low-score` on ticket 2
        ");
    }

    #[test]
    fn what_is_there_twice_or_without_a_cause_is_named() {
        let mut doubled = helpdesk();
        doubled.tickets.push(doubled.tickets[0].clone());
        doubled.messages.push(doubled.messages[0].clone());
        insta::assert_snapshot!(differences(&doubled, &expected()), @r"
        2 instead of 1: tickets `Order #1 is backordered` for a@example.com with the tag `backorder`
        2 instead of 1: notes `The customer gave 1 of 5.` on ticket 2
        ");
        insta::assert_snapshot!(differences(&helpdesk(), &[]), @r"
        unexpected: 1 tickets that no step calls for
        unexpected: the tag `high-value` on ticket 2
        unexpected: 1 notes that no step calls for
        unexpected: the tag `low-score` on ticket 2
        ");
    }
}
