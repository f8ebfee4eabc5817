//! Which of the three systems is meant.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One of the systems of a sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SystemName {
    /// The Gorgias account.
    Helpdesk,
    /// The storefront.
    Shop,
    /// The ERP.
    Erp,
}

impl SystemName {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Helpdesk, Self::Shop, Self::Erp];

    /// What it has lists of, by the names that `rows` takes.
    pub fn collections(self) -> &'static [&'static str] {
        match self {
            Self::Helpdesk => &[
                "tickets",
                "messages",
                "customers",
                "tags",
                "users",
                "events",
                "integrations",
                "satisfaction_surveys",
                "widgets",
            ],
            Self::Shop | Self::Erp => &["customers", "orders"],
        }
    }

    /// As it is written in the journal, in addresses and in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Helpdesk => "helpdesk",
            Self::Shop => "shop",
            Self::Erp => "erp",
        }
    }
}

impl fmt::Display for SystemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// No system has that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no system `{0}`: it is helpdesk, shop or erp")]
pub struct UnknownSystem(String);

impl FromStr for SystemName {
    type Err = UnknownSystem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|name| name.as_str() == text).ok_or_else(|| UnknownSystem(text.to_owned()))
    }
}
