//! Ids that no thing can have.

use gorgias::resources::{customers, jobs, tags, tickets};

#[test]
fn ids_are_positive_wherever_they_stand() {
    for bad in [0, -1, i64::MIN] {
        let bad_job = jobs::NewJob::delete_tickets(jobs::Target::Tickets(vec![1, bad]));
        let bad_view = jobs::NewJob::delete_tickets(jobs::Target::View(bad));
        let invalid = [
            tickets::get(bad).invalid().cloned(),
            tickets::delete(bad).invalid().cloned(),
            tickets::list().ticket_ids(&[1, bad]).invalid().cloned(),
            tickets::list().customer_id(bad).invalid().cloned(),
            tickets::list().view_id(bad).invalid().cloned(),
            tickets::add_tags(1, &[1, bad], &[]).invalid().cloned(),
            tickets::remove_tags(1, &[bad], &[]).invalid().cloned(),
            tags::merge(&[1, bad], 2).invalid().cloned(),
            tags::delete_all(&[bad]).invalid().cloned(),
            customers::merge(bad, 2).invalid().cloned(),
            customers::merge(2, bad).invalid().cloned(),
            customers::delete_all(&[1, bad]).invalid().cloned(),
            jobs::create(bad_job).invalid().cloned(),
            jobs::create(bad_view).invalid().cloned(),
        ];
        let missed: Vec<_> = (0..invalid.len()).filter(|n| invalid[*n].is_none()).collect();
        assert!(missed.is_empty(), "{bad}: not refused: {missed:?}");
    }
}

#[test]
fn the_largest_ids_are_written_in_full() {
    for id in [(1_i64 << 53) + 1, i64::MAX] {
        assert_eq!(tickets::get(id).path(), format!("/api/tickets/{id}"));
        assert!(tickets::get(id).invalid().is_none());
        let tags = tickets::add_tags(1, &[id], &[]);
        assert_eq!(tags.body().map(|body| body["ids"][0].as_i64()), Some(Some(id)));
    }
}
