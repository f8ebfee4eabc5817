//! Endless live traffic: the ordinary business of a merchant, with its rare events in their proportions.

use serde_json::json;

use super::script::imported;
use super::{Call, SystemName};
use crate::dice::Dice;

use SystemName::{Erp, Helpdesk, Shop};

/// People who buy; in small sandboxes some of them are new to the shop.
const BUYERS: u64 = 60;

/// What happens, and how often in a thousand steps.
const KINDS: [(Kind, u64); 18] = [
    (Kind::Helpdesk("customer-writes"), 250),
    (Kind::Helpdesk("agent-replies"), 210),
    (Kind::Helpdesk("agent-closes"), 120),
    (Kind::Survey, 100),
    (Kind::Order, 110),
    (Kind::Shipped, 60),
    (Kind::ShopCustomer, 55),
    (Kind::Backordered, 30),
    (Kind::Helpdesk("message-edited"), 12),
    (Kind::Cancelled, 10),
    (Kind::Helpdesk("tickets-merged"), 10),
    (Kind::CustomerRenamed, 8),
    (Kind::Helpdesk("ticket-trashed"), 8),
    (Kind::Helpdesk("customers-merged"), 5),
    (Kind::Helpdesk("ticket-deleted"), 5),
    (Kind::TagRenamed, 3),
    (Kind::Newcomer, 3),
    (Kind::BackorderedAtOnce, 1),
];

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// An action on whatever is picked.
    Helpdesk(&'static str),
    Survey,
    Order,
    Shipped,
    Cancelled,
    ShopCustomer,
    Backordered,
    BackorderedAtOnce,
    CustomerRenamed,
    TagRenamed,
    Newcomer,
}

/// What happens in step `number`; the same for the same seed.
pub fn step(seed: u64, number: u64) -> Vec<Call> {
    let mut dice = Dice::new(seed.rotate_left(17) ^ number.wrapping_mul(0xd134_2543_de82_ef95));
    let kind = kind(dice.below(KINDS.iter().map(|(_, weight)| weight).sum()));
    let pick = dice.below(1 << 31);
    match kind {
        Kind::Helpdesk(action) => vec![(Helpdesk, json!({"do": action, "pick": pick}))],
        Kind::Survey => {
            let score = dice.pick(&[5, 5, 5, 5, 5, 5, 4, 4, 4, 3, 2, 1]);
            vec![(Helpdesk, json!({"do": "survey-answered", "pick": pick, "score": score}))]
        }
        Kind::Order => vec![order(&mut dice), imported()],
        Kind::Shipped => vec![
            (Shop, json!({"do": "order-shipped", "pick": pick})),
            (Erp, json!({"do": "order-shipped", "order": {"of": "order"}})),
        ],
        Kind::Cancelled => vec![(Shop, json!({"do": "order-cancelled", "pick": pick}))],
        Kind::ShopCustomer => vec![(Shop, json!({"do": "customer-changed", "pick": pick}))],
        Kind::Backordered => vec![(Erp, json!({"do": "order-backordered", "pick": pick}))],
        Kind::BackorderedAtOnce => vec![
            order(&mut dice),
            imported(),
            (Erp, json!({"do": "order-backordered", "order": {"of": "order"}})),
        ],
        Kind::CustomerRenamed => {
            let name = dice.pick(&["Sam Rivers", "Alex Winter", "Kim Summers", "Jo Fields"]);
            vec![(Helpdesk, json!({"do": "customer-renamed", "pick": pick, "name": name}))]
        }
        Kind::TagRenamed => {
            vec![(Helpdesk, json!({"do": "tag-renamed", "pick": pick, "name": format!("topic-{number}")}))]
        }
        Kind::Newcomer => {
            let email = format!("newcomer{number}@example.com");
            vec![(Helpdesk, json!({"do": "customer-writes", "email": email}))]
        }
    }
}

/// One in seven is large, one in seven goes abroad.
fn order(dice: &mut Dice) -> Call {
    let euros = if dice.below(7) == 0 { 300 + dice.below(900) } else { 12 + dice.below(180) };
    let total = format!("{euros}.{:02}", dice.below(100));
    let abroad = dice.below(7) == 0;
    let country = if abroad { dice.pick(&["CA", "GB", "DE"]) } else { "US" };
    (Shop, json!({"do": "order-placed", "person": dice.below(BUYERS), "total": total, "country": country}))
}

fn kind(mut at: u64) -> Kind {
    for (kind, weight) in KINDS {
        match at.checked_sub(weight) {
            Some(rest) => at = rest,
            None => return kind,
        }
    }
    KINDS[0].0
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn traffic_is_reproducible_and_mixes_all_three_systems() {
        let mut seen: HashMap<_, u32> = HashMap::new();
        for number in 0..3_000 {
            let calls = step(7, number);
            assert_eq!(calls, step(7, number));
            for (system, action) in calls {
                *seen.entry((system, action["do"].as_str().unwrap().to_owned())).or_default() += 1;
            }
        }
        assert_eq!(seen.len(), 18, "{seen:?}");
        let often = |system, action: &str| seen[&(system, action.to_owned())];
        assert!(often(Helpdesk, "customer-writes") > often(Helpdesk, "survey-answered"));
        assert!(often(Shop, "order-placed") >= often(Erp, "order-imported"));
        assert!(often(Helpdesk, "tag-renamed") >= 1);
    }
}
