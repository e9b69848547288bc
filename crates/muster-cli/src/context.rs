//! What every command is given: settings, output, clock, and the way to the coordinator.

use crate::{arguments::Global, failure::Failure, output::Output};
use muster_client::{Client, Credential, Follow, TargetError, Wish, discover};
use muster_core::JobId;
use muster_host::config::{ClientSettings, Environment};
use muster_seams::Seams;

/// One run of the program.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) global: Global,
    pub(crate) environment: Environment,
    pub(crate) settings: ClientSettings,
    pub(crate) output: Output,
    pub(crate) seams: Seams,
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
        Ok(Self { global, environment, settings, output, seams })
    }

    /// The coordinator that is meant, proved where it can be.
    pub(crate) async fn client(&self) -> Result<Client, Failure> {
        Ok(discover(self.wish()?).await?)
    }

    /// A job to be followed, even if the coordinator starts anew meanwhile.
    pub(crate) fn follow(&self, client: Client, job: JobId) -> Result<Follow, Failure> {
        Ok(Follow::job(client, job).rediscovering(self.wish()?))
    }

    fn wish(&self) -> Result<Wish, Failure> {
        Ok(Wish {
            url: self.settings.url.as_ref().map(|url| url.value.clone()),
            token: self.token()?,
            data_dir: self.settings.data_dir.value.clone(),
            allows_plain_http: self.global.allow_plain_http,
        })
    }

    fn token(&self) -> Result<Option<Credential>, Failure> {
        let token = self.settings.token.as_ref();
        let token = token.map(|token| Credential::from_token(token.value.reveal())).transpose();
        Ok(token.map_err(|bad| muster_client::ClientError::from(TargetError::from(bad)))?)
    }
}
