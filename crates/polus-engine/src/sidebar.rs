//! What an agent sees beside a ticket: the customer's orders as the storefront and the ERP have them.
//!
//! Answered from the local store alone; no remote call is made on this path. The shape is what the
//! widget in [`crate::setup`] points into.

use std::collections::BTreeMap;

use polus_store::{Connection, Identity, Record};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::engine::Engine;
use crate::error::EngineError;
use crate::intake::{Refused, is_secret};

/// How many orders are shown, newest first.
const SHOWN: usize = 5;

/// Whose orders are asked for; any one will do. Texts as the helpdesk renders them: what does not resolve comes as
/// an empty text or `None`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct SidebarQuery {
    /// The customer's address.
    #[serde(default)]
    pub email: Option<String>,
    /// The customer's id in the helpdesk.
    #[serde(default)]
    pub customer_id: Option<String>,
    /// The ticket's id in the helpdesk.
    #[serde(default)]
    pub ticket_id: Option<String>,
}

impl SidebarQuery {
    fn text(field: &Option<String>) -> Option<&str> {
        field.as_deref().map(str::trim).filter(|text| !text.is_empty() && *text != "None")
    }
}

impl Engine {
    /// The card for a customer of a helpdesk connection. Nobody known gives an empty card. The secret is the one that
    /// webhooks carry; without it the answer is [`Refused`] and says nothing.
    pub async fn sidebar(
        &self,
        connection: &str,
        secret: &str,
        query: &SidebarQuery,
    ) -> Result<Result<Value, Refused>, EngineError> {
        let Ok(attached) = self.inner.systems.by_name(connection) else {
            return Ok(Err(Refused::NotGenuine));
        };
        if !is_secret(&attached, secret) {
            return Ok(Err(Refused::NotGenuine));
        }
        let (emails, mut records) = self.whom(&attached.connection, query).await?;
        let identities: Vec<Identity> =
            emails.into_iter().map(|value| Identity { kind: "email".into(), value }).collect();
        records
            .extend(self.inner.store.records_by_identity(attached.connection.account_id, &identities).await?);
        records.sort_by_key(|record| record.id);
        records.dedup_by_key(|record| record.id);
        Ok(Ok(of_records(&records)))
    }

    /// The customer's addresses, and what the helpdesk's own record of the customer is linked with.
    async fn whom(
        &self,
        helpdesk: &Connection,
        query: &SidebarQuery,
    ) -> Result<(Vec<String>, Vec<Record>), EngineError> {
        let store = &self.inner.store;
        let mut emails: Vec<String> =
            SidebarQuery::text(&query.email).map(str::to_lowercase).into_iter().collect();
        let mut customer = SidebarQuery::text(&query.customer_id).map(str::to_owned);
        if customer.is_none()
            && let Some(ticket) = SidebarQuery::text(&query.ticket_id)
            && let Some(ticket) = store.record(helpdesk.id, "tickets", ticket).await?
        {
            customer =
                ticket.payload.pointer("/customer/id").and_then(Value::as_i64).map(|id| id.to_string());
        }
        let mut linked = Vec::new();
        if let Some(customer) = customer
            && let Some(record) = store.record(helpdesk.id, "customers", &customer).await?
        {
            emails.extend(record.payload.get("email").and_then(Value::as_str).map(str::to_lowercase));
            for link in store.links_of(record.id).await? {
                // Orders name their customer by address; one who is linked by telephone has another.
                let email = link.record.canonical.as_ref().and_then(|canonical| canonical.get("email"));
                emails.extend(email.and_then(Value::as_str).map(str::to_owned));
                linked.push(link.record);
            }
        }
        Ok((emails, linked))
    }
}

/// The card that these records of storefronts, ERPs and the helpdesk make.
fn of_records(records: &[Record]) -> Value {
    let of = |stream: &'static str| {
        records
            .iter()
            .filter(move |record| record.stream == stream && !record.deleted && record.kind != "helpdesk")
    };
    let customers: Vec<&Record> = of("customers").collect();
    let best = customers.iter().find(|record| record.kind == "storefront").or(customers.first());
    let orders: Vec<KnownOrder> = of("orders")
        .filter_map(|record| Some(KnownOrder { kind: record.kind.clone(), order: record.canonical.clone()? }))
        .collect();
    card(best.and_then(|record| record.canonical.as_ref()), &orders)
}

/// What is known of one order, from one system.
#[derive(Debug, Clone)]
struct KnownOrder {
    /// `storefront` or `erp`.
    kind: String,
    /// The canonical order.
    order: Value,
}

