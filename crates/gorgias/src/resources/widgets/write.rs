//! Widgets to be made and changed (reference pages "Create a widget", "Update a widget").

use serde::Serialize;

use super::{Context, Widget, WidgetType};
use crate::datetime::DateTime;
use crate::request::Request;
use crate::resources::Map;

/// A widget to be made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NewWidget {
    #[serde(rename = "type")]
    kind: WidgetType,
    #[serde(flatten)]
    pub(super) fields: UpdateWidget,
}

impl NewWidget {
    /// Shows data of this kind. The template is a [`super::Node::wrapper`], or JSON of that form.
    pub fn new(kind: WidgetType, template: impl Into<Map>) -> Self {
        Self { kind, fields: UpdateWidget { template: Some(template.into()), ..UpdateWidget::default() } }
    }

    /// Shows what an HTTP integration answers.
    pub fn http(integration_id: i64, template: impl Into<Map>) -> Self {
        let mut widget = Self::new(WidgetType::Http, template);
        widget.fields.integration_id = Some(Some(integration_id));
        widget
    }

    /// Shows what an app sent about the customer; its id is 24 hexadecimal digits.
    pub fn app(app_id: &str, template: impl Into<Map>) -> Self {
        let mut widget = Self::new(WidgetType::CustomerExternalData, template);
        widget.fields.app_id = Some(Some(app_id.to_owned()));
        widget
    }

    /// Shows the data set with [`crate::resources::customers::update_data`].
    pub fn custom(template: impl Into<Map>) -> Self {
        Self::new(WidgetType::Custom, template)
    }

    /// Where it shows; beside tickets unless told.
    pub fn context(mut self, context: Context) -> Self {
        self.fields.context = Some(context);
        self
    }

    /// The integration whose data it shows.
    pub fn integration(mut self, id: i64) -> Self {
        self.fields.integration_id = Some(Some(id));
        self
    }

    /// Lower first.
    pub fn order(mut self, order: u32) -> Self {
        self.fields.order = Some(order);
        self
    }

    /// Switched off from the beginning.
    pub fn deactivated(mut self, at: DateTime) -> Self {
        self.fields.deactivated_datetime = Some(Some(at));
        self
    }
}

/// Fields to be set; what is not set stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct UpdateWidget {
    /// Replaced as a whole; its root is `{"type": "wrapper", "widgets": [...]}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<Map>,
    /// Where it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
    /// The integration whose data it shows; `Some(None)` for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_id: Option<Option<i64>>,
    /// The app whose data it shows; `Some(None)` for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<Option<String>>,
    /// Lower first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<u32>,
    /// `Some(None)` switches it on again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deactivated_datetime: Option<Option<DateTime>>,
}

impl UpdateWidget {
    /// Notes what the API would refuse.
    pub(super) fn check(&self, request: Request<Widget>) -> Request<Widget> {
        let root = self.template.as_ref().map(|template| template.get("type"));
        let fits = root.is_none_or(|kind| kind.is_some_and(|kind| kind == "wrapper"));
        request.require(fits, "template", "the root of a template has the type `wrapper`")
    }
}
