//! The storage of an environment: a file share of its region's storage account.

use super::{
    Azure,
    client::Ask,
    settings::Region,
    wire::{self, Keys, Share},
};
use crate::{
    Secret,
    environment::{EnvironmentOrder, Place, Storage},
    error::{Conflict, Operation, ProviderError, unless_absent},
    http::Reply,
    marks,
};
use http::Method;
use muster_core::RequestId;
use url::Url;

const BELOW: [&str; 3] = ["fileServices", "default", "shares"];

impl Azure {
    fn share_url(&self, region: &Region, name: &str) -> Url {
        self.account(region, &[&BELOW[..], &[name]].concat())
    }

    /// The share of a place, if it is ours; nothing if Azure says that there is none.
    pub(super) async fn share(
        &self,
        operation: Operation,
        place: &Place,
        request: &RequestId,
    ) -> Result<Option<Storage>, ProviderError> {
        let region = self.region(operation, place)?;
        match self.read_share(region, &place.key.share(), request).await? {
            None => Ok(None),
            Some(share) if marks::is_ours(&self.mark, &share.properties.metadata) => {
                Ok(Some(storage(share)))
            }
            Some(_) => {
                let says = "a file share of this name belongs to somebody else";
                Err(self.caller.conflict(operation, Conflict::NotOurs, says))
            }
        }
    }

    async fn read_share(
        &self,
        region: &Region,
        name: &str,
        request: &RequestId,
    ) -> Result<Option<Share>, ProviderError> {
        let answer = self.get(Operation::Look, self.share_url(region, name), request).await;
        unless_absent(answer)?.map(Reply::json).transpose()
    }

    pub(super) async fn make_share(
        &self,
        order: &EnvironmentOrder,
        request: &RequestId,
    ) -> Result<Storage, ProviderError> {
        let operation = Operation::KeepStorage;
        self.caller.checked(operation, self.settings.check(order))?;
        let region = self.region(operation, &order.place)?;
        let found = self.share(operation, &order.place, request).await;
        if let Some(storage) = found.map_err(ProviderError::before_change)? {
            return Ok(storage);
        }
        let url = self.share_url(region, &order.place.key.share());
        let ask = Ask { operation, method: Method::PUT, url, request };
        let body = wire::share(&self.mark, order);
        let share: Share = self.send_with(ask, Some(&body), Vec::new()).await?.json()?;
        Ok(storage(share))
    }

    /// Deletes a share that certainly nobody uses.
    pub(super) async fn delete_share(
        &self,
        place: &Place,
        request: &RequestId,
    ) -> Result<(), ProviderError> {
        let operation = Operation::DiscardStorage;
        let is_used = self.group(operation, place, request).await;
        if is_used.map_err(ProviderError::before_change)?.is_some() {
            let says = "the container is still there";
            return Err(self.caller.conflict(operation, Conflict::Busy, says));
        }
        let found = self.share(operation, place, request).await;
        if found.map_err(ProviderError::before_change)?.is_none() {
            return Err(self.caller.absent(operation));
        }
        let region = self.region(operation, place)?;
        let url = self.share_url(region, &place.key.share());
        let ask = Ask { operation, method: Method::DELETE, url, request };
        let reply = self.send(ask).await?;
        reply.empty(&[200, 204])
    }

    /// The key without which Azure cannot mount a share.
    pub(super) async fn storage_key(
        &self,
        region: &Region,
        request: &RequestId,
    ) -> Result<Secret, ProviderError> {
        if let Some(key) = &region.storage_key {
            return Ok(key.clone());
        }
        let url = self.account(region, &["listKeys"]);
        let ask = Ask { operation: Operation::Create, method: Method::POST, url, request };
        let keys: Keys = self.send(ask).await?.json()?;
        let first = keys.keys.into_iter().next();
        let first =
            first.ok_or_else(|| self.caller.garbled(Operation::Create, "there is no key"))?;
        Ok(Secret::new(first.value))
    }

    /// All shares of ours in a region's account.
    pub(super) async fn all_shares(
        &self,
        region: &Region,
        request: &RequestId,
    ) -> Result<Vec<Share>, ProviderError> {
        let url = self.account(region, &BELOW);
        let shares: Vec<Share> = self.all(Operation::List, url, request).await?;
        let mut ours = Vec::new();
        for share in shares.into_iter().filter(|share| share.name.starts_with("fs-")) {
            let share = self.with_metadata(region, share, request).await?;
            ours.extend(share.filter(|it| marks::is_ours(&self.mark, &it.properties.metadata)));
        }
        Ok(ours)
    }

    /// A list may leave the metadata out.
    async fn with_metadata(
        &self,
        region: &Region,
        share: Share,
        request: &RequestId,
    ) -> Result<Option<Share>, ProviderError> {
        if share.properties.metadata.is_empty() {
            return self.read_share(region, &share.name, request).await;
        }
        Ok(Some(share))
    }
}

fn storage(share: Share) -> Storage {
    Storage { name: share.name, size_gb: share.properties.share_quota }
}
