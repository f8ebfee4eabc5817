//! What people write. `{order}` stands for the name of one of the customer's orders, `{name}` for the first
//! name.

/// One reason to write, and how the conversation goes.
pub(super) struct Topic {
    pub tag: &'static str,
    pub reason: &'static str,
    pub subject: &'static str,
    pub opening: &'static str,
    pub reply: &'static str,
    pub followup: &'static str,
}

pub(super) const TOPICS: &[Topic] = &[
    Topic {
        tag: "damaged",
        reason: "Damaged",
        subject: "My teapot came without a lid",
        opening: "Hello,\n\nthe parcel with order {order} arrived today, but the lid of the teapot is missing. The box itself looks fine.",
        reply: "Hi {name},\n\nsorry about that! A new lid is on its way to you, and you need not send anything back.",
        followup: "The lid came this morning and it fits. Thank you for the quick help!",
    },
    Topic {
        tag: "where-is-my-order",
        reason: "Shipping",
        subject: "Where is my order {order}?",
        opening: "Hi,\n\nI ordered over a week ago ({order}) and the tracking page has not moved since Monday. Can you tell me where the parcel is?",
        reply: "Hi {name},\n\nyour parcel is in the carrier's depot in your region and should be with you within two days.",
        followup: "Two days have passed and there is still nothing here. Could you ask the carrier again?",
    },
    Topic {
        tag: "return",
        reason: "Return",
        subject: "Return of order {order}",
        opening: "Good morning,\n\nI would like to return the kettle from order {order}. It is lovely, but too small for us. How do I do that?",
        reply: "Hello {name},\n\nof course. The return label is attached; drop the parcel at any post office within 14 days.",
        followup: "I have handed it in today. When will I see the money?",
    },
    Topic {
        tag: "refund",
        reason: "Refund",
        subject: "Refund not received",
        opening: "Hello,\n\nyou confirmed the refund for {order} two weeks ago, but my bank says that nothing has arrived.",
        reply: "Hi {name},\n\nthank you for waiting. I have checked: the refund left us on Tuesday, and banks take up to five working days.",
        followup: "It is here now. Thanks, you can close this.",
    },
    Topic {
        tag: "address-change",
        reason: "Shipping",
        subject: "Please change the delivery address",
        opening: "Hi there,\n\nI am moving this weekend. Can you still change the address of {order} before it ships?",
        reply: "Hello {name},\n\nthat is just in time: the new address is noted on the order.",
        followup: "Perfect, thank you!",
    },
    Topic {
        tag: "product-question",
        reason: "Question",
        subject: "Is the cast iron pot fit for induction?",
        opening: "Hello,\n\nbefore I buy the cast iron pot: does it work on an induction hob, and is the inside enamelled?",
        reply: "Hello {name},\n\nyes to both. Please do not leave the tea in it overnight, though.",
        followup: "Great. And does it come with a strainer?",
    },
    Topic {
        tag: "wholesale",
        reason: "Question",
        subject: "Prices for a tea room",
        opening: "Good afternoon,\n\nwe run a small tea room and would like to order about forty cups and ten pots. Do you have prices for that?",
        reply: "Hi {name},\n\nwith pleasure. I have passed this to the colleague who looks after tea rooms; the price list follows today.",
        followup: "Thank you, the list is here. We will decide next week.",
    },
    Topic {
        tag: "invoice",
        reason: "Invoice",
        subject: "Invoice for {order}",
        opening: "Hi,\n\nI need an invoice with our company's name for {order}. The one in the parcel has only my own name on it.",
        reply: "Hello {name},\n\nhere is the corrected invoice. The old one is cancelled.",
        followup: "Our accountant says the tax number is missing. Can you add it?",
    },
    Topic {
        tag: "cancellation",
        reason: "Cancellation",
        subject: "Cancel {order}",
        opening: "Hello,\n\nI ordered twice by mistake. Please cancel {order}; the other one should stay.",
        reply: "Hi {name},\n\ndone: the order is cancelled and the money goes back to your card.",
        followup: "Thanks for the fast answer.",
    },
    Topic {
        tag: "discount",
        reason: "Question",
        subject: "Discount code does not work",
        opening: "Hi,\n\nthe code from your newsletter is refused at the checkout. It says that it has expired.",
        reply: "Hello {name},\n\nsorry, that was our mistake. The code works again until Sunday.",
        followup: "It worked, thank you. The order is placed.",
    },
];

pub(super) const NOTES: &[&str] = &[
    "Checked with the warehouse: one left on the shelf, put aside for this customer.",
    "Second contact about this. Please answer today.",
    "Carrier confirms the damage, claim is filed.",
    "Regular customer, be generous.",
    "Waiting for the carrier, look again tomorrow.",
];

pub(super) const THANKS: &[&str] = &[
    "Very friendly and quick.",
    "Solved, but it took a while.",
    "Nobody read what I wrote.",
    "Great service, thank you!",
    "The new part does not fit either.",
];

/// Name, colour; the tags of the topics are among them.
pub(super) const TAGS: &[(&str, &str)] = &[
    ("damaged", "#C0392B"),
    ("where-is-my-order", "#2980B9"),
    ("return", "#8E44AD"),
    ("refund", "#D35400"),
    ("address-change", "#16A085"),
    ("product-question", "#27AE60"),
    ("wholesale", "#2C3E50"),
    ("invoice", "#7F8C8D"),
    ("cancellation", "#E74C3C"),
    ("discount", "#F39C12"),
    ("VIP", "#F1C40F"),
    ("vip", "#F7DC6F"),
    ("urgent", "#FF0000"),
    ("follow-up", "#3498DB"),
    ("waiting-for-carrier", "#1ABC9C"),
    ("waiting-for-warehouse", "#48C9B0"),
    ("feedback", "#9B59B6"),
    ("complaint", "#CB4335"),
    ("press", "#34495E"),
    ("newsletter", "#5D6D7E"),
    ("gift", "#EC7063"),
    ("spare-part", "#AF7AC5"),
    ("out-of-stock", "#AAB7B8"),
    ("loyal-customer", "#F5B041"),
    ("auto-close", "#BDC3C7"),
];

pub(super) const AGENTS: &[(&str, &str)] = &[
    ("Omar Pell", "agent"),
    ("Lena Brandt", "agent"),
    ("Priya Nair", "agent"),
    ("Tom Okafor", "basic-agent"),
    ("Sofia Lindqvist", "lite-agent"),
    ("Maya Cohen", "admin"),
];
