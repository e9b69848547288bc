//! One terminal: what is typed into it, what it shows, and when it ends.
//!
//! Nothing here knows who may do what. Both ways have a bound, so whoever does not read slows the shell, and nothing is
//! kept beyond what one reader has yet to confirm.

use super::screen::{NeverShown, Screen};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use futures_util::{
    Stream,
    future::{BoxFuture, join},
    stream,
};
use muster_api::terminal::{TerminalEnd, TerminalEvent};
use muster_core::{Actor, Name, OrganisationId};
use muster_providers::shell::Typed;
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{Mutex, Notify, mpsc, watch},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

/// Somebody who has gone for a coffee finds the terminal open, and somebody who has gone home has left none.
pub(crate) const IDLE_AFTER: Duration = Duration::from_mins(15);
/// Long enough for a network that changes, and not for a page that is gone.
pub(crate) const UNREAD_AFTER: Duration = Duration::from_secs(30);
/// A shell that does not take a key for so long is busy.
const TAKEN_WITHIN: Duration = Duration::from_secs(10);

/// An open terminal.
#[derive(Debug)]
pub(crate) struct Terminal {
    pub(super) organisation: OrganisationId,
    /// Who opened it: to everybody else it is not there.
    pub(super) actor: Actor,
    pub(super) environment: Name,
    typed: mpsc::Sender<Typed>,
    /// So many bytes the shell was given.
    taken: Mutex<u64>,
    screen: watch::Sender<Screen>,
    /// Something was typed or shown.
    used: Notify,
    closed: CancellationToken,
}

/// Why a key did not reach the shell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotTyped {
    /// Others before it have not arrived.
    Gap,
    /// The shell takes none now.
    Busy,
    /// There is no shell any more.
    Over,
}

impl Terminal {
    pub(super) fn new(
        organisation: OrganisationId,
        actor: Actor,
        environment: Name,
        typed: mpsc::Sender<Typed>,
    ) -> Self {
        Self {
            organisation,
            actor,
            environment,
            typed,
            taken: Mutex::default(),
            screen: watch::Sender::new(Screen::default()),
            used: Notify::new(),
            closed: CancellationToken::new(),
        }
    }

    /// Gives the shell what was typed after so many bytes. What it has already is passed over.
    pub(crate) async fn take(&self, at: u64, bytes: Bytes) -> Result<(), NotTyped> {
        let mut taken = self.taken.lock().await;
        let known = taken.checked_sub(at).ok_or(NotTyped::Gap)?;
        let known = usize::try_from(known).unwrap_or(usize::MAX).min(bytes.len());
        let fresh = bytes.slice(known..);
        let length = u64::try_from(fresh.len()).unwrap_or(u64::MAX);
        if length > 0 {
            self.pass_on(Typed::Bytes(fresh)).await?;
            *taken += length;
        }
        Ok(())
    }

    /// Tells the shell its size, or how it is used.
    pub(crate) async fn pass_on(&self, typed: Typed) -> Result<(), NotTyped> {
        self.used.notify_one();
        match timeout(TAKEN_WITHIN, self.typed.send(typed)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(NotTyped::Over),
            Err(_) => Err(NotTyped::Busy),
        }
    }

    /// So many bytes of what it shows have arrived.
    pub(crate) fn confirm(&self, bytes: u64) -> Result<(), NeverShown> {
        let mut confirmed = Ok(());
        self.screen.send_modify(|screen| confirmed = screen.confirm(bytes));
        confirmed
    }

    /// Reads what it shows after so many bytes, until it is over. Whoever read before does so no more.
    pub(crate) fn read(
        self: &Arc<Self>,
        after: u64,
    ) -> Result<impl Stream<Item = TerminalEvent> + Send + use<>, NeverShown> {
        self.confirm(after)?;
        let mut number = 0;
        self.screen.send_modify(|screen| {
            screen.readers += 1;
            screen.is_read = true;
            number = screen.readers;
        });
        let screen = self.screen.subscribe();
        let reading = Reading { terminal: self.clone(), screen, number, after, is_over: false };
        Ok(stream::unfold(reading, |mut reading| async move {
            reading.next().await.map(|event| (event, reading))
        }))
    }

    /// Ends it.
    pub(crate) fn close(&self) {
        self.closed.cancel();
    }

