//! Levels of isolation: what a command at each of them cannot reach, and that it works as at none otherwise.

use crate::{
    escapes::{ESCAPES, nap},
    leases::{LEASE, renew},
    stage::{Session, Stage, SteppingClock, grant, shell, stands_still, started_with, until},
};
use muster_api::session::{Assignment, FromCoordinator, FromWorker};
use muster_core::{
    job::{AttemptEnd, FailureReason, Isolation},
    requirement::LabelValue,
};
use muster_seams::Seams;
use muster_worker::{
    Identity, Launch, Levels, Mark, Processes, Remains, Runner, Started, found_labels,
};
use std::{
    collections::BTreeMap,
    fs, io,
    os::{
        linux::net::SocketAddrExt,
        unix::net::{SocketAddr, UnixListener},
    },
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

/// The levels that this machine gives; what it does not is said.
#[expect(clippy::print_stdout, reason = "a test that passes something over says so")]
fn levels() -> Vec<Isolation> {
    let is_given = |level: &Isolation| {
        let lacks = Levels::found().lacks(*level);
        if let Some(why) = lacks {
            println!("passed over: no `{}` on this machine: {why}", level.as_str());
        }
        lacks.is_none()
    };
    Isolation::ALL.into_iter().filter(is_given).collect()
}

fn at(level: Isolation, number: u32, line: &str) -> Assignment {
    Assignment { isolation: level, ..shell(grant(number), line) }
}

/// What a command without isolation is told when it tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AtNone {
    /// It is done.
    Done,
    /// What the system says to any program of the same user.
    AsAnybody,
}
use AtNone::{AsAnybody, Done};

/// The twelve of `docs/isolation.md`, in its order. Each ends with 0 if it was done.
const THINGS: [(&str, AtNone, &str); 12] = [
    ("the worker's key", Done, "cat $DATA/identity.json"),
    ("another attempt's folder", Done, "cat $NOTE"),
    ("the worker's state", Done, "test -e $STATE/lock && touch $STATE/planted"),
    ("a home", Done, "cat $PERSON/notes"),
    ("a folder outside", Done, "touch $OUTSIDE/planted"),
    (
        "a socket with a path",
        Done,
        // A pair of datagram sockets is not tied to each other.
        r"perl -MSocket -e 'socketpair(A, B, AF_UNIX, SOCK_DGRAM, 0) || exit 1' ||
            perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0) && connect(S, pack_sockaddr_un($ENV{BUS})) || exit 1'",
    ),
    (
        "an abstract socket",
        Done,
        r#"perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0) && connect(S, pack_sockaddr_un("\0$ENV{ABSTRACT}")) || exit 1'"#,
    ),
    ("a signal to the worker", Done, "kill -0 $AGENT"),
    ("the worker's environment", AsAnybody, "grep -q . /proc/$AGENT/environ"),
    (
        "the worker's memory",
        AsAnybody,
        r#"perl -e '$b = "\0" x 8; $own = pack("PQ", $b, 8); $other = pack("QQ", $ENV{ADDRESS}, 8);
            exit(syscall($ENV{READV}, $ENV{AGENT} + 0, $own, 1, $other, 1, 0) == 8 ? 0 : 1)'"#,
    ),
    ("rights of another user", AsAnybody, "grep -q '^NoNewPrivs:.0' /proc/self/status"),
    ("a keyring", AsAnybody, r"perl -e 'exit(syscall($ENV{KEYCTL}, 0, -3, 0) > 0 ? 0 : 1)'"),
];

/// What everybody can do, so that what fails does not fail because a tool is not there.
const ORDINARY: [(&str, &str); 4] = [
    ("a pair of sockets", "perl -MSocket -e 'socketpair(A, B, AF_UNIX, SOCK_STREAM, 0) || exit 1'"),
    ("a signal to itself", "kill -0 $$"),
    ("its own environment", "grep -q . /proc/self/environ"),
    ("its own folder", "touch here && cat here && touch $TMPDIR/here $HOME/here"),
];

/// Something in this process's memory.
static SECRET: [u8; 8] = *b"\x01secret\x02";

