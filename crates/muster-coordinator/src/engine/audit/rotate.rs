//! A new key for the log: the old one makes its last seal, and whoever finds it later can seal nothing.

use super::AuditKeys;
use crate::{app::App, error::AppError};
use muster_core::Scope;
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry, chain},
};

/// What was changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rotated {
    /// The number of the key that seals from now on; the first one has 0.
    pub(crate) number: u64,
    /// The place of the last event that the one before it has sealed.
    pub(crate) last: u64,
}

impl App {
    /// Has the next key seal the log of the caller's organisation. The event that tells of it is the last of the old one.
    pub(crate) async fn rotate_audit_key(&self, scope: Scope) -> Result<Rotated, AppError> {
        self.seal_audit().await?;
        let keys: &AuditKeys = self.sealer.audit_keys().await?;
        let organisation = scope.organisation.clone();
        // Nobody else seals meanwhile.
        let mut heads = self.audit.heads.lock().await;
        let outside = self.audit.outside(&mut heads, &organisation, keys).await?;
        let (pass, now) = (self.pass(&organisation, keys, outside), self.seams.clock.now());
        let rotated = self.store.write(move |tx| {
            let own = &scope.organisation;
            let number = chain::retired_keys(tx, own)?.len() as u64;
            let entry = AuditEntry {
                action: "audit.rotate_key".to_owned(),
                target: "audit".to_owned(),
                detail: serde_json::json!({ "key": number + 1 }).to_string(),
            };
            audit_event::append(tx, &scope, &entry, now)?;
            let (head, _) = pass.seal(tx)?.ok_or(StoreError::Conflict)?;
            let last = chain::tail(tx, own)?.ok_or(StoreError::Conflict)?.sequence;
            chain::retire_key(tx, own, number, last, now)?;
            Ok::<_, StoreError>((head, Rotated { number: number + 1, last }))
        });
        let (head, rotated) = rotated.await?;
        outside.reach(head, keys);
        Ok(rotated)
    }
}
