//! The desk: what the commands, the window and the tray share.

use crate::{
    external::Offers, held::Held, ipc::Streams, links::Inbox, notify::Notifier,
    preferences::Preferences, profiles::Profiles, quit::Question, renderer::Painting,
};
use muster_seams::Tasks;

/// The one managed state of the app.
#[derive(Debug)]
pub(crate) struct Desk {
    /// The coordinators that the window can show.
    pub(crate) profiles: Profiles,
    /// The streams that the page has open.
    pub(crate) streams: Streams,
    /// What the page holds back.
    pub(crate) held: Held,
    /// The question whether to quit, while it is open.
    pub(crate) question: Question,
    /// The link that waits for the console.
    pub(crate) inbox: Inbox,
    /// Pages of billers that the coordinator has offered.
    pub(crate) offers: Offers,
    /// What was notified of.
    pub(crate) notifier: Notifier,
    /// What the person has chosen for this app.
    pub(crate) preferences: Preferences,
    /// Whether the page is seen to be painted.
    pub(crate) painting: Painting,
    /// What runs beside the window; told to end when the app does.
    pub(crate) tasks: Tasks,
}

impl Desk {
    /// Starts a task from wherever we are. Events of the window arrive on the main thread, which
    /// is none of the runtime's own.
    pub(crate) fn spawn<F>(&self, name: &'static str, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let handle = tauri::async_runtime::handle();
        let _runtime = handle.inner().enter();
        self.tasks.spawn(name, task);
    }
}
