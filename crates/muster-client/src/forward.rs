//! Forwarding: a request of the console, passed on as it is and answered as it arrives.
//!
//! The desktop window speaks the coordinator's API through this, so that its page needs neither a
//! token nor a port. Nothing is repeated here: the page decides what to do about a loss.

use crate::{
    call::{Call, REQUEST_ID},
    client::Client,
    error::{BoxError, ClientError},
    random,
};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use http::{Request, Response};

/// The body of a forwarded answer.
pub type Arriving = BoxStream<'static, Result<Bytes, BoxError>>;

impl Client {
    /// Passes a request on: its method, path, headers and body, with our credential. The answer is
    /// handed over whatever its status.
    pub async fn forward(
        &self,
        request: Request<Bytes>,
    ) -> Result<Response<Arriving>, ClientError> {
        let (head, body) = request.into_parts();
        let named = head.headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
        let request_id = named.map_or_else(|| random::name("req"), str::to_owned);
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let call = Call { method: head.method, path, body, headers: head.headers };
        self.send_once(&call, &request_id).await
    }
}
