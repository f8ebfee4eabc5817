use insta::assert_snapshot;

use super::*;

const SMALL: &str = r#"
system: shop
title: Shop
kind: storefront
documentation: [Orders]
auth: { headers: { Authorization: "bearer {{ secrets.key }}" } }
check: { request: { method: GET, path: /me }, name: "{{ body.name }}" }
streams:
  orders:
    entity: order
    overlap: 5m
    watermark: "{{ record.updated }}"
    request: { method: GET, path: /orders, query: { since: "{{ since }}" } }
    records: "{{ body.orders }}"
    by_key:
      request: { method: GET, path: /orders, query: { ids: "{{ keys | join(',') }}" } }
      records: "{{ body.orders }}"
    key: "{{ record.id }}"
    map:
      external_id: "{{ record.id }}"
      name: "{{ record.number }}"
      status: open
"#;

fn wrong(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from));
    let error = Manifest::parse("connectors/shop.yaml", &SMALL.replace(from, to)).unwrap_err();
    format!("{error:#}")
}

#[test]
fn every_manifest_that_comes_with_polus_compiles() {
    for (file, _) in library() {
        let system = file.strip_suffix(".yaml").unwrap();
        let manifest = Manifest::built_in(system).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(manifest.system, system);
        assert!(!manifest.documentation.is_empty(), "{system} names the pages it follows");
    }
    let error = Manifest::built_in("shopfy").unwrap_err();
    assert_eq!(error.hint().unwrap(), "did you mean `shopify`? One of: `odoo`, `shopify`");
}

#[test]
fn a_small_manifest_is_enough() {
    let manifest = Manifest::parse("connectors/shop.yaml", SMALL).unwrap();
    assert_eq!(manifest.streams[0].overlap, Duration::from_secs(300));
}

#[test]
fn a_misspelt_variable_is_found_at_load() {
    assert_snapshot!(wrong("{{ record.number }}", "{{ recrod.number }}"));
}

#[test]
fn a_field_that_is_not_canonical() {
    assert_snapshot!(wrong("      status: open", "      state: open"));
}

#[test]
fn a_length_of_time_without_unit() {
    assert_snapshot!(wrong("overlap: 5m", "overlap: \"5\""));
}

#[test]
fn a_stream_that_does_not_say_how_far_it_has_come() {
    assert_snapshot!(wrong("    watermark: \"{{ record.updated }}\"\n", ""));
}

#[test]
fn a_whole_address_where_a_path_belongs() {
    assert_snapshot!(wrong("path: /me", "path: \"https://shop.example.com/me\""));
}

#[test]
fn a_method_that_could_write() {
    assert_snapshot!(wrong("method: GET, path: /me", "method: DELETE, path: /me"));
}

#[test]
fn no_keys_a_request() {
    let error = wrong("    by_key:\n", "    by_key:\n      at_most: 0\n");
    assert_snapshot!(error, @r"
    connectors/shop.yaml:16:16: `at_most` is a number above 0
     16 |       at_most: 0
        |                ^
    ");
}
