//! Making the helpdesk call us: the HTTP integration that sends webhooks, the one that fills the sidebar, and the
//! widget that shows it.
//!
//! Things are known by their names, so setting up again finds what is there, corrects what differs, switches on
//! what was switched off, and makes what is missing: never a second one, also when the answer to a create got lost. While the engine runs,
//! `reactivate` switches on again what the helpdesk switched off.

mod reactivate;
mod widget;

use std::time::Duration;

use futures_util::TryStreamExt;
use gorgias::resources::integrations::{
    self, HttpMethod, Integration, NewHttp, NewIntegration, Trigger, UpdateIntegration,
};
use gorgias::resources::widgets::{self, NewWidget, UpdateWidget, Widget};
use gorgias::{Client, Secret};
use serde::Serialize;
use serde_json::Value;

use crate::engine::{Engine, not_a_helpdesk};
use crate::error::EngineError;
use crate::intake::SECRET_HEADER;
use crate::systems::Speaks;

/// The integration that sends webhooks.
const WEBHOOKS: &str = "Polus";

/// The integration that fills the sidebar.
const SIDEBAR: &str = "Polus orders";

/// How often a create whose outcome is unknown is looked for and sent again.
const ATTEMPTS: u32 = 3;

/// How long a create of unknown outcome is given to show.
const SETTLE: Duration = Duration::from_secs(2);

const EVERYTHING: &[Trigger] = &[
    Trigger::TicketCreated,
    Trigger::TicketUpdated,
    Trigger::TicketMessageCreated,
    Trigger::TicketSelfUnsnoozed,
    Trigger::TicketMessageFailed,
    Trigger::TicketAssignmentUpdated,
    Trigger::TicketStatusUpdated,
    Trigger::TicketHandedOver,
];

/// When the sidebar is filled again.
const NEWS: &[Trigger] = &[Trigger::TicketCreated, Trigger::TicketMessageCreated];

/// What is set up now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Installed {
    /// The integration that sends webhooks.
    pub webhooks: i64,
    /// The integration that fills the sidebar.
    pub sidebar: i64,
    /// The widget beside tickets.
    pub widget: i64,
    /// What had to be done; empty when everything was there.
    pub changes: Vec<String>,
}

impl Engine {
    /// Sets up integrations and widget of a helpdesk, so that it calls `public_url` (scheme, host, and the path that
    /// Polus is served under, if any). Needs the rights of an admin there.
    pub async fn install(&self, connection: &str, public_url: &str) -> Result<Installed, EngineError> {
        let attached = self.helpdesk(Some(connection))?;
        let Speaks::Helpdesk(client) = &attached.speaks else { return Err(not_a_helpdesk(&attached)) };
        let base = public_url.trim_end_matches('/');
        let secret = Secret::new(attached.webhook_secret.expose());
        let mut setup =
            Setup { client: client.in_class(gorgias::Class::Interactive), secret, changes: Vec::new() };
        let webhooks = Wanted {
            name: WEBHOOKS,
            about: "Tells Polus what happens, so that flows run at once",
            method: HttpMethod::Post,
            url: format!("{base}/webhooks/{connection}"),
            form: Some(Value::from("{{context}}")),
            triggers: EVERYTHING,
        };
        let sidebar = Wanted {
            name: SIDEBAR,
            about: "Shows the customer's orders beside the ticket",
            method: HttpMethod::Get,
            url: format!(
                "{base}/sidebar/{connection}?email={{{{ticket.customer.email}}}}&customer_id={{{{ticket.customer.id}}}}&ticket_id={{{{ticket.id}}}}"
            ),
            form: None,
            triggers: NEWS,
        };
        let webhooks = setup.integration(&webhooks).await?;
        let sidebar = setup.integration(&sidebar).await?;
        let widget = setup.widget(sidebar).await?;
        // What was just made shows in the local copy with the next round.
        attached.wake();
        Ok(Installed { webhooks, sidebar, widget, changes: setup.changes })
    }
}

struct Wanted {
    name: &'static str,
    about: &'static str,
    method: HttpMethod,
    url: String,
    form: Option<Value>,
    triggers: &'static [Trigger],
}

