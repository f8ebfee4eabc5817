//! Runs a document against the shop: cost first, then the allowance, then the fields.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::State;
use super::bucket::Bucket;
use super::graphql::{
    Document, Field, Operation, Selector, arguments, demand_selection, page_size, parse, put, validate,
    variables,
};
use super::list::{self, Ask};
use super::model::{Customer, Order};
use super::schema::{self, CUSTOMER, ORDER, SHOP};
use super::search::Search;

/// What one query may cost.
const MAX_COST: u64 = 1000;
/// Items that a list argument may have.
const MOST_IDS: usize = 250;
const ROOT: &str = "QueryRoot";
const TYPES: &[&str] = &[ROOT, "Node", "Shop", "Customer", "Order"];

/// A request's body.
#[derive(Deserialize)]
pub(super) struct Query {
    query: String,
    #[serde(default)]
    variables: Option<Map<String, Value>>,
    #[serde(default, rename = "operationName")]
    operation_name: Option<String>,
}

/// Something wrong, in the form in which it stands in `errors`.
struct Wrong(Value);

impl From<super::graphql::Fault> for Wrong {
    fn from(fault: super::graphql::Fault) -> Self {
        Wrong(fault.to_value())
    }
}

/// The answer to a query; always with HTTP status 200.
pub(super) fn answer(state: &State, bucket: &mut Bucket, now: Timestamp, query: &Query) -> Value {
    run(state, bucket, now, query).unwrap_or_else(|Wrong(error)| json!({ "errors": [error] }))
}

fn run(state: &State, bucket: &mut Bucket, now: Timestamp, query: &Query) -> Result<Value, Wrong> {
    let document = parse(&query.query)?;
    let operation = operation(&document, query.operation_name.as_deref())?;
    validate(&document, operation, TYPES)?;
    let values = variables(operation, query.variables.as_ref().unwrap_or(&Map::new()))?;
    let mut run =
        Run { state, values: &values, selector: Selector::new(&document, &values), searches: Vec::new() };
    let fields = run.selector.fields(&operation.selections, ROOT)?;

    let mut cost = 0u64;
    for field in &fields {
        cost = cost.saturating_add(run.cost(field)?);
    }
    if cost > MAX_COST {
        let message =
            format!("Query cost is {cost}, which exceeds the single query max cost limit ({MAX_COST}).");
        let extensions = json!({"code": "MAX_COST_EXCEEDED", "cost": cost, "maxCost": MAX_COST});
        return Err(Wrong(json!({ "message": message, "extensions": extensions })));
    }
    if !bucket.take(now, cost) {
        return Ok(json!({
            "errors": [{ "message": "Throttled", "extensions": { "code": "THROTTLED" } }],
            "extensions": { "cost": bucket.cost(cost, None) },
        }));
    }

    let mut data = Map::new();
    for field in &fields {
        let key = field.alias.as_ref().unwrap_or(&field.name).clone();
        let part = run.root(field)?;
        put(&mut data, key, part);
    }
    let spent = run.selector.spent().min(cost);
    bucket.give_back(cost - spent);
    let mut extensions = json!({ "cost": bucket.cost(cost, Some(spent)) });
    if !run.searches.is_empty() {
        extensions["search"] = run.searches.into();
    }
    Ok(json!({ "data": data, "extensions": extensions }))
}

fn operation<'a>(document: &'a Document, name: Option<&str>) -> Result<&'a Operation, Wrong> {
    let wrong = |message: String| Wrong(json!({ "message": message }));
    let operation = match (name.filter(|name| !name.is_empty()), document.operations.as_slice()) {
        (Some(name), operations) => operations
            .iter()
            .find(|operation| operation.name.as_deref() == Some(name))
            .ok_or_else(|| wrong(format!("No operation named {name:?}")))?,
        (None, [operation]) => operation,
        (None, []) => return Err(wrong("A query must be provided".to_owned())),
        (None, _) => return Err(wrong("An operation name is required".to_owned())),
    };
    if operation.mutation {
        let field = operation.selections.first().map_or_else(String::new, |selection| match selection {
            super::graphql::Selection::Field(field) => field.name.clone(),
            _ => String::new(),
        });
        let message = format!("Field '{field}' doesn't exist on type 'Mutation'");
        let extensions = json!({"code": "undefinedField", "typeName": "Mutation", "fieldName": field});
        return Err(Wrong(json!({ "message": message, "extensions": extensions })));
    }
    Ok(operation)
}

