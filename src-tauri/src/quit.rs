//! Quitting: said truthfully before it is done.
//!
//! Closing the window leaves the coordinator running in the tray. Quitting ends it: jobs on this
//! machine are handed back to the queue, jobs on other workers go on without us and report when we
//! are back. If there are any, the console asks; if it does not answer, quitting again quits.

use crate::{backend::Stake, desk::Desk, tray, window};
use std::sync::atomic::{AtomicBool, Ordering};
use tauri::{AppHandle, Emitter, Manager};

/// The event at which the console asks; its payload is a [`Stake`].
const ASK: &str = "quit_requested";

/// Whether the person was asked and has not answered yet.
#[derive(Debug, Default)]
pub(crate) struct Question(AtomicBool);

/// What to do when somebody wants to quit.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Quit,
    Ask(Stake),
}

impl Question {
    fn next_step(&self, stake: Option<Stake>) -> Step {
        match stake {
            Some(stake) if !stake.is_nothing() => {
                // A page that hangs cannot answer; nobody may be kept from quitting by that.
                if self.0.swap(true, Ordering::Relaxed) { Step::Quit } else { Step::Ask(stake) }
            }
            Some(_) | None => Step::Quit,
        }
    }

    fn is_open(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// The person wants to go on.
    pub(crate) fn withdraw(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

/// Somebody wants to quit.
pub(crate) fn request(app: &AppHandle) {
    let desk = app.state::<Desk>();
    match desk.question.next_step(desk.profiles.here().stake()) {
        Step::Quit => app.exit(0),
        Step::Ask(stake) => ask(app, stake),
    }
}

/// The page hears from now on: what was asked while it did not is asked again.
pub(crate) fn remind(app: &AppHandle) {
    let desk = app.state::<Desk>();
    if let Some(stake) = desk.profiles.here().stake().filter(|_| desk.question.is_open()) {
        ask(app, stake);
    }
}

/// The window was closed: it goes into the tray, if there is one that the person can see.
pub(crate) async fn close(app: AppHandle) {
    if tray::is_visible(&app).await {
        window::hide(&app);
    } else {
        request(&app);
    }
}

fn ask(app: &AppHandle, stake: Stake) {
    window::show(app);
    if let Err(error) = app.emit_to(window::MAIN, ASK, stake) {
        tracing::warn!(%error, "cannot ask whether to quit");
        app.exit(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Option<Stake> = Some(Stake { here: 0, elsewhere: 0 });
    const SOMETHING: Stake = Stake { here: 2, elsewhere: 3 };

    #[test]
    fn with_nothing_at_stake_nobody_is_asked() {
        let question = Question::default();
        assert_eq!(question.next_step(None), Step::Quit);
        assert_eq!(question.next_step(NOTHING), Step::Quit);
    }

    #[test]
    fn an_open_question_is_answered_by_quitting_again() {
        let question = Question::default();
        assert_eq!(question.next_step(Some(SOMETHING)), Step::Ask(SOMETHING));
        assert_eq!(question.next_step(Some(SOMETHING)), Step::Quit);
    }

    #[test]
    fn whoever_declined_is_asked_again() {
        let question = Question::default();
        for _ in 0..2 {
            assert_eq!(question.next_step(Some(SOMETHING)), Step::Ask(SOMETHING));
            question.withdraw();
        }
    }
}
