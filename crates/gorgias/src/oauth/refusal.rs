//! Why an authorization or token request is refused, in the words of RFC 6749.

use std::fmt;

/// Why the server refused (RFC 6749, sections 4.1.2.1 and 5.2).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// A parameter is missing, doubled or wrong.
    InvalidRequest,
    /// The app's id or secret is wrong.
    InvalidClient,
    /// The code or refresh token is used up, revoked, of another app, or its redirect address differs.
    InvalidGrant,
    /// The app may not do this.
    UnauthorizedClient,
    /// This way to ask for tokens is unknown.
    UnsupportedGrantType,
    /// The authorization server gives no codes.
    UnsupportedResponseType,
    /// A scope that does not exist, or that the app is not registered for.
    InvalidScope,
    /// Somebody said no on the consent page.
    AccessDenied,
    /// A passing failure.
    ServerError,
    /// A passing failure.
    TemporarilyUnavailable,
    /// A reason not named here, else the server's words.
    Other(String),
}

impl From<&str> for Refusal {
    fn from(text: &str) -> Self {
        match text {
            "invalid_request" => Self::InvalidRequest,
            "invalid_client" => Self::InvalidClient,
            "invalid_grant" => Self::InvalidGrant,
            "unauthorized_client" => Self::UnauthorizedClient,
            "unsupported_grant_type" => Self::UnsupportedGrantType,
            "unsupported_response_type" => Self::UnsupportedResponseType,
            "invalid_scope" => Self::InvalidScope,
            "access_denied" => Self::AccessDenied,
            "server_error" => Self::ServerError,
            "temporarily_unavailable" => Self::TemporarilyUnavailable,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::Other(text) => text,
        })
    }
}

impl Refusal {
    pub(super) fn passes(&self) -> bool {
        matches!(self, Self::ServerError | Self::TemporarilyUnavailable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_its_text() {
        for text in [
            "invalid_request",
            "invalid_client",
            "invalid_grant",
            "unauthorized_client",
            "unsupported_grant_type",
            "unsupported_response_type",
            "invalid_scope",
            "access_denied",
            "server_error",
            "temporarily_unavailable",
            "computer_says_no",
        ] {
            assert_eq!(Refusal::from(text).to_string(), text);
            assert_eq!(matches!(Refusal::from(text), Refusal::Other(_)), text == "computer_says_no");
        }
    }
}
