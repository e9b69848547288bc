//! The desk: what the commands, the window and the tray share.

use crate::{backend::Backend, ipc::Streams, quit::Question};
use muster_seams::Tasks;

/// The one managed state of the app.
#[derive(Debug)]
pub(crate) struct Desk {
    /// The coordinator, in this process or in another one.
    pub(crate) backend: Backend,
    /// The streams that the page has open.
    pub(crate) streams: Streams,
    /// The question whether to quit, while it is open.
    pub(crate) question: Question,
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
