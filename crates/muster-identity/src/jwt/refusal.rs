//! Refusals: why a token is not believed.

/// Which of the checks that a caller can do something about has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failed {
    /// It is no token at all, or not one of this kind.
    Form,
    /// Nobody we know has signed it, or not in the way that the key does.
    Signature,
    /// It is over, has not begun, or would live too long.
    Expiry,
    /// Somebody else has made it.
    Issuer,
    /// It is for somebody else.
    Audience,
    /// It was taken back.
    Revocation,
}

impl Failed {
    /// The word that a 401 says.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Signature => "signature",
            Self::Expiry => "expiry",
            Self::Issuer => "iss",
            Self::Audience => "aud",
            Self::Revocation => "revocation",
        }
    }
}

/// Why a token is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is too long to be looked at.
    #[error("the token is longer than any that is made")]
    TooLong,
    /// It is no compact JWT.
    #[error("not a JWT: {0}")]
    Malformed(&'static str),
    /// A name stands twice in it, and readers could differ about which counts.
    #[error("a name stands twice in the token's {0}")]
    Twice(&'static str),
    /// Its header demands something that nobody here understands.
    #[error("the header has `crit`, and nothing in it is understood here")]
    Critical,
    /// It is a token for another purpose.
    #[error("the token is of another type")]
    WrongType,
    /// It does not say which key, or says it in a way that no key is called.
    #[error("the header names no key")]
    NoKeyId,
    /// Nobody we know has that key.
    #[error("no key of that name is known")]
    UnknownKey,
    /// The key is not used in this way.
    #[error("the algorithm is not the key's own")]
    WrongAlgorithm,
    /// The signature does not fit.
    #[error("the signature does not fit")]
    Signature,
    /// Something that must be said is not.
    #[error("`{0}` is missing")]
    ClaimMissing(&'static str),
    /// Something is said in a form that means nothing.
    #[error("`{0}` has no form that means anything")]
    ClaimMalformed(&'static str),
    /// Somebody else has made it.
    #[error("`iss` is somebody else")]
    Issuer,
    /// It is for somebody else, or not for us alone.
    #[error("`aud` is somebody else, or more than one")]
    Audience,
    /// It is over.
    #[error("the token has expired")]
    Expired,
    /// It has not begun, or was made in the future.
    #[error("the token does not count yet")]
    NotYet,
    /// It would live longer than is believed of any.
    #[error("the token would live too long")]
    LivesTooLong,
    /// It was taken back.
    #[error("the token was revoked")]
    Revoked,
}

impl Refusal {
    /// The word for audit, metrics and problems.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::TooLong => "token_too_long",
            Self::Malformed(_) => "token_malformed",
            Self::Twice(_) => "token_ambiguous",
            Self::Critical => "token_critical",
            Self::WrongType => "token_wrong_type",
            Self::NoKeyId => "token_no_key_id",
            Self::UnknownKey => "token_unknown_key",
            Self::WrongAlgorithm => "token_wrong_algorithm",
            Self::Signature => "token_signature",
            Self::ClaimMissing(_) => "token_claim_missing",
            Self::ClaimMalformed(_) => "token_claim_malformed",
            Self::Issuer => "token_issuer",
            Self::Audience => "token_audience",
            Self::Expired => "token_expired",
            Self::NotYet => "token_not_yet",
            Self::LivesTooLong => "token_lives_too_long",
            Self::Revoked => "token_revoked",
        }
    }

    /// Which check has failed, in the words of a 401.
    pub fn failed(&self) -> Failed {
        match self {
            Self::TooLong
            | Self::Malformed(_)
            | Self::Twice(_)
            | Self::Critical
            | Self::WrongType => Failed::Form,
            Self::NoKeyId | Self::UnknownKey | Self::WrongAlgorithm | Self::Signature => {
                Failed::Signature
            }
            Self::ClaimMissing(claim) | Self::ClaimMalformed(claim) => match *claim {
                "iss" => Failed::Issuer,
                "aud" => Failed::Audience,
                "exp" | "nbf" | "iat" => Failed::Expiry,
                _ => Failed::Form,
            },
            Self::Issuer => Failed::Issuer,
            Self::Audience => Failed::Audience,
            Self::Expired | Self::NotYet | Self::LivesTooLong => Failed::Expiry,
            Self::Revoked => Failed::Revocation,
        }
    }
}
