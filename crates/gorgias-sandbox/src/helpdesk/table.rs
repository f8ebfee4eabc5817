//! Rows by id, and sets that keep them in order of time.

use std::collections::BTreeSet;

use super::moment::Moment;

/// Rows under consecutive ids. Ids are never used twice.
#[derive(Debug)]
pub(crate) struct Table<T> {
    first: u64,
    rows: Vec<Option<T>>,
}

impl<T> Table<T> {
    pub(crate) fn starting_at(first: u64) -> Self {
        Self { first, rows: Vec::new() }
    }

    pub(crate) fn with_capacity(first: u64, capacity: usize) -> Self {
        Self { first, rows: Vec::with_capacity(capacity) }
    }

    /// The id that the next pushed row will have.
    pub(crate) fn next_id(&self) -> u64 {
        self.first + self.rows.len() as u64
    }

    pub(crate) fn push(&mut self, row: T) -> u64 {
        let id = self.next_id();
        self.rows.push(Some(row));
        id
    }

    pub(crate) fn get(&self, id: u64) -> Option<&T> {
        self.rows.get(self.slot(id)?)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, id: u64) -> Option<&mut T> {
        let slot = self.slot(id)?;
        self.rows.get_mut(slot)?.as_mut()
    }

    pub(crate) fn remove(&mut self, id: u64) -> Option<T> {
        let slot = self.slot(id)?;
        self.rows.get_mut(slot)?.take()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &T)> {
        self.rows.iter().enumerate().filter_map(|(slot, row)| Some((self.first + slot as u64, row.as_ref()?)))
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (u64, &mut T)> {
        let first = self.first;
        self.rows
            .iter_mut()
            .enumerate()
            .filter_map(move |(slot, row)| Some((first + slot as u64, row.as_mut()?)))
    }

    /// A row that satisfies `wanted`, searched from a place that `choice` picks; the same choice, the same
    /// row.
    pub(crate) fn pick(&self, choice: u64, wanted: impl Fn(u64, &T) -> bool) -> Option<u64> {
        let count = self.rows.len();
        let start = usize::try_from(choice.checked_rem(count as u64)?).ok()?;
        (start..count).chain(0..start).find_map(|slot| {
            let id = self.first + slot as u64;
            self.rows[slot].as_ref().filter(|row| wanted(id, row)).map(|_| id)
        })
    }

    fn slot(&self, id: u64) -> Option<usize> {
        usize::try_from(id.checked_sub(self.first)?).ok()
    }
}

/// Ids by a time, equal times by id: what a list walks along.
#[derive(Debug, Default)]
pub(crate) struct Order(BTreeSet<(Moment, u64)>);

impl Order {
    pub(crate) fn insert(&mut self, at: Moment, id: u64) {
        self.0.insert((at, id));
    }

    pub(crate) fn remove(&mut self, at: Moment, id: u64) {
        self.0.remove(&(at, id));
    }

    pub(crate) fn entries(&self) -> &BTreeSet<(Moment, u64)> {
        &self.0
    }
}

impl FromIterator<(Moment, u64)> for Order {
    fn from_iter<I: IntoIterator<Item = (Moment, u64)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_not_used_twice() {
        let mut table = Table::starting_at(7);
        assert_eq!(table.push('a'), 7);
        assert_eq!(table.remove(7), Some('a'));
        assert_eq!(table.remove(7), None);
        assert_eq!(table.push('b'), 8);
        assert_eq!((table.get(7), table.get(8), table.get(6), table.get(99)), (None, Some(&'b'), None, None));
    }

    #[test]
    fn picking_goes_round_and_ends() {
        let mut table = Table::starting_at(1);
        for row in 0..5 {
            table.push(row);
        }
        assert_eq!(table.pick(4, |_, row| *row == 1), Some(2));
        assert_eq!(table.pick(4, |_, row| *row > 9), None);
        assert_eq!(Table::<u8>::starting_at(1).pick(3, |_, _| true), None);
    }
}