struct Run<'a> {
    state: &'a State,
    values: &'a BTreeMap<String, Value>,
    selector: Selector<'a>,
    /// `extensions.search`: what was dropped from searches.
    searches: Vec<Value>,
}

impl<'a> Run<'a> {
    /// What a root field costs at most. Everything that can be wrong with the selection is found here.
    fn cost(&mut self, field: &'a Field) -> Result<u64, Wrong> {
        Ok(match field.name.as_str() {
            "__typename" => 0,
            "shop" => {
                self.arguments(field, &[], &[])?;
                demand_selection(&SHOP, field)?;
                1 + self.selector.cost(&SHOP, &field.selections)?
            }
            "customer" => {
                self.arguments(field, &["id"], &["id"])?;
                demand_selection(&CUSTOMER, field)?;
                1 + self.selector.cost(&CUSTOMER, &field.selections)?
            }
            "order" => {
                self.arguments(field, &["id"], &["id"])?;
                demand_selection(&ORDER, field)?;
                1 + self.selector.cost(&ORDER, &field.selections)?
            }
            "node" => {
                self.arguments(field, &["id"], &["id"])?;
                self.node_cost(field)?
            }
            "nodes" => {
                let ids = self.ids(field)?;
                self.node_cost(field)? * (ids.len() as f64).sqrt().ceil() as u64
            }
            "customers" => self.list_cost(field, &CUSTOMER)?,
            "orders" => self.list_cost(field, &ORDER)?,
            _ => return Err(undefined(field, ROOT)),
        })
    }

    fn list_cost(&mut self, field: &'a Field, of: &'static super::graphql::Type) -> Result<u64, Wrong> {
        self.arguments(field, list::ARGUMENTS, &[])?;
        let size = page_size(field, self.values)?.ok_or_else(|| {
            let message = format!("you must provide one of first or last (field '{}')", field.name);
            super::graphql::Fault::new(field.at, message).with(json!({"code": "BAD_REQUEST"}))
        })?;
        Ok(self.selector.connection_cost(of, size, field)?)
    }

    /// Any kind of row: as dear as the dearest.
    fn node_cost(&mut self, field: &'a Field) -> Result<u64, Wrong> {
        if field.selections.is_empty() {
            let message = format!(
                "Field must have selections (field '{}' returns Node but has no selections)",
                field.name
            );
            let fault = super::graphql::Fault::new(field.at, message);
            return Err(fault.with(json!({"code": "selectionMismatch"})).into());
        }
        for part in self.selector.fields(&field.selections, "Node")? {
            if !["id", "__typename"].contains(&part.name.as_str()) {
                return Err(undefined(part, "Node"));
            }
        }
        let customer = self.selector.cost(&CUSTOMER, &field.selections)?;
        Ok(1 + customer.max(self.selector.cost(&ORDER, &field.selections)?))
    }

    fn root(&mut self, field: &'a Field) -> Result<Value, Wrong> {
        Ok(match field.name.as_str() {
            "__typename" => ROOT.into(),
            "shop" => {
                let shop = self.state.shop();
                self.selector.spend(1);
                self.selector.object(&SHOP, &shop, &field.selections)?
            }
            "customer" | "order" | "node" => {
                let id = self.arguments(field, &["id"], &["id"])?.remove("id").unwrap_or_default();
                let only = match field.name.as_str() {
                    "customer" => Some("Customer"),
                    "order" => Some("Order"),
                    _ => None,
                };
                self.selector.spend(1);
                self.node(field, &id, only)?
            }
            "nodes" => {
                let ids = self.ids(field)?;
                ids.iter().map(|id| self.node(field, id, None)).collect::<Result<_, _>>()?
            }
            "customers" => self.customers(field)?,
            "orders" => self.orders(field)?,
            _ => return Err(undefined(field, ROOT)),
        })
    }

    fn customers(&mut self, field: &'a Field) -> Result<Value, Wrong> {
        let ask = self.ask(field, list::CUSTOMER_SORT_KEYS)?;
        let search = self.search::<Customer>(field, &ask);
        let page = list::page(&self.state.customers, &ask, &search, &list::customer_key)?;
        let rows: Vec<_> =
            page.rows.iter().map(|(row, cursor)| (schema::customer(row), cursor.clone())).collect();
        Ok(self.selector.connection(&CUSTOMER, &rows, page.info, &field.selections)?)
    }

