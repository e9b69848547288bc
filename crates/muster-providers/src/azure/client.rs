//! Requests to the Resource Manager: with a token, at the right address, of the right version.

use super::{Azure, settings::Region, wire::Page};
use crate::{
    Secret,
    error::{Operation, Outcome, ProviderError, Refusal},
    http::{Call, Reply},
};
use http::Method;
use muster_core::RequestId;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

const CONTAINER_VERSION: &str = "2025-09-01";
const STORAGE_VERSION: &str = "2025-06-01";
// A page has some hundred entries.
const MOST_PAGES: usize = 100;

/// One request before it has a token.
pub(super) struct Ask<'a> {
    pub(super) operation: Operation,
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) request: &'a RequestId,
}

impl Azure {
    pub(super) async fn send(&self, ask: Ask<'_>) -> Result<Reply, ProviderError> {
        self.send_with(ask, None, Vec::new()).await
    }

    /// Sends a body, in which these secrets are.
    pub(super) async fn send_with(
        &self,
        ask: Ask<'_>,
        body: Option<&Value>,
        secrets: Vec<Secret>,
    ) -> Result<Reply, ProviderError> {
        let token = self.tokens.token(&self.caller, ask.request).await;
        let token = token.map_err(ProviderError::before_change)?;
        let call = Call::new(ask.operation, ask.method, ask.url, ask.request);
        let call = call.bearer(&token).hiding(secrets);
        let call = if let Some(body) = body { call.json(body) } else { call };
        let answer = self.caller.send(call).await;
        if let Err(error) = &answer
            && error.outcome == Outcome::Refused(Refusal::Unauthorised)
        {
            self.tokens.forget(&token).await;
        }
        answer
    }

    pub(super) async fn get(
        &self,
        operation: Operation,
        url: Url,
        request: &RequestId,
    ) -> Result<Reply, ProviderError> {
        self.send(Ask { operation, method: Method::GET, url, request }).await
    }

    /// Everything that a list has, page by page.
    pub(super) async fn all<T: DeserializeOwned>(
        &self,
        operation: Operation,
        first: Url,
        request: &RequestId,
    ) -> Result<Vec<T>, ProviderError> {
        let (mut found, mut url) = (Vec::new(), first);
        for _ in 0..MOST_PAGES {
            let page: Page<T> = self.get(operation, url, request).await?.json()?;
            found.extend(page.value);
            let Some(link) = page.next_link.filter(|link| !link.is_empty()) else {
                return Ok(found);
            };
            let next = self.caller.base.follow(&link);
            url =
                next.ok_or_else(|| self.caller.garbled(operation, "the next page is elsewhere"))?;
        }
        Err(self.caller.garbled(operation, "the list has no end"))
    }

    /// The address of the container groups of a region, or of something below.
    pub(super) fn groups(&self, region: &Region, below: &[&str], query: &[(&str, String)]) -> Url {
        let kind = ["Microsoft.ContainerInstance", "containerGroups"];
        self.resource(region, &[&kind[..], below].concat(), CONTAINER_VERSION, query)
    }

    /// The address of a region's storage account, or of something below.
    pub(super) fn account(&self, region: &Region, below: &[&str]) -> Url {
        let kind = ["Microsoft.Storage", "storageAccounts", &region.storage_account];
        self.resource(region, &[&kind[..], below].concat(), STORAGE_VERSION, &[])
    }

    fn resource(
        &self,
        region: &Region,
        below: &[&str],
        version: &str,
        query: &[(&str, String)],
    ) -> Url {
        let group = ["subscriptions", &self.settings.subscription, "resourceGroups"];
        let segments = [&group[..], &[&region.resource_group, "providers"], below].concat();
        let query = [&[("api-version", version.to_owned())][..], query].concat();
        self.caller.base.at(&segments, &query)
    }
}
