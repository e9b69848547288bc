//! Artefacts: what a command has left behind and is to be kept is sent before its end is reported.
//!
//! The attempt stays on the roster meanwhile, so its lease is renewed, and its end is decided and on
//! disk: nothing about the files can change it. What could not be sent is named in the report.

mod collect;
mod left_out;
mod send;

use super::{Folder, blocking};
use crate::{agent::Agent, attempt::supervise::Cause};
use cap_std::{ambient_authority, fs::Dir};
use collect::{Collected, collect};
use muster_api::session::{ArtefactOrder, Assignment};
use send::Sending;
use std::{io, path::Path, sync::Arc, time::Duration};
use tokio::time::sleep;

/// Whoever has not sent everything by then reports the end without the rest.
const LONGEST: Duration = Duration::from_hours(1);

/// Sends what is wanted; answers what was not kept, in lines. `cause` is a cause to end before.
pub(super) async fn bring(
    agent: &Agent,
    folder: &Folder,
    assignment: &Assignment,
    order: &ArtefactOrder,
    cause: impl Future<Output = Cause>,
) -> Vec<String> {
    let (folder, told, wanted) = (folder.clone(), assignment.working_dir.clone(), order.clone());
    let collecting = blocking(&agent.seams.tasks, move || {
        let root = open(&folder, told.as_deref())?;
        let collected = collect(&root, &wanted);
        Ok::<_, io::Error>((Arc::new(root), collected))
    });
    let (root, Collected { files, mut left_out }) = match collecting.await {
        Ok(found) => found,
        Err(error) => return vec![format!("no artefact was kept: the folder is gone: {error}")],
    };
    let mut sending = Sending::new(agent, order, root, files);
    let why = tokio::select! {
        biased;
        cause = cause => why(cause),
        () = sending.send_all(&mut left_out) => "",
        () = sleep(LONGEST) => "sending all of them took more than an hour",
    };
    for name in sending.rest() {
        left_out.add(name, why);
    }
    left_out.into_lines()
}

/// The command may have put a link where its own folder was; nobody leaves ours along it.
fn open(folder: &Folder, told: Option<&str>) -> io::Result<Dir> {
    match told {
        Some(told) => Dir::open_ambient_dir(Path::new(told), ambient_authority()),
        None => Dir::open_ambient_dir(folder.path(), ambient_authority())?.open_dir("work"),
    }
}

fn why(cause: Cause) -> &'static str {
    match cause {
        Cause::Cancelled => "the job was cancelled while it was sent",
        Cause::Stopping => "the worker was shut down while it was sent",
        Cause::LeaseOver => "the worker could not reach its coordinator for too long",
        Cause::Itself
        | Cause::TimeOut
        | Cause::NoSlot
        | Cause::TakenBack
        | Cause::GaveWay
        | Cause::DiskQuota { .. }
        | Cause::LetGo => "the attempt does not count any more",
    }
}