impl Wanted {
    fn http(&self, secret: &Secret) -> NewHttp {
        let http = NewHttp::new(self.method, &self.url).header(SECRET_HEADER, secret).on(self.triggers);
        match &self.form {
            Some(form) => http.form(form.clone()),
            None => http,
        }
    }

    /// What is not as wanted. Headers are not shown by every server; where they are not, they may be anything.
    fn differs(&self, have: &Integration, secret: &Secret) -> Option<&'static str> {
        if have.deactivated_datetime.is_some() {
            return Some("was switched off");
        }
        let Some(http) = &have.http else { return Some("calls nothing") };
        let is_set = |trigger: &Trigger| {
            http.triggers.as_ref().is_some_and(|set| set.get(trigger.key()) == Some(&true))
        };
        let header = http.headers.iter().flatten().find(|(name, _)| name.eq_ignore_ascii_case(SECRET_HEADER));
        if http.url.as_deref() != Some(self.url.as_str()) {
            Some("has another address")
        } else if !self.triggers.iter().all(is_set) {
            Some("has other triggers")
        } else if http.form.as_ref().filter(|form| !form.is_null()) != self.form.as_ref() {
            Some("sends another form")
        } else if header.and_then(|(_, value)| value.as_str()) != Some(secret.expose()) {
            Some("may have another secret")
        } else {
            None
        }
    }
}

struct Setup {
    client: Client,
    secret: Secret,
    changes: Vec<String>,
}

impl Setup {
    /// Brings the integration of this name into its form; answers its id.
    async fn integration(&mut self, wanted: &Wanted) -> Result<i64, EngineError> {
        let mut attempt = 0;
        loop {
            if let Some(have) = self.named(wanted.name).await? {
                if let Some(why) = wanted.differs(&have, &self.secret) {
                    let http = wanted.http(&self.secret);
                    let update = UpdateIntegration::named(wanted.name)
                        .description(wanted.about)
                        .http(http)
                        .deactivated(None);
                    self.client.send(integrations::update(have.id, update)).await?;
                    self.changes.push(format!("integration `{}` {why}: corrected", wanted.name));
                }
                return Ok(have.id);
            }
            attempt += 1;
            let new = NewIntegration::http(wanted.name, wanted.http(&self.secret)).description(wanted.about);
            match self.client.send(integrations::create(new)).await {
                Ok(made) => {
                    self.changes.push(format!("integration `{}` made", wanted.name));
                    return Ok(made.id);
                }
                // It may be there: look, and only then make it again.
                Err(gorgias::Error::OutcomeUnknown { .. }) if attempt < ATTEMPTS => {
                    tokio::time::sleep(SETTLE).await
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The oldest integration of this name.
    async fn named(&self, name: &str) -> Result<Option<Integration>, EngineError> {
        let pages = self.client.pages(integrations::list().http_only().limit(100));
        let mut pages = std::pin::pin!(pages);
        let mut found: Option<Integration> = None;
        while let Some(page) = pages.try_next().await? {
            let same = page.data.into_iter().filter(|have| have.name.as_deref() == Some(name));
            found = found.into_iter().chain(same).min_by_key(|have| have.id);
        }
        Ok(found)
    }

    /// Brings the widget of the sidebar's integration into its form; answers its id.
    async fn widget(&mut self, integration: i64) -> Result<i64, EngineError> {
        let template = widget::template();
        let mut attempt = 0;
        loop {
            let page = self.client.send(widgets::list().integration_id(integration).limit(100)).await?;
            let ours = page.data.into_iter().filter(|have: &Widget| have.integration_id == Some(integration));
            if let Some(have) = ours.min_by_key(|have| have.id) {
                if have.template.as_ref() != Some(&template) || have.deactivated_datetime.is_some() {
                    let update = UpdateWidget::new().template(template).deactivated(None);
                    self.client.send(widgets::update(have.id, update)).await?;
                    self.changes.push("widget corrected".into());
                }
                return Ok(have.id);
            }
            attempt += 1;
            match self.client.send(widgets::create(NewWidget::http(integration, template.clone()))).await {
                Ok(made) => {
                    self.changes.push("widget made".into());
                    return Ok(made.id);
                }
                Err(gorgias::Error::OutcomeUnknown { .. }) if attempt < ATTEMPTS => {
                    tokio::time::sleep(SETTLE).await
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}
