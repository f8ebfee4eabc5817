//! Every row as the connector's manifest asks for it, for comparisons.

use std::collections::BTreeMap;

use serde_json::Value;

use super::State;
use super::graphql::{Selector, parse};
use super::schema::{self, CUSTOMER, ORDER};

/// The fields of `connectors/shopify.yaml`.
const CUSTOMERS: &str = "{
  id firstName lastName tags note numberOfOrders createdAt updatedAt
  amountSpent { amount currencyCode }
  defaultEmailAddress { emailAddress }
  defaultPhoneNumber { phoneNumber }
  defaultAddress { address1 city zip countryCodeV2 company }
}";
const ORDERS: &str = "{
  id name email phone createdAt updatedAt processedAt cancelledAt closedAt
  displayFinancialStatus displayFulfillmentStatus
  totalPriceSet { shopMoney { amount currencyCode } }
  customer { id firstName lastName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
  shippingAddress { name countryCodeV2 }
  fulfillments(first: 5) { displayStatus trackingInfo(first: 5) { company number url } }
  lineItems(first: 50) {
    nodes { sku title quantity discountedUnitPriceAfterAllDiscountsSet { shopMoney { amount currencyCode } } }
  }
}";

pub(super) fn rows(state: &State, collection: &str) -> Option<Vec<Value>> {
    let (fields, of) = match collection {
        "customers" => (CUSTOMERS, &CUSTOMER),
        "orders" => (ORDERS, &ORDER),
        _ => return None,
    };
    let document = parse(fields).ok()?;
    let selections = &document.operations.first()?.selections;
    let none = BTreeMap::new();
    let rows: Vec<Value> = match collection {
        "customers" => state.customers.iter().map(schema::customer).collect(),
        _ => state.orders.iter().map(|order| state.show_order(order)).collect(),
    };
    // One selector a row: each has its own limit.
    rows.iter().map(|row| Selector::new(&document, &none).object(of, row, selections).ok()).collect()
}
