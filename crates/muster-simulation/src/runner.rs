//! Scripted commands in the place of processes.

use crate::{
    script::{self, Step},
    world::World,
};
use futures_util::future::BoxFuture;
use muster_core::log::Stream;
use muster_worker::{Exit, Identity, Launch, Mark, Reaped, Remains, Runner, Running, Started};
use std::{
    fmt, io,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncWriteExt, DuplexStream, duplex},
    sync::watch,
    time::{Instant, sleep},
};

/// As much as a pipe of Linux holds.
const PIPE: usize = 64 * 1024;
const TERM: i32 = 15;
const KILL: i32 = 9;

/// Starts scripts on one worker.
#[derive(Debug)]
pub(crate) struct Scripts {
    pub(crate) world: Arc<World>,
    pub(crate) worker: usize,
    pub(crate) started: AtomicU32,
}

impl Runner for Scripts {
    fn start(&self, launch: &Launch) -> io::Result<Started> {
        let line = launch.arguments.last().and_then(|line| line.to_str()).unwrap_or_default();
        let steps = script::parse(line).ok_or(io::ErrorKind::InvalidInput)?;
        let entry = |name| {
            let found = launch.mark.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let job = entry("MUSTER_JOB_ID").parse().map_err(io::Error::other)?;
        let grant = (job, entry("MUSTER_FENCE"));
        let who = format!("{} {}", grant.0, grant.1);
        let run = self.world.begins(self.worker, grant.clone());
        let (stdout, their_stdout) = duplex(PIPE);
        let (stderr, their_stderr) = duplex(PIPE);
        let state = watch::Sender::new(State::default());
        let pid = self.started.fetch_add(1, Ordering::Relaxed) + 1;
        let running =
            Box::new(Scripted { world: self.world.clone(), run, pid, state: state.clone() });
        let task = grant.0.as_task().map(|(_, task)| task);
        let act = Act { world: self.world.clone(), run, task, who, state, stdout, stderr };
        let machine = crate::plan::Machine::Worker(self.worker);
        let gate = self.world.hardware(machine).commands.clone();
        #[expect(clippy::disallowed_methods, reason = "a command is no task of the agent's")]
        drop(tokio::spawn(gate.pass(act.play(steps))));
        Ok(Started { running, stdout: Box::new(their_stdout), stderr: Box::new(their_stderr) })
    }

    fn end_leftovers(&self, _identity: Option<&Identity>, _mark: &Mark) -> Remains {
        // A crash takes the whole machine.
        Remains::Nothing
    }
}

/// What a script is told, and what has become of it.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    is_frozen: bool,
    is_asked_to_end: bool,
    is_killed: bool,
    ended: Option<Exit>,
}

/// A script that runs, as its agent holds it.
struct Scripted {
    world: Arc<World>,
    run: usize,
    pid: u32,
    state: watch::Sender<State>,
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scripted({})", self.pid)
    }
}

impl Scripted {
    fn tell(&self, change: impl FnOnce(&mut State)) {
        self.state.send_modify(change);
    }

    fn set_frozen(&self, is_frozen: bool) {
        self.tell(|state| state.is_frozen = is_frozen);
        self.world.is_frozen(self.run, is_frozen);
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.tell(|state| state.is_killed = true);
    }
}

impl Running for Scripted {
    fn identity(&self) -> Identity {
        Identity { pid: self.pid, start: None, cgroup: None }
    }

    fn ended(&self) -> BoxFuture<'_, ()> {
        let mut state = self.state.subscribe();
        Box::pin(async move {
            // The sender is a part of what is asked here.
            drop(state.wait_for(|state| state.ended.is_some()).await);
        })
    }

    fn terminate(&self) {
        self.set_frozen(false);
        self.tell(|state| state.is_asked_to_end = true);
    }

    fn kill(&self) {
        self.tell(|state| state.is_killed = true);
        self.world.ends(self.run, None);
    }

    fn freeze(&self) {
        self.set_frozen(true);
    }

    fn thaw(&self) {
        self.set_frozen(false);
    }

    fn reap(&self) -> io::Result<Reaped> {
        let ended = self.state.borrow().ended;
        let exit = ended.unwrap_or(Exit::Signal(KILL));
        Ok(Reaped { exit, remains: Remains::Nothing, memory_ran_out: false })
    }
}

