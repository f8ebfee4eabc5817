//! Who goes next: the highest class that waits, and now and then the one that was passed over long enough.

use std::collections::VecDeque;

use super::Class;

/// How many requests of higher classes may pass a waiting lower one before it goes first.
const PATIENCE: [u32; 3] = [0, 4, 8];

/// One queue a class.
#[derive(Debug)]
pub(super) struct Lanes<T> {
    queues: [VecDeque<T>; 3],
    passed: [u32; 3],
}

impl<T> Default for Lanes<T> {
    fn default() -> Self {
        Self { queues: [VecDeque::new(), VecDeque::new(), VecDeque::new()], passed: [0; 3] }
    }
}

impl<T> Lanes<T> {
    pub(super) fn push(&mut self, class: Class, item: T) {
        self.queues[class as usize].push_back(item);
    }

    pub(super) fn len(&self) -> usize {
        self.queues.iter().map(VecDeque::len).sum()
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        for queue in &mut self.queues {
            queue.retain(&keep);
        }
    }

    /// The next to go: first in its class.
    pub(super) fn pop(&mut self) -> Option<T> {
        let waits = |lane: &usize| !self.queues[*lane].is_empty();
        let first = (0..3).find(waits)?;
        // The lowest class is asked first: it is the one that has waited through all others.
        let lane = (first..3)
            .rev()
            .filter(waits)
            .find(|lane| self.passed[*lane] >= PATIENCE[*lane])
            .unwrap_or(first);
        for lower in lane + 1..3 {
            if !self.queues[lower].is_empty() {
                self.passed[lower] += 1;
            }
        }
        self.passed[lane] = 0;
        self.queues[lane].pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn higher_classes_go_first_and_no_class_starves() {
        let mut lanes = Lanes::default();
        for n in 0..60 {
            lanes.push(Class::Sync, ("sync", n));
            lanes.push(Class::Flows, ("flows", n));
            lanes.push(Class::Interactive, ("interactive", n));
        }
        let order: Vec<_> = (0..60).filter_map(|_| lanes.pop()).collect();
        let of = |class| order.iter().filter(|(name, _)| *name == class).count();
        assert_eq!(order[0], ("interactive", 0));
        assert!(of("interactive") > of("flows") && of("flows") > of("sync"), "{order:?}");
        assert!(of("sync") >= 5, "{order:?}");
    }

    #[test]
    fn a_class_alone_is_first_in_first_out() {
        let mut lanes = Lanes::default();
        for n in 0..9 {
            lanes.push(Class::Sync, n);
        }
        assert_eq!((0..9).filter_map(|_| lanes.pop()).collect::<Vec<_>>(), (0..9).collect::<Vec<_>>());
        assert!(lanes.pop().is_none());
    }
}