/// Builds the widget's JSON from the canonical storefront customer and the orders of every system.
/// Orders are joined by the name people quote (`#1042`).
fn card(customer: Option<&Value>, orders: &[KnownOrder]) -> Value {
    let mut by_name: BTreeMap<String, Joined<'_>> = BTreeMap::new();
    for known in orders {
        let Some(name) = known.order.get("name").and_then(Value::as_str) else { continue };
        let joined = by_name.entry(name.to_owned()).or_default();
        match known.kind.as_str() {
            "erp" => joined.erp = Some(&known.order),
            _ => joined.store = Some(&known.order),
        }
    }
    let mut rows: Vec<(String, Value)> =
        by_name.iter().map(|(name, joined)| (joined.text("placed_at"), joined.row(name))).collect();
    rows.sort_by(|(a, row_a), (b, row_b)| {
        b.cmp(a).then_with(|| row_b["name"].as_str().cmp(&row_a["name"].as_str()))
    });
    let open =
        rows.iter().filter(|(_, row)| row["status"] != "delivered" && row["status"] != "cancelled").count();
    json!({
        "customer": {
            "name": text(customer, "name"),
            "email": text(customer, "email"),
            "phone": text(customer, "phone"),
            "orders_count": customer.and_then(|c| c.get("orders_count")).cloned().unwrap_or(Value::Null),
            "total_spent": customer.and_then(|c| c.get("total_spent")).map(money).unwrap_or_default(),
        },
        "open_orders": open,
        "orders": rows.into_iter().take(SHOWN).map(|(_, row)| row).collect::<Vec<_>>(),
    })
}

#[derive(Default)]
struct Joined<'a> {
    store: Option<&'a Value>,
    erp: Option<&'a Value>,
}

impl Joined<'_> {
    fn text(&self, field: &str) -> String {
        let found = text(self.store, field);
        if found.is_empty() { text(self.erp, field) } else { found }
    }

    fn row(&self, name: &str) -> Value {
        let total =
            self.store.or(self.erp).and_then(|order| order.get("total")).map(money).unwrap_or_default();
        let tracking = [self.store, self.erp]
            .into_iter()
            .flatten()
            .filter_map(|order| order.pointer("/tracking/0"))
            .find_map(|tracking| tracking.as_str().or_else(|| tracking.get("number").and_then(Value::as_str)))
            .unwrap_or_default();
        // The ERP knows best what can ship; the storefront only what was sold.
        let status = if self.erp.is_some() { text(self.erp, "status") } else { text(self.store, "status") };
        json!({
            "name": name,
            "placed_at": self.text("placed_at"),
            "total": total,
            "status": status,
            "store_status": text(self.store, "status"),
            "erp_status": text(self.erp, "status"),
            "tracking": tracking,
        })
    }
}

fn text(object: Option<&Value>, field: &str) -> String {
    object.and_then(|o| o.get(field)).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn money(value: &Value) -> String {
    match (value.get("amount").and_then(Value::as_str), value.get("currency").and_then(Value::as_str)) {
        (Some(amount), Some(currency)) => format!("{amount} {currency}"),
        (Some(amount), None) => amount.to_owned(),
        _ => String::new(),
    }
}

/// A card with one order, for the test of the widget.
#[cfg(test)]
pub(crate) fn example(order: &Value) -> Value {
    card(None, &[KnownOrder { kind: "erp".into(), order: order.clone() }])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(kind: &str, name: &str, status: &str, placed: &str) -> KnownOrder {
        KnownOrder {
            kind: kind.into(),
            order: json!({"name": name, "status": status, "placed_at": placed, "total": {"amount": "59.80", "currency": "USD"}}),
        }
    }

    #[test]
    fn orders_of_both_systems_are_one_row_with_the_status_of_the_erp() {
        let orders = [
            order("storefront", "#1001", "open", "2026-03-01T00:00:00Z"),
            order("erp", "#1001", "backordered", "2026-03-01T00:00:05Z"),
            order("storefront", "#1002", "cancelled", "2026-04-01T00:00:00Z"),
        ];
        let customer = json!({"name": "Ada Holm", "email": "ada@example.com", "total_spent": {"amount": "10.00", "currency": "USD"}});
        let card = card(Some(&customer), &orders);
        assert_eq!(card["open_orders"], 1);
        assert_eq!(card["orders"][0]["name"], "#1002");
        assert_eq!(card["orders"][1]["status"], "backordered");
        assert_eq!(card["orders"][1]["store_status"], "open");
        assert_eq!(card["customer"]["total_spent"], "10.00 USD");
    }

    #[test]
    fn nobody_known_is_an_empty_card() {
        let card = card(None, &[]);
        assert_eq!(card["orders"], json!([]));
        assert_eq!(card["customer"]["name"], "");
    }
}
