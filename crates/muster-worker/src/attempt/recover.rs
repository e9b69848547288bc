//! What an earlier run of the agent has left behind.
//!
//! An attempt with an end waits to be reported. One without lost its agent while it ran: whatever is
//! left of its processes is ended, and so is the attempt. A directory without a record was never
//! begun, or is confirmed and half removed.

use super::{
    Attempt, Ended, Folder, Phase, SPOOL,
    folder::{Record, attempts_dir},
    run::last_line,
    spares,
};
use crate::{
    lease::Moment,
    options::{AgentError, AgentOptions},
    process::{Remains, Runner},
};
use muster_api::session::Lost;
use muster_core::{
    job::{AttemptEnd, FailureReason},
    log::{Chunk, GapReason, Stream},
};
use muster_log::{LogError, LogReader, LogWriter, Verified};
use muster_seams::Clock;
use std::{fs, io};

/// The attempts that are still to be reported. Waits for the disk.
pub(crate) fn recover(
    options: &AgentOptions,
    runner: &dyn Runner,
    clock: &dyn Clock,
) -> Result<Vec<Attempt>, AgentError> {
    let dir = attempts_dir(&options.state_dir);
    let failed = |operation, source| AgentError::StateDir { operation, path: dir.clone(), source };
    super::create_private(&dir).map_err(|error| failed("create", error))?;
    if let Err(error) = spares::clear(&options.state_dir) {
        tracing::warn!(%error, "cannot remove spare folders");
    }
    let entries = fs::read_dir(&dir).map_err(|error| failed("read", error))?;
    let mut attempts = vec![];
    for entry in entries {
        let folder = Folder::at(entry.map_err(|error| failed("read", error))?.path());
        match recover_one(options, runner, clock, &folder) {
            Ok(found) => attempts.extend(found),
            // One attempt that cannot be read must not keep the worker from its work.
            Err(error) => {
                let path = folder.path().display();
                tracing::error!(%path, %error, "cannot take up an attempt again");
            }
        }
    }
    Ok(attempts)
}

