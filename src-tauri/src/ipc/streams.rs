//! Streams: answers that go on, carried to the page in pieces as it reads them.
//!
//! A piece is a message of raw bytes on the page's channel; an empty piece is the last one. A
//! stream also ends when the page closes it, and with the page: after a reload its channels lead
//! nowhere, though nobody tells us so.

use super::credit::Credit;
use crate::refusal::{Refusal, refuse};
use futures_util::StreamExt;
use muster_api::ProblemKind;
use muster_client::Arriving;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tauri::ipc::{Channel, InvokeResponseBody};
use tokio_util::sync::CancellationToken;

/// The console needs one, and two while it changes topics; a download is another.
const MOST: usize = 8;

/// The open streams of the page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Streams(Arc<Mutex<Open>>);

#[derive(Debug, Default)]
struct Open {
    /// Raised with each load of the page.
    page: Page,
    last_id: u32,
    streams: HashMap<u32, Arc<Stream>>,
}

/// One load of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Page(u32);

#[derive(Debug, Default)]
struct Stream {
    credit: Credit,
    closed: CancellationToken,
}

impl Streams {
    /// The page as it is now; a stream that is opened for an earlier one is refused.
    pub(crate) fn page(&self) -> Page {
        self.lock().page
    }

    /// Carries a body to the channel from now on. Answers the stream's id and the work to be done.
    pub(crate) fn carry(
        &self,
        page: Page,
        body: Arriving,
        to: Channel<InvokeResponseBody>,
    ) -> Result<(u32, impl Future<Output = ()> + Send + 'static), Refusal> {
        let (id, stream) = self.lock().add(page)?;
        let streams = self.clone();
        let work = async move {
            tokio::select! {
                biased;
                () = stream.closed.cancelled() => {}
                () = pump(body, &stream.credit, &to) => {}
            }
            // The page has already forgotten a stream that it closed: this reaches nobody then.
            if let Err(error) = to.send(InvokeResponseBody::Raw(Vec::new())) {
                tracing::debug!(%error, id, "the page is gone");
            }
            streams.lock().streams.remove(&id);
        };
        Ok((id, work))
    }

    /// The page has read this much of a stream.
    pub(crate) fn acknowledge(&self, id: u32, bytes: u32) {
        if let Some(stream) = self.find(id) {
            stream.credit.give_back(bytes as usize);
        }
    }

    /// The page wants no more of a stream.
    pub(crate) fn close(&self, id: u32) {
        if let Some(stream) = self.find(id) {
            stream.closed.cancel();
        }
    }

    /// Another page is being loaded: ends every stream of this one.
    pub(crate) fn turn_page(&self) {
        let mut open = self.lock();
        open.page = Page(open.page.0.wrapping_add(1));
        for (_, stream) in open.streams.drain() {
            stream.closed.cancel();
        }
    }

    /// Ends every stream; the page is told and may open them again.
    pub(crate) fn end_all(&self) {
        for stream in self.lock().streams.values() {
            stream.closed.cancel();
        }
    }

