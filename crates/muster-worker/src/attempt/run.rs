//! The life of one attempt on this machine.

use super::{
    Attempt, Ended, Phase, artefacts,
    budget::Budget,
    command::resolve,
    folder::{Folder, Record, SPOOL, create_private},
    output::{Output, reason},
    quota::Quota,
    redact::Secrets,
    spool::{Spool, blocking},
    supervise::{Cause, Watch, cause_to_end, cause_to_leave},
};
use crate::{
    agent::Agent,
    process::{Exit, Reaped, Remains, Running, Started},
};
use muster_api::session::{ArtefactOrder, Assignment, Lost};
use muster_core::{
    job::{AttemptEnd, FailureReason, Isolation},
    log::{DEFAULT_LOG_LIMIT, GapReason, Stream},
};
use muster_log::LogReader;
use std::{fs, io, sync::Arc, time::Duration};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// An end that is confirmed within this time need not survive a power cut of this machine.
const SOON_CONFIRMED: Duration = Duration::from_secs(1);
/// What `bwrap` says when it cannot make a system is a line or two.
const LONGEST_COMPLAINT: usize = 4096;
/// What runs for longer than this is worth more than what is over at once.
const MOMENT: Duration = Duration::from_millis(50);
/// What is held ahead and finds no slot within this time is given back.
const LONGEST_AHEAD: Duration = Duration::from_secs(1);
/// `SIGKILL`, and how a shell tells of it.
const KILLED: i32 = 9;
const SHELL_KILLED: i32 = 128 + KILLED;
/// A process that was left behind may hold the pipe open for ever; it is not waited for.
const LONGEST_DRAIN: Duration = Duration::from_secs(2);

/// Runs an assignment to its end, and leaves the end to be reported.
pub(crate) async fn run(agent: Arc<Agent>, attempt: Arc<Attempt>, assignment: Assignment) {
    // What stands still must not begin either.
    let ready = async {
        let slot = agent.slots.acquire_many(agent.slots_for(&assignment)).await;
        attempt.ordered(|orders| !orders.stands_still()).await;
        slot
    };
    let slot = tokio::select! {
        biased;
        cause = cause_to_end(&attempt, &agent.seams.tasks) => Err(cause),
        slot = ready => slot.map_err(|_| Cause::Stopping),
        () = sleep(LONGEST_AHEAD), if assignment.is_ahead => Err(Cause::NoSlot),
    };
    let mut spool = Spool::new(&attempt, &agent.roster, &agent.seams);
    let run = Run { agent: &agent, attempt: &attempt, assignment: &assignment };
    let slot = match slot {
        Ok(slot) => run.unless_refused(slot).await,
        Err(cause) => Err(run.not_begun(cause)),
    };
    let has_begun = slot.is_ok();
    let ended = match slot {
        Ok(_slot) => run.run(&mut spool).await,
        Err(end) => Ended::new(end, 0),
    };
    tracing::info!(job = %attempt.grant.job, end = ?ended.end, "the attempt is over");
    attempt.enter(Phase::Ended(ended.clone()));
    agent.roster.touch();
    tokio::select! {
        biased;
        () = attempt.ordered(|orders| orders.is_let_go) => {}
        () = unconfirmed(&agent) => {
            // Of what has not begun there is nothing to keep.
            if has_begun {
                run.keep_for_good(&mut spool, ended).await;
            }
        }
    }
    drop(spool);
    attempt.leave();
}

/// The coordinator does not answer, or will not be heard: it may be long until the end is confirmed.
async fn unconfirmed(agent: &Agent) {
    tokio::select! {
        biased;
        () = agent.seams.tasks.stopped() => {}
        () = sleep(SOON_CONFIRMED) => {}
    }
}

struct Run<'a> {
    agent: &'a Arc<Agent>,
    attempt: &'a Arc<Attempt>,
    assignment: &'a Assignment,
}

