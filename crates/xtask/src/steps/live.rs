//! What is to be seen while a step runs: its elapsed time, or with `-v` its output as it comes.

use crate::output;
use anyhow::Result;
use std::{
    fs::File,
    io::Read,
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

// Often enough to look alive, rare enough to cost nothing.
const REDRAW_EVERY: Duration = Duration::from_millis(250);

/// Does the work and shows something meanwhile.
pub(super) fn during<T>(
    name: &str,
    transcript: &Path,
    is_verbose: bool,
    work: impl FnOnce() -> T,
) -> Result<T> {
    thread::scope(|scope| {
        let (end, ended) = channel::<()>();
        let watcher = scope.spawn(move || {
            if is_verbose {
                follow(transcript, &ended)
            } else if output::is_watched() {
                count(name, &ended)
            } else {
                Ok(())
            }
        });
        let result = work();
        drop(end);
        watcher.join().unwrap_or(Ok(()))?;
        Ok(result)
    })
}

/// Draws the elapsed time until the other end of the channel is dropped.
fn count(name: &str, ended: &Receiver<()>) -> Result<()> {
    let mut elapsed = Duration::ZERO;
    while is_going_on(ended) {
        elapsed += REDRAW_EVERY;
        output::show(&format!("\r\x1b[K      …  {name:<10} {:>7}", output::span(elapsed)))?;
    }
    output::show("\r\x1b[K")?;
    Ok(())
}

/// Prints what is added to the transcript until the other end of the channel is dropped.
fn follow(transcript: &Path, ended: &Receiver<()>) -> Result<()> {
    let mut file = File::open(transcript)?;
    loop {
        let goes_on = is_going_on(ended);
        let mut added = Vec::new();
        file.read_to_end(&mut added)?;
        output::show(&String::from_utf8_lossy(&added))?;
        if !goes_on {
            return Ok(());
        }
    }
}

fn is_going_on(ended: &Receiver<()>) -> bool {
    matches!(ended.recv_timeout(REDRAW_EVERY), Err(RecvTimeoutError::Timeout))
}
