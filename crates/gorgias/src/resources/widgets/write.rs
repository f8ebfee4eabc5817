//! Widgets to be made and changed (reference pages "Create a widget", "Update a widget").

use super::{Context, WidgetType};
use crate::datetime::DateTime;
use crate::resources::Map;
use crate::resources::draft::Draft;

/// A widget to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewWidget(Draft);

impl NewWidget {
    /// Shows data of this kind. The template is a [`super::Node::wrapper`], or JSON of that form.
    pub fn new(kind: WidgetType, template: impl Into<Map>) -> Self {
        Self(with_template(Draft::default().set("type", kind), template.into()))
    }

    /// Shows what an HTTP integration answers.
    pub fn http(integration_id: i64, template: impl Into<Map>) -> Self {
        Self::new(WidgetType::Http, template).integration(integration_id)
    }

    /// Shows what an app sent about the customer; its id is 24 hexadecimal digits.
    pub fn app(app_id: &str, template: impl Into<Map>) -> Self {
        Self(Self::new(WidgetType::CustomerExternalData, template).0.set("app_id", app_id))
    }

    /// Shows the data set with [`crate::resources::customers::update_data`].
    pub fn custom(template: impl Into<Map>) -> Self {
        Self::new(WidgetType::Custom, template)
    }

    /// Where it shows; beside tickets unless told.
    pub fn context(self, context: Context) -> Self {
        Self(self.0.set("context", context))
    }

    /// The integration whose data it shows.
    pub fn integration(self, id: i64) -> Self {
        Self(self.0.id("integration_id", id))
    }

    /// Lower first.
    pub fn order(self, order: u32) -> Self {
        Self(self.0.set("order", order))
    }

    /// Switched off from the beginning.
    pub fn deactivated(self, at: DateTime) -> Self {
        Self(self.0.set("deactivated_datetime", at))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

/// Changes of a widget; what is not set stays, and `None` clears.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateWidget(Draft);

impl UpdateWidget {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Replaces the template as a whole: a [`super::Node::wrapper`], or JSON of that form.
    pub fn template(self, template: impl Into<Map>) -> Self {
        Self(with_template(self.0, template.into()))
    }

    /// Where it shows.
    pub fn context(self, context: Context) -> Self {
        Self(self.0.set("context", context))
    }

    /// The integration whose data it shows.
    pub fn integration(self, id: impl Into<Option<i64>>) -> Self {
        Self(self.0.id("integration_id", id))
    }

    /// The app whose data it shows.
    pub fn app<'a>(self, id: impl Into<Option<&'a str>>) -> Self {
        Self(self.0.set("app_id", id.into()))
    }

    /// Lower first.
    pub fn order(self, order: u32) -> Self {
        Self(self.0.set("order", order))
    }

    /// Switches it off as of then; `None` switches it on again.
    pub fn deactivated(self, at: impl Into<Option<DateTime>>) -> Self {
        Self(self.0.set("deactivated_datetime", at.into()))
    }

    pub(super) fn into_draft(self) -> Draft {
        self.0
    }
}

fn with_template(draft: Draft, template: Map) -> Draft {
    let is_wrapper = template.get("type").is_some_and(|kind| kind == "wrapper");
    draft
        .require(is_wrapper, "template", "the root of a template has the type `wrapper`")
        .set("template", template)
}
