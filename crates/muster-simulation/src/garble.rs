//! A network that doubles reports and exchanges them, between an agent and its session.
//!
//! TCP does neither; retries over several sessions do. Only reports that are said again until they
//! are confirmed are touched: starts, ends and pieces of logs. Everything else passes as it is, pings
//! too, so that both sides notice a dead connection as ever.

use crate::dice::Dice;
use futures_util::future::BoxFuture;
use muster_seams::{Io, Seams, Tasks};
use muster_worker::{Connect, TcpConnect};
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy, duplex, split};

const PIPE: usize = 64 * 1024;
/// In so many of a hundred cases a report is doubled, and in as many it waits for the next.
const CHANCE: u64 = 15;
const END_OF_HEAD: &[u8] = b"\r\n\r\n";
const TEXT: u8 = 1;
const BINARY: u8 = 2;

/// Dials through a relay that garbles.
#[derive(Debug)]
pub(crate) struct Garbled {
    tcp: TcpConnect,
    dice: Dice,
    tasks: Tasks,
}

impl Garbled {
    pub(crate) fn new(tcp: TcpConnect, seams: &Seams) -> Self {
        let number = u64::from_le_bytes(seams.rng.bytes());
        Self { tcp, dice: Dice::of_seed(number), tasks: seams.tasks.clone() }
    }
}

impl Connect for Garbled {
    fn connect(&self) -> BoxFuture<'_, io::Result<(Box<dyn Io>, String)>> {
        Box::pin(async move {
            let (far, host) = self.tcp.connect().await?;
            let (near, ours) = duplex(PIPE);
            let dice = self.dice.split();
            self.tasks.spawn("garble", async move {
                // A relay that breaks is a connection that breaks.
                drop(relay(ours, far, &dice).await);
            });
            Ok((Box::new(near) as Box<dyn Io>, host))
        })
    }
}

async fn relay(near: impl Io, far: Box<dyn Io>, dice: &Dice) -> io::Result<()> {
    let (mut said, mut heard) = split(near);
    let (mut answered, mut told) = split(far);
    tokio::select! {
        biased;
        ended = pass_on(&mut said, &mut told, dice) => ended,
        ended = copy(&mut answered, &mut heard) => ended.map(|_| ()),
    }
}

/// Passes on what the agent says, frame by frame.
async fn pass_on(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    dice: &Dice,
) -> io::Result<()> {
    let (mut waiting, mut held, mut is_head) = (Vec::new(), None, true);
    loop {
        if from.read_buf(&mut waiting).await? == 0 {
            return to.write_all(&waiting).await;
        }
        if is_head {
            let place = waiting.windows(END_OF_HEAD.len()).position(|at| at == END_OF_HEAD);
            let Some(place) = place else { continue };
            let rest = waiting.split_off(place + END_OF_HEAD.len());
            to.write_all(&waiting).await?;
            (waiting, is_head) = (rest, false);
        }
        while let Some(length) = frame_length(&waiting) {
            let rest = waiting.split_off(length);
            for frame in garble(std::mem::replace(&mut waiting, rest), &mut held, dice) {
                to.write_all(&frame).await?;
            }
        }
    }
}

/// How long the first frame is; nothing if it is not there yet.
fn frame_length(bytes: &[u8]) -> Option<usize> {
    let (payload, head) = payload_and_head(bytes)?;
    (bytes.len() >= head + payload).then_some(head + payload)
}

/// The length of a frame's payload, and of its head with the mask that an agent's frames have.
fn payload_and_head(bytes: &[u8]) -> Option<(usize, usize)> {
    let short = bytes.get(1)? & 0x7f;
    let (length, head) = match short {
        126 => (u64::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)), 4),
        127 => (u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?), 10),
        short => (u64::from(short), 2),
    };
    Some((usize::try_from(length).ok()?, head + 4))
}

/// What arrives in the place of a frame.
fn garble(frame: Vec<u8>, held: &mut Option<Vec<u8>>, dice: &Dice) -> Vec<Vec<u8>> {
    let is_report = is_report(&frame);
    let mut passed = vec![frame];
    if is_report && held.is_none() && dice.percent(CHANCE) {
        *held = passed.pop();
    } else if is_report && dice.percent(CHANCE) {
        passed.extend(passed.last().cloned());
    }
    if !passed.is_empty() {
        passed.extend(held.take());
    }
    passed
}

fn is_report(frame: &[u8]) -> bool {
    match frame[0] & 0x0f {
        TEXT => {
            let text = payload(frame);
            let names = |kind: &str| text.contains(&format!(r#""type":"{kind}""#));
            names("started") || names("finished")
        }
        BINARY => true,
        _ => false,
    }
}

fn payload(frame: &[u8]) -> String {
    let Some((_, head)) = payload_and_head(frame) else { return String::new() };
    let mask = &frame[head - 4..head];
    let bytes = frame[head..].iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask);
    String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
}
