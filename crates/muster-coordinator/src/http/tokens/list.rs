//! `GET /v1/tokens`

use crate::{
    app::App,
    error::AppError,
    http::{extract::Reader, tokens::view},
};
use axum::extract::State;
use muster_api::token::TokenList;
use muster_store::token;
use std::sync::Arc;

/// Every token, newest first; never its secret.
#[utoipa::path(get, path = "/v1/tokens", tag = "tokens", responses((status = 200, body = TokenList)))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
) -> Result<axum::Json<TokenList>, AppError> {
    let rows = app.store.read(move |tx| token::list(tx, &caller.organisation)).await?;
    Ok(axum::Json(TokenList { items: rows.into_iter().map(view).collect() }))
}
