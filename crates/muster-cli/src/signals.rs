//! Signals: somebody wants this program to end.

use crate::exit::Exit;
use std::io;

/// The signals that ask for an end in good order, heard from now on.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
    #[cfg(windows)]
    close: tokio::signal::windows::CtrlClose,
    #[cfg(windows)]
    logoff: tokio::signal::windows::CtrlLogoff,
    #[cfg(windows)]
    shutdown: tokio::signal::windows::CtrlShutdown,
}

impl Signals {
    #[cfg(unix)]
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let interrupt = signal(SignalKind::interrupt())?;
        Ok(Self { interrupt, terminate: signal(SignalKind::terminate())? })
    }

    /// The next signal, as the exit code that a shell gives it.
    #[cfg(unix)]
    pub(crate) async fn next(&mut self) -> Exit {
        tokio::select! {
            _ = self.interrupt.recv() => Exit::INTERRUPTED,
            _ = self.terminate.recv() => Exit::TERMINATED,
        }
    }

    #[cfg(windows)]
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_logoff, ctrl_shutdown};
        let (close, logoff) = (ctrl_close()?, ctrl_logoff()?);
        Ok(Self { interrupt: ctrl_c()?, close, logoff, shutdown: ctrl_shutdown()? })
    }

    /// The next signal, as the exit code that a shell gives it.
    #[cfg(windows)]
    pub(crate) async fn next(&mut self) -> Exit {
        tokio::select! {
            _ = self.interrupt.recv() => Exit::INTERRUPTED,
            _ = self.close.recv() => Exit::TERMINATED,
            _ = self.logoff.recv() => Exit::TERMINATED,
            _ = self.shutdown.recv() => Exit::TERMINATED,
        }
    }
}

/// The signal that asks for other settings.
#[derive(Debug)]
pub(crate) struct Reloads {
    #[cfg(unix)]
    hangup: Option<tokio::signal::unix::Signal>,
}

impl Reloads {
    /// A terminal that is closed means an end, so it is heard only where there is none.
    #[cfg(unix)]
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let has_terminal = io::IsTerminal::is_terminal(&io::stdin());
        let hangup = if has_terminal { None } else { Some(signal(SignalKind::hangup())?) };
        Ok(Self { hangup })
    }

    /// Ends when settings are to be read again.
    #[cfg(unix)]
    pub(crate) async fn next(&mut self) {
        match &mut self.hangup {
            Some(hangup) => drop(hangup.recv().await),
            None => std::future::pending().await,
        }
    }

    #[cfg(windows)]
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Never: there is no such signal.
    #[cfg(windows)]
    pub(crate) async fn next(&mut self) {
        std::future::pending().await
    }
}
