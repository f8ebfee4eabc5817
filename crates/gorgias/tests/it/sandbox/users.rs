use gorgias::Error;
use gorgias::resources::users::{self, NewUser, Order, RoleName, UpdateUser};

use super::{sandbox, whole};

#[tokio::test]
async fn users_are_found_by_role_made_changed_and_deleted() {
    let (sandbox, client) = sandbox().await;
    let new = NewUser::new("nadia@teapots.example", "Nadia Pell", &RoleName::LiteAgent)
        .country("PT")
        .language("en");
    let user = client.send(users::create(new)).await.unwrap();
    let role = |user: &users::User| user.role.as_ref().map(|role| role.name.clone());
    let wanted = [RoleName::LiteAgent, RoleName::Admin];
    let found = whole(&client, users::list().roles(&wanted).order_by(Order::RoleAsc)).await;
    assert!(found.contains(&user));
    assert!(found.iter().all(|user| role(user).is_some_and(|role| wanted.contains(&role))));
    let everybody = whole(&client, users::list().available_first(true)).await;
    assert!(everybody.len() >= found.len());

    let change =
        UpdateUser::new().name("Nadia Marlow").role(&RoleName::Agent).bio("Night shift").country(None);
    let changed = client.send(users::update(user.id, change)).await.unwrap();
    assert_eq!((changed.lastname.as_deref(), changed.country.as_deref()), (Some("Marlow"), None));
    assert_eq!(role(&changed), Some(RoleName::Agent));
    let move_to = UpdateUser::new().email("nadia.marlow@teapots.example", &"present".into());
    let moved = client.send(users::update(user.id, move_to.clone())).await.unwrap();
    assert_eq!(moved.email.as_deref(), Some("nadia.marlow@teapots.example"));
    assert!(!format!("{move_to:?}").contains("present"));

    let refused = client.send(users::update(user.id, UpdateUser::new().language("pt"))).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid { field: "language", .. }), "{refused:?}");
    client.send(users::delete(user.id)).await.unwrap();
    assert!(matches!(client.send(users::get(user.id)).await, Err(Error::NotFound { .. })));
    sandbox.stop().await;
}
