use muster_api::{Problem, ProblemKind};
use muster_host::config::{LogSettings, ServeSettings};
use muster_seams::Seams;
#[derive(Debug)]
pub(crate) struct Host;
pub(crate) struct StartError;
pub(crate) struct Summary {
    pub here: u32,
    pub elsewhere: u32,
}
impl StartError {
    pub(crate) fn is_in_use(&self) -> bool {
        false
    }
    pub(crate) fn problem(&self) -> Problem {
        Problem::new(ProblemKind::Internal, "shim")
    }
}
impl Host {
    pub(crate) async fn start(_: ServeSettings, _: Seams) -> Result<Self, StartError> {
        Err(StartError)
    }
    pub(crate) fn operator(&self) -> u32 {
        1
    }
    pub(crate) fn router(&self) -> axum::Router {
        axum::Router::new()
    }
    pub(crate) async fn stop(&self) {}
    pub(crate) fn running_summary(&self) -> Summary {
        Summary { here: 0, elsewhere: 0 }
    }
}
pub(crate) fn logging(_: &LogSettings) {
    tracing_subscriber::fmt().init();
}
