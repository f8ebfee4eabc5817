//! Pages of lists.

use serde_json::{Value, json};

use super::{ask, ask_with, at, shop};
use gorgias_sandbox::system::System;

const PAGE: &str = "
  query($first: Int, $last: Int, $after: String, $before: String, $reverse: Boolean) {
    orders(first: $first, last: $last, after: $after, before: $before, sortKey: UPDATED_AT, reverse: $reverse) {
      nodes { id updatedAt }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }";

fn ids(page: &Value) -> Vec<String> {
    page["nodes"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_forward_and_backward_are_the_whole_list() {
    let mut shop = shop(20);
    for reverse in [false, true] {
        let mut page = |variables: Value| ask_with(&mut shop, PAGE, variables)["data"]["orders"].clone();
        let whole = page(json!({ "first": 250, "reverse": reverse }));
        let mut times: Vec<&str> =
            whole["nodes"].as_array().unwrap().iter().map(|row| row["updatedAt"].as_str().unwrap()).collect();
        if reverse {
            times.reverse();
        }
        assert!(times.is_sorted() && times.len() == 16);

        let (mut forward, mut cursor) = (Vec::new(), Value::Null);
        loop {
            let page = page(json!({ "first": 5, "after": cursor, "reverse": reverse }));
            assert_eq!(page["pageInfo"]["hasPreviousPage"], !forward.is_empty());
            forward.extend(ids(&page));
            cursor = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(forward, ids(&whole));

        let (mut backward, mut cursor) = (Vec::new(), Value::Null);
        loop {
            let page = page(json!({ "last": 5, "before": cursor, "reverse": reverse }));
            assert_eq!(page["pageInfo"]["hasNextPage"], !backward.is_empty());
            backward.splice(0..0, ids(&page));
            cursor = page["pageInfo"]["startCursor"].clone();
            if page["pageInfo"]["hasPreviousPage"] == false {
                break;
            }
        }
        assert_eq!(backward, ids(&whole));
    }
}

#[test]
fn what_changes_during_a_walk_moves_to_its_end() {
    let mut shop = shop(20);
    let first = ask_with(&mut shop, PAGE, json!({ "first": 4 }))["data"]["orders"].clone();
    let name = ask(&mut shop, "{ orders(first: 20, query: \"status:open\") { nodes { id name } } }");
    let moved = name["data"]["orders"]["nodes"][0].clone();
    shop.act(at(60), &json!({ "do": "order-shipped", "order": moved["name"] })).unwrap();
    let cursor = &first["pageInfo"]["endCursor"];
    let rest = ask_with(&mut shop, PAGE, json!({ "first": 250, "after": cursor }))["data"]["orders"].clone();
    assert_eq!(ids(&rest).last().map(String::as_str), moved["id"].as_str());
    let mut seen: Vec<String> = ids(&first).into_iter().chain(ids(&rest)).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 16);
}

#[test]
fn a_cursor_belongs_to_its_order() {
    let mut shop = shop(20);
    let first = ask_with(&mut shop, PAGE, json!({ "first": 4 }))["data"]["orders"].clone();
    let cursor = first["pageInfo"]["endCursor"].as_str().unwrap();
    let answer = ask(&mut shop, &format!("{{ orders(first: 4, after: \"{cursor}\") {{ nodes {{ id }} }} }}"));
    assert_eq!(answer["errors"][0]["message"], "Invalid cursor for current pagination sort.");
}
