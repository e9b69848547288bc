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
    /// What runs beside the window; ended when the app ends.
    pub(crate) tasks: Tasks,
}