impl Run<'_> {
    /// The last word before anything starts is the owner's.
    async fn unless_refused<T>(&self, slot: T) -> Result<T, AttemptEnd> {
        let Agent { owner, seams, .. } = &**self.agent;
        tokio::select! {
            biased;
            cause = cause_to_end(self.attempt, &seams.tasks) => Err(self.not_begun(cause)),
            refused = owner.refuses(self.assignment, seams) => match refused {
                None => Ok(slot),
                Some(why) => Err(given_back(why)),
            },
        }
    }

    fn not_begun(&self, cause: Cause) -> AttemptEnd {
        match self.agent.owner.closed() {
            Some(closed) if cause == Cause::GaveWay => {
                given_back(format!("the worker is {}", closed.as_str()))
            }
            _ => forced(cause, self.assignment),
        }
    }

    async fn run(&self, spool: &mut Spool) -> Ended {
        let mut record = Record::of(self.assignment);
        let mut unwritten = 0;
        let end = match self.begin(&record).await {
            Ok(started) => self.supervise(started, spool, &mut record, &mut unwritten).await,
            Err(end) => end,
        };
        self.say_last(spool, &end).await;
        let from = self.attempt.spooled();
        let lost = Lost { from, reason: GapReason::WorkerDisk };
        let lost = Some(lost).filter(|_| unwritten > 0);
        let mut ended = Ended { lost, ..Ended::new(end, from + unwritten) };
        if let Some(order) =
            self.assignment.artefacts.as_ref().filter(|_| ran_to_its_end(&ended.end))
        {
            ended.end.left_out = self.bring_artefacts(order, spool, &ended).await;
        }
        self.agent.seams.faults.pass("attempt.before_end_written");
        self.keep(Record { ended: Some(ended.clone()), ..record }, Folder::note).await;
        self.agent.seams.faults.pass("attempt.after_end_written");
        ended
    }

    /// Sends what is to be kept. The end is decided and survives whatever becomes of that.
    async fn bring_artefacts(
        &self,
        order: &ArtefactOrder,
        spool: &mut Spool,
        ended: &Ended,
    ) -> Vec<String> {
        let mut until_then = ended.clone();
        let line = "artefacts that were not there yet were not kept: the worker was restarted";
        until_then.end.left_out = vec![line.to_owned()];
        self.keep_for_good(spool, until_then).await;
        let cause = cause_to_leave(self.attempt, &self.agent.seams.tasks);
        artefacts::bring(self.agent, &self.attempt.folder, self.assignment, order, cause).await
    }

    async fn begin(&self, record: &Record) -> Result<Started, AttemptEnd> {
        let (agent, attempt) = (self.agent.clone(), self.attempt.clone());
        let (assignment, record) = (self.assignment.clone(), record.clone());
        let begin = move || begin(&agent, &attempt, &assignment, &record);
        let begun = self.agent.seams.tasks.blocking(begin).await;
        let started = begun.unwrap_or_else(|error| Err(not_started(None, error.to_string())))?;
        self.attempt.enter(Phase::Running);
        self.agent.roster.touch();
        Ok(started)
    }

    /// What has run for a moment is noted with its processes, so that they are found faster.
    async fn settle(&self, running: Arc<dyn Running>, record: &mut Record) {
        let settled = self.blocking(move || {
            running.settle();
            Ok(running.identity())
        });
        record.process = settled.await.ok();
        self.keep(record.clone(), Folder::note).await;
    }

    async fn keep(&self, record: Record, write: fn(&Folder, &Record) -> io::Result<()>) {
        let folder = self.attempt.folder.clone();
        if let Err(error) = self.blocking(move || write(&folder, &record)).await {
            // It is known and reported all the same; only a kill of the agent would lose it.
            tracing::error!(job = %self.attempt.grant.job, %error, "cannot keep an attempt's record");
        }
    }

    /// Lets the end and its log survive a power cut.
    async fn keep_for_good(&self, spool: &mut Spool, ended: Ended) {
        if let Err(error) = spool.sync().await {
            tracing::warn!(error = %reason(&error), "cannot make a log durable");
        }
        let record = Record { ended: Some(ended), ..Record::of(self.assignment) };
        self.keep(record, Folder::write).await;
    }

    async fn supervise(
        &self,
        started: Started,
        spool: &mut Spool,
        record: &mut Record,
        unwritten: &mut u64,
    ) -> AttemptEnd {
        let Started { running, stdout, stderr } = started;
        let (running, tasks): (Arc<dyn Running>, _) = (running.into(), &self.agent.seams.tasks);
        let quota = Quota::of(&self.attempt.folder, &self.agent.owner.limits().cap);
        let watch = Watch { running: &running, attempt: self.attempt, tasks, quota: &quota };
        let (cut, drained) = (CancellationToken::new(), CancellationToken::new());
        let clock = self.agent.seams.clock.clone();
        let budget = Budget::new(self.assignment.log_limit.unwrap_or(DEFAULT_LOG_LIMIT));
        let output = Output::new((stdout, stderr), spool, budget, clock, cut.clone());
        let output = output.hiding(&Secrets::of(self.assignment));
        let pump = async {
            *unwritten = output.pump().await;
            drained.cancel();
        };
        let watch = async {
            let limit = Duration::from_millis(self.assignment.timeout_ms);
            let cause = watch.to_the_end(limit).await;
            if timeout(LONGEST_DRAIN, drained.cancelled()).await.is_err() {
                tracing::info!(job = %self.attempt.grant.job, "output is cut: its end was left open");
            }
            cut.cancel();
            cause
        };
        let settle = async {
            tokio::select! {
                biased;
                () = running.ended() => {}
                () = sleep(MOMENT) => self.settle(running.clone(), record).await,
            }
        };
        let ((), cause, ()) = tokio::join!(pump, watch, settle);
        let reaped = self.blocking(move || running.reap()).await;
        let remains = reaped.as_ref().map_or(Remains::Some, |reaped| reaped.remains);
        if remains == Remains::Nothing {
            self.attempt.abandon();
        }
        let end = match reaped {
            _ if cause != Cause::Itself => forced(cause, self.assignment),
            Ok(reaped) => {
                let lost = self.lost_level(reaped.exit).await;
                lost.unwrap_or_else(|| exited(reaped))
            }
            Err(error) => AttemptEnd {
                detail: Some(format!("its exit code could not be learnt: {error}")),
                ..AttemptEnd::because(FailureReason::Signal)
            },
        };
        AttemptEnd { may_survive: may_survive(remains, cause), ..end }
    }

    /// What could not be set apart did not begin: `bwrap` ends with 1 then, after a word of its own and nothing else.
    async fn lost_level(&self, exit: Exit) -> Option<AttemptEnd> {
        let level = self.assignment.isolation;
        let has_spoken = self.attempt.spooled() > 0;
        if level != Isolation::Bubblewrap || exit != Exit::Code(1) || !has_spoken {
            return None;
        }
        let (agent, attempt) = (self.agent.clone(), self.attempt.clone());
        let tried = self.blocking(move || {
            let is_in_doubt = only_bwrap_spoke(&attempt.folder)?;
            Ok(is_in_doubt.then(|| agent.try_again(level)).flatten())
        });
        let why = tried.await.inspect_err(|error| tracing::warn!(%error, "cannot read a log back"));
        why.ok().flatten().map(|why| given_back(lost(level, &why)))
    }

    async fn blocking<T: Send + 'static>(
        &self,
        act: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        blocking(&self.agent.seams.tasks, act).await
    }

    /// Says in the log what the log would not tell.
    async fn say_last(&self, spool: &mut Spool, end: &AttemptEnd) {
        let Some(line) = last_line(end) else { return };
        let chunk = spool.chunk(Stream::System, self.agent.seams.clock.now(), line);
        if let Err(error) = spool.append(chunk).await {
            tracing::warn!(error = %reason(&error), "cannot write the last line of a log");
        }
    }
}