/// A worker with all that is to be kept from its jobs.
struct Watched {
    stage: Stage,
    session: Session,
    environment: BTreeMap<String, String>,
    _listeners: [UnixListener; 2],
}

impl Watched {
    async fn begin() -> Self {
        let mut stage = Stage::with(Seams::real(), |options| {
            let person = options.data_dir.with_file_name("person");
            options.job_environment.insert("HOME".into(), person.to_str().unwrap().into());
            for folder in [&person, &options.data_dir, &options.data_dir.with_file_name("outside")]
            {
                fs::create_dir_all(folder).unwrap();
            }
            fs::write(person.join("notes"), "mine").unwrap();
            fs::write(options.data_dir.join("identity.json"), "key").unwrap();
        });
        let (bus, abstracted) = (stage.file("bus"), stage.options.worker.to_string());
        let address = SocketAddr::from_abstract_name(&abstracted).unwrap();
        let listeners =
            [UnixListener::bind(&bus).unwrap(), UnixListener::bind_addr(&address).unwrap()];
        let text = |name: &str| stage.file(name).display().to_string();
        let note = stage.file("state/attempts/job_99-1.1").join("work").join("note");
        let environment = [
            ("DATA", text("data")),
            ("STATE", text("state")),
            ("NOTE", note.display().to_string()),
            ("PERSON", text("person")),
            ("OUTSIDE", text("outside")),
            ("BUS", text("bus")),
            ("ABSTRACT", abstracted),
            ("AGENT", std::process::id().to_string()),
            ("ADDRESS", (&raw const SECRET).addr().to_string()),
            ("READV", libc::SYS_process_vm_readv.to_string()),
            ("KEYCTL", libc::SYS_keyctl.to_string()),
        ];
        let environment = environment.map(|(name, value)| (name.to_owned(), value)).into();
        let mut session = stage.welcome().await;
        // Its folder stays as long as nobody has confirmed its end.
        session.assign(shell(grant(99), "echo secret > note")).await;
        session.started(grant(99)).await;
        session.finished(grant(99)).await;
        Self { stage, session, environment, _listeners: listeners }
    }

    /// What a job at a level could do.
    async fn done(&mut self, level: Isolation, number: u32, lines: &[&str]) -> Vec<bool> {
        let environment = self.environment.clone();
        let assignment = Assignment { environment, ..at(level, number, &script(lines)) };
        let end = self.session.complete(assignment).await;
        let text = self.session.logs[&grant(number)].text();
        assert_eq!(end, AttemptEnd::exited(0), "{text}");
        answers(&text)
    }

    /// What any program of this user can do.
    #[expect(clippy::disallowed_methods, reason = "it is compared with a job")]
    fn done_by_anybody(&self, lines: &[&str]) -> Vec<bool> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", &script(lines)]).envs(&self.environment).stdin(Stdio::null());
        answers(&String::from_utf8(command.output().unwrap().stdout).unwrap())
    }

    /// What was planted, which is taken away again.
    fn planted(&self) -> bool {
        let places = ["state/planted", "outside/planted"].map(|name| self.stage.file(name));
        places.map(|place| fs::remove_file(place).is_ok()).contains(&true)
    }
}

fn script(lines: &[&str]) -> String {
    let tried = lines.iter().map(|line| {
        format!("if ( {line} ) > /dev/null 2>&1; then echo done; else echo refused; fi\n")
    });
    tried.collect()
}

fn answers(text: &str) -> Vec<bool> {
    text.lines().map(|line| line == "done").collect()
}

#[tokio::test]
async fn twelve_things_that_a_job_must_not_do_fail_at_every_level_and_at_none_as_is_written() {
    let mut watched = Watched::begin().await;
    let lines = THINGS.map(|(_, _, line)| line);
    let anybody = watched.done_by_anybody(&lines);
    for (number, level) in (1..).zip(levels()) {
        let ordinary = ORDINARY.map(|(_, line)| line);
        let could = watched.done(level, number + 10, &ordinary).await;
        assert_eq!(could, [true; ORDINARY.len()], "{level:?}: {ORDINARY:?}");
        watched.planted();
        let done = watched.done(level, number, &lines).await;
        let expected = |at: usize| match THINGS[at].1 {
            _ if level != Isolation::None => false,
            Done => true,
            AsAnybody => anybody[at],
        };
        let wrong: Vec<_> = (0..THINGS.len()).filter(|at| done[*at] != expected(*at)).collect();
        let wrong: Vec<_> = wrong.into_iter().map(|at| (THINGS[at].0, done[at])).collect();
        assert_eq!(wrong, [], "{level:?}");
        assert_eq!(watched.planted(), level == Isolation::None, "{level:?}");
    }
}

