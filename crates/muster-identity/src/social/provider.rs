//! Providers: where GitHub and Google are, and who we are to them.

use crate::{
    Secret,
    address::{Address, BadAddress, Reach},
};
use std::str::FromStr;

/// Who says who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// GitHub.
    GitHub,
    /// Google.
    Google,
}

impl Provider {
    /// Both.
    pub const ALL: [Self; 2] = [Self::GitHub, Self::Google];

    /// The word in rows and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GitHub => "github",
            Self::Google => "google",
        }
    }
}

/// A word that is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not github or google")]
pub struct UnknownProvider;

impl FromStr for Provider {
    type Err = UnknownProvider;
    fn from_str(text: &str) -> Result<Self, UnknownProvider> {
        Self::ALL.into_iter().find(|it| it.as_str() == text).ok_or(UnknownProvider)
    }
}

/// Where a provider is asked what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoints {
    /// GitHub has OAuth alone, and an API that says who somebody is.
    GitHub {
        /// Where the browser is sent.
        authorize: Address,
        /// Where a code is exchanged.
        token: Address,
        /// Where it says who somebody is.
        user: Address,
        /// Where it says which addresses somebody has.
        emails: Address,
    },
    /// Google signs identities.
    Google {
        /// Where the browser is sent.
        authorize: Address,
        /// Where a code is exchanged.
        token: Address,
        /// Where its keys lie.
        keys: Address,
        /// What its identities say who has made them.
        issuers: Vec<String>,
    },
}

impl Endpoints {
    /// Those of the real one.
    /// <https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps>,
    /// <https://accounts.google.com/.well-known/openid-configuration>
    pub fn real(provider: Provider) -> Result<Self, BadAddress> {
        let at = |text| Address::parse(text, Reach::Public);
        Ok(match provider {
            Provider::GitHub => Self::GitHub {
                authorize: at("https://github.com/login/oauth/authorize")?,
                token: at("https://github.com/login/oauth/access_token")?,
                user: at("https://api.github.com/user")?,
                emails: at("https://api.github.com/user/emails?per_page=100")?,
            },
            Provider::Google => Self::Google {
                authorize: at("https://accounts.google.com/o/oauth2/v2/auth")?,
                token: at("https://oauth2.googleapis.com/token")?,
                keys: at("https://www.googleapis.com/oauth2/v3/certs")?,
                issuers: ["https://accounts.google.com", "accounts.google.com"]
                    .map(str::to_owned)
                    .to_vec(),
            },
        })
    }

    pub(super) fn authorize(&self) -> &Address {
        match self {
            Self::GitHub { authorize, .. } | Self::Google { authorize, .. } => authorize,
        }
    }

    pub(super) fn token(&self) -> &Address {
        match self {
            Self::GitHub { token, .. } | Self::Google { token, .. } => token,
        }
    }

    /// No more than says who somebody is.
    pub(super) fn scope(&self) -> &'static str {
        match self {
            Self::GitHub { .. } => "read:user user:email",
            Self::Google { .. } => "openid email profile",
        }
    }
}

/// Who we are to a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Our name there.
    pub id: String,
    /// What we prove it with.
    pub secret: Secret,
    /// Where it is asked.
    pub endpoints: Endpoints,
}

impl Client {
    /// Whose client it is.
    pub fn provider(&self) -> Provider {
        match self.endpoints {
            Endpoints::GitHub { .. } => Provider::GitHub,
            Endpoints::Google { .. } => Provider::Google,
        }
    }
}