/// Makes room on disk and starts the command there. Waits for the system.
fn begin(
    agent: &Agent,
    attempt: &Attempt,
    assignment: &Assignment,
    record: &Record,
) -> Result<Started, AttemptEnd> {
    let level = assignment.isolation;
    if let Some(why) = agent.runner.lacks(level) {
        let level = level.as_str();
        let detail = format!("this worker cannot keep a command apart by `{level}`: {why}");
        return Err(not_started(None, detail));
    }
    if let Some(why) = agent.levels.why(level) {
        return Err(given_back(lost(level, &why)));
    }
    make_room(agent, &attempt.folder, assignment, record).map_err(|error| {
        not_started(None, format!("cannot keep the attempt on disk: {}", reason(&error)))
    })?;
    agent.seams.faults.pass("attempt.after_note");
    let launch = resolve(&agent.options, attempt, assignment, &agent.owner.limits())
        .map_err(|error| not_started(Some(error.exit_code()), error.to_string()))?;
    let started = agent.runner.start(&launch).map_err(|error| match agent.try_again(level) {
        Some(why) => given_back(lost(level, &why)),
        None => {
            not_started(Some(126), format!("cannot start `{}`: {error}", launch.program.display()))
        }
    })?;
    agent.seams.faults.pass("attempt.after_spawn");
    Ok(started)
}

fn make_room(
    agent: &Agent,
    folder: &Folder,
    assignment: &Assignment,
    record: &Record,
) -> io::Result<()> {
    agent.spares.provide(assignment.grant.job, folder)?;
    if !assignment.isolation.is_none() {
        create_private(&folder.home())?;
    }
    assignment.stdin.as_ref().map_or(Ok(()), |input| fs::write(folder.stdin(), input))?;
    folder.note(record)
}

/// Whether there is anything that the command could have left, and somebody who waits for it.
fn ran_to_its_end(end: &AttemptEnd) -> bool {
    match end.reason {
        None
        | Some(
            FailureReason::ExitCode
            | FailureReason::Signal
            | FailureReason::TimeOut
            | FailureReason::OomKilled,
        ) => true,
        Some(
            FailureReason::NotStarted
            | FailureReason::Cancelled
            | FailureReason::WorkerLost
            | FailureReason::LostUnclaimed
            | FailureReason::WorkerStopped
            | FailureReason::GivenBack
            | FailureReason::TakenBack
            | FailureReason::DiskQuota
            | FailureReason::Reported
            | FailureReason::Other,
        ) => false,
    }
}

