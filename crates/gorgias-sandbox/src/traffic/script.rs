//! The bounded script of the demonstration: everything the library's flows react to, three times and more,
//! between the ordinary business of a helpdesk.

use serde_json::{Value, json};

use super::{Call, ScriptStep, SystemName};
use crate::people::person;

use SystemName::{Erp, Helpdesk, Shop};

/// The steps, the same for the same seed.
///
/// What takes tickets and customers away comes first: whatever is expected of the later steps then still
/// finds them. Everything concerns the first eight people, whom every sandbox has.
pub fn script(seed: u64) -> Vec<ScriptStep> {
    let script = Script { seed };
    let mut steps = Vec::new();
    let mut step = |name: &str, calls: Vec<Call>| steps.push(ScriptStep { name: name.to_owned(), calls });

    step("a customer writes", vec![script.any("customer-writes", 1)]);
    // The ninth person, whom no other step needs, becomes the tenth.
    step("two customers are merged", vec![(Helpdesk, json!({"do": "customers-merged", "pick": 8}))]);
    step("two tickets are merged", vec![script.any("tickets-merged", 3)]);
    step("a ticket is deleted", vec![script.any("ticket-deleted", 4)]);
    step("a ticket is trashed", vec![script.any("ticket-trashed", 5)]);
    step("a message is edited", vec![script.any("message-edited", 6)]);
    step(
        "a tag is renamed",
        vec![(Helpdesk, json!({"do": "tag-renamed", "pick": 2, "name": "renamed-topic"}))],
    );
    step("an agent replies", vec![script.any("agent-replies", 7)]);
    step("an agent closes", vec![script.any("agent-closes", 8)]);

    step("a large order", vec![script.writes(0), order(0, "412.50", "US")]);
    step("the first backorder", backordered(1, "64.00"));
    step("a shop customer moves", vec![changed(&script.email(2), "city", &json!("Port Townsend"))]);
    step("the first bad answer", vec![script.answer(1, 1, "My question was not answered.")]);
    step("a good answer", vec![script.answer(2, 5, "Quick and friendly.")]);
    step("an order from abroad", vec![script.writes(3), order(3, "85.20", "DE")]);
    step("the second backorder", backordered(4, "118.40"));
    step(
        "a shop customer changes the name",
        vec![changed(&script.email(5), "name", &json!("Robin Halloway"))],
    );
    step("the second bad answer", vec![script.answer(3, 2, "It took far too long.")]);
    step("a large order from abroad", vec![script.writes(6), order(6, "890.00", "FR")]);
    step("the third backorder", backordered(7, "32.95"));
    step("the first backorder is saved again", vec![saved("the first backorder")]);
    step("a shop customer is tagged", vec![changed(&script.email(7), "tags", &json!(["wholesale"]))]);
    step("the third bad answer", vec![script.answer(4, 1, "")]);
    step("another good answer", vec![script.answer(5, 4, "")]);
    step("another agent replies", vec![script.any("agent-replies", 9)]);
    step("another customer writes", vec![script.any("customer-writes", 10)]);
    steps
}

struct Script {
    seed: u64,
}

impl Script {
    fn email(&self, index: u32) -> String {
        person(self.seed, index).email
    }

    /// An action in the helpdesk on whatever the seed picks.
    fn any(&self, action: &str, salt: u64) -> Call {
        (Helpdesk, json!({"do": action, "pick": self.pick(salt)}))
    }

    /// After this the person has an open ticket.
    fn writes(&self, index: u32) -> Call {
        (Helpdesk, json!({"do": "customer-writes", "email": self.email(index)}))
    }

    fn answer(&self, salt: u64, score: u8, text: &str) -> Call {
        let pick = self.pick(100 + salt);
        (Helpdesk, json!({"do": "survey-answered", "pick": pick, "score": score, "text": text}))
    }

    fn pick(&self, salt: u64) -> u64 {
        self.seed.wrapping_add(salt).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33
    }
}

fn order(person: u32, total: &str, country: &str) -> Call {
    (Shop, json!({"do": "order-placed", "person": person, "total": total, "country": country}))
}

/// A fresh order that cannot be delivered in full.
fn backordered(person: u32, total: &str) -> Vec<Call> {
    vec![
        order(person, total, "US"),
        imported(),
        (Erp, json!({"do": "order-backordered", "order": {"of": "order"}})),
    ]
}

/// A backordered order is written as it is. The ERP tells of it, and nothing must come of it.
fn saved(step: &str) -> Call {
    (Erp, json!({"do": "order-saved", "order": {"of": "order", "in": step}}))
}

/// The order that the shop has just taken reaches the ERP.
pub(super) fn imported() -> Call {
    let mut action = json!({"do": "order-imported"});
    for field in ["order", "email", "name", "total", "country"] {
        action[field] = json!({"of": field});
    }
    (Erp, action)
}

fn changed(email: &str, field: &str, value: &Value) -> Call {
    let mut action = json!({"do": "customer-changed", "email": email});
    action[field] = value.clone();
    (Shop, action)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_script_has_every_trigger_three_times_and_names_that_differ() {
        let steps = script(7);
        assert_eq!(steps, script(7));
        assert_eq!(steps.iter().map(|step| &step.name).collect::<HashSet<_>>().len(), steps.len());
        let count = |wanted: &dyn Fn(&Value) -> bool| {
            steps.iter().flat_map(|step| &step.calls).filter(|(_, action)| wanted(action)).count()
        };
        assert_eq!(count(&|action| action["do"] == "order-backordered"), 3);
        assert_eq!(count(&|action| action["do"] == "customer-changed"), 3);
        assert_eq!(count(&|action| action["score"].as_u64().is_some_and(|score| score <= 2)), 3);
        assert_eq!(
            count(&|action| action["total"] == "412.50"
                || action["country"] == "DE"
                || action["country"] == "FR"),
            3
        );
    }
}
