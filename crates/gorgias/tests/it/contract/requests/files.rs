use gorgias::FilePart;
use gorgias::resources::files::{self, Purpose};

use crate::contract::sent::{Sent, sent};

pub fn all() -> Vec<Sent> {
    let file = FilePart::new("label.png", "image/png", "x");
    vec![
        sent("files.upload", files::upload(Purpose::Attachment, vec![file])),
        sent("files.download", files::download("attachment", "Hx1", "label.png")),
    ]
}
