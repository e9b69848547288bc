//! How a request gets to the coordinator: over HTTP, or straight into its router.

use crate::error::BoxError;
use axum::Router;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use http::{Extensions, HeaderValue, Request, Response, header};
use std::{fmt, sync::Arc};
use tower::ServiceExt;

/// An answer's body, as it arrives.
pub(crate) type Body = BoxStream<'static, Result<Bytes, BoxError>>;

/// Puts the caller's identity into a request; only code of this process can.
pub(crate) type Identify = Arc<dyn Fn(&mut Extensions) + Send + Sync>;

/// The two ways to a coordinator.
#[derive(Clone)]
pub(crate) enum Transport {
    Http(reqwest::Client),
    InProcess { router: Router, identify: Identify },
}

/// A request that got no answer.
#[derive(Debug)]
pub(crate) struct Lost {
    pub(crate) source: BoxError,
    /// Nothing of it can have arrived.
    pub(crate) is_unsent: bool,
}

impl Transport {
    pub(crate) async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, Lost> {
        match self {
            Self::Http(client) => over_http(client, request).await,
            Self::InProcess { router, identify } => {
                Ok(into_router(router.clone(), identify, request).await)
            }
        }
    }
}

async fn over_http(
    client: &reqwest::Client,
    request: Request<Bytes>,
) -> Result<Response<Body>, Lost> {
    let lost = |error: reqwest::Error| {
        let is_unsent = error.is_connect() || error.is_builder();
        Lost { source: error.without_url().into(), is_unsent }
    };
    let request = reqwest::Request::try_from(request).map_err(lost)?;
    let answer = client.execute(request).await.map_err(lost)?;
    let mut response = Response::new(());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    let body = answer.bytes_stream().map_err(|error| error.without_url().into()).boxed();
    Ok(response.map(|()| body))
}

async fn into_router(
    router: Router,
    identify: &Identify,
    mut request: Request<Bytes>,
) -> Response<Body> {
    identify(request.extensions_mut());
    // HTTP/1.1 demands one; the listener that would check it is not on this path.
    request.headers_mut().insert(header::HOST, HeaderValue::from_static("localhost"));
    let answer = match router.oneshot(request.map(axum::body::Body::from)).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    answer.map(|body| body.into_data_stream().map_err(BoxError::from).boxed())
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http(_) => "Http",
            Self::InProcess { .. } => "InProcess",
        })
    }
}