/// Whether somebody should look after what the command has left behind. Where the system cannot
/// tell, a command that ended by itself is trusted to have ended what it had started.
fn may_survive(remains: Remains, cause: Cause) -> bool {
    match remains {
        Remains::Nothing => false,
        Remains::Unknown => cause != Cause::Itself,
        Remains::Some => true,
    }
}

/// What Muster adds to a log, where the command itself could not say it.
pub(crate) fn last_line(end: &AttemptEnd) -> Option<Vec<u8>> {
    let survivors = "muster: processes of this job may survive on this worker\n";
    let survivors = if end.may_survive { survivors } else { "" };
    let text = format!("{}{survivors}", own_words(end).unwrap_or_default());
    (!text.is_empty()).then_some(text.into_bytes())
}

fn own_words(end: &AttemptEnd) -> Option<String> {
    match end.reason? {
        FailureReason::NotStarted
        | FailureReason::TimeOut
        | FailureReason::WorkerLost
        | FailureReason::LostUnclaimed
        | FailureReason::WorkerStopped
        | FailureReason::OomKilled
        | FailureReason::DiskQuota
        | FailureReason::TakenBack => {
            end.detail.as_ref().map(|detail| format!("muster: {detail}\n"))
        }
        FailureReason::ExitCode
        | FailureReason::Signal
        | FailureReason::Cancelled
        | FailureReason::GivenBack
        | FailureReason::Reported
        | FailureReason::Other => None,
    }
}

fn lost(level: Isolation, why: &str) -> String {
    format!("its worker cannot keep a command apart by `{}` any more: {why}", level.as_str())
}

/// The command itself may say that as well; it is believed only if the level is lost, too.
fn only_bwrap_spoke(folder: &Folder) -> io::Result<bool> {
    let mut log = LogReader::open(folder.path(), SPOOL).map_err(io::Error::other)?;
    let said = log.read(0, LONGEST_COMPLAINT).map_err(io::Error::other)?;
    let is_first = said.first().is_some_and(|first| first.bytes.starts_with(b"bwrap: "));
    Ok(is_first && said.iter().all(|chunk| chunk.stream == Stream::Stderr))
}

fn given_back(why: String) -> AttemptEnd {
    AttemptEnd { detail: Some(why), ..AttemptEnd::because(FailureReason::TakenBack) }
}

pub(super) fn not_started(exit_code: Option<i32>, detail: String) -> AttemptEnd {
    let detail = Some(detail);
    AttemptEnd { exit_code, detail, ..AttemptEnd::because(FailureReason::NotStarted) }
}

fn exited(Reaped { exit, memory_ran_out, .. }: Reaped) -> AttemptEnd {
    match exit {
        // Which process the kernel ended it does not tell, so both signs are needed.
        Exit::Signal(KILLED) | Exit::Code(SHELL_KILLED) if memory_ran_out => AttemptEnd {
            detail: Some(
                "it was killed, and memory had run out on its worker meanwhile".to_owned(),
            ),
            ..AttemptEnd::because(FailureReason::OomKilled)
        },
        Exit::Code(code) => AttemptEnd::exited(code),
        Exit::Signal(signal) => AttemptEnd {
            detail: Some(format!("signal {signal} ended the command")),
            ..AttemptEnd::because(FailureReason::Signal)
        },
    }
}

fn forced(cause: Cause, assignment: &Assignment) -> AttemptEnd {
    let (reason, detail) = match cause {
        Cause::TimeOut => {
            let limit = Duration::from_millis(assignment.timeout_ms);
            (FailureReason::TimeOut, format!("the command was ended after {limit:?}"))
        }
        Cause::Stopping => (FailureReason::WorkerStopped, "the worker was shut down".to_owned()),
        Cause::TakenBack => {
            let detail = "it was taken back from its worker, to run on another one";
            (FailureReason::TakenBack, detail.to_owned())
        }
        Cause::GaveWay => {
            let detail = "its worker's owner did not want jobs there any more";
            (FailureReason::TakenBack, detail.to_owned())
        }
        Cause::DiskQuota { mib } => {
            let detail =
                format!("its folders held more than {mib} MiB, which is what may be filled");
            (FailureReason::DiskQuota, detail)
        }
        Cause::NoSlot => {
            let detail = "it was held ahead on a worker, and no slot came free there before long";
            (FailureReason::GivenBack, detail.to_owned())
        }
        Cause::LeaseOver => {
            let detail = "the worker could not reach its coordinator for too long";
            (FailureReason::WorkerLost, detail.to_owned())
        }
        // Nobody reads the end of an attempt that does not count any more.
        Cause::Cancelled | Cause::LetGo | Cause::Itself => {
            return AttemptEnd::because(FailureReason::Cancelled);
        }
    };
    AttemptEnd { detail: Some(detail), ..AttemptEnd::because(reason) }
}
