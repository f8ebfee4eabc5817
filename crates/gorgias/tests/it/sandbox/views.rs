use futures_util::TryStreamExt;
use gorgias::Error;
use gorgias::resources::tickets::{self, Channel, Status};
use gorgias::resources::views::{
    self, Category, Column, Field, Filter, ItemOrder, ItemsOf, NewView, OrderDirection, UpdateView, ViewType,
    Visibility,
};

use super::{sandbox, whole};

#[tokio::test]
async fn a_view_is_made_read_changed_and_deleted() {
    let (sandbox, client) = sandbox().await;
    let mine = Field::AssigneeUser.is(views::CURRENT_USER).and(Field::Status.is(Status::Open));
    let fields = UpdateView::new()
        .visibility(Visibility::Private)
        .filters(&mine)
        .order("updated_datetime", OrderDirection::Asc)
        .fields(&[Column::Id, Column::Subject]);
    let view = client.send(views::create(NewView::named("Open, mine").with(fields))).await.unwrap();
    assert_eq!((view.slug.as_deref(), view.kind.as_ref()), (Some("open-mine"), Some(&ViewType::TicketList)));
    assert_eq!(
        (view.filters.as_deref(), view.order_dir.as_ref()),
        (Some(mine.as_str()), Some(&OrderDirection::Asc))
    );
    assert!(whole(&client, views::list()).await.iter().any(|row| row.id == view.id));
    let system = whole(&client, views::list().category(Category::System)).await;
    assert!(system.iter().all(|row| row.category == Some(Category::System)));

    let change = UpdateView::new().name("Open").filters(&Field::Status.is("open"));
    client.send(views::update(view.id, change)).await.unwrap();
    assert_eq!(client.send(views::get(view.id)).await.unwrap().name.as_deref(), Some("Open"));
    let refused =
        client.send(views::update(view.id, UpdateView::new().filters(&Field::Other("ticket.id").is(1))));
    assert!(matches!(refused.await, Err(Error::Refused { status: 400, .. })));
    client.send(views::delete(view.id)).await.unwrap();
    assert!(matches!(client.send(views::get(view.id)).await, Err(Error::NotFound { .. })));
    sandbox.stop().await;
}

#[tokio::test]
async fn the_items_of_a_view_are_followed_by_their_addresses_to_the_end_and_back() {
    let (sandbox, client) = sandbox().await;
    let filter = Field::Status.is(Status::Open);
    let view = NewView::named("Open").with(UpdateView::new().filters(&filter));
    let view = client.send(views::create(view)).await.unwrap().id;
    let mut open: Vec<_> = whole(&client, tickets::list().trashed(false)).await;
    open.retain(|ticket| ticket.status == Some(Status::Open));

    let list = || views::list_items(view).order_by(ItemOrder::UpdatedDesc).limit(7);
    let pages: Vec<_> = client.pages(list()).try_collect().await.unwrap();
    assert!(pages.len() > 2, "{}", pages.len());
    let mut listed: Vec<_> = pages.iter().flat_map(|page| &page.data).map(|item| item.ticket.id).collect();
    listed.sort_unstable();
    let mut expected: Vec<_> = open.iter().map(|ticket| ticket.id).collect();
    expected.sort_unstable();
    assert_eq!(listed, expected);

    let second = client.send(list().after(&pages[0]).unwrap()).await.unwrap();
    assert_eq!(second.data, pages[1].data);
    let first = client.send(list().before(&second).unwrap()).await.unwrap();
    assert_eq!(first.data, pages[0].data);
    assert!(list().after(pages.last().unwrap()).is_none());
    sandbox.stop().await;
}

#[tokio::test]
async fn tickets_are_asked_for_without_saving_a_view() {
    let (sandbox, client) = sandbox().await;
    let all = whole(&client, tickets::list().trashed(false)).await;
    let newest = all.iter().filter_map(|ticket| ticket.updated_datetime).max().unwrap();
    let matching = |filter: Filter| views::query_items(ItemsOf::filter(&filter));
    let latest = whole(&client, matching(Field::UpdatedDatetime.since(newest))).await;
    assert_eq!(latest.len(), 1);
    assert_eq!(latest[0].ticket.updated_datetime, Some(newest));

    let channels = [Channel::Email, Channel::Chat];
    let either = Field::Channel.contains_any(&channels).and(Field::Tags.is_not_empty());
    let found = whole(&client, matching(either).order_by(ItemOrder::CreatedAsc)).await;
    assert!(!found.is_empty());
    for item in &found {
        assert!(item.ticket.channel.as_ref().is_some_and(|channel| channels.contains(channel)));
        assert!(item.ticket.tags.as_ref().is_some_and(|tags| !tags.is_empty()));
    }
    let subject = all.iter().find_map(|ticket| ticket.subject.clone()).unwrap();
    let found = whole(&client, views::query_items(ItemsOf::search(&subject))).await;
    assert!(found.iter().any(|item| item.ticket.subject.as_ref() == Some(&subject)));
    sandbox.stop().await;
}
