//! Ends pauses of workers whose time is over, and takes back what still runs when that was said.

use crate::{
    app::App,
    engine::steer_worker::{Change, steer},
};
use muster_api::session::FromCoordinator;
use muster_core::worker::Pause;
use muster_store::{StoreError, worker::WorkerRow};

pub(super) async fn pass(app: &App) -> Result<u64, StoreError> {
    let (mut done, now) = (0, app.seams.clock.now());
    for row in app.fleet.paused() {
        let is = |ends: fn(&Pause, _) -> bool| row.pause.as_ref().is_some_and(|it| ends(it, now));
        if is(Pause::is_over) {
            let scope = app.own_scope(&row.organisation);
            done += u64::from(steer(app, scope, row.id, Change::PauseIsOver).await?);
        } else if is(Pause::takes_back) {
            done += take_back(app, &row);
        }
    }
    Ok(done)
}

/// Said in each pass, until it is gone: a frame may be lost with its session.
fn take_back(app: &App, row: &WorkerRow) -> u64 {
    let leases = app.leases.of_worker(&row.id);
    for lease in &leases {
        app.fleet.send(&row.id, FromCoordinator::TakeBack { grant: lease.grant });
    }
    leases.len() as u64
}
