use gorgias::resources::Emoji;
use gorgias::resources::views::{
    self, Category, Column, Direction, Field, ItemOrder, ItemsOf, NewView, OrderDirection, UpdateView,
    ViewType, Visibility,
};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let emoji = Emoji::new("🫖");
    let open = Field::Status.is("open");
    let fields = || {
        UpdateView::new()
            .kind(ViewType::TicketList)
            .visibility(Visibility::Private)
            .filters(&open)
            .search(None)
            .order("updated_datetime", OrderDirection::Asc)
            .fields(&[Column::Id, Column::Subject])
            .decoration(&emoji)
            .shared_with_teams(&[1])
            .shared_with_users(&[2])
            .section_id(3)
    };
    let query = ItemsOf::search("lid")
        .filtered(&open)
        .order("updated_datetime", OrderDirection::Desc)
        .fields(&[Column::Id])
        .category(Category::User);
    let items = views::list_items(1).limit(1).cursor("c").direction(Direction::Next).ignored_item(2);
    let found = views::query_items(query).limit(1).cursor("c").direction(Direction::Prev).ignored_item(2);
    let mut all = vec![
        sent("views.list", views::list().limit(1).cursor("c").category(Category::System)),
        sent("views.get", views::get(1)),
        sent("views.create", views::create(NewView::named("Mine").with(fields()).category(Category::User))),
        sent("views.update", views::update(1, fields().name("Mine").slug("mine"))),
        sent("views.delete", views::delete(1)),
        sent("views.list_items", items),
        sent("views.query_items", found),
    ];
    all.extend(views::Order::ALL.iter().map(|&order| sent("views.list", views::list().order_by(order))));
    all.extend(
        ItemOrder::ALL.iter().map(|&order| sent("views.list_items", views::list_items(1).order_by(order))),
    );
    let ordered = |order| views::query_items(ItemsOf::filter(&open)).order_by(order);
    all.extend(ItemOrder::ALL.iter().map(|&order| sent("views.query_items", ordered(order))));
    all
}