    fn find(&self, id: u32) -> Option<Arc<Stream>> {
        self.lock().streams.get(&id).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn add(&mut self, page: Page) -> Result<(u32, Arc<Stream>), Refusal> {
        if page != self.page {
            let detail = "the page that asked is not there any more";
            return Err(refuse(ProblemKind::Conflict, detail));
        }
        if self.streams.len() >= MOST {
            let detail = format!("the page has {MOST} streams open already");
            return Err(refuse(ProblemKind::RateLimited, detail));
        }
        // With so few open at a time, a number is free again long before it comes round.
        self.last_id = self.last_id.wrapping_add(1);
        let stream = Arc::<Stream>::default();
        self.streams.insert(self.last_id, stream.clone());
        Ok((self.last_id, stream))
    }
}

/// Carries pieces until the body ends, breaks, or nobody is there to hear them.
async fn pump(mut body: Arriving, credit: &Credit, to: &Channel<InvokeResponseBody>) {
    while let Some(piece) = body.next().await {
        let bytes = match piece {
            // An empty piece would say that the stream is over.
            Ok(bytes) if bytes.is_empty() => continue,
            Ok(bytes) => bytes,
            Err(error) => return tracing::debug!(%error, "a stream broke off"),
        };
        credit.take(bytes.len()).await;
        if let Err(error) = to.send(InvokeResponseBody::Raw(bytes.to_vec())) {
            return tracing::debug!(%error, "the page is gone");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipc::credit::WINDOW;
    use bytes::Bytes;
    use futures_util::{FutureExt, future::BoxFuture, stream};

    const PIECE: usize = 8 * 1024;

    /// A page that notes how long each piece was.
    fn page() -> (Channel<InvokeResponseBody>, Arc<Mutex<Vec<usize>>>) {
        let heard = Arc::<Mutex<Vec<usize>>>::default();
        let notes = heard.clone();
        let channel = Channel::new(move |piece| {
            let InvokeResponseBody::Raw(bytes) = piece else { panic!("not raw: {piece:?}") };
            notes.lock().unwrap().push(bytes.len());
            Ok(())
        });
        (channel, heard)
    }

    fn endless() -> Arriving {
        stream::repeat_with(|| Ok(Bytes::from(vec![b'x'; PIECE]))).boxed()
    }

    fn carry(
        streams: &Streams,
        body: Arriving,
        to: Channel<InvokeResponseBody>,
    ) -> (u32, BoxFuture<'static, ()>) {
        let (id, work) = streams.carry(streams.page(), body, to).unwrap();
        (id, work.boxed())
    }

    /// Lets a stream run until it waits or ends. Answers whether it ended.
    fn run(work: &mut BoxFuture<'static, ()>) -> bool {
        work.now_or_never().is_some()
    }

    #[test]
    fn a_slow_page_holds_the_stream_back() {
        let (streams, (to, heard)) = (Streams::default(), page());
        let (id, mut work) = carry(&streams, endless(), to);
        assert!(!run(&mut work));
        assert_eq!(heard.lock().unwrap().len(), WINDOW / PIECE, "one window and no more");
        streams.acknowledge(id, u32::try_from(3 * PIECE).unwrap());
        assert!(!run(&mut work));
        assert_eq!(heard.lock().unwrap().len(), WINDOW / PIECE + 3);
    }

    #[test]
    fn a_body_that_ends_or_breaks_ends_with_an_empty_piece() {
        let whole = stream::iter([Ok(Bytes::from("ab")), Ok(Bytes::new()), Ok(Bytes::from("c"))]);
        let broken = stream::iter([Ok(Bytes::from("abc")), Err("broken".into())]);
        for (body, expected) in [(whole.boxed(), vec![2, 1, 0]), (broken.boxed(), vec![3, 0])] {
            let (streams, (to, heard)) = (Streams::default(), page());
            let (_, mut work) = carry(&streams, body, to);
            assert!(run(&mut work));
            assert_eq!(*heard.lock().unwrap(), expected);
            assert!(streams.lock().streams.is_empty());
        }
    }

    #[test]
    fn closing_ends_a_stream_even_while_it_waits_for_credit() {
        let (streams, (to, _)) = (Streams::default(), page());
        let (id, mut work) = carry(&streams, endless(), to);
        assert!(!run(&mut work));
        streams.close(id);
        assert!(run(&mut work));
        assert!(streams.lock().streams.is_empty());
        streams.close(id);
        streams.acknowledge(id, 1);
    }

    #[test]
    fn a_reload_ends_every_stream_and_those_still_being_opened() {
        let (streams, (to, _)) = (Streams::default(), page());
        let before = streams.page();
        let (_, mut first) = carry(&streams, endless(), to.clone());
        let (_, mut second) = carry(&streams, endless(), to.clone());
        streams.turn_page();
        assert!(run(&mut first) && run(&mut second));
        let late = streams.carry(before, endless(), to).map(|_| ()).unwrap_err();
        assert_eq!(late.error, ProblemKind::Conflict);
    }

    #[test]
    fn what_a_sleep_may_have_cut_ends_and_is_told_and_can_be_opened_again() {
        let (streams, (to, heard)) = (Streams::default(), page());
        let (_, mut work) = carry(&streams, stream::pending().boxed(), to.clone());
        assert!(!run(&mut work));
        streams.end_all();
        assert!(run(&mut work));
        assert_eq!(*heard.lock().unwrap(), [0], "the page hears that it is over");
        let (_, mut again) = carry(&streams, stream::pending().boxed(), to);
        assert!(!run(&mut again));
    }

    #[test]
    fn a_page_has_only_so_many() {
        let streams = Streams::default();
        let open = |_| carry(&streams, endless(), page().0);
        let _open: Vec<_> = (0..MOST).map(open).collect();
        let problem = streams.carry(streams.page(), endless(), page().0).map(|_| ()).unwrap_err();
        assert_eq!(problem.error, ProblemKind::RateLimited);
    }

    #[test]
    fn a_page_that_is_gone_ends_its_stream() {
        let streams = Streams::default();
        let gone = Channel::new(|_| Err(tauri::Error::FailedToReceiveMessage));
        let (_, mut work) = carry(&streams, endless(), gone);
        assert!(run(&mut work));
    }
}
