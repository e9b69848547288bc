//! What was taken back or spent is forgotten once it would be refused for its age.

use crate::app::App;
use muster_store::{StoreError, revoked_token, spent_name};
use std::sync::Arc;

pub(super) async fn pass(app: &Arc<App>) -> Result<u64, StoreError> {
    let now = app.seams.clock.now();
    let swept = app.store.write(move |tx| {
        let tokens = revoked_token::sweep_of_every_organisation(tx, now)?;
        Ok::<_, StoreError>(tokens + spent_name::sweep_of_every_organisation(tx, now)?)
    });
    swept.await
}
