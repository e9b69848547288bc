//! Tokens of agents: taken with a credential, shown at every request, asked about and taken back.

mod agent_token;
pub(crate) mod bearer;
mod introspect;
mod jwks;
mod revoke;
mod token;

use crate::{
    app::App,
    error::AppError,
    http::extract::{self, LARGEST_BODY},
};
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::header;
use muster_api::ProblemKind;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(token::token))
        .routes(routes!(token::oauth2_token))
        .routes(routes!(introspect::introspect))
        .routes(routes!(revoke::revoke))
        .routes(routes!(jwks::jwks))
        .routes(routes!(agent_token::agent_token))
}

/// A form, as it came. OAuth has no other body.
pub(crate) struct Form(pub(crate) Bytes);

impl FromRequest<Arc<App>> for Form {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &Arc<App>) -> Result<Self, AppError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let essence = kind.and_then(|it| it.split(';').next()).map(str::trim);
        let is_form =
            essence.is_some_and(|it| it.eq_ignore_ascii_case("application/x-www-form-urlencoded"));
        if !is_form {
            return Err(AppError::told(
                ProblemKind::InvalidRequest,
                "send the body as `Content-Type: application/x-www-form-urlencoded`",
            ));
        }
        extract::read(request, LARGEST_BODY).await.map(Self)
    }
}

impl Form {
    /// A field that stands in it once.
    fn field(&self, name: &str) -> Result<String, AppError> {
        let mut found = url::form_urlencoded::parse(&self.0).filter(|(field, _)| field == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) if !value.is_empty() => Ok(value.into_owned()),
            _ => Err(AppError::told(
                ProblemKind::InvalidRequest,
                format!("the form has `{name}` exactly once"),
            )),
        }
    }
}