/// How another process of the same user runs, and the same of a command itself, which stays its own affair.
const OF_ANOTHER: [(&str, &str); 6] = [
    ("prlimit --pid $OTHER --core=1", "prlimit --core=1 true"),
    ("taskset -p 1 $OTHER", "taskset 1 true"),
    ("chrt --batch -p 0 $OTHER", "chrt --batch 0 true"),
    ("renice -n 1 -p $OTHER", "nice -n 1 true"),
    ("renice -n 0 -u $(id -u)", "ulimit -n 64"),
    ("ionice -c 3 -p $OTHER", "ionice -c 3 true"),
];

#[tokio::test]
async fn a_job_at_a_level_changes_nothing_of_how_other_processes_run() {
    let mut watched = Watched::begin().await;
    watched.session.assign(shell(grant(50), "echo $$; while :; do sleep 0.01; done")).await;
    watched.session.started(grant(50)).await;
    let other = watched.session.log_with(grant(50), "\n").await.text().trim().to_owned();
    watched.environment.insert("OTHER".into(), other.clone());
    let (others, own) = (OF_ANOTHER.map(|(line, _)| line), OF_ANOTHER.map(|(_, line)| line));
    let limits = || fs::read_to_string(format!("/proc/{other}/limits")).unwrap();
    let before = limits();
    for (number, level) in (1..).map(|number| number * 10).zip(levels()) {
        assert_eq!(watched.done(level, number, &own).await, [true; OF_ANOTHER.len()], "{level:?}");
        if !level.is_none() {
            let done = watched.done(level, number + 1, &others).await;
            let is_hidden = level == Isolation::Bubblewrap;
            // Within a system of its own a user has no other processes, so these may be said to have it done.
            let done: Vec<_> = (0..).zip(done).filter(|(at, _)| !is_hidden || *at != 4).collect();
            assert!(done.iter().all(|(_, done)| !done), "{level:?}: {done:?}");
            assert_eq!(limits(), before, "{level:?}");
        }
    }
    let done = watched.done(Isolation::None, 90, &[others[0]]).await;
    assert_eq!((done, limits() == before), (vec![true], false), "at `none` it is done");
}

#[tokio::test]
async fn what_a_job_calls_its_path_shows_it_no_processes_of_others() {
    let mut watched = Watched::begin().await;
    for (number, level) in (1..).zip(levels().into_iter().filter(|level| !level.is_none())) {
        watched.environment.insert("PATH".into(), "/usr/bin:/bin:/proc:/dev:/tmp".into());
        let lines = ["grep -q . /proc/$AGENT/environ", "touch /tmp/mine", "test -e /proc/self/exe"];
        let done = watched.done(level, number, &lines).await;
        let has_own = level == Isolation::Bubblewrap;
        assert_eq!(done, [false, has_own, true], "{level:?}");
    }
}

#[tokio::test]
async fn a_command_works_at_every_level_as_at_none() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    for (number, level) in (1..).map(|number| number * 10).zip(levels()) {
        let line = "printf 'b\\na\\n' | sort | tee $TMPDIR/sorted > list; cat list $TMPDIR/sorted - | tr '\\n' ' '; \
                    mkdir dist && echo kept > dist/file; pwd; cd && echo > mine && pwd; exit 7";
        let stdin = Some("given\n".to_owned());
        let end = session.complete(Assignment { stdin, ..at(level, number, line) }).await;
        let text = session.logs[&grant(number)].text();
        assert_eq!(end, AttemptEnd::exited(7), "{level:?}: {text}");
        let attempt = stage.options.state_dir.join(format!("attempts/job_{number}-1.1"));
        let home = if level.is_none() { "/nowhere".into() } else { attempt.join("home") };
        let expected = format!("a b a b given {}\n", attempt.join("work").display());
        if level.is_none() {
            assert!(text.contains(&expected), "{text}");
        } else {
            assert_eq!(text, format!("{expected}{}\n", home.display()), "{level:?}");
        }
    }
}

