//! The models of the ERP and their fields, under the names that Odoo gives them.

/// A model: a kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Model {
    Company,
    Currency,
    User,
    Product,
    Carrier,
    Partner,
    Order,
    Line,
    Picking,
}

/// What a field holds. An empty one of any type is `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Id,
    Text,
    /// One of some words.
    Word,
    Bool,
    Integer,
    Float,
    /// Stored with microseconds, shown in seconds.
    Moment,
    /// The id of a record, shown with its name.
    One(Model),
    /// Ids of records.
    Many(Model),
}

/// Every model.
pub(super) const MODELS: &[Model] = &[
    Model::Company,
    Model::Currency,
    Model::User,
    Model::Product,
    Model::Carrier,
    Model::Partner,
    Model::Order,
    Model::Line,
    Model::Picking,
];

use Kind::{Bool, Float, Id, Integer, Many, Moment, One, Text, Word};

const COMMON: &[(&str, Kind)] = &[
    ("id", Id),
    ("display_name", Text),
    ("create_date", Moment),
    ("write_date", Moment),
    ("create_uid", One(Model::User)),
    ("write_uid", One(Model::User)),
];

impl Model {
    pub(super) fn named(name: &str) -> Option<Model> {
        MODELS.iter().copied().find(|model| model.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Model::Company => "res.company",
            Model::Currency => "res.currency",
            Model::User => "res.users",
            Model::Product => "product.product",
            Model::Carrier => "delivery.carrier",
            Model::Partner => "res.partner",
            Model::Order => "sale.order",
            Model::Line => "sale.order.line",
            Model::Picking => "stock.picking",
        }
    }

    /// The kind of a field; nothing when there is no such field.
    pub(super) fn field(self, name: &str) -> Option<Kind> {
        self.fields().find(|(known, _)| *known == name).map(|(_, kind)| kind)
    }

    /// Every field.
    pub(super) fn fields(self) -> impl Iterator<Item = (&'static str, Kind)> {
        COMMON.iter().chain(self.own()).copied()
    }

    fn own(self) -> &'static [(&'static str, Kind)] {
        match self {
            Model::Company | Model::Carrier => &[("name", Text)],
            Model::Currency => &[("name", Text), ("symbol", Text), ("decimal_places", Integer)],
            Model::User => {
                &[("name", Text), ("login", Text), ("active", Bool), ("company_id", One(Model::Company))]
            }
            Model::Product => &[
                ("name", Text),
                ("default_code", Text),
                ("lst_price", Float),
                ("type", Word),
                ("active", Bool),
            ],
            Model::Partner => &[
                ("name", Text),
                ("email", Text),
                ("phone", Text),
                ("is_company", Bool),
                ("commercial_company_name", Text),
                ("type", Word),
                ("street", Text),
                ("street2", Text),
                ("city", Text),
                ("zip", Text),
                ("country_code", Text),
                ("vat", Text),
                ("lang", Text),
                ("ref", Text),
                ("comment", Text),
                ("customer_rank", Integer),
                ("active", Bool),
            ],
            Model::Order => &[
                ("name", Text),
                ("state", Word),
                ("locked", Bool),
                ("partner_id", One(Model::Partner)),
                ("partner_invoice_id", One(Model::Partner)),
                ("partner_shipping_id", One(Model::Partner)),
                ("company_id", One(Model::Company)),
                ("client_order_ref", Text),
                ("origin", Text),
                ("note", Text),
                ("date_order", Moment),
                ("amount_untaxed", Float),
                ("amount_tax", Float),
                ("amount_total", Float),
                ("currency_id", One(Model::Currency)),
                ("invoice_status", Word),
                ("delivery_status", Word),
                ("picking_ids", Many(Model::Picking)),
                ("order_line", Many(Model::Line)),
            ],
            Model::Line => &[
                ("order_id", One(Model::Order)),
                ("product_id", One(Model::Product)),
                ("name", Text),
                ("display_type", Word),
                ("product_uom_qty", Float),
                ("qty_delivered", Float),
                ("qty_invoiced", Float),
                ("price_unit", Float),
                ("discount", Float),
                ("price_subtotal", Float),
                ("price_total", Float),
            ],
            Model::Picking => &[
                ("name", Text),
                ("origin", Text),
                ("sale_id", One(Model::Order)),
                ("partner_id", One(Model::Partner)),
                ("state", Word),
                ("picking_type_code", Word),
                ("backorder_id", One(Model::Picking)),
                ("scheduled_date", Moment),
                ("date_done", Moment),
                ("carrier_id", One(Model::Carrier)),
                ("carrier_tracking_ref", Text),
                ("carrier_tracking_url", Text),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_and_fields_are_known_by_name() {
        for model in MODELS {
            assert_eq!(Model::named(model.name()), Some(*model));
            assert_eq!(model.field("name").is_some(), model.fields().any(|(name, _)| name == "name"));
        }
        assert_eq!(Model::Order.field("picking_ids"), Some(Kind::Many(Model::Picking)));
        assert_eq!(Model::Order.field("colour"), None);
        assert_eq!(Model::named("sale.orders"), None);
    }
}
