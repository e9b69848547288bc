//! What every command is given: settings, output, clock, and the way to the coordinator.

use crate::{arguments::Global, failure::Failure, output::Output};
use muster_client::{Client, ClientError, Credential, Follow, TargetError, Wish, discover};
use muster_core::JobId;
use muster_host::{
    Secret,
    config::{ClientSettings, DesktopFlags, DesktopSettings, Environment},
    logins::Logins,
    secrets::SecretStore,
};
use muster_seams::Seams;
use tokio::sync::OnceCell;

/// One run of the program.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) global: Global,
    pub(crate) environment: Environment,
    pub(crate) settings: ClientSettings,
    pub(crate) output: Output,
    pub(crate) seams: Seams,
    /// What is shown to the coordinator, once somebody needed it.
    credential: OnceCell<Option<Credential>>,
}

impl Context {
    pub(crate) fn new(
        global: Global,
        environment: Environment,
        seams: Seams,
    ) -> Result<Self, Failure> {
        let settings = ClientSettings::resolve(&environment, global.client_flags())?;
        let is_dumb = environment.get("TERM") == Some("dumb");
        let may_colour = !settings.no_color && !is_dumb;
        let output = Output::new(settings.output.value, may_colour, seams.clock.now());
        let credential = OnceCell::new();
        Ok(Self { global, environment, settings, output, seams, credential })
    }

    /// The coordinator that is meant, proved where it can be.
    pub(crate) async fn client(&self) -> Result<Client, Failure> {
        Ok(discover(self.wish(self.credential().await?)).await?)
    }

    /// A job to be followed, even if the coordinator starts anew meanwhile.
    pub(crate) async fn follow(&self, client: Client, job: JobId) -> Result<Follow, Failure> {
        Ok(Follow::job(client, job).rediscovering(self.wish(self.credential().await?)))
    }

    /// The coordinator that is meant, as seen by whoever shows this.
    pub(crate) fn wish(&self, token: Option<Credential>) -> Wish {
        Wish {
            url: self.settings.url.as_ref().map(|url| url.value.clone()),
            token,
            data_dir: self.settings.data_dir.value.clone(),
            allows_plain_http: self.global.allow_plain_http,
        }
    }

    /// The tokens that `muster login` has kept.
    pub(crate) fn logins(&self) -> Result<Logins, Failure> {
        let flags = DesktopFlags { data_dir: self.global.data_dir.clone() };
        let settings = DesktopSettings::resolve(&self.environment, flags)?;
        Ok(Logins::of(&self.settings.data_dir.value, SecretStore::of(&settings.serve)))
    }

    async fn credential(&self) -> Result<Option<Credential>, Failure> {
        let credential = self.credential.get_or_try_init(|| self.find_credential()).await;
        credential.cloned()
    }

    /// The token that was said, or the one that was kept for this coordinator.
    async fn find_credential(&self) -> Result<Option<Credential>, Failure> {
        let url = self.settings.url.as_ref().map(|url| &url.value);
        let (None, Some(url)) = (&self.settings.token, url) else { return self.token() };
        if !Logins::has(&self.settings.data_dir.value, url)? {
            return Ok(None);
        }
        let token = self.logins()?.token(url).await?;
        token.as_ref().map(shown).transpose()
    }

    fn token(&self) -> Result<Option<Credential>, Failure> {
        self.settings.token.as_ref().map(|token| shown(&token.value)).transpose()
    }
}

/// A token as it is shown to a coordinator.
pub(crate) fn shown(token: &Secret) -> Result<Credential, Failure> {
    let credential = Credential::from_token(token.reveal());
    Ok(credential.map_err(|bad| ClientError::from(TargetError::from(bad)))?)
}
