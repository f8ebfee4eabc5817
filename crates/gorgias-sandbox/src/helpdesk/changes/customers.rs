//! Customers are found or made, change, are merged and go.

use serde_json::{Value, json};

use super::super::model::{Channel, Customer, Json, Object, Slug, kept, tree};
use super::Change;

/// What is said about a customer; `None` says nothing.
#[derive(Debug, Default)]
pub(crate) struct CustomerDraft {
    pub external_id: Option<Option<Box<str>>>,
    pub email: Option<Option<Box<str>>>,
    pub name: Option<Option<Box<str>>>,
    pub language: Option<Option<Slug>>,
    pub timezone: Option<Option<Slug>>,
    pub note: Option<Option<Box<str>>>,
    pub meta: Option<Option<Json>>,
    pub data: Option<Option<Json>>,
    pub channels: Option<Vec<Address>>,
    pub fields: Vec<(u64, Option<Json>)>,
}

/// One of a customer's addresses to be.
#[derive(Debug)]
pub(crate) struct Address {
    pub kind: Slug,
    pub address: Box<str>,
    /// When nothing is said, the first of its kind is.
    pub preferred: Option<bool>,
}

/// By what a customer is known in a ticket or message.
#[derive(Debug, Default)]
pub(crate) struct CustomerKey {
    pub id: Option<u64>,
    pub draft: CustomerDraft,
}

impl CustomerDraft {
    /// Whether it says something else than what is known.
    fn differs_from(&self, known: &Customer) -> bool {
        fn differs<T: PartialEq>(said: Option<&Option<T>>, known: &Option<T>) -> bool {
            said.is_some_and(|said| said != known)
        }
        differs(self.name.as_ref(), &known.name)
            || differs(self.external_id.as_ref(), &known.external_id)
            || differs(self.language.as_ref(), &known.language)
            || differs(self.timezone.as_ref(), &known.timezone)
            || differs(self.note.as_ref(), &known.note)
            || self.meta.is_some()
    }
}

impl CustomerDraft {
    /// By kind, the e-mail first.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = (&str, &str)> {
        let email = self.email.iter().flatten().map(|email| ("email", &**email));
        let channels = self.channels.iter().flatten().map(|channel| (&*channel.kind, &*channel.address));
        email.chain(channels)
    }
}

