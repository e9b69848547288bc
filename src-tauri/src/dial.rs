//! Dialling: the way to a coordinator on another machine, with the login that is kept for it.
//!
//! Its token comes from the keychain at each try and goes nowhere but to the coordinator that has
//! proved that it knows it. The page never sees it.

use crate::attach::NotStarted;
use muster_client::{Client, ClientError, Credential, TargetError, Wish, discover};
use muster_host::{
    Secret,
    logins::{LoginError, Logins},
};
use muster_seams::Rng;
use std::{path::PathBuf, sync::Arc, time::Duration};
use url::Url;

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// A coordinator elsewhere and what is needed to speak to it.
#[derive(Debug, Clone)]
pub(crate) struct Login {
    pub(crate) url: Url,
    pub(crate) logins: Arc<Logins>,
    pub(crate) data_dir: PathBuf,
}

impl Login {
    /// A client of the coordinator, once it has proved itself.
    pub(crate) async fn client(&self) -> Result<Client, NotStarted> {
        let token = self.logins.token(&self.url).await.map_err(|error| unusable(&error))?;
        let token = token.ok_or_else(|| self.forgotten())?;
        self.client_with(&token).await.map_err(|error| NotStarted::elsewhere(&error))
    }

    /// The same with a token that is not kept yet.
    pub(crate) async fn client_with(&self, token: &Secret) -> Result<Client, ClientError> {
        let credential = Credential::from_token(token.reveal()).map_err(TargetError::from)?;
        let client = discover(Wish {
            url: Some(self.url.clone()),
            token: Some(credential),
            data_dir: self.data_dir.clone(),
            allows_plain_http: false,
        })
        .await?;
        client.me().await?;
        Ok(client)
    }

    fn forgotten(&self) -> NotStarted {
        let detail = format!("no token is kept for {}", self.url);
        NotStarted::without_login("no_login", detail, Some("add the coordinator again".to_owned()))
    }
}

fn unusable(error: &LoginError) -> NotStarted {
    let (code, hint) = match error {
        LoginError::Secret(secret) => (secret.code(), secret.hint().map(str::to_owned)),
        LoginError::File(file) => (file.code(), Some(file.hint())),
        LoginError::TooLong { .. } => ("bad_address", None),
    };
    NotStarted::without_login(code, error.to_string(), hint)
}

/// How long to wait before the next try: longer each time, and never as long as everybody else.
#[derive(Debug)]
pub(crate) struct Patience(Duration);

impl Default for Patience {
    fn default() -> Self {
        Self(FIRST_PAUSE)
    }
}

impl Patience {
    /// The next pause, between 80 and 120 percent of what it would be.
    pub(crate) fn next(&mut self, rng: &dyn Rng) -> Duration {
        let pause = self.0;
        self.0 = (pause * 2).min(LONGEST_PAUSE);
        let [draw] = rng.bytes::<1>();
        pause.mul_f64(0.8 + 0.4 * f64::from(draw) / 255.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_seams::SeededRng;

    #[test]
    fn pauses_grow_to_a_minute_and_differ() {
        let rng = SeededRng::from_seed(1);
        let mut patience = Patience::default();
        let pauses: Vec<_> = (0..12).map(|_| patience.next(&rng)).collect();
        assert!(pauses[0] <= FIRST_PAUSE.mul_f64(1.2), "{pauses:?}");
        assert!(pauses.iter().all(|pause| *pause <= LONGEST_PAUSE.mul_f64(1.2)), "{pauses:?}");
        assert!(pauses[11] >= LONGEST_PAUSE.mul_f64(0.8), "{pauses:?}");
        let another = SeededRng::from_seed(2);
        let other: Vec<_> = (0..12).map(|_| Patience::default().next(&another)).collect();
        assert!(
            other.windows(2).any(|pair| pair[0] != pair[1]),
            "all wait equally long: {other:?}"
        );
    }
}
