//! `/v1/cloud/…`: what everything at providers may cost, what it costs now, and how all of it is stopped.

mod reload;
mod rules;
mod spend;
mod stop_everything;
mod trouble;

use crate::app::App;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(rules::show, rules::put))
        .routes(routes!(spend::show))
        .routes(routes!(stop_everything::stop))
        .routes(routes!(reload::reload))
}
