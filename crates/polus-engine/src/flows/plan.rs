//! Which flows a change starts. Called inside the transaction that stores the change, so that there is no
//! moment at which a change is stored and its runs are not.

use std::sync::Arc;

use polus_store::{Change, ChangeKind, NewRun, Planner, RecordView};
use serde_json::{Map, Value, json};

use super::FlowSet;
use super::definition::{Flow, OnChange};
use super::work::OWN;

impl Planner for FlowSet {
    fn wants(&self, system: &str, kind: &str, stream: &str) -> bool {
        self.flows().iter().any(|flow| listens(flow, system, kind, stream))
    }

    fn plan(&self, change: &Change<'_>) -> Vec<NewRun> {
        let mut runs = Vec::new();
        for flow in self.flows() {
            if !listens(flow, &change.connection.system, &change.connection.kind, change.stream)
                || !flow.on.changes.contains(&on_change(change.kind))
                || (is_own(change) && !flow.on.own)
            {
                continue;
            }
            let starts = match &flow.when {
                None => true,
                // A condition that cannot be evaluated starts the run: it fails there, where someone sees it,
                // instead of passing silently here.
                Some(when) => when.is_true(&scope(flow, change)).unwrap_or(true),
            };
            if starts {
                runs.push(NewRun {
                    flow: flow.name.clone(),
                    flow_version: flow.version.clone(),
                    subject: format!("{}/{}/{}", change.connection.name, change.stream, change.key),
                });
            }
        }
        runs
    }
}

fn listens(flow: &Flow, system: &str, kind: &str, stream: &str) -> bool {
    flow.on.stream == stream
        && flow.on.system.as_deref().is_none_or(|wanted| wanted == system)
        && flow.on.kind.as_deref().is_none_or(|wanted| wanted == kind)
}

/// Whether we have made this record ourselves: what a flow creates carries an identity of ours, and its coming
/// back starts no flow. What a flow changes on records of others cannot be told from what an agent changes; a flow
/// on such changes needs a condition that its own effect makes false, as those of the library have.
fn is_own(change: &Change<'_>) -> bool {
    let external_id =
        change.after.and_then(|record| record.payload.get("external_id")).and_then(Value::as_str);
    change.kind == ChangeKind::Created && external_id.is_some_and(|id| id.starts_with(OWN))
}

fn on_change(kind: ChangeKind) -> OnChange {
    match kind {
        ChangeKind::Created => OnChange::Created,
        ChangeKind::Updated => OnChange::Updated,
        ChangeKind::Deleted => OnChange::Deleted,
        ChangeKind::Merged => OnChange::Merged,
        ChangeKind::Restored => OnChange::Restored,
    }
}

fn scope(flow: &Flow, change: &Change<'_>) -> Value {
    let view = |record: Option<&RecordView>| {
        record.map_or(Value::Null, |r| r.canonical.clone().unwrap_or_else(|| r.payload.clone()))
    };
    let mut scope = Map::new();
    scope.insert("record".into(), view(change.after));
    scope.insert("before".into(), view(change.before));
    scope.insert(
        "change".into(),
        json!({
            "system": change.connection.system, "connection": change.connection.name,
            "stream": change.stream, "key": change.key,
        }),
    );
    scope.insert("settings".into(), flow.settings.clone());
    Value::Object(scope)
}

/// The planner that the store is handed.
pub(crate) fn planner(flows: &Arc<FlowSet>) -> Arc<dyn Planner> {
    Arc::clone(flows) as Arc<dyn Planner>
}

#[cfg(test)]
mod tests {
    use polus_store::{AccountId, ChangeId, Connection, ConnectionId, ConnectionState};

    use super::*;

    /// How many runs a new ticket starts of a flow with these lines.
    fn starts(on: &str, when: &str, ticket: Value) -> usize {
        let text = format!("flow: f\ntitle: F\non: {on}\nwhen: {when}\nsteps:\n  - step: a\n    do: find\n");
        let flow = Flow::parse("f.yaml", &text, &[]).unwrap();
        let connection = Connection {
            id: ConnectionId::new(1),
            account_id: AccountId::new(1),
            account: "main".into(),
            name: "helpdesk".into(),
            system: "gorgias".into(),
            kind: "helpdesk".into(),
            url: String::new(),
            settings: Value::Null,
            sealed: Vec::new(),
            state: ConnectionState::Ok,
            message: None,
            state_ms: None,
            created_ms: 0,
        };
        let after = RecordView { payload: ticket, canonical: None };
        let change = Change {
            connection: &connection,
            stream: "tickets",
            key: "7",
            kind: ChangeKind::Created,
            before: None,
            after: Some(&after),
            change_id: ChangeId::new(1),
        };
        FlowSet::from(vec![flow]).plan(&change).len()
    }

    const TICKETS: &str = "{kind: helpdesk, stream: tickets, changes: [created]}";

    #[test]
    fn what_a_flow_has_created_starts_no_flow_unless_one_asks() {
        let ours = json!({"id": 7, "external_id": "polus-0123"});
        assert_eq!(starts(TICKETS, "'true'", ours.clone()), 0);
        assert_eq!(starts(TICKETS, "'true'", json!({"id": 7, "external_id": null})), 1);
        assert_eq!(starts("{stream: tickets, changes: [created], own: true}", "'true'", ours), 1);
    }

    #[test]
    fn only_what_a_flow_waits_for_starts_it() {
        let ticket = json!({"id": 7, "subject": "Kettle"});
        assert_eq!(starts(TICKETS, "record.subject == 'Kettle'", ticket.clone()), 1);
        assert_eq!(starts(TICKETS, "record.subject == 'Teapot'", ticket.clone()), 0);
        for on in [
            "{kind: erp, stream: tickets, changes: [created]}",
            "{system: shopify, stream: tickets, changes: [created]}",
            "{stream: orders, changes: [created]}",
            "{stream: tickets, changes: [updated, deleted]}",
        ] {
            assert_eq!(starts(on, "'true'", ticket.clone()), 0, "{on}");
        }
    }

    #[test]
    fn a_condition_that_cannot_be_evaluated_starts_a_run_that_can_be_seen_to_fail() {
        assert_eq!(starts(TICKETS, "record.subject | float > 1", json!({"id": 7, "subject": "Kettle"})), 1);
    }
}
