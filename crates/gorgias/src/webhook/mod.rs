//! What an HTTP integration of the helpdesk sends (reference page "Create integrations and widgets").
//!
//! There is no fixed body: each integration sets its own. The whole context (`{{context}}` as the entire form) comes as
//! typed JSON with `ticket`, `message`, `event` ...; every other form renders each value as text, so an id is `"123"`,
//! true is `"True"`, nothing is `"None"` and a whole object is text in Python's or JSON's notation. All are read alike,
//! as JSON or as form fields. A delivery may come twice and out of order, and is a hint what to read, not a source of
//! content.
//!
//! Who sent it says the secret that the integration was given: [`Verifier`].
//!
//! ```
//! use gorgias::webhook::{Delivery, Verifier};
//!
//! let verifier = Verifier::new("x-acme-secret", "s-4711".into());
//! let headers = [("X-Acme-Secret", "s-4711")];
//! let body = br#"{"ticket_id": "218409140", "from_agent": "False", "text": "Where is my parcel?"}"#;
//! verifier.verify(headers, body)?;
//! let delivery = Delivery::parse(body)?;
//! assert_eq!((delivery.ticket_id(), delivery.from_agent()), (Some(218_409_140), Some(false)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod delivery;
mod python;
mod rendered;
mod verify;

pub use delivery::{Delivery, ParseError};
pub use verify::{Algorithm, Encoding, Forged, Signature, Verifier};