    /// Carries it to an end of its own. Whoever else ends it lets go of this.
    pub(super) async fn lives(
        &self,
        work: BoxFuture<'static, ()>,
        shown: mpsc::Receiver<Bytes>,
    ) -> TerminalEnd {
        tokio::select! {
            biased;
            () = self.closed.cancelled() => TerminalEnd::Closed,
            _ = join(work, self.show(shown)) => TerminalEnd::Exited,
            () = self.is_unread() => TerminalEnd::Unread,
            () = self.is_idle() => TerminalEnd::Idle,
        }
    }

    async fn show(&self, mut shown: mpsc::Receiver<Bytes>) {
        let mut screen = self.screen.subscribe();
        loop {
            if screen.wait_for(Screen::has_room).await.is_err() {
                return;
            }
            let Some(piece) = shown.recv().await else { return };
            self.used.notify_one();
            self.screen.send_modify(|screen| screen.show(&piece));
        }
    }

    /// Comes back once nothing was typed or shown for too long.
    async fn is_idle(&self) {
        while timeout(IDLE_AFTER, self.used.notified()).await.is_ok() {}
    }

    /// Comes back once nobody has read it for too long.
    async fn is_unread(&self) {
        let mut screen = self.screen.subscribe();
        loop {
            if screen.wait_for(|screen| !screen.is_read).await.is_err() {
                return;
            }
            if timeout(UNREAD_AFTER, screen.wait_for(|screen| screen.is_read)).await.is_err() {
                return;
            }
        }
    }

    /// Tells its reader that it is over, and waits for a while until somebody has heard it.
    pub(super) async fn end(&self, why: TerminalEnd) {
        self.screen.send_modify(|screen| screen.end = Some(why));
        let mut screen = self.screen.subscribe();
        drop(timeout(UNREAD_AFTER, screen.wait_for(|screen| screen.is_end_told)).await);
    }
}

/// Somebody who reads.
struct Reading {
    terminal: Arc<Terminal>,
    screen: watch::Receiver<Screen>,
    number: u64,
    after: u64,
    is_over: bool,
}

