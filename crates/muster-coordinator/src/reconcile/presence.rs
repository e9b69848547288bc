//! Writes down when each worker was last heard and who is otherwise than before, and tells listeners of those who fell
//! silent.

use crate::{app::App, engine::changes::Change};
use muster_core::worker::Liveness;
use muster_store::{StoreError, worker};

pub(super) async fn pass(app: &App) -> Result<u64, StoreError> {
    let (members, seen) = (app.fleet.all(), app.fleet.last_seen());
    let count = seen.len() as u64;
    app.look_at_fleet(&members, move |tx| worker::seen(tx, &seen)).await?;
    // Silence is no event: whoever shows the fleet must be told that words for it may have changed.
    let now = app.seams.clock.now();
    for member in members {
        if member.liveness(now) != Liveness::Online {
            app.changes.tell(Change::Worker(member.row.organisation, member.row.id));
        }
    }
    Ok(count)
}
