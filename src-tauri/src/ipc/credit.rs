//! Credit: how many bytes a stream may have on their way to the page.
//!
//! A Tauri channel never waits: without credit a page that reads slowly, or hangs, would make this
//! process grow without bound. The page gives credit back as it reads.

use std::sync::{Mutex, PoisonError};
use tokio::sync::Notify;

/// Enough for a full screen of log at once, little enough to be nothing for any machine.
pub(crate) const WINDOW: usize = 256 * 1024;

/// What one stream may still send.
#[derive(Debug, Default)]
pub(crate) struct Credit {
    on_their_way: Mutex<usize>,
    returned: Notify,
}

impl Credit {
    /// Waits until less than the window is on its way, then takes this much. A piece larger than
    /// what is left goes all the same, so no piece waits for ever.
    pub(crate) async fn take(&self, bytes: usize) {
        loop {
            let returned = self.returned.notified();
            if self.try_take(bytes) {
                return;
            }
            returned.await;
        }
    }

    /// Gives back what the page has read. A page that claims more than it was sent gains nothing.
    pub(crate) fn give_back(&self, bytes: usize) {
        let mut on_their_way = self.lock();
        *on_their_way = on_their_way.saturating_sub(bytes);
        drop(on_their_way);
        self.returned.notify_one();
    }

    fn try_take(&self, bytes: usize) -> bool {
        let mut on_their_way = self.lock();
        let may = *on_their_way < WINDOW;
        if may {
            *on_their_way = on_their_way.saturating_add(bytes);
        }
        may
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, usize> {
        self.on_their_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn is_free(credit: &Credit, bytes: usize) -> bool {
        credit.take(bytes).now_or_never().is_some()
    }

    #[test]
    fn a_full_window_waits_and_goes_on_when_the_page_has_read() {
        let credit = Credit::default();
        assert!(is_free(&credit, WINDOW - 1));
        assert!(is_free(&credit, WINDOW), "a large piece goes while anything is left");
        assert!(!is_free(&credit, 1));
        credit.give_back(WINDOW - 1);
        assert!(!is_free(&credit, 1), "one window is still on its way");
        credit.give_back(1);
        assert!(is_free(&credit, 1));
    }

    #[test]
    fn a_page_that_lies_gains_nothing() {
        let credit = Credit::default();
        credit.give_back(usize::MAX);
        credit.give_back(usize::MAX);
        assert!(is_free(&credit, WINDOW));
        assert!(!is_free(&credit, 1));
    }
}
