//! How a worker stands, for whoever looks at its terminal: idle is not hung.

use crate::output::{Bar, Output, relative, visible};
use muster_core::Timestamp;
use muster_seams::Clock;
use muster_worker::{AgentStatus, Told};
use std::{convert::Infallible, future::pending, time::Duration};
use tokio::sync::watch;

/// How often a terminal is told how long ago the coordinator was heard. A laptop must be able to sleep.
const REDRAW_EVERY: Duration = Duration::from_secs(5);

/// What an agent tells, to be said.
pub(super) struct Standing {
    name: String,
    status: watch::Receiver<AgentStatus>,
    heard: watch::Receiver<Option<Timestamp>>,
}

impl Standing {
    pub(super) fn of(name: String, told: &Told) -> Self {
        Self { name, status: told.status.subscribe(), heard: told.heard.subscribe() }
    }

    /// Says it at every change, for as long as it is asked to. On a terminal it is one line that is drawn
    /// anew.
    pub(super) async fn say(mut self, output: &Output, clock: &dyn Clock) -> Infallible {
        let bar = Bar::new(output);
        let mut said = String::new();
        loop {
            let does = does(&self.status.borrow_and_update());
            if bar.is_drawn() {
                bar.say(format!("{} {does}{}", self.name, self.last_heard(clock.now())));
            } else if said != does {
                output.note(&format!("{} {does}", self.name));
                said = does;
            }
            tokio::select! {
                changed = self.status.changed() => if changed.is_err() { pending::<()>().await },
                () = tokio::time::sleep(REDRAW_EVERY), if bar.is_drawn() => {}
            }
        }
    }

    fn last_heard(&self, now: Timestamp) -> String {
        let heard = *self.heard.borrow();
        heard.map_or_else(String::new, |at| {
            format!("; last heard from the coordinator {}", relative(at, now))
        })
    }
}

fn does(status: &AgentStatus) -> String {
    match status {
        AgentStatus::Connecting => "is looking for the coordinator".to_owned(),
        AgentStatus::Idle => "is idle".to_owned(),
        AgentStatus::Closed(closed) => format!("takes no jobs: it is {}", closed.as_str()),
        AgentStatus::Running(1) => "is running 1 job".to_owned(),
        AgentStatus::Running(jobs) => format!("is running {jobs} jobs"),
        AgentStatus::Refused { detail, .. } => format!("is refused: {}", visible(detail)),
    }
}