#[tokio::test]
async fn signals_and_times_are_as_at_none_except_that_bubblewrap_tells_of_a_signal_as_a_shell_does()
{
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    for (number, level) in (1..).map(|number| number * 10).zip(levels()) {
        let end = session.complete(at(level, number, "kill -KILL $$")).await;
        let told = (end.reason, end.exit_code);
        match level {
            Isolation::None | Isolation::Landlock => {
                assert_eq!(told, (Some(FailureReason::Signal), None), "{level:?}");
            }
            Isolation::Bubblewrap => {
                assert_eq!(told, (Some(FailureReason::ExitCode), Some(137)));
            }
        }
        let line = format!("sleep {nap} & sleep {nap}", nap = nap(number));
        let late = Assignment { timeout_ms: 300, ..at(level, number + 1, &line) };
        let end = session.complete(late).await;
        assert_eq!(end.reason, Some(FailureReason::TimeOut), "{level:?}");
        assert_eq!(started_with(&nap(number)), [0; 0], "{level:?}");
    }
}

#[tokio::test]
async fn who_is_asked_to_end_may_say_a_last_word_at_every_level() {
    let mut stage = Stage::begin();
    let mut session = stage.welcome().await;
    for (number, level) in (1..).zip(levels()) {
        let line = "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.01; done";
        session.assign(at(level, number, line)).await;
        session.started(grant(number)).await;
        session.log_with(grant(number), "ready").await;
        session.say(FromCoordinator::Stop { grant: grant(number) }).await;
        let end = session.finished(grant(number)).await;
        assert_eq!(end, AttemptEnd::because(FailureReason::Cancelled), "{level:?}");
        assert!(session.logs[&grant(number)].text().contains("bye\n"), "{level:?}");
        session.say(FromCoordinator::FinishStored { grant: grant(number) }).await;
    }
}

async fn nothing_survives(runner: Processes, level: Isolation) {
    let mut stage = Stage::with_runner(Arc::new(runner), Seams::real(), |_| {});
    let mut session = stage.welcome().await;
    for (number, (name, line)) in (1..).zip(ESCAPES) {
        let nap = nap(number + 100 * level as u32);
        session.assign(at(level, number, &line.replace("$NAP", &nap))).await;
        session.started(grant(number)).await;
        session.log_with(grant(number), "ready").await;
        session.say(FromCoordinator::Stop { grant: grant(number) }).await;
        let end = session.finished(grant(number)).await;
        assert_eq!(started_with(&nap), [0; 0], "{name} at {level:?}");
        assert_eq!(end, AttemptEnd::because(FailureReason::Cancelled), "{name} at {level:?}");
        session.say(FromCoordinator::FinishStored { grant: grant(number) }).await;
    }
    let nap = nap(100 * level as u32);
    let line = format!("(env -i /usr/bin/setsid sleep {nap} > /dev/null 2>&1 &); exit 3");
    let end = session.complete(at(level, 100, &line)).await;
    assert_eq!(end, AttemptEnd::exited(3), "{level:?}");
    assert_eq!(started_with(&nap), [0; 0], "{level:?}");
}

#[tokio::test]
async fn nothing_of_a_command_survives_it_at_any_level() {
    for level in levels().into_iter().filter(|level| !level.is_none()) {
        nothing_survives(Processes::without_cgroups(), level).await;
        nothing_survives(Processes::new(), level).await;
    }
}