fn recover_one(
    options: &AgentOptions,
    runner: &dyn Runner,
    clock: &dyn Clock,
    folder: &Folder,
) -> io::Result<Option<Attempt>> {
    let mut record = match folder.read() {
        Ok(record) => record,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            folder.remove()?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let attempt = Attempt::new(options, &record.assignment, Moment::now(clock));
    let ended = match record.ended.clone() {
        Some(ended) => ended,
        None => end_lost(&attempt, runner, clock, &mut record)?,
    };
    let ended = look_through(&attempt, ended);
    attempt.set_spooled(ended.lost.map_or(ended.log_size, |lost| lost.from));
    attempt.enter(Phase::Ended(ended));
    attempt.leave();
    Ok(Some(attempt))
}

/// Ends an attempt that lost its agent, durably.
fn end_lost(
    attempt: &Attempt,
    runner: &dyn Runner,
    clock: &dyn Clock,
    record: &mut Record,
) -> io::Result<Ended> {
    let remains = runner.end_leftovers(record.process.as_ref(), &attempt.mark);
    let may_survive = remains != Remains::Nothing;
    let detail = Some("the worker was restarted while the job ran".to_owned());
    let end = AttemptEnd { detail, may_survive, ..AttemptEnd::because(FailureReason::WorkerLost) };
    let log_size = close_log(attempt, clock, &end).unwrap_or_else(|error| {
        // The end is reported all the same; what of the log can still be read is seen later.
        tracing::error!(job = %attempt.grant.job, %error, "cannot close a log");
        readable(attempt)
    });
    let ended = Ended::new(end, log_size);
    record.ended = Some(ended.clone());
    attempt.folder.write(record)?;
    Ok(ended)
}

/// What was lost of the log, or damaged, since it was written.
fn look_through(attempt: &Attempt, ended: Ended) -> Ended {
    let from = readable(attempt);
    if from >= ended.lost.map_or(ended.log_size, |lost| lost.from) {
        return ended;
    }
    tracing::error!(job = %attempt.grant.job, from, "a log was lost before it was sent");
    Ended { lost: Some(Lost { from, reason: GapReason::SpoolLost }), ..ended }
}

/// Up to where a log can be read as it was written.
fn readable(attempt: &Attempt) -> u64 {
    let verified = LogReader::open(attempt.folder.path(), SPOOL).and_then(|mut log| log.verify());
    let first_damage = |log: Verified| log.damaged.first().map_or(log.size, |range| range.start);
    verified.map_or(0, first_damage)
}

fn close_log(attempt: &Attempt, clock: &dyn Clock, end: &AttemptEnd) -> Result<u64, LogError> {
    let mut log = LogWriter::open(attempt.folder.path(), SPOOL)?;
    if let Some(bytes) = last_line(end) {
        log.append(&Chunk::new(log.size(), Stream::System, clock.now(), bytes))?;
    }
    log.sync()?;
    Ok(log.size())
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        attempt::sample,
        process::{Launch, Processes, Running},
    };
    use muster_core::{JobId, WorkerId, owner::Cap};
    use muster_seams::{OsRng, Rng, SystemClock};
    use muster_session::KeyPair;
    use std::{path::Path, time::Duration};

    fn options(state_dir: &Path) -> AgentOptions {
        let key = KeyPair::generate().unwrap();
        let rng: &dyn Rng = &OsRng;
        AgentOptions {
            name: "bench".into(),
            worker: WorkerId::from_random(rng.bytes()),
            coordinator_key: key.public(),
            key,
            slots: 1,
            labels: [].into(),
            version: "0.1.0".into(),
            state_dir: state_dir.to_owned(),
            limits_file: state_dir.join("owner.json"),
            data_dir: state_dir.to_owned(),
            updater: std::sync::Arc::new(crate::WithItsHost),
            job_environment: [].into(),
        }
    }

    fn record(number: i64) -> Record {
        sample::record(JobId::from_number(number))
    }

    fn attempt_of(options: &AgentOptions, record: &Record) -> Attempt {
        Attempt::new(options, &record.assignment, Moment::default())
    }

    /// Starts a tree of which a part has left the group, and says something.
    fn start(attempt: &Attempt) -> Box<dyn Running> {
        let line = "sleep 1000 & setsid sleep 1000 & echo $! > left; sleep 1000";
        let launch = Launch {
            program: "/bin/sh".into(),
            arguments: vec!["-c".into(), line.into()],
            environment: [("PATH".to_owned(), "/usr/bin:/bin".to_owned())].into(),
            directory: attempt.folder.work(),
            stdin: None,
            is_shell: true,
            mark: attempt.mark.clone(),
            confinement: None,
            cap: Cap::default(),
        };
        let mut log = LogWriter::open(attempt.folder.path(), SPOOL).unwrap();
        let at = SystemClock.now();
        let chunk = Chunk::new(0, Stream::Stdout, at, b"begun\n".to_vec());
        log.append(&chunk).unwrap();
        Processes::new().start(&launch).unwrap().running
    }

    #[tokio::test]
    async fn a_killed_agents_processes_are_ended_and_its_attempt_is_reported_as_lost() {
        let dir = tempfile::tempdir().unwrap();
        let options = options(dir.path());
        let attempt = attempt_of(&options, &record(1));
        attempt.folder.create().unwrap();
        let process = start(&attempt);
        let identity = process.identity();
        let record = Record { process: Some(identity), ..record(1) };
        attempt.folder.write(&record).unwrap();

        let found = recover(&options, &Processes::new(), &SystemClock).unwrap();
        // Its leader, a child of this process as it would not be of the next agent, has ended.
        tokio::time::timeout(Duration::from_secs(10), process.ended()).await.unwrap();
        assert_eq!(crate::process::count_marked(&attempt.mark), 0, "nothing of the tree may live");
        let cgroup = process.identity().cgroup;
        assert!(cgroup.is_none_or(|cgroup| !cgroup.exists()), "its cgroup is removed");
        let Phase::Ended(ended) = found[0].phase() else { panic!("{:?}", found[0].phase()) };
        assert_eq!(ended.end.reason, Some(FailureReason::WorkerLost));
        let mut log = LogReader::open(attempt.folder.path(), SPOOL).unwrap();
        let text = log.read_raw(0, 1_000).unwrap();
        assert_eq!(text, b"begun\nmuster: the worker was restarted while the job ran\n");
        assert_eq!(ended.log_size, text.len() as u64);
        assert_eq!(attempt.folder.read().unwrap().ended, Some(ended), "it is durable at once");
    }

    #[tokio::test]
    async fn a_stranger_that_got_the_number_of_a_process_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let (options, others) = (options(dir.path()), options(dir.path()));
        let (mine, stranger) = (record(1), record(2));
        let stranger = attempt_of(&others, &stranger);
        stranger.folder.create().unwrap();
        let process = start(&stranger);
        let attempt = attempt_of(&options, &mine);
        attempt.folder.create().unwrap();
        let mut identity = process.identity();
        identity.start = identity.start.map(|start| start - 1);
        let record = Record { process: Some(identity), ..mine };
        attempt.folder.write(&record).unwrap();
        assert_eq!(recover(&options, &Processes::new(), &SystemClock).unwrap().len(), 1);
        assert!(crate::process::count_marked(&stranger.mark) > 0, "it must live");
    }

    #[test]
    fn a_record_holds_no_environment_and_litter_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let options = options(dir.path());
        let attempt = attempt_of(&options, &record(1));
        for record in [None, Some(""), Some("\n{\"assignm")] {
            attempt.folder.create().unwrap();
            let path = attempt.folder.path().join("attempt.json");
            if let Some(text) = record {
                fs::write(path, text).unwrap();
            }
            assert!(
                recover(&options, &Processes::new(), &SystemClock).unwrap().is_empty(),
                "it was never begun"
            );
            assert!(!attempt.folder.path().exists());
        }
        attempt.folder.create().unwrap();
        attempt.folder.write(&record(1)).unwrap();
        let text = fs::read_to_string(attempt.folder.path().join("attempt.json")).unwrap();
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[test]
    fn an_attempt_that_cannot_be_read_does_not_keep_the_others_away() {
        let dir = tempfile::tempdir().unwrap();
        let options = options(dir.path());
        for number in [1, 2] {
            let attempt = attempt_of(&options, &record(number));
            attempt.folder.create().unwrap();
            attempt.folder.write(&record(number)).unwrap();
        }
        fs::write(attempts_dir(dir.path()).join("job_1-1.1/attempt.json"), "{torn").unwrap();
        let found = recover(&options, &Processes::new(), &SystemClock).unwrap();
        assert_eq!(
            found.iter().map(|one| one.grant).collect::<Vec<_>>(),
            [record(2).assignment.grant]
        );
    }
}
