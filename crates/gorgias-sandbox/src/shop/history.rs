//! What was sold before the sandbox began: the one past that the shop remembers and the ERP has in its books.

use jiff::{SignedDuration, Timestamp};
use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};

use super::money::Cents;
use crate::people::population;

/// Something on sale.
#[derive(Debug)]
pub(crate) struct Product {
    pub(crate) sku: &'static str,
    pub(crate) title: &'static str,
    pub(crate) price: Cents,
}

const fn product(sku: &'static str, title: &'static str, price: i64) -> Product {
    Product { sku, title, price: Cents(price) }
}

/// Everything on sale.
pub(crate) const CATALOGUE: &[Product] = &[
    product("TEA-100", "Stoneware teapot, 1 litre", 4800),
    product("TEA-101", "Cast iron teapot", 8950),
    product("TEA-102", "Glass teapot with strainer", 3980),
    product("CUP-200", "Set of four cups", 3200),
    product("CUP-201", "Travel mug", 2490),
    product("KET-300", "Gooseneck kettle", 12900),
    product("KET-301", "Electric kettle, 1.7 litres", 7495),
    product("LEA-400", "Assam, 250 g", 1450),
    product("LEA-401", "Sencha, 100 g", 1825),
    product("LEA-402", "Rooibos, 250 g", 1190),
    product("ACC-500", "Bamboo whisk", 1600),
    product("ACC-501", "Walnut serving tray", 6400),
];

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Which of [`CATALOGUE`].
    pub(crate) product: usize,
    pub(crate) quantity: u32,
    /// Of one piece.
    pub(crate) price: Cents,
}

impl Line {
    pub(crate) fn product(&self) -> &'static Product {
        &CATALOGUE[self.product % CATALOGUE.len()]
    }
}

/// How far an order of the past has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Waits to be sent.
    Open,
    /// A part went out, the rest waits for goods.
    Partial {
        at: Timestamp,
    },
    /// On its way.
    Shipped {
        at: Timestamp,
    },
    /// Arrived.
    Delivered {
        shipped_at: Timestamp,
        at: Timestamp,
    },
    Cancelled {
        at: Timestamp,
    },
}

/// An order of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PastOrder {
    /// Its number, counted from 0; [`crate::people::order_name`] makes its name.
    pub(crate) n: u32,
    /// Who bought.
    pub(crate) person: u32,
    pub(crate) placed_at: Timestamp,
    pub(crate) fate: Fate,
    /// At least two pieces, so that every order can go out in parts.
    pub(crate) lines: Vec<Line>,
}

const DAY: i64 = 86_400;
const DAYS: i64 = 180;

/// Every order of the past, oldest first: two for each of the shop's people, spread over half a year.
pub(crate) fn history(seed: u64, tickets: u32, now: Timestamp) -> Vec<PastOrder> {
    let people = population(tickets).shop;
    let count = people.saturating_mul(2);
    (0..count).map(|n| past_order(seed, n, count, people, now)).collect()
}

fn past_order(seed: u64, n: u32, count: u32, people: u32, now: Timestamp) -> PastOrder {
    let mut dice = ChaCha12Rng::seed_from_u64(seed ^ u64::from(n).wrapping_mul(0x9e6c_63d0_876a_68ef));
    // Every order has its share of the time and lies somewhere in it, so names rise with time.
    let share = DAYS * DAY / i64::from(count.max(1));
    let from_end = i64::from(count - n) * DAYS * DAY / i64::from(count.max(1));
    let age = (from_end - dice.random_range(0..share.max(1))).max(600);
    let at = |age: i64| {
        let now = now.as_second();
        Timestamp::from_second(now.saturating_sub(age.max(60))).unwrap_or(Timestamp::UNIX_EPOCH)
    };
    let handling = dice.random_range(DAY..4 * DAY);
    let travel = dice.random_range(2 * DAY..5 * DAY);
    let roll = dice.random_range(0..100);
    let fate = match roll {
        0..4 => Fate::Cancelled { at: at(age - handling / 4) },
        4..7 => Fate::Partial { at: at(age - handling) },
        _ if age < 25 * DAY && roll < 80 => Fate::Open,
        _ if age < 12 * DAY => Fate::Shipped { at: at(age - handling) },
        _ => Fate::Delivered { shipped_at: at(age - handling), at: at(age - handling - travel) },
    };
    PastOrder { n, person: n % people.max(1), placed_at: at(age), fate, lines: lines(&mut dice) }
}

fn lines(dice: &mut ChaCha12Rng) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..dice.random_range(1..=3) {
        let product = dice.random_range(0..CATALOGUE.len());
        if lines.iter().all(|line| line.product != product) {
            let price = CATALOGUE[product].price;
            lines.push(Line { product, quantity: dice.random_range(1..=2), price });
        }
    }
    if let [line] = lines.as_mut_slice() {
        line.quantity = line.quantity.max(2);
    }
    lines
}

/// The lines of an order of which only the total is known: two pieces of one kind where the cents allow
/// it, else two pieces at different prices.
pub(crate) fn lines_of_total(total: Cents) -> Vec<Line> {
    let product = usize::try_from(total.0).unwrap_or_default() % CATALOGUE.len();
    let half = Cents(total.0 / 2);
    if half.times(2) == total {
        return vec![Line { product, quantity: 2, price: half }];
    }
    let other = (product + 1) % CATALOGUE.len();
    vec![
        Line { product, quantity: 1, price: half },
        Line { product: other, quantity: 1, price: Cents(total.0 - half.0) },
    ]
}

/// What the lines come to.
pub(crate) fn total(lines: &[Line]) -> Cents {
    lines.iter().map(|line| line.price.times(line.quantity)).sum()
}

/// A moment in whole seconds.
pub(crate) fn whole_second(at: Timestamp) -> Timestamp {
    at.checked_sub(SignedDuration::from_nanos(i64::from(at.subsec_nanosecond()))).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_is_the_same_for_a_seed_and_has_some_of_everything() {
        let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let orders = history(7, 2_000, now);
        assert_eq!(orders, history(7, 2_000, now));
        assert_ne!(orders, history(8, 2_000, now));
        assert_eq!(orders.len(), 600);
        assert!(orders.is_sorted_by_key(|order| order.placed_at));
        assert!(orders.iter().all(|order| order.placed_at < now && order.person == order.n % 300));
        assert!(orders.iter().all(|order| order.lines.iter().map(|line| line.quantity).sum::<u32>() >= 2));
        let count = |wanted: fn(&Fate) -> bool| orders.iter().filter(|order| wanted(&order.fate)).count();
        let (open, partial) =
            (count(|fate| matches!(fate, Fate::Open)), count(|fate| matches!(fate, Fate::Partial { .. })));
        assert!((40..90).contains(&open), "{open} open");
        assert!((5..40).contains(&partial), "{partial} partly sent");
        assert!(count(|fate| matches!(fate, Fate::Cancelled { .. })) > 5);
        assert!(count(|fate| matches!(fate, Fate::Delivered { .. })) > 300);
    }

    #[test]
    fn a_total_is_kept_to_the_cent() {
        for cents in [1, 41_250, 41_251] {
            let lines = lines_of_total(Cents(cents));
            assert_eq!(total(&lines), Cents(cents));
            assert_eq!(lines.iter().map(|line| line.quantity).sum::<u32>(), 2);
        }
    }
}
