//! `muster env shell`: a terminal in an environment, as if one sat before it.

use super::find::find;
use crate::{context::Context, exit::Exit, failure::Failure, output::to_stdout};
use clap::Args;
use muster_api::{
    ProblemKind,
    terminal::{Terminal, TerminalEnd, TerminalSize},
};
use muster_client::{Client, ClientError, Piece, Shown};
use std::{
    convert::Infallible,
    io::{IsTerminal, Read, stdin},
    time::Duration,
};
use tokio::sync::mpsc;

/// How often it is looked whether the terminal has another size.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const READ_AT_ONCE: usize = 4096;
/// Ctrl D.
const END_OF_INPUT: u8 = 4;
/// Of a stdin that is no terminal.
const USUAL_SIZE: TerminalSize = TerminalSize { columns: 80, rows: 24 };

#[derive(Debug, Args)]
pub(crate) struct Shell {
    /// Its name or id
    environment: String,
}

impl Shell {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let id = find(&client, &self.environment).await?;
        let terminal = client.open_terminal(&id, size()).await?;
        let shown = client.read_terminal(&terminal).await?;
        if stdin().is_terminal() {
            context.output.note("`exit` or Ctrl D ends the shell");
        }
        // Keys go there as they are pressed, and the terminal is as it was whatever happens.
        let raw = raw::Raw::begin()?;
        let ended = tokio::select! {
            ended = show(shown) => ended,
            failed = press(&client, &terminal) => failed.map(|never| match never {}),
        };
        drop(raw);
        // It has mostly ended by itself.
        drop(client.close_terminal(&terminal).await);
        let Some(why) = words(ended?) else { return Ok(Exit::SUCCESS) };
        context.output.warn(why);
        Ok(Exit::FAILURE)
    }
}

/// What is to be said of an end that nobody here has wanted.
fn words(why: Option<TerminalEnd>) -> Option<&'static str> {
    match why {
        Some(TerminalEnd::Exited | TerminalEnd::Closed) => None,
        Some(TerminalEnd::Idle) => Some("nothing was typed or shown for too long, so it was ended"),
        Some(TerminalEnd::Revoked) => Some("you may not be there any more, so it was ended"),
        Some(TerminalEnd::EnvironmentStopped) => Some("the environment does not run any more"),
        Some(TerminalEnd::Stopping) => Some("the coordinator ends, and with it the terminal"),
        Some(TerminalEnd::Moved) => Some("the terminal goes on elsewhere"),
        Some(TerminalEnd::Unread) | None => {
            Some("the connection was lost for too long, so it was ended")
        }
    }
}

async fn show(mut shown: Shown) -> Result<Option<TerminalEnd>, Failure> {
    loop {
        match shown.next().await? {
            Piece::Bytes(bytes) => to_stdout(bytes)?,
            Piece::End(why) => return Ok(why),
        }
    }
}

/// Passes keys on, and the size of the terminal when it changes. It has no end but a failure.
async fn press(client: &Client, terminal: &Terminal) -> Result<Infallible, Failure> {
    let (mut pressed, mut keys, mut now) = (typed(), client.keys_of(terminal), size());
    let mut look = tokio::time::interval(LOOK_EVERY);
    let mut is_typing = true;
    loop {
        tokio::select! {
            piece = pressed.recv(), if is_typing => {
                is_typing = piece.is_some();
                // A script has said everything. The first one ends its last line, the second one the shell.
                let said = piece.unwrap_or_else(|| [END_OF_INPUT; 2].into());
                over_or(keys.press(&said).await)?;
            },
            _ = look.tick() => {
                let before = std::mem::replace(&mut now, size());
                if before != now {
                    over_or(client.resize_terminal(terminal, now).await)?;
                }
            }
        }
    }
}

/// Once the shell has ended, what it shows says why.
fn over_or(pressed: Result<(), ClientError>) -> Result<(), Failure> {
    match pressed {
        Err(error) if error.is(ProblemKind::TerminalNotFound) => Ok(()),
        pressed => Ok(pressed?),
    }
}

fn size() -> TerminalSize {
    let found = terminal_size::terminal_size();
    found.map_or(USUAL_SIZE, |(columns, rows)| TerminalSize {
        columns: columns.0.clamp(1, 1000),
        rows: rows.0.clamp(1, 1000),
    })
}

/// What is typed, piece by piece. Nothing but a thread can wait for it.
fn typed() -> mpsc::Receiver<Vec<u8>> {
    let (tell, told) = mpsc::channel(1);
    std::thread::spawn(move || {
        let mut piece = vec![0; READ_AT_ONCE];
        while let Ok(length @ 1..) = stdin().lock().read(&mut piece) {
            if tell.blocking_send(piece[..length].to_vec()).is_err() {
                return;
            }
        }
    });
    told
}

/// The terminal without its own ideas about lines and keys.
#[cfg(unix)]
mod raw {
    use crate::{failure::Failure, output::to_stderr};
    use rustix::{
        stdio::stdin,
        termios::{OptionalActions, Termios, tcgetattr, tcsetattr},
    };
    use std::io::IsTerminal;

    /// As it was before.
    pub(super) struct Raw(Option<Termios>);

    impl Raw {
        pub(super) fn begin() -> Result<Self, Failure> {
            if !std::io::stdin().is_terminal() {
                return Ok(Self(None));
            }
            let failed = |error| Failure::usage(format!("the terminal cannot be set: {error}"));
            let before = tcgetattr(stdin()).map_err(failed)?;
            let mut raw = before.clone();
            raw.make_raw();
            tcsetattr(stdin(), OptionalActions::Now, &raw).map_err(failed)?;
            Ok(Self(Some(before)))
        }
    }

    impl Drop for Raw {
        fn drop(&mut self) {
            if let Some(before) = &self.0
                && let Err(error) = tcsetattr(stdin(), OptionalActions::Now, before)
            {
                drop(to_stderr(format!("`stty sane` mends your terminal: {error}\n")));
            }
        }
    }
}

/// Lines are sent as a whole there.
#[cfg(not(unix))]
mod raw {
    use crate::failure::Failure;

    pub(super) struct Raw;

    impl Raw {
        #[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
        pub(super) fn begin() -> Result<Self, Failure> {
            Ok(Self)
        }
    }
}
