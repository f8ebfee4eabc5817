use gorgias::Error;
use gorgias::resources::account::{self, BusinessHours, Hours, SettingValue};
use serde_json::json;

use super::sandbox;

#[tokio::test]
async fn settings_are_typed_by_their_kind_and_replaced_as_a_whole() {
    let (sandbox, client) = sandbox().await;
    let settings = client.send(account::list_settings()).await.unwrap();
    assert_eq!(client.send(account::get()).await.unwrap().settings, settings);
    let surveys = client.send(account::list_settings().kind("satisfaction-surveys")).await.unwrap();
    assert!(surveys.iter().all(|setting| matches!(setting.value, SettingValue::SatisfactionSurveys(_))));
    let hours = settings.iter().find(|setting| setting.value.kind() == "business-hours").unwrap();
    let value = SettingValue::BusinessHours(BusinessHours {
        timezone: Some("Europe/Lisbon".into()),
        business_hours: vec![Hours::new(&[1, 2, 3], "08:30", "18:00")],
        ..BusinessHours::default()
    });
    let changed = client.send(account::update_setting(hours.id.unwrap(), &value)).await.unwrap();
    assert_eq!((changed.id, changed.value), (hours.id, value.clone()));

    let other = SettingValue::Other { kind: "acme-settings".into(), data: Some(json!([1, { "a": null }])) };
    let made = client.send(account::create_setting(&other)).await.unwrap();
    assert_eq!(made.value, other);
    let again = client.send(account::create_setting(&value)).await.unwrap_err();
    assert!(matches!(again, Error::Refused { .. }), "{again:?}");
    sandbox.stop().await;
}
