//! Panics of the programs: a runtime catches those of its tasks, so they are written down first.

use std::{cell::RefCell, panic, sync::Once};

thread_local! {
    static SEEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Begins anew on this thread.
pub(crate) fn forget() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            SEEN.with_borrow_mut(|seen| seen.push(format!("a panic: {info}")));
            before(info);
        }));
    });
    SEEN.with_borrow_mut(Vec::clear);
}

/// What has panicked on this thread since.
pub(crate) fn seen() -> Vec<String> {
    SEEN.with_borrow(Clone::clone)
}
