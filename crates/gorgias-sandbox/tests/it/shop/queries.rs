//! Documents: what is selected, what it costs, and what is wrong with one.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use gorgias_sandbox::shop::{Shop, ShopOptions};

use super::{ask, ask_with, at, send, shop};

#[test]
fn what_is_asked_for_comes_back_under_the_names_asked_for() {
    let query = "
        query One($id: ID!, $brief: Boolean = false) {
          shop { name currencyCode }
          it: node(id: $id) { __typename ...sale ... on Order { total: totalPriceSet { shopMoney { amount } } } }
          gone: order(id: \"gid://shopify/Order/1\") { id }
        }
        fragment sale on Order {
          name
          customer @skip(if: $brief) { numberOfOrders }
          lineItems(first: 1) { edges { node { quantity sku } } pageInfo { hasNextPage } }
          totalPriceSet { shopMoney { currencyCode } }
        }";
    let answer = ask_with(&mut shop(20), query, json!({ "id": "gid://shopify/Order/5512008000001" }));
    assert_json_snapshot!(answer, @r##"
{
  "data": {
    "shop": {
      "name": "Teapots & Friends",
      "currencyCode": "USD"
    },
    "it": {
      "__typename": "Order",
      "name": "#1001",
      "customer": {
        "numberOfOrders": "2"
      },
      "lineItems": {
        "edges": [
          {
            "node": {
              "quantity": 1,
              "sku": "LEA-400"
            }
          }
        ],
        "pageInfo": {
          "hasNextPage": true
        }
      },
      "totalPriceSet": {
        "shopMoney": {
          "currencyCode": "USD"
        }
      },
      "total": {
        "shopMoney": {
          "amount": "51.00"
        }
      }
    },
    "gone": null
  },
  "extensions": {
    "cost": {
      "requestedQueryCost": 11,
      "actualQueryCost": 11,
      "throttleStatus": {
        "maximumAvailable": 4000.0,
        "currentlyAvailable": 3989,
        "restoreRate": 200.0
      }
    }
  }
}
"##);
    let brief = json!({ "id": "gid://shopify/Order/5512008000001", "brief": true });
    assert!(ask_with(&mut shop(20), query, brief)["data"]["it"].get("customer").is_none());
}

#[test]
fn a_field_asked_for_twice_is_answered_once_with_everything() {
    let query = "{ orders(first: 1) { nodes { totalPriceSet { shopMoney { amount } } } nodes { id totalPriceSet { shopMoney { currencyCode } } } } }";
    let answer = ask(&mut shop(20), query);
    let order = &answer["data"]["orders"]["nodes"][0];
    assert!(order["id"].is_string() && order["totalPriceSet"]["shopMoney"]["amount"].is_string());
    assert_eq!(order["totalPriceSet"]["shopMoney"]["currencyCode"], "USD");
}

fn wrong(query: &str, variables: Value) -> String {
    let answer = ask_with(&mut shop(20), query, variables);
    assert!(answer.get("data").is_none(), "{answer}");
    let error = &answer["errors"][0];
    format!(
        "{} [{}]",
        error["message"].as_str().unwrap(),
        error["extensions"]["code"].as_str().unwrap_or_default()
    )
}

#[test]
fn mistakes_are_named_and_nothing_is_answered() {
    let said = [
        ("{ shop { nam } }", json!({})),
        ("{ shops { name } }", json!({})),
        ("{ shop { name }", json!({})),
        ("{ shop }", json!({})),
        ("{ shop { name { first } } }", json!({})),
        ("{ orders { nodes { id } } }", json!({})),
        ("{ orders(first: 251) { nodes { id } } }", json!({})),
        ("{ orders(first: 1, colour: 2) { nodes { id } } }", json!({})),
        ("{ orders(first: 1, sortKey: COLOUR) { nodes { id } } }", json!({})),
        ("{ orders(first: 1, after: \"x\") { nodes { id } } }", json!({})),
        ("{ orders(first: 1) { nodes { ...gone } } }", json!({})),
        ("{ orders(first: 1) { nodes { ...a } } } fragment a on Order { id ...a }", json!({})),
        ("{ shop { name } } fragment a on Order { id }", json!({})),
        ("{ orders(first: 1) { nodes { ...a } } } fragment a on Kettle { id }", json!({})),
        ("{ node { id } }", json!({})),
        ("{ node(id: \"5\") { id } }", json!({})),
        ("{ nodes(ids: [\"gid://shopify/Order/1\"]) { name } }", json!({})),
        ("query($id: ID!) { node(id: $id) { id } }", json!({})),
        ("query($first: Int!) { orders(first: $first) { nodes { id } } }", json!({ "first": "ten" })),
        ("query($id: ID!) { shop { name } }", json!({ "id": "5" })),
        ("{ node(id: $id) { id } }", json!({})),
        ("query($id: Kettle) { node(id: $id) { id } }", json!({})),
        ("mutation { tagsAdd(id: 1) { node { id } } }", json!({})),
        ("query a { shop { name } } query b { shop { name } }", json!({})),
        ("", json!({})),
    ]
    .map(|(query, variables)| wrong(query, variables))
    .join("\n");
    insta::assert_snapshot!(said, @r#"
Field 'nam' doesn't exist on type 'Shop' [undefinedField]
Field 'shops' doesn't exist on type 'QueryRoot' [undefinedField]
syntax error, unexpected end of file []
Field must have selections (field 'shop' returns Shop but has no selections) [selectionMismatch]
Selections can't be made on scalars (field 'name' has selections) [selectionMismatch]
you must provide one of first or last (field 'orders') [BAD_REQUEST]
first cannot exceed 250 and must be above 0 (got 251) [BAD_REQUEST]
Field 'orders' doesn't accept argument 'colour' [argumentNotAccepted]
Argument 'sortKey' on Field 'orders' has an invalid value ("COLOUR"). Expected type 'SortKeys'. [argumentLiteralsIncompatible]
Invalid cursor for current pagination sort. []
Fragment gone was used, but not defined [useAndDefineFragment]
Fragment a contains an infinite loop [infiniteLoop]
Fragment a was defined, but not used [useAndDefineFragment]
No such type Kettle, so it can't be a fragment condition [undefinedType]
Field 'node' is missing required arguments: id [missingRequiredArguments]
Invalid global id '5' [argumentLiteralsIncompatible]
Field 'name' doesn't exist on type 'Node' [undefinedField]
Variable $id of type ID! was provided invalid value [INVALID_VARIABLE]
Variable $first of type Int! was provided invalid value [INVALID_VARIABLE]
Variable $id is declared by anonymous query but not used [variableNotUsed]
Variable $id is used but not declared [variableNotDefined]
Kettle isn't a defined input type (on $id) [variableRequiresValidType]
Field 'tagsAdd' doesn't exist on type 'Mutation' [undefinedField]
An operation name is required []
A query must be provided []
"#);
}

#[test]
fn an_error_says_where_and_a_missing_variable_why() {
    let answer = ask(&mut shop(20), "query($ids: [ID!]!) {\n  nodes(ids: $ids) { id }\n}");
    assert_json_snapshot!(answer, @r#"
{
  "errors": [
    {
      "message": "Variable $ids of type [ID!]! was provided invalid value",
      "locations": [
        {
          "line": 1,
          "column": 7
        }
      ],
      "extensions": {
        "code": "INVALID_VARIABLE",
        "value": null,
        "problems": [
          {
            "path": [],
            "explanation": "Expected value to not be null"
          }
        ]
      }
    }
  ]
}
"#);
}

#[test]
fn a_filter_that_is_not_understood_is_dropped_with_a_warning() {
    let mut shop = shop(20);
    let answer = ask(
        &mut shop,
        "{ orders(first: 50, query: \"colour:red status:cancelled\") { nodes { cancelledAt } } }",
    );
    assert_json_snapshot!(answer["extensions"]["search"], @r#"
[
  {
    "path": [
      "orders"
    ],
    "query": "colour:red status:cancelled",
    "warnings": [
      {
        "field": "colour",
        "message": "Invalid search field for this query.",
        "code": "invalid_field"
      }
    ]
  }
]
"#);
    let found = answer["data"]["orders"]["nodes"].as_array().unwrap();
    assert!(found.iter().all(|order| order["cancelledAt"].is_string()));
}

#[test]
fn customers_are_found_by_whole_days_and_orders_to_the_second() {
    let mut shop = shop(20);
    let mut found = |query: &str| {
        let text = format!(
            "{{ customers(first: 50, query: \"{query}\") {{ nodes {{ id }} }} orders(first: 50, query: \"{query}\") {{ nodes {{ id }} }} }}"
        );
        let data = ask(&mut shop, &text)["data"].clone();
        (
            data["customers"]["nodes"].as_array().unwrap().len(),
            data["orders"]["nodes"].as_array().unwrap().len(),
        )
    };
    let all = found("");
    assert_eq!(all, (8, 16));
    let newest = "{ orders(first: 1, sortKey: UPDATED_AT, reverse: true) { nodes { updatedAt } } }";
    let newest = ask(&mut super::shop(20), newest)["data"]["orders"]["nodes"][0]["updatedAt"].clone();
    let newest = newest.as_str().unwrap();
    assert_eq!(found(&format!("updated_at:>='{newest}'")).1, 1);
    assert_eq!(found(&format!("updated_at:>'{newest}'")).1, 0);
    let (customers, _) = found("updated_at:>='2026-11-24T23:59:59Z'");
    assert_eq!(customers, found("updated_at:>=2026-11-24").0, "the time of the day is not looked at");
}

const DEAR: &str =
    "orders(first: 250) { nodes { id customer { id } lineItems(first: 250) { nodes { id } } } }";

#[test]
fn points_are_used_up_given_back_and_restored() {
    let options = ShopOptions { tickets: 20, points_per_second: 20, ..ShopOptions::new(7, at(0)) };
    let mut shop = Shop::new(options);
    let query = json!({ "query": format!("{{ {DEAR} }}") }).to_string();
    let mut ask = |seconds: i64| -> Value {
        serde_json::from_slice(&send(&mut shop, at(seconds), query.clone()).body).unwrap()
    };
    // It may cost what is asked for and does cost what is answered: the difference comes back.
    assert_json_snapshot!(ask(0)["extensions"]["cost"], @r#"
{
  "requestedQueryCost": 322,
  "actualQueryCost": 24,
  "throttleStatus": {
    "maximumAvailable": 400.0,
    "currentlyAvailable": 376,
    "restoreRate": 20.0
  }
}
"#);
    let refused = loop {
        let answer = ask(0);
        if answer.get("errors").is_some() {
            break answer;
        }
    };
    assert_json_snapshot!(refused, @r#"
{
  "errors": [
    {
      "message": "Throttled",
      "extensions": {
        "code": "THROTTLED"
      }
    }
  ],
  "extensions": {
    "cost": {
      "requestedQueryCost": 322,
      "actualQueryCost": null,
      "throttleStatus": {
        "maximumAvailable": 400.0,
        "currentlyAvailable": 304,
        "restoreRate": 20.0
      }
    }
  }
}
"#);
    let cost = &refused["extensions"]["cost"];
    let number = |value: &Value| value.as_f64().unwrap();
    let missing = number(&cost["requestedQueryCost"]) - number(&cost["throttleStatus"]["currentlyAvailable"]);
    let wait = (missing / number(&cost["throttleStatus"]["restoreRate"])).ceil() as i64;
    assert!(ask(wait - 1).get("errors").is_some());
    assert!(ask(wait).get("errors").is_none());
}

#[test]
fn a_query_that_costs_too_much_is_refused_at_once() {
    let said = wrong(
        &format!("{{ {} }}", ["a", "b", "c", "d"].map(|name| format!("{name}: {DEAR}")).join(" ")),
        json!({}),
    );
    insta::assert_snapshot!(said, @"Query cost is 1288, which exceeds the single query max cost limit (1000). [MAX_COST_EXCEEDED]");
}

#[test]
fn fragments_that_multiply_end() {
    let mut query = "{ orders(first: 1) { nodes { ...f0 } } }".to_owned();
    for level in 0..40 {
        query += &format!(" fragment f{level} on Order {{ ...f{0} ...f{0} }}", level + 1);
    }
    query += " fragment f40 on Order { id }";
    assert!(wrong(&query, json!({})).starts_with("the query is too large"));
}