/// A script being played.
struct Act {
    world: Arc<World>,
    run: usize,
    /// Its number in its array, if it is in one.
    task: Option<u32>,
    who: String,
    state: watch::Sender<State>,
    stdout: DuplexStream,
    stderr: DuplexStream,
}

impl Act {
    async fn play(mut self, steps: Vec<Step>) {
        let (mut exit, mut ignores, mut said) = (Exit::Code(0), false, [0, 0]);
        for step in steps {
            let outcome = match step {
                Step::Wait(span) => self.wait(span, ignores).await,
                Step::Seldom(span) if self.task.is_some_and(|task| task % 10 == 0) => {
                    self.wait(span, ignores).await
                }
                Step::Seldom(_) => Ok(()),
                Step::Say(stream, count) => self.say(stream, count, &mut said, ignores).await,
                Step::Ignore => {
                    ignores = true;
                    Ok(())
                }
                Step::Exit(code) => Err(Exit::Code(code)),
            };
            if let Err(ended) = outcome {
                exit = ended;
                break;
            }
        }
        let code = match exit {
            Exit::Code(code) => Some(code),
            Exit::Signal(_) => None,
        };
        self.world.ends(self.run, code);
        let Self { state, stdout, stderr, .. } = self;
        drop((stdout, stderr));
        state.send_modify(|state| state.ended = Some(exit));
    }

    /// Waits for so long of the time in which it may run.
    async fn wait(&self, mut span: Duration, ignores: bool) -> Result<(), Exit> {
        loop {
            self.may_go_on(ignores).await?;
            let begun = Instant::now();
            let mut state = self.state.subscribe();
            tokio::select! {
                biased;
                _ = state.wait_for(|state| is_disturbed(state, ignores)) => {}
                () = sleep(span) => return Ok(()),
            }
            span = span.saturating_sub(begun.elapsed());
        }
    }

    async fn say(
        &mut self,
        stream: Stream,
        count: usize,
        said: &mut [usize; 2],
        ignores: bool,
    ) -> Result<(), Exit> {
        let place = usize::from(stream == Stream::Stderr);
        let words = script::words(&self.who, said[place], count);
        let mut rest = &words[..];
        while !rest.is_empty() {
            self.may_go_on(ignores).await?;
            let mut state = self.state.subscribe();
            let pipe = if place == 0 { &mut self.stdout } else { &mut self.stderr };
            let written = tokio::select! {
                biased;
                _ = state.wait_for(|state| is_disturbed(state, ignores)) => continue,
                written = pipe.write(rest) => written,
            };
            let Ok(written) = written else { return Err(Exit::Signal(TERM)) };
            self.world.says(self.run, stream, &rest[..written]);
            said[place] += written;
            rest = &rest[written..];
        }
        Ok(())
    }

    /// Stands still while it is frozen, and ends when it must.
    async fn may_go_on(&self, ignores: bool) -> Result<(), Exit> {
        let mut state = self.state.subscribe();
        let now = state.wait_for(|state| state.is_killed || !state.is_frozen);
        let Ok(now) = now.await.map(|now| *now) else { return Err(Exit::Signal(KILL)) };
        if now.is_killed {
            Err(Exit::Signal(KILL))
        } else if now.is_asked_to_end && !ignores {
            Err(Exit::Signal(TERM))
        } else {
            Ok(())
        }
    }
}

fn is_disturbed(state: &State, ignores: bool) -> bool {
    state.is_killed || state.is_frozen || (state.is_asked_to_end && !ignores)
}