#[tokio::test]
async fn a_command_at_any_level_stands_still_when_it_must_and_goes_on_when_it_may() {
    for level in levels().into_iter().filter(|level| !level.is_none()) {
        let clock = Arc::new(SteppingClock::default());
        let mut stage = Stage::with(Seams { clock: clock.clone(), ..Seams::real() }, |_| {});
        let mut session = stage.session().await;
        session.welcome_with_beat(Duration::from_millis(50), &[], &[]).await;
        session.renews = false;
        let nap = nap(900 + level as u32);
        let line = format!("sleep {nap} & echo ready; while :; do echo tick; sleep 0.01; done");
        session.assign(at(level, 1, &line)).await;
        session.started(grant(1)).await;
        session.log_with(grant(1), "tick").await;
        let napping = started_with(&nap);
        clock.pass(LEASE);
        until(|| napping.iter().all(|pid| stands_still(*pid))).await;
        while napping.iter().any(|pid| stands_still(*pid)) {
            renew(&mut session).await;
        }
        session.say(FromCoordinator::Stop { grant: grant(1) }).await;
        let end = session.finished(grant(1)).await;
        assert_eq!(end.reason, Some(FailureReason::Cancelled), "{level:?}");
        assert_eq!(started_with(&nap), [0; 0], "{level:?}");
    }
}

#[tokio::test]
async fn a_worker_refuses_a_level_that_it_does_not_give() {
    let runner = Arc::new(Processes::without_isolation());
    let mut stage = Stage::with_runner(runner, Seams::real(), |_| {});
    let mut session = stage.welcome().await;
    for (number, level) in [(1, Isolation::Landlock), (2, Isolation::Bubblewrap)] {
        session.assign(at(level, number, "echo begun")).await;
        let end = session.finished(grant(number)).await;
        let why = format!(
            "this worker cannot keep a command apart by `{}`: this worker is told to keep no command apart",
            level.as_str()
        );
        assert_eq!((end.reason, end.detail), (Some(FailureReason::NotStarted), Some(why.clone())));
        assert_eq!(session.logs[&grant(number)].text(), format!("muster: {why}\n"));
    }
}

#[tokio::test]
async fn a_command_works_where_it_was_told_but_not_where_its_worker_or_a_person_keeps_things() {
    let mut watched = Watched::begin().await;
    let (outside, links) = (watched.stage.file("outside"), watched.stage.file("link"));
    std::os::unix::fs::symlink(watched.stage.file("state"), &links).unwrap();
    for (number, level) in (1..).map(|number| number * 10).zip(levels()) {
        let told = |place: &std::path::Path, number| Assignment {
            working_dir: Some(place.to_str().unwrap().to_owned()),
            ..at(level, number, "pwd; echo made > made; cat made")
        };
        let end = watched.session.complete(told(&outside, number)).await;
        let text = watched.session.logs[&grant(number)].text();
        assert_eq!(end, AttemptEnd::exited(0), "{level:?}: {text}");
        assert_eq!(text, format!("{}\nmade\n", outside.display()), "{level:?}");
        fs::remove_file(outside.join("made")).unwrap();
        if level.is_none() {
            continue;
        }
        let attempts = watched.stage.file("state/attempts");
        let above = watched.stage.file("");
        let person = watched.stage.file("person");
        let kept = [person, attempts, above, links.clone(), "/proc".into(), "/dev/shm".into()];
        for (number, place) in (number + 1..).zip(kept) {
            watched.session.assign(told(&place, number)).await;
            let end = watched.session.finished(grant(number)).await;
            let (reason, detail) = (end.reason, end.detail.unwrap());
            assert_eq!(reason, Some(FailureReason::NotStarted), "{level:?}: {detail}");
            let place = place.display();
            assert!(detail.contains(&format!("a command is kept from `{place}`")), "{detail}");
        }
    }
}

#[test]
fn a_worker_has_a_label_for_each_level_that_it_gives() {
    let labels = found_labels();
    for level in Isolation::ALL.into_iter().filter(|level| !level.is_none()) {
        let is_given = Levels::found().lacks(level).is_none();
        assert_eq!(labels.get(level.as_str()), Some(&LabelValue::Bool(is_given)), "{level:?}");
    }
}

/// Processes of a machine that loses a level while its worker is there.
#[derive(Debug, Default)]
struct Losing {
    processes: Processes,
    loss: Mutex<Option<Loss>>,
}

#[derive(Debug, Clone, Copy)]
enum Loss {
    /// Nothing starts.
    Gone,
    /// It starts and makes no system, as where namespaces are forbidden.
    Useless,
}