    fn orders(&mut self, field: &'a Field) -> Result<Value, Wrong> {
        let ask = self.ask(field, list::ORDER_SORT_KEYS)?;
        let search = self.search::<Order>(field, &ask);
        let page = list::page(&self.state.orders, &ask, &search, &list::order_key)?;
        let rows: Vec<_> =
            page.rows.iter().map(|(row, cursor)| (self.state.show_order(row), cursor.clone())).collect();
        Ok(self.selector.connection(&ORDER, &rows, page.info, &field.selections)?)
    }

    fn ask(&self, field: &Field, sort_keys: &[&'static str]) -> Result<Ask, Wrong> {
        let arguments = self.arguments(field, list::ARGUMENTS, &[])?;
        Ask::read(field, &arguments, sort_keys).map_err(Wrong::from)
    }

    fn search<T: super::search::Searchable>(&mut self, field: &Field, ask: &Ask) -> Search {
        let text = ask.query.as_deref().unwrap_or_default();
        let search = Search::parse(text, T::FILTERS);
        if !search.warnings.is_empty() {
            let path = [field.alias.as_ref().unwrap_or(&field.name)];
            self.searches.push(json!({ "path": path, "query": text, "warnings": search.warnings }));
        }
        search
    }

    /// A row by its global id; null when there is none.
    fn node(&mut self, field: &'a Field, id: &Value, only: Option<&str>) -> Result<Value, Wrong> {
        let text = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        let parts = text.strip_prefix("gid://shopify/").and_then(|rest| rest.split_once('/'));
        let Some((kind, number)) = parts.filter(|(kind, _)| !kind.is_empty()) else {
            let fault = super::graphql::Fault::new(field.at, format!("Invalid global id '{text}'"));
            return Err(fault
                .with(json!({"code": "argumentLiteralsIncompatible", "typeName": "CoercionError"}))
                .into());
        };
        let number: u64 = number.parse().unwrap_or_default();
        let (of, row) = match kind {
            _ if only.is_some_and(|only| only != kind) => return Ok(Value::Null),
            "Customer" => (&CUSTOMER, self.state.customers.get(number).map(schema::customer)),
            "Order" => (&ORDER, self.state.orders.get(number).map(|order| self.state.show_order(order))),
            _ => return Ok(Value::Null),
        };
        Ok(match row {
            Some(row) => self.selector.object(of, &row, &field.selections)?,
            None => Value::Null,
        })
    }

    fn ids(&self, field: &Field) -> Result<Vec<Value>, Wrong> {
        match self.arguments(field, &["ids"], &["ids"])?.remove("ids") {
            Some(Value::Array(ids)) if ids.len() > MOST_IDS => {
                let message = format!(
                    "The input array size of {} is greater than the maximum allowed of {MOST_IDS}.",
                    ids.len()
                );
                let fault = super::graphql::Fault::new(field.at, message);
                Err(fault.with(json!({"code": "MAX_INPUT_SIZE_EXCEEDED"})).into())
            }
            Some(Value::Array(ids)) => Ok(ids),
            Some(one) => Ok(vec![one]),
            None => Ok(Vec::new()),
        }
    }

    fn arguments(
        &self,
        field: &Field,
        known: &[&str],
        required: &[&str],
    ) -> Result<Map<String, Value>, Wrong> {
        let arguments = arguments(field, ROOT, known, self.values)?;
        if let Some(missing) = required.iter().find(|name| arguments.get(**name).is_none_or(Value::is_null)) {
            let message = format!("Field '{}' is missing required arguments: {missing}", field.name);
            let extensions = json!({"code": "missingRequiredArguments", "className": "Field", "name": field.name, "arguments": missing});
            return Err(super::graphql::Fault::new(field.at, message).with(extensions).into());
        }
        Ok(arguments)
    }
}

fn undefined(field: &Field, on: &str) -> Wrong {
    super::graphql::Fault::new(field.at, format!("Field '{}' doesn't exist on type '{on}'", field.name))
        .with(json!({"code": "undefinedField", "typeName": on, "fieldName": field.name}))
        .into()
}
