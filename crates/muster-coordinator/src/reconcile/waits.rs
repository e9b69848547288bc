//! Writes down what jobs wait for, as it changes.

use crate::app::App;
use muster_store::StoreError;

pub(super) async fn pass(app: &App) -> Result<u64, StoreError> {
    app.look_at_queue().await
}
