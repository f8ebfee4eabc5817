//! Metric cards: what the numbers of the reports mean, and which query yields them.
//!
//! The catalogue is a table in our own words. Feedback is answered and not kept: no operation reads it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::Call;
use super::answer::{Answer, Refusal, ok};
use super::body::{Fields, name, text};

/// One card a line; several values of a cell are separated by `; ` or, where they are names, by spaces.
const CATALOGUE: &str = include_str!("catalogue.tsv");

/// One card of the catalogue.
#[derive(Clone, Copy)]
struct Card<'a> {
    slug: &'a str,
    category: &'a str,
    title: &'a str,
    status: &'a str,
    revised: &'a str,
    definition: &'a str,
    formula: &'a str,
    logic: &'a str,
    scope: &'a str,
    measures: &'a str,
    dimensions: &'a str,
    filters: &'a str,
    aliases: &'a str,
    related: &'a str,
    replaces: &'a str,
    reports: &'a str,
}

/// Published ones, unless others are asked for.
pub(super) fn search(call: &mut Call<'_>) -> Answer {
    let mut query = call.query();
    let wanted = query.text("q").map(str::to_lowercase);
    let category = query.text("category");
    let status = query.one_of("status", &["published", "deprecated"]).unwrap_or("published");
    let all = query.one_of("include", &["deprecated"]).is_some();
    query.end()?;
    let fits = |card: &Card<'_>| {
        let said = [card.title, card.definition, card.formula, card.logic];
        (all || card.status == status)
            && category.is_none_or(|category| card.category == category)
            && wanted
                .as_ref()
                .is_none_or(|wanted| said.iter().any(|said| said.to_lowercase().contains(wanted)))
    };
    let data: Vec<Value> = cards().filter(fits).map(shown).collect();
    ok(&json!({"data": data}))
}

pub(super) fn get(call: &mut Call<'_>) -> Answer {
    call.no_query()?;
    ok(&shown(find(call.names[0])?))
}

pub(super) fn send_feedback(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to send feedback";
    call.no_query()?;
    let card = find(call.names[0])?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let disagreement = fields.required("disagreement_type", name(100));
    let category = fields.required("metric_category", name(100));
    let comment = fields.maybe("comment", text(5_000));
    fields.end(PURPOSE)?;
    call.statuses.created(&json!({
        "slug": card.slug,
        "disagreement_type": disagreement,
        "metric_category": category,
        "comment": comment,
        "created_datetime": call.now,
    }))
}

/// The card of a slug, or those whose names come near.
fn find(slug: &str) -> Result<Card<'static>, Refusal> {
    cards().find(|card| card.slug == slug).ok_or_else(|| {
        let data = [("slug", json!(slug)), ("did_you_mean", json!(near(slug)))];
        let data: Map<String, Value> = data.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Refusal::Unknown("Metric card not found.", data)
    })
}

/// At most five slugs, nearest first: those also known by that name, then those with the most pieces of three
/// letters in common.
fn near(slug: &str) -> Vec<&'static str> {
    let asked = slug.to_lowercase();
    let pieces = |text: &str| -> BTreeSet<Vec<char>> {
        text.chars().collect::<Vec<_>>().windows(3).map(<[char]>::to_vec).collect()
    };
    let of_asked = pieces(&asked);
    let likeness = |card: &Card<'_>| {
        if card.aliases.split(' ').any(|alias| alias == asked) {
            return usize::MAX;
        }
        pieces(card.slug).intersection(&of_asked).count()
    };
    let mut ranked: Vec<(usize, &str)> = cards().map(|card| (likeness(&card), card.slug)).collect();
    ranked.retain(|(likeness, _)| *likeness > 1);
    ranked.sort_by(|one, other| other.cmp(one));
    ranked.into_iter().take(5).map(|(_, slug)| slug).collect()
}

fn cards() -> impl Iterator<Item = Card<'static>> {
    CATALOGUE.lines().skip(1).filter_map(card)
}

fn card(line: &str) -> Option<Card<'_>> {
    let mut cells = line.split('\t').map(|cell| if cell == "-" { "" } else { cell });
    let card = Card {
        slug: cells.next()?,
        category: cells.next()?,
        title: cells.next()?,
        status: cells.next()?,
        revised: cells.next()?,
        definition: cells.next()?,
        formula: cells.next()?,
        logic: cells.next()?,
        scope: cells.next()?,
        measures: cells.next()?,
        dimensions: cells.next()?,
        filters: cells.next()?,
        aliases: cells.next()?,
        related: cells.next()?,
        replaces: cells.next()?,
        reports: cells.next()?,
    };
    cells.next().is_none().then_some(card)
}

fn shown(card: Card<'_>) -> Value {
    let mut view = json!({
        "slug": card.slug,
        "category": card.category,
        "title": card.title,
        "status": card.status,
        "definition_revised_at": format!("{}T00:00:00+00:00", card.revised),
        "public": {
            "definition": card.definition,
            "formula": card.formula,
            "computation_logic": parts(card.logic, "; "),
        },
        "aliases": parts(card.aliases, " "),
        "related": links(card.related),
        "replaces": links(card.replaces),
        "used_in_reports": parts(card.reports, " "),
    });
    if !card.scope.is_empty() {
        let filter = |filter: &str| {
            let (member, values) = filter.split_once('=')?;
            Some(json!({"member": member, "values": parts(values, ",")}))
        };
        view["api"] = json!({
            "scope": card.scope,
            "measures": parts(card.measures, " "),
            "dimensions": parts(card.dimensions, " "),
            "filters": parts(card.filters, " ").into_iter().filter_map(filter).collect::<Vec<_>>(),
        });
    }
    view
}

fn parts<'a>(cell: &'a str, between: &str) -> Vec<&'a str> {
    cell.split(between).filter(|part| !part.is_empty()).collect()
}

fn links(slugs: &str) -> Vec<Value> {
    let link = |slug: &str| json!({"slug": slug, "url": format!("/api/metric-cards/{slug}")});
    parts(slugs, " ").into_iter().map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_card_and_every_link_leads_to_one() {
        let slugs: BTreeSet<&str> = cards().map(|card| card.slug).collect();
        assert_eq!(slugs.len(), CATALOGUE.lines().count() - 1);
        for card in cards() {
            for slug in parts(card.related, " ").into_iter().chain(parts(card.replaces, " ")) {
                assert!(slugs.contains(slug), "{} names {slug}", card.slug);
            }
            assert!(matches!(card.status, "published" | "deprecated"), "{}", card.slug);
            assert!(!card.definition.is_empty() && !card.formula.is_empty() && !card.reports.is_empty());
        }
    }

    #[test]
    fn a_name_that_comes_near_is_recognised() {
        assert_eq!(near("survey-sent")[0], "surveys-sent");
        assert_eq!(near("csat")[0], "average-survey-score");
        assert!(near("xyzzy").is_empty());
    }
}