impl Losing {
    fn is(&self) -> Option<Loss> {
        *self.loss.lock().unwrap()
    }
}

impl Runner for Losing {
    fn start(&self, launch: &Launch) -> io::Result<Started> {
        match self.is().filter(|_| launch.arguments[1] != "true") {
            Some(Loss::Gone) => Err(io::Error::other("`bwrap` is not installed")),
            Some(Loss::Useless) => {
                let line = "echo 'bwrap: setting up uid map: Permission denied' >&2; exit 1";
                let arguments = vec!["-c".into(), line.into()];
                self.processes.start(&Launch { arguments, confinement: None, ..launch.clone() })
            }
            None => self.processes.start(&Launch { confinement: None, ..launch.clone() }),
        }
    }
    fn lacks(&self, _: Isolation) -> Option<String> {
        None
    }
    fn try_again(&self, level: Isolation) -> Option<String> {
        (!level.is_none()).then(|| self.is().map(|_| "it is gone".to_owned()))?
    }
    fn end_leftovers(&self, identity: Option<&Identity>, mark: &Mark) -> Remains {
        self.processes.end_leftovers(identity, mark)
    }
}

#[tokio::test]
async fn a_job_is_given_back_unharmed_when_its_level_is_lost_and_the_label_says_so_before() {
    let detail = "its worker cannot keep a command apart by `bubblewrap` any more: it is gone";
    for loss in [Loss::Gone, Loss::Useless] {
        let runner = Arc::new(Losing::default());
        let mut stage = Stage::with_runner(runner.clone(), Seams::real(), |options| {
            options.labels.insert("bubblewrap".into(), LabelValue::Bool(true));
        });
        let mut session = stage.welcome().await;
        let level = Isolation::Bubblewrap;
        let line = "echo bwrap: this is mine >&2; exit 1";
        assert_eq!(session.complete(at(level, 1, line)).await, AttemptEnd::exited(1));

        *runner.loss.lock().unwrap() = Some(loss);
        session.assign(at(level, 2, "echo never")).await;
        let end = loop {
            match session.next().await {
                FromWorker::Started { .. } => {}
                FromWorker::Changed { labels, .. } => {
                    assert_eq!(labels.get("bubblewrap"), Some(&LabelValue::Bool(false)));
                    break session.finished(grant(2)).await;
                }
                other => panic!("the label comes first: {other:?}"),
            }
        };
        assert_eq!(
            (end.reason, end.detail.as_deref()),
            (Some(FailureReason::TakenBack), Some(detail))
        );
        session.say(FromCoordinator::FinishStored { grant: grant(2) }).await;
        session.assign(at(level, 3, "true")).await;
        let end = session.finished(grant(3)).await;
        assert_eq!(
            (end.reason, end.detail.as_deref()),
            (Some(FailureReason::TakenBack), Some(detail))
        );
        assert!(session.complete(at(Isolation::None, 4, "true")).await.is_success());
        drop(session);
        let session = stage.welcome().await;
        assert_eq!(session.hello.labels.get("bubblewrap"), Some(&LabelValue::Bool(false)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_level_that_was_lost_is_tried_out_until_it_is_there_again() {
    let runner = Arc::new(Losing::default());
    let mut stage = Stage::with_runner(runner.clone(), Seams::real(), |options| {
        options.labels.insert("bubblewrap".into(), LabelValue::Bool(true));
    });
    let mut session = stage.welcome().await;
    *runner.loss.lock().unwrap() = Some(Loss::Gone);
    session.assign(at(Isolation::Bubblewrap, 1, "echo never")).await;
    let label = |frame| match frame {
        FromWorker::Changed { labels, .. } => labels.get("bubblewrap").cloned(),
        other => panic!("expected the label, got {other:?}"),
    };
    assert_eq!(label(session.next().await), Some(LabelValue::Bool(false)));
    session.finished(grant(1)).await;
    session.say(FromCoordinator::FinishStored { grant: grant(1) }).await;
    *runner.loss.lock().unwrap() = None;
    assert_eq!(label(session.next().await), Some(LabelValue::Bool(true)));
}