impl Reading {
    async fn next(&mut self) -> Option<TerminalEvent> {
        if self.is_over {
            return None;
        }
        let (number, after) = (self.number, self.after);
        let is_news = |screen: &Screen| {
            screen.readers != number || screen.after(after).is_some() || screen.end.is_some()
        };
        let event = match self.screen.wait_for(is_news).await {
            Err(_) => TerminalEvent::End { why: TerminalEnd::Stopping },
            Ok(screen) if screen.readers != number => {
                TerminalEvent::End { why: TerminalEnd::Moved }
            }
            Ok(screen) => match (screen.after(after), screen.end) {
                (Some((bytes, next)), _) => {
                    TerminalEvent::Shown { bytes: BASE64_STANDARD.encode(&bytes), next }
                }
                (None, why) => TerminalEvent::End { why: why.unwrap_or(TerminalEnd::Stopping) },
            },
        };
        match event {
            TerminalEvent::Shown { next, .. } => self.after = next,
            TerminalEvent::End { .. } => self.is_over = true,
        }
        Some(event)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.terminal.screen.send_modify(|screen| {
            if screen.readers == self.number {
                screen.is_read = false;
                screen.is_end_told |= self.is_over;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt;
    use muster_providers::shell::{FarEnd, Shell};
    use std::pin::pin;
    use tokio::time::Instant;

    /// A shell that does as it is told by this work.
    fn terminal<W>(
        work: impl FnOnce(FarEnd) -> W,
    ) -> (Arc<Terminal>, BoxFuture<'static, TerminalEnd>)
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let Shell { typed, shown, work } = Shell::carried_by(work);
        let name = |text: &str| text.parse().unwrap();
        let terminal = Terminal::new(
            OrganisationId::from_random([1; 16]),
            Actor::Operator,
            name("env-one"),
            typed,
        );
        let terminal = Arc::new(terminal);
        let own = terminal.clone();
        (terminal, Box::pin(async move { own.lives(work, shown).await }))
    }

    /// Says nothing, whatever is typed.
    async fn silent(mut far: FarEnd) {
        while far.typed.recv().await.is_some() {}
    }

    /// Says what is typed.
    async fn echo(mut far: FarEnd) {
        while let Some(Typed::Bytes(bytes)) = far.typed.recv().await {
            far.shown.send(bytes).await.unwrap();
        }
    }

    fn text(event: &TerminalEvent) -> String {
        match event {
            TerminalEvent::Shown { bytes, .. } => {
                String::from_utf8(BASE64_STANDARD.decode(bytes).unwrap()).unwrap()
            }
            TerminalEvent::End { why } => why.as_str().to_owned(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn it_ends_when_nobody_reads_it_for_half_a_minute() {
        let (terminal, lives) = terminal(silent);
        let begun = Instant::now();
        let reads = async {
            let reading = terminal.read(0).unwrap();
            tokio::time::sleep(Duration::from_mins(2)).await;
            drop(reading);
            // A page that comes back in time finds it.
            tokio::time::sleep(Duration::from_secs(28)).await;
            let reading = terminal.read(0).unwrap();
            tokio::time::sleep(Duration::from_secs(1)).await;
            drop(reading);
        };
        let (why, ()) = tokio::join!(lives, reads);
        assert_eq!(why, TerminalEnd::Unread);
        assert_eq!(begun.elapsed(), Duration::from_secs(120 + 29 + 30));
    }

    #[tokio::test(start_paused = true)]
    async fn it_ends_when_nothing_happens_for_a_quarter_of_an_hour() {
        let (terminal, lives) = terminal(silent);
        let begun = Instant::now();
        let _reading = terminal.read(0).unwrap();
        let types = async {
            tokio::time::sleep(Duration::from_mins(14)).await;
            terminal.take(0, Bytes::from_static(b"x")).await.unwrap();
        };
        let (why, ()) = tokio::join!(lives, types);
        assert_eq!(why, TerminalEnd::Idle);
        assert_eq!(begun.elapsed(), Duration::from_mins(29));
    }

    #[tokio::test]
    async fn keys_that_are_sent_again_are_typed_once_and_none_is_skipped() {
        let (terminal, lives) = terminal(echo);
        let mut reading = pin!(terminal.read(0).unwrap());
        let types = async {
            terminal.take(0, Bytes::from_static(b"ls")).await.unwrap();
            terminal.take(0, Bytes::from_static(b"ls -l")).await.unwrap();
            terminal.take(2, Bytes::from_static(b" -l")).await.unwrap();
            let gap = terminal.take(9, Bytes::from_static(b"x")).await;
            assert_eq!(gap, Err(NotTyped::Gap));
            let mut all = String::new();
            while all.len() < 5 {
                all.push_str(&text(&reading.next().await.unwrap()));
            }
            terminal.close();
            all
        };
        let (why, all) = tokio::join!(lives, types);
        assert_eq!((why, all.as_str()), (TerminalEnd::Closed, "ls -l"));
        assert_eq!(terminal.take(5, Bytes::from_static(b"x")).await, Err(NotTyped::Over));
    }

    #[tokio::test]
    async fn whoever_comes_later_reads_on_and_who_came_before_is_told() {
        let (terminal, lives) = terminal(echo);
        let reads = async {
            let mut first = pin!(terminal.read(0).unwrap());
            terminal.take(0, Bytes::from_static(b"one")).await.unwrap();
            assert_eq!(text(&first.next().await.unwrap()), "one");
            let mut second = pin!(terminal.read(1).unwrap());
            assert_eq!(text(&second.next().await.unwrap()), "ne", "one byte had arrived");
            assert_eq!(text(&first.next().await.unwrap()), "moved");
            assert_eq!(first.next().await, None);
            assert!(terminal.read(4).is_err(), "that was never shown");
            terminal.close();
        };
        let (why, ()) = tokio::join!(lives, reads);
        assert_eq!(why, TerminalEnd::Closed);
    }

    #[tokio::test]
    async fn what_was_shown_last_is_read_and_then_why_it_is_over() {
        let (terminal, lives) = terminal(|far| async move {
            far.shown.send(Bytes::from_static(b"bye")).await.unwrap();
        });
        let why = lives.await;
        let reads = async {
            let mut reading = pin!(terminal.read(0).unwrap());
            assert_eq!(text(&reading.next().await.unwrap()), "bye");
            assert_eq!(text(&reading.next().await.unwrap()), "exited");
            assert_eq!(reading.next().await, None);
        };
        tokio::join!(terminal.end(why), reads);
    }
}
