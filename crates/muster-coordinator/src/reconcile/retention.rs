//! Removes jobs that are past, every ten minutes and whenever the rules were changed.

use super::report;
use crate::app::App;
use std::{sync::Arc, time::Duration};

const EVERY: Duration = Duration::from_mins(10);

pub(super) async fn run(app: Arc<App>) {
    loop {
        tokio::select! {
            biased;
            () = app.seams.tasks.stopped() => return,
            () = app.rules_changed.notified() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
        let outcome = app.apply_retention().await;
        report(&app, "retention", outcome);
    }
}
