//! A logind of a test's own, with the interface and the manners of systemd's: before a sleep it waits
//! for whoever holds a delay lock, and while one is under way nobody gets another.
//!
//! <https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html>

use muster_testkit::{Bus, until};
use std::{
    io::{PipeReader, Read},
    os::fd::OwnedFd,
    sync::{Arc, Mutex},
    time::Duration,
};
use zbus::{connection, fdo, interface, object_server::SignalEmitter, zvariant};

const PATH: &str = "/org/freedesktop/login1";
/// What `InhibitDelayMaxSec` is unless somebody sets it.
const LONGEST_DELAY: Duration = Duration::from_secs(5);
const WHATS: [&str; 8] = [
    "shutdown",
    "sleep",
    "idle",
    "handle-power-key",
    "handle-suspend-key",
    "handle-hibernate-key",
    "handle-lid-switch",
    "handle-reboot-key",
];

/// logind on a bus of its own.
pub(crate) struct Logind {
    pub(crate) bus: Bus,
    connection: zbus::Connection,
    state: State,
}

type State = Arc<Mutex<Locks>>;

/// A lock ends when every copy of the other end of its pipe is closed.
#[derive(Default)]
struct Locks {
    delaying: Vec<PipeReader>,
    is_sleep_near: bool,
}

struct Manager(State);

#[interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    #[expect(clippy::needless_pass_by_value, reason = "the interface's form")]
    fn inhibit(
        &self,
        what: String,
        who: String,
        why: String,
        mode: String,
    ) -> fdo::Result<zvariant::OwnedFd> {
        let refused = |what: &str| fdo::Error::InvalidArgs(format!("Invalid {what} specification"));
        if !what.split(':').all(|one| WHATS.contains(&one)) || who.is_empty() || why.is_empty() {
            return Err(refused("what"));
        }
        if mode != "delay" {
            return Err(refused("mode"));
        }
        let mut locks = self.0.lock().unwrap();
        if locks.is_sleep_near {
            return Err(fdo::Error::Failed("The operation is already running".to_owned()));
        }
        let (ours, theirs) =
            std::io::pipe().map_err(|error| fdo::Error::IOError(error.to_string()))?;
        locks.delaying.push(ours);
        Ok(OwnedFd::from(theirs).into())
    }

    #[zbus(signal)]
    async fn prepare_for_sleep(emitter: &SignalEmitter<'_>, start: bool) -> zbus::Result<()>;
}

impl Logind {
    /// A logind, or nothing where there is no bus to be had.
    pub(crate) async fn start() -> Option<Self> {
        let Some(bus) = Bus::start() else {
            println!("passed over: dbus-daemon is not installed");
            return None;
        };
        let state = State::default();
        let connection = connection::Builder::address(bus.address.as_str())
            .and_then(|connection| connection.serve_at(PATH, Manager(state.clone())))
            .and_then(|connection| connection.name("org.freedesktop.login1"))
            .unwrap()
            .build()
            .await
            .unwrap();
        Some(Self { bus, connection, state })
    }

    /// Waits until somebody would be waited for.
    pub(crate) async fn until_delayed(&self) {
        until(async || !self.state.lock().unwrap().delaying.is_empty()).await;
    }

    /// Says that the machine is about to sleep. Answers whether everybody let it, in time.
    pub(crate) async fn go_to_sleep(&self) -> bool {
        let delaying = {
            let mut locks = self.state.lock().unwrap();
            locks.is_sleep_near = true;
            std::mem::take(&mut locks.delaying)
        };
        self.say(true).await;
        let released = tokio::task::spawn_blocking(move || {
            delaying.into_iter().all(|mut lock| lock.read(&mut [0]).is_ok_and(|read| read == 0))
        });
        tokio::time::timeout(LONGEST_DELAY, released).await.is_ok_and(Result::unwrap)
    }

    /// Says that the machine is awake again.
    pub(crate) async fn wake(&self) {
        self.state.lock().unwrap().is_sleep_near = false;
        self.say(false).await;
    }

    async fn say(&self, is_sleep_near: bool) {
        let manager = self.connection.object_server().interface::<_, Manager>(PATH).await.unwrap();
        Manager::prepare_for_sleep(manager.signal_emitter(), is_sleep_near).await.unwrap();
    }
}
