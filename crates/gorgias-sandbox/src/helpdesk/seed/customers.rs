//! The customers: the people of the sandbox, from before the first ticket.

use serde_json::json;

use super::super::model::{Channel, Customer, Slug, kept};
use super::super::moment::Moment;
use super::{DAY, Seeding};
use crate::people::person;

impl Seeding {
    pub(super) fn customers(&mut self, count: u32, start: Moment) {
        for index in 0..count {
            let person = person(self.seed, index);
            let created = start.plus_micros(-30 * DAY + i64::from(index) * (30 * DAY / i64::from(count)));
            let language: &'static str = match person.country_code {
                "DE" => "de",
                "FR" => "fr",
                _ => "en",
            };
            let mut channels = vec![self.channel("email", &person.email, created)];
            if self.dice.chance(40) {
                channels.push(self.channel("phone", &person.phone, created));
            }
            let tier = self.dice.pick(&["gold", "silver"]);
            let custom_fields = if self.dice.chance(20) {
                vec![self.value(self.staff.fields.tier, json!(tier))]
            } else {
                Vec::new()
            };
            self.state.insert_customer(Customer {
                external_id: None,
                email: Some(person.email.into()),
                name: Some(format!("{} {}", person.first_name, person.last_name).into()),
                language: Some(Slug::Borrowed(language)),
                timezone: None,
                created,
                updated: created,
                meta: kept(&json!({"name_set_via": "email"})),
                data: None,
                data_version: None,
                note: self.dice.chance(5).then(|| "Prefers to be called in the afternoon.".into()),
                custom_fields,
                channels,
                integrations: Default::default(),
                tickets: Vec::new(),
            });
        }
    }

    fn channel(&mut self, kind: &'static str, address: &str, at: Moment) -> Channel {
        let id = self.state.next_channel();
        Channel {
            id,
            kind: Slug::Borrowed(kind),
            address: address.into(),
            preferred: true,
            created: at,
            updated: at,
        }
    }
}