impl Change<'_> {
    /// The customer that is meant, made when there is none.
    pub(crate) fn customer(&mut self, key: CustomerKey) -> u64 {
        let known =
            key.id.map(|id| self.state.customer_now(id)).filter(|id| self.state.customers.get(*id).is_some());
        let found = key.draft.addresses().find_map(|(kind, address)| self.state.customer_at(kind, address));
        match known.or(found) {
            Some(id) => {
                let draft = CustomerDraft { email: None, channels: None, ..key.draft };
                if self.state.customers.get(id).is_some_and(|known| draft.differs_from(known)) {
                    self.update_customer(id, draft);
                }
                id
            }
            None => self.create_customer(key.draft),
        }
    }

    pub(crate) fn create_customer(&mut self, draft: CustomerDraft) -> u64 {
        let id = self.state.insert_customer(Customer {
            external_id: None,
            email: None,
            name: None,
            language: None,
            timezone: None,
            created: self.now,
            updated: self.now,
            meta: None,
            data: None,
            data_version: None,
            note: None,
            custom_fields: Vec::new(),
            channels: Vec::new(),
            integrations: Default::default(),
            tickets: Vec::new(),
        });
        self.apply_to_customer(id, draft);
        self.note("customer-created", Object::Customer, id, None);
        id
    }

    pub(crate) fn update_customer(&mut self, id: u64, draft: CustomerDraft) {
        self.apply_to_customer(id, draft);
        self.customer_changed(id);
    }

    pub(super) fn customer_changed(&mut self, id: u64) {
        self.state.set_customer_updated(id, self.now);
        self.note("customer-updated", Object::Customer, id, None);
    }

    fn apply_to_customer(&mut self, id: u64, draft: CustomerDraft) {
        let Some(row) = self.state.customers.get_mut(id) else { return };
        if let Some(name) = draft.name {
            if name.is_some() {
                // The rest of the object is the integrator's.
                let mut meta = tree(row.meta.as_deref()).as_object().cloned().unwrap_or_default();
                meta.insert("name_set_via".to_owned(), json!("agent"));
                row.meta = kept(&Value::Object(meta));
            }
            row.name = name;
        }
        if let Some(meta) = draft.meta {
            row.meta = meta;
        }
        replace(&mut row.external_id, draft.external_id);
        replace(&mut row.language, draft.language);
        replace(&mut row.timezone, draft.timezone);
        replace(&mut row.note, draft.note);
        replace(&mut row.data, draft.data);
        for (field, value) in draft.fields {
            self.put_field(Object::Customer, id, field, value);
        }
        self.set_addresses(id, draft.email, draft.channels);
    }

    /// The e-mail is the preferred address of its kind, and the other way round.
    fn set_addresses(&mut self, id: u64, email: Option<Option<Box<str>>>, channels: Option<Vec<Address>>) {
        let Some(row) = self.state.customers.get(id) else { return };
        if email.is_none() && channels.is_none() {
            return;
        }
        let before = row.channels.clone();
        let as_is = |old: &Channel| Address {
            kind: old.kind.clone(),
            address: old.address.clone(),
            preferred: Some(old.preferred),
        };
        let mut wanted = channels.unwrap_or_else(|| before.iter().map(as_is).collect());
        match email {
            Some(Some(address)) => {
                wanted.retain(|other| !(other.kind == "email" && other.address == address));
                for other in wanted.iter_mut().filter(|other| other.kind == "email") {
                    other.preferred = Some(false);
                }
                wanted.insert(0, Address { kind: Slug::Borrowed("email"), address, preferred: Some(true) });
            }
            Some(None) => wanted.retain(|other| other.kind != "email"),
            None => {}
        }
        let mut after: Vec<Channel> = Vec::new();
        for Address { kind, address, preferred } in wanted {
            if after.iter().any(|other| other.kind == kind && other.address == address) {
                continue;
            }
            let first = !after.iter().any(|other| other.kind == kind && other.preferred);
            let preferred = first && preferred.unwrap_or(true);
            let old = before.iter().find(|old| old.kind == kind && old.address == address);
            let (id, created) =
                old.map_or_else(|| (self.state.next_channel(), self.now), |old| (old.id, old.created));
            let same = old.filter(|old| old.preferred == preferred);
            let updated = same.map_or(self.now, |old| old.updated);
            after.push(Channel { id, kind, address, preferred, created, updated });
        }
        let email =
            after.iter().find(|row| row.kind == "email" && row.preferred).map(|row| row.address.clone());
        self.state.set_channels(id, after);
        if let Some(row) = self.state.customers.get_mut(id) {
            row.email = email;
        }
    }

    /// Keeps foreign data, unless something newer is there already.
    pub(crate) fn set_customer_data(&mut self, id: u64, data: Option<Json>, version: Option<super::Moment>) {
        let Some(row) = self.state.customers.get_mut(id) else { return };
        if version.is_some() && version < row.data_version {
            return;
        }
        row.data = data;
        row.data_version = version;
        self.customer_changed(id);
    }

    pub(crate) fn delete_customer(&mut self, id: u64) {
        if self.state.remove_customer(id).is_some() {
            self.note("customer-deleted", Object::Customer, id, None);
        }
    }

    /// Tickets and addresses of `source` go to `target`; the id of `source` leads there from now on.
    pub(crate) fn merge_customers(&mut self, source: u64, target: u64, draft: CustomerDraft) {
        let Some(row) = self.state.customers.get(source) else { return };
        let tickets = row.tickets.clone();
        for ticket in tickets {
            self.state.set_ticket_customer(ticket, Some(target));
            self.touch(ticket);
        }
        let Some(gone) = self.state.remove_customer(source) else { return };
        self.state.merged_customers.insert(source, target);
        for (_, survey) in self.state.surveys.iter_mut().filter(|(_, survey)| survey.customer == source) {
            survey.customer = target;
        }
        if let Some(row) = self.state.customers.get_mut(target) {
            let mut channels = row.channels.clone();
            for channel in gone.channels {
                let alone = !channels.iter().any(|other| other.kind == channel.kind);
                channels.push(Channel { preferred: alone && channel.preferred, ..channel });
            }
            row.external_id = row.external_id.take().or(gone.external_id);
            row.name = row.name.take().or(gone.name);
            row.email = row.email.take().or(gone.email);
            row.data = row.data.take().or(gone.data);
            row.note = row.note.take().or(gone.note);
            row.integrations.extend(gone.integrations);
            self.state.set_channels(target, channels);
        }
        self.apply_to_customer(target, draft);
        self.state.set_customer_updated(target, self.now);
        self.note("customer-merged", Object::Customer, target, Some(json!({"source_customer_id": source})));
    }
}

fn replace<T>(field: &mut Option<T>, said: Option<Option<T>>) {
    if let Some(said) = said {
        *field = said;
    }
}
