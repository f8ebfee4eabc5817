//! Search: short forms of people, addresses and the small collections. Tickets and messages are searched
//! through views.

use serde_json::{Value, json};

use super::super::model::{Channel, Customer};
use super::super::state::State;
use super::Call;
use super::answer::{Answer, Refusal};
use super::body::{Fields, id as an_id, one_of, text, wrong};

const TYPES: &[&str] = &[
    "agent",
    "customer",
    "customer_profile",
    "customer_channel",
    "customer_channel_email",
    "customer_channel_phone",
    "customers_by_phone",
    "integration",
    "team",
    "tag",
];

/// The newest first; without a query, of all.
pub(super) fn find(call: &mut Call<'_>) -> Answer {
    const PURPOSE: &str = "Failed to search";
    call.no_query()?;
    let mut fields = Fields::of_body(call.request, PURPOSE)?;
    let kind = fields.required("type", one_of(TYPES));
    let query = fields.optional("query", text(1024)).unwrap_or_default().to_lowercase();
    let size = fields.optional("size", |value| match an_id(value)? {
        0 => wrong("Must be at least 1."),
        size if size > 50 => wrong("Must be at most 50."),
        size => Ok(size),
    });
    fields.end(PURPOSE)?;
    let size = usize::try_from(size.unwrap_or(10)).map_err(|_| Refusal::Broken)?;
    let data = call.state.search(kind, &query, size);
    let mut response =
        call.statuses.created(&json!({"data": data, "object": "list", "uri": "", "meta": {}}))?;
    response.headers.push(("x-gorgias-search-engine".to_owned(), "ES".to_owned()));
    Ok(response)
}

impl State {
    fn search(&self, kind: &str, query: &str, size: usize) -> Vec<Value> {
        let has = |text: &str| text.to_lowercase().contains(query);
        match kind {
            "agent" => newest(self.users.iter(), |row| row.created)
                .filter(|(_, row)| has(&row.name) || has(&row.email))
                .map(|(id, row)| json!({"id": id, "name": row.name, "email": row.email}))
                .take(size)
                .collect(),
            "integration" => newest(self.integrations.iter(), |row| row.created)
                .filter(|(_, row)| has(&row.name))
                .map(|(id, row)| json!({"id": id, "name": row.name, "type": row.kind}))
                .take(size)
                .collect(),
            "team" => newest(self.teams.iter(), |row| row.created)
                .filter(|(_, row)| has(&row.name))
                .map(|(id, row)| json!({"id": id, "name": row.name, "decoration": row.decoration}))
                .take(size)
                .collect(),
            "tag" => newest(self.tags.iter(), |row| row.created)
                .filter(|(_, row)| has(&row.name))
                .map(|(id, row)| json!({"id": id, "name": row.name, "decoration": row.decoration}))
                .take(size)
                .collect(),
            "customers_by_phone" => {
                let wanted = digits(query);
                let called = |row: &Customer| {
                    let mut phones = row.channels.iter().filter(|channel| channel.kind == "phone");
                    phones.any(|channel| digits(&channel.address).contains(&wanted))
                };
                self.newest_customers().filter(|(_, row)| called(row)).map(customer).take(size).collect()
            }
            "customer" | "customer_profile" => {
                let fits = |row: &Customer| {
                    has(row.name.as_deref().unwrap_or_default())
                        || has(row.email.as_deref().unwrap_or_default())
                };
                self.newest_customers().filter(|(_, row)| fits(row)).map(customer).take(size).collect()
            }
            _ => {
                let wanted = kind.strip_prefix("customer_channel_");
                let fits = |channel: &&Channel| {
                    wanted.is_none_or(|wanted| channel.kind == wanted) && has(&channel.address)
                };
                let all = self.newest_customers().flat_map(|(id, row)| {
                    row.channels.iter().filter(fits).map(move |channel| {
                        json!({
                            "id": channel.id,
                            "type": channel.kind,
                            "address": channel.address,
                            "customer": {"id": id, "name": row.name},
                        })
                    })
                });
                all.take(size).collect()
            }
        }
    }

    fn newest_customers(&self) -> impl Iterator<Item = (u64, &Customer)> {
        let ids = self.customers_by_created.entries().iter().rev();
        ids.filter_map(|(_, id)| self.customers.get(*id).map(|row| (*id, row)))
    }
}

fn customer((id, row): (u64, &Customer)) -> Value {
    json!({"id": id, "name": row.name, "email": row.email})
}

fn newest<'a, T: 'a, K: Ord>(
    rows: impl Iterator<Item = (u64, &'a T)>,
    created: impl Fn(&T) -> K,
) -> impl Iterator<Item = (u64, &'a T)> {
    let mut rows: Vec<(u64, &T)> = rows.collect();
    rows.sort_by_key(|(id, row)| std::cmp::Reverse((created(row), *id)));
    rows.into_iter()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
