//! A customer in its four key sets: list, detail, create answer, and inside a ticket's detail.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::super::model::{Customer, Json, Slug, split_name};
use super::super::moment::Moment;
use super::super::state::State;
use super::Nothing;

#[derive(Serialize)]
struct Core<'a> {
    id: u64,
    external_id: Option<&'a str>,
    active: bool,
    email: Option<&'a str>,
    name: Option<&'a str>,
    firstname: &'a str,
    lastname: &'a str,
    language: Option<&'a Slug>,
    timezone: Option<&'a Slug>,
    created_datetime: Moment,
    updated_datetime: Moment,
    meta: Option<&'a Json>,
    data: Option<&'a Json>,
    note: Option<&'a str>,
}

/// A row of the list: no channels, no integrations.
#[derive(Serialize)]
pub(crate) struct CustomerRow<'a> {
    #[serde(flatten)]
    core: Core<'a>,
    custom_fields: Nothing,
}

/// The answer to get, update and, without the last two keys, create.
#[derive(Serialize)]
pub(crate) struct CustomerDetail<'a> {
    #[serde(flatten)]
    core: Core<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_fields: Option<Value>,
    channels: Vec<ChannelView<'a>>,
    customer: (),
    integrations: &'a BTreeMap<u64, Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_data: Option<Nothing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ecommerce_data: Option<Nothing>,
}

/// The customer inside a ticket's detail.
#[derive(Serialize)]
pub(crate) struct CustomerInTicket<'a> {
    id: u64,
    email: Option<&'a str>,
    name: Option<&'a str>,
    firstname: &'a str,
    lastname: &'a str,
    meta: Option<&'a Json>,
    channels: Vec<ChannelView<'a>>,
    data: Option<&'a Json>,
    customer: (),
    integrations: &'a BTreeMap<u64, Json>,
    external_id: Option<&'a str>,
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_data: Option<Nothing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ecommerce_data: Option<Nothing>,
}

#[derive(Serialize)]
struct ChannelView<'a> {
    id: u64,
    #[serde(rename = "type")]
    kind: &'a Slug,
    address: &'a str,
    preferred: bool,
    created_datetime: Moment,
    updated_datetime: Moment,
    deleted_datetime: (),
    /// The same person twice, for historical reasons.
    user: Owner<'a>,
    customer: Owner<'a>,
}

#[derive(Serialize, Clone, Copy)]
struct Owner<'a> {
    id: u64,
    name: Option<&'a str>,
}

/// How much of a customer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The answer to a create call, which lacks `external_data` and `ecommerce_data`.
    Created,
    Full,
}

impl State {
    pub(crate) fn customer_row<'a>(&'a self, id: u64, customer: &'a Customer) -> CustomerRow<'a> {
        CustomerRow { core: core(id, customer), custom_fields: Nothing {} }
    }

    pub(crate) fn customer_detail<'a>(
        &'a self,
        id: u64,
        customer: &'a Customer,
        extent: Extent,
        custom_fields: bool,
    ) -> CustomerDetail<'a> {
        let full = extent == Extent::Full;
        CustomerDetail {
            core: core(id, customer),
            custom_fields: (custom_fields || !full).then(|| self.field_map(&customer.custom_fields)),
            channels: channels(id, customer),
            customer: (),
            integrations: &customer.integrations,
            external_data: full.then_some(Nothing {}),
            ecommerce_data: full.then_some(Nothing {}),
        }
    }

    pub(super) fn customer_in_ticket(&self, id: u64, extent: Extent) -> Option<CustomerInTicket<'_>> {
        let customer = self.customers.get(id)?;
        let full = extent == Extent::Full;
        let name = customer.name.as_deref();
        let (firstname, lastname) = split_name(name);
        Some(CustomerInTicket {
            id,
            email: customer.email.as_deref(),
            name,
            firstname,
            lastname,
            meta: customer.meta.as_ref(),
            channels: channels(id, customer),
            data: customer.data.as_ref(),
            customer: (),
            integrations: &customer.integrations,
            external_id: customer.external_id.as_deref(),
            note: customer.note.as_deref(),
            external_data: full.then_some(Nothing {}),
            ecommerce_data: full.then_some(Nothing {}),
        })
    }
}

fn core(id: u64, customer: &Customer) -> Core<'_> {
    let name = customer.name.as_deref();
    let (firstname, lastname) = split_name(name);
    Core {
        id,
        external_id: customer.external_id.as_deref(),
        active: true,
        email: customer.email.as_deref(),
        name,
        firstname,
        lastname,
        language: customer.language.as_ref(),
        timezone: customer.timezone.as_ref(),
        created_datetime: customer.created,
        updated_datetime: customer.updated,
        meta: customer.meta.as_ref(),
        data: customer.data.as_ref(),
        note: customer.note.as_deref(),
    }
}

fn channels(id: u64, customer: &Customer) -> Vec<ChannelView<'_>> {
    let owner = Owner { id, name: customer.name.as_deref() };
    let channels = customer.channels.iter();
    channels
        .map(|channel| ChannelView {
            id: channel.id,
            kind: &channel.kind,
            address: &channel.address,
            preferred: channel.preferred,
            created_datetime: channel.created,
            updated_datetime: channel.updated,
            deleted_datetime: (),
            user: owner,
            customer: owner,
        })
        .collect()
}
