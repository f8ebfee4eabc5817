//! Values of custom fields on tickets and customers.

use super::super::model::{FieldValue, Json, Object};
use super::Change;

impl Change<'_> {
    /// Puts a value in place of the field's old one; `None` takes it away.
    pub(crate) fn set_field(&mut self, owner: Object, id: u64, field: u64, value: Option<Json>) {
        self.put_field(owner, id, field, value);
        self.fields_changed(owner, id);
    }

    /// Puts these values in place of all old ones; what the product fills in stays.
    pub(crate) fn replace_fields(&mut self, owner: Object, id: u64, values: Vec<(u64, Option<Json>)>) {
        let fields = &self.state.fields;
        let stays: Vec<u64> =
            fields.iter().filter(|(_, row)| row.is_filled_by_product()).map(|(id, _)| id).collect();
        if let Some(old) = self.fields_of(owner, id) {
            let named = |field| values.iter().any(|(named, _)| *named == field);
            old.retain(|old| named(old.field) || stays.contains(&old.field));
        }
        for (field, value) in values {
            self.put_field(owner, id, field, value);
        }
        self.fields_changed(owner, id);
    }

    pub(super) fn put_field(&mut self, owner: Object, id: u64, field: u64, value: Option<Json>) {
        let new_id = self.state.next_value();
        let Some(values) = self.fields_of(owner, id) else { return };
        let place = values.iter().position(|old| old.field == field);
        match (place, value) {
            (Some(place), Some(value)) => values[place].value = value,
            (Some(place), None) => {
                values.remove(place);
            }
            (None, Some(value)) => values.push(FieldValue { id: new_id, field, value }),
            (None, None) => {}
        }
    }

    fn fields_of(&mut self, owner: Object, id: u64) -> Option<&mut Vec<FieldValue>> {
        match owner {
            Object::Customer => self.state.customers.get_mut(id).map(|row| &mut row.custom_fields),
            _ => self.state.tickets.get_mut(id).map(|row| &mut row.custom_fields),
        }
    }

    fn fields_changed(&mut self, owner: Object, id: u64) {
        match owner {
            Object::Customer => self.customer_changed(id),
            _ => self.touch(id),
        }
    }
}
