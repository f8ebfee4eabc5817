//! Calls and their answers.

use gorgias_sandbox::system::System;
use insta::{assert_json_snapshot, assert_snapshot};
use serde_json::{Value, json};

use super::{at, call, erp, read, send};

#[test]
fn a_record_comes_with_the_fields_asked_for() {
    let fields =
        ["name", "partner_id", "amount_total", "currency_id", "note", "locked", "picking_ids", "date_order"];
    let body = json!({ "domain": [["id", "=", 1]], "fields": fields });
    let mut body_bare = body.clone();
    body_bare["load"] = Value::Null;
    let mut erp = erp();
    assert_json_snapshot!(read(&mut erp, "sale.order/search_read", body), @r#"
[
  {
    "id": 1,
    "name": "S00001",
    "partner_id": [
      14,
      "Jonas Weber"
    ],
    "amount_total": 51.0,
    "currency_id": [
      1,
      "USD"
    ],
    "note": false,
    "locked": false,
    "picking_ids": [
      1
    ],
    "date_order": "2026-05-28 17:12:38"
  }
]
"#);
    let bare = read(&mut erp, "sale.order/search_read", body_bare);
    assert_eq!((&bare[0]["partner_id"], &bare[0]["currency_id"]), (&json!(14), &json!(1)));
    let everything = read(&mut erp, "sale.order/read", json!({ "ids": [1] }));
    assert!(everything[0].as_object().unwrap().len() > 20);
}

#[test]
fn pages_by_offset_and_by_id_are_the_whole_list() {
    let mut erp = erp();
    let all = read(&mut erp, "sale.order/search", json!({}));
    assert_eq!(all, json!((1..=16).collect::<Vec<_>>()));
    assert_eq!(read(&mut erp, "sale.order/search", json!({ "offset": 4, "limit": 3 })), json!([5, 6, 7]));
    assert_eq!(
        read(&mut erp, "sale.order/search", json!({ "domain": [["id", ">", 14]], "limit": 3 })),
        json!([15, 16])
    );
    assert_eq!(
        read(&mut erp, "sale.order/search", json!({ "order": "id desc", "limit": 2 })),
        json!([16, 15])
    );
    assert_eq!(read(&mut erp, "sale.order/search_count", json!({})), 16);
    let newest = read(
        &mut erp,
        "sale.order/search_read",
        json!({ "order": "write_date desc, id", "fields": ["write_date"] }),
    );
    let times: Vec<&str> =
        newest.as_array().unwrap().iter().map(|row| row["write_date"].as_str().unwrap()).collect();
    assert!(times.iter().rev().is_sorted() && times.iter().all(|time| time.len() == 19));
}

#[test]
fn archived_partners_are_hidden_unless_asked_for() {
    let mut erp = gorgias_sandbox::erp::Erp::new(gorgias_sandbox::erp::ErpOptions::new(7, at(0)));
    let mut count = |body: Value| read(&mut erp, "res.partner/search_count", body).as_u64().unwrap();
    let all = count(json!({ "context": { "active_test": false } }));
    let archived = count(json!({ "domain": [["active", "=", false]] }));
    assert!(archived > 0);
    assert_eq!(count(json!({})) + archived, all);
    assert_eq!(count(json!({ "domain": [["active", "in", [true, false]]] })), all);
}

#[test]
fn a_partial_delivery_leaves_a_waiting_one_that_names_it() {
    let mut erp = erp();
    let order = json!({ "do": "order-imported", "order": "#2", "email": "a@example.com", "total": "412.51", "country": "US" });
    let id = erp.act(at(60), &order).unwrap()["id"].clone();
    erp.act(at(120), &json!({ "do": "order-backordered", "order": "#2" })).unwrap();
    let of_order = |field: &str| json!([[field, "=", id]]);
    let pickings = json!({
        "domain": of_order("sale_id"),
        "fields": ["name", "state", "backorder_id", "date_done", "carrier_id", "carrier_tracking_ref"],
    });
    let lines = json!({ "domain": of_order("order_id"), "fields": ["product_uom_qty", "qty_delivered", "price_unit"], "load": "" });
    assert_json_snapshot!(read(&mut erp, "stock.picking/search_read", pickings), @r#"
[
  {
    "id": 17,
    "name": "WH/OUT/00017",
    "state": "done",
    "backorder_id": false,
    "date_done": "2026-11-24 09:02:00",
    "carrier_id": [
      1,
      "Lorry Express"
    ],
    "carrier_tracking_ref": "LX000134623"
  },
  {
    "id": 18,
    "name": "WH/OUT/00018",
    "state": "confirmed",
    "backorder_id": [
      17,
      "WH/OUT/00017"
    ],
    "date_done": false,
    "carrier_id": false,
    "carrier_tracking_ref": false
  }
]
"#);
    assert_json_snapshot!(read(&mut erp, "sale.order.line/search_read", lines), @r#"
[
  {
    "id": 35,
    "product_uom_qty": 1.0,
    "qty_delivered": 1.0,
    "price_unit": 206.25
  },
  {
    "id": 36,
    "product_uom_qty": 1.0,
    "qty_delivered": 0.0,
    "price_unit": 206.26
  }
]
"#);
    let order = read(
        &mut erp,
        "sale.order/read",
        json!({ "ids": [id], "fields": ["delivery_status", "write_date", "amount_total"] }),
    );
    assert_eq!(order[0]["delivery_status"], "partial");
    assert_eq!(
        (&order[0]["write_date"], &order[0]["amount_total"]),
        (&json!("2026-11-24 09:02:00"), &json!(412.51))
    );
}

#[test]
fn mistakes_come_in_the_shape_of_an_exception() {
    let mut erp = erp();
    let said = [
        ("res.partners/search_read", json!({})),
        ("res.partner/destroy", json!({})),
        ("res.partner/search_read", json!({ "fields": ["colour"] })),
        ("res.partner/search_read", json!({ "domain": [["colour", "=", 1]] })),
        ("res.partner/search_read", json!({ "domain": ["|", ["id", "=", 1]] })),
        ("res.partner/search_read", json!({ "domain": "id = 1" })),
        ("res.partner/search_read", json!({ "order": "colour" })),
        ("res.partner/search_read", json!({ "order": "id upwards" })),
        ("res.partner/search_read", json!({ "limit": -1 })),
        ("res.partner/search_read", json!({ "colour": 1 })),
        ("res.partner/search_read", json!({ "ids": [1] })),
        ("res.partner/search_read", json!({ "context": { "allowed_company_ids": [2] } })),
        ("res.partner/search_read", json!({ "context": [] })),
        ("res.partner/read", json!({})),
        ("res.partner/read", json!({ "ids": [999] })),
        ("res.partner/read", json!([])),
        ("res.users/context_get", json!({ "colour": 1 })),
    ]
    .map(|(what, body)| {
        let (status, answer) = call(&mut erp, what, body);
        assert_eq!(answer["arguments"], json!([answer["message"]]));
        assert!(answer["debug"].as_str().unwrap().starts_with("Traceback"));
        format!("{status} {} {}", answer["name"].as_str().unwrap(), answer["message"].as_str().unwrap())
    })
    .join("\n");
    assert_snapshot!(said, @r#"
404 werkzeug.exceptions.NotFound the model 'res.partners' does not exist
404 werkzeug.exceptions.NotFound the method 'res.partner.destroy' does not exist
500 builtins.ValueError Invalid field 'colour' on model 'res.partner'
500 builtins.ValueError Invalid field res.partner.colour in condition ('colour', '=', 1)
500 builtins.ValueError Domain() malformed domain ["|",["id","=",1]]
500 builtins.ValueError Domain() invalid item in domain: "id = 1"
500 builtins.ValueError Invalid field 'colour' on model 'res.partner'
422 odoo.exceptions.UserError Invalid "order" specified (id upwards). A valid "order" specification is a comma-separated list of valid field names (optionally followed by asc/desc for the direction)
500 builtins.ValueError limit must not be negative or a fraction: -1
422 werkzeug.exceptions.UnprocessableEntity got an unexpected keyword argument 'colour'
422 werkzeug.exceptions.UnprocessableEntity cannot call res.partner.search_read with ids
403 odoo.exceptions.AccessError Access to unauthorized or invalid companies.
422 werkzeug.exceptions.UnprocessableEntity context must be an object, not []
422 werkzeug.exceptions.UnprocessableEntity missing a required argument: 'ids'
404 odoo.exceptions.MissingError Record does not exist or has been deleted.
(Record: res.partner(999,), User: 5)
400 werkzeug.exceptions.BadRequest the body must be a json object of named arguments
422 werkzeug.exceptions.UnprocessableEntity got an unexpected keyword argument 'colour'
"#);
    assert_eq!(send(&mut erp, "GET", "/json/2/res.partner/search_read", "").status, 405);
    assert_eq!(send(&mut erp, "POST", "/json/2/res.partner", "{}").status, 404);
    assert_eq!(send(&mut erp, "GET", "/web/version", "").status, 200);
}
