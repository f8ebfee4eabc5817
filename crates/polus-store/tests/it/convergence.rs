//! Whatever the order in which reads arrive, and however often, the end is the same: by the source's versions, and
//! where there are none, by the time of reading.

use polus_store::Incoming;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{TestStore, deleted, known_as, merged, present, version};

/// One read of one of three tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Read {
    key: i64,
    /// The source's version, or else the second at which it was read.
    version: i64,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Content,
    Deleted,
    Merged,
}

impl Read {
    fn incoming(self, versioned: bool) -> Incoming {
        let (key, at) = (self.key.to_string(), version(self.version));
        let said = versioned.then_some(at.as_str());
        match self.what {
            What::Deleted => deleted(&key, said),
            What::Merged => merged(&key, said, "9"),
            What::Content => known_as(
                present(
                    &key,
                    said,
                    &json!({
                        "id": self.key, "subject": format!("v{}", self.version), "updated_datetime": at,
                        "tags": (0..self.version % 3).map(|tag| json!({"id": tag, "name": format!("t{tag}")})).collect::<Vec<_>>(),
                    }),
                ),
                &[("email", &format!("{}@example.com", self.version % 2))],
                None,
            ),
        }
    }
}

/// Reads with a version of their own each, in any order, some of them several times, cut into batches.
fn arrivals() -> impl Strategy<Value = (Vec<Read>, Vec<Vec<Read>>)> {
    let what = prop_oneof![4 => Just(What::Content), 1 => Just(What::Deleted), 1 => Just(What::Merged)];
    proptest::collection::vec((1i64..=3, what), 1..12)
        .prop_map(|all| {
            let with_version =
                |(at, (key, what)): (usize, (i64, What))| Read { key, version: at as i64, what };
            all.into_iter().enumerate().map(with_version).collect::<Vec<_>>()
        })
        .prop_flat_map(|reads| {
            let again = proptest::sample::subsequence(reads.clone(), 0..=reads.len());
            let shuffled = (Just(reads.clone()), again)
                .prop_map(|(mut all, again)| {
                    all.extend(again);
                    all
                })
                .prop_shuffle();
            (Just(reads), shuffled, 1usize..5)
                .prop_map(|(reads, all, size)| (reads, all.chunks(size).map(<[Read]>::to_vec).collect()))
        })
}

/// Everything that a reader can see of the tickets.
async fn seen(t: &TestStore) -> Value {
    json!({
        "records": t.rows("SELECT key, version, present, gone, merged_into, payload FROM records ORDER BY key").await,
        "tickets": t.rows("SELECT id, subject, updated_datetime, deleted_at IS NULL, merged_into FROM tickets ORDER BY id").await,
        "ends": t.rows("SELECT key, gone_at FROM records WHERE gone_version IS NOT NULL ORDER BY key").await,
        "tags": t.rows("SELECT ticket_id, line, tag_id, name FROM ticket_tags ORDER BY 1, 2").await,
        "identities": t.rows(
            "SELECT r.key, i.kind, i.value FROM identities i JOIN records r ON r.id = i.record_id ORDER BY 1").await,
        "rows": t.store.stream_state(t.helpdesk.id, "tickets").await.unwrap().rows,
    })
}

async fn after(batches: &[Vec<Read>], versioned: bool) -> Value {
    let t = TestStore::new().await;
    for (second, batch) in batches.iter().enumerate() {
        if versioned {
            t.tickets(1000 + second as i64, batch.iter().map(|read| read.incoming(true)).collect()).await;
        } else {
            for read in batch {
                t.tickets(read.version, vec![read.incoming(false)]).await;
            }
        }
    }
    seen(&t).await
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_arrival_ends_in_the_newest_state((reads, batches) in arrivals(), versioned: bool) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let in_order: Vec<Vec<Read>> = reads.iter().map(|read| vec![*read]).collect();
            let seen = after(&batches, versioned).await;
            prop_assert_eq!(&seen, &after(&in_order, versioned).await);

            // And that state is the newest one.
            for key in 1..=3 {
                let newest = reads.iter().rfind(|read| read.key == key);
                let exists = newest.is_some_and(|read| read.what == What::Content);
                let row = seen["tickets"].as_array().unwrap().iter().find(|row| row[0] == key);
                if exists {
                    prop_assert_eq!(&row.unwrap()[1], &json!(format!("v{}", newest.unwrap().version)));
                }
                prop_assert_eq!(row.is_some_and(|row| row[3] == 1), exists);
            }
            Ok(())
        })?;
    }
}
