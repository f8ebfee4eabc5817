use gorgias::resources::search::{self, Kind};
use gorgias::resources::{customers, users};

use super::{sandbox, whole};

#[tokio::test]
async fn every_kind_is_found() {
    let (sandbox, client) = sandbox().await;
    for &kind in Kind::ALL {
        let some = client.send(search::find(kind, "").size(3)).await.unwrap();
        assert!(some.len() <= 3, "{kind:?}");
        assert!(some.iter().all(|hit| hit.id.is_some()), "{kind:?}");
    }
    let somebody =
        whole(&client, customers::list()).await.into_iter().find(|row| row.email.is_some()).unwrap();
    let found = client.send(search::find(Kind::Customer, somebody.email.as_deref().unwrap())).await.unwrap();
    assert_eq!((found[0].id, &found[0].name), (Some(somebody.id), &somebody.name));
    let channels = search::find(Kind::CustomerChannelEmail, somebody.email.as_deref().unwrap());
    assert_eq!(client.send(channels).await.unwrap()[0].address, somebody.email);
    let user = &whole(&client, users::list()).await[0];
    let found = client.send(search::find(Kind::Agent, user.email.as_deref().unwrap())).await.unwrap();
    assert_eq!(found[0].id, Some(user.id));
    sandbox.stop().await;
}
