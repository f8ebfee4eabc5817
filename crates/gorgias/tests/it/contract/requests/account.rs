use gorgias::resources::account::{self, BusinessHours, Hours, SettingValue};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let hours = BusinessHours {
        timezone: Some("Europe/Lisbon".into()),
        business_hours: vec![Hours::new(&[1, 2], "09:00", "17:00")],
        ..BusinessHours::default()
    };
    let value = SettingValue::BusinessHours(hours);
    vec![
        sent("account.get", account::get()),
        sent("account.list_settings", account::list_settings().kind("business-hours")),
        sent("account.create_setting", account::create_setting(&value)),
        sent("account.update_setting", account::update_setting(1, &value)),
    ]
}
