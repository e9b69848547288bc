//! The order to become another version: the program is fetched, looked at, and handed to whoever can start it.
//!
//! Until then nothing has changed: this agent stays connected, and says it if something was not as it should be.

use crate::{
    agent::Agent,
    attempt::{blocking, create_private},
    backoff::Backoff,
    requests::Requests,
};
use aws_lc_rs::digest::{Context, SHA256};
use bytes::Bytes;
use http::Method;
use muster_api::{
    Problem,
    artefact::hex,
    session::{FailedUpdate, UpdateOrder},
    update::PROGRAMS,
};
use muster_core::Timestamp;
use muster_session::is_signed;
use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};

/// No part that is asked for is longer.
const LARGEST_ANSWER: usize = 2 << 20;
/// A part that has not come within this time comes over another connection.
const LONGEST_ANSWER: Duration = Duration::from_secs(30);
/// Ends that were reported are confirmed within this time.
const LONGEST_REPORTS: Duration = Duration::from_mins(1);
/// Nobody waits for longer until a worker is there to be updated, and clocks differ.
const OLDEST_ORDER: Duration = Duration::from_hours(9 * 24);
/// Where it stands when the last order was asked for that was gone by.
const LAST_ORDER: &str = "update-order";
/// A coordinator that gives nothing for so long is not waited for.
const PATIENCE: Duration = Duration::from_mins(5);

/// Who can put another program in the place of this one.
pub trait Updater: fmt::Debug + Send + Sync {
    /// Why it cannot, if so.
    fn cannot(&self) -> Option<String>;
    /// Why the last update failed, if that was not said before this program started.
    fn failed_before(&self) -> Option<FailedUpdate>;
    /// Tries a program out and has it started in the place of this one, once this one has ended. May wait for
    /// the system.
    fn take(&self, program: &Path, order: &UpdateOrder) -> Result<(), String>;
}

/// For a worker that is a part of another program.
#[derive(Debug)]
pub struct WithItsHost;

impl Updater for WithItsHost {
    fn cannot(&self) -> Option<String> {
        Some("it is a part of the program that runs there, and is updated with it".to_owned())
    }
    fn failed_before(&self) -> Option<FailedUpdate> {
        None
    }
    fn take(&self, _: &Path, _: &UpdateOrder) -> Result<(), String> {
        Err(self.cannot().unwrap_or_default())
    }
}

/// What an agent does about updates.
#[derive(Debug)]
pub(crate) struct Updates {
    updater: Arc<dyn Updater>,
    /// The order that is gone by, and one that came meanwhile.
    orders: Mutex<(Option<UpdateOrder>, Option<UpdateOrder>)>,
    failed: watch::Sender<Option<FailedUpdate>>,
}

impl Updates {
    pub(crate) fn new(updater: Arc<dyn Updater>) -> Self {
        let failed = watch::Sender::new(updater.failed_before());
        Self { updater, orders: Mutex::default(), failed }
    }

    /// Whether nothing is under way. Otherwise the order waits, unless it is the one that is.
    fn begin(&self, order: &UpdateOrder) -> bool {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(now) = &orders.0 else {
            orders.0 = Some(order.clone());
            return true;
        };
        if now.asked_at != order.asked_at {
            orders.1 = Some(order.clone());
        }
        false
    }

    /// One is over: the order that came meanwhile, if one did.
    fn next(&self) -> Option<UpdateOrder> {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders.0 = orders.1.take();
        orders.0.clone()
    }

    /// Why the last one failed, and word of the next that does.
    pub(crate) fn failed(&self) -> watch::Receiver<Option<FailedUpdate>> {
        self.failed.subscribe()
    }
}

impl Agent {
    /// Why it cannot be updated from afar, if so, whatever its owner says.
    pub(crate) async fn cannot_update(&self) -> Option<String> {
        let updater = self.updates.updater.clone();
        let asked = self.seams.tasks.blocking(move || updater.cannot()).await;
        asked.unwrap_or_else(|error| Some(error.to_string()))
    }

    /// Goes by an order, one after the other.
    pub(crate) fn update(self: &Arc<Self>, order: UpdateOrder) {
        if !self.updates.begin(&order) {
            return;
        }
        let agent = self.clone();
        self.seams.tasks.spawn("update", async move {
            let mut next = Some(order);
            while let Some(order) = next {
                tracing::info!(version = %order.version, "told to become another version");
                if let Err(why) = agent.become_another(&order).await {
                    tracing::warn!(version = %order.version, "cannot become another version: {why}");
                    let failed = FailedUpdate { asked_at: order.asked_at, why };
                    agent.updates.failed.send_replace(Some(failed));
                }
                next = agent.updates.next();
            }
        });
    }

    async fn become_another(&self, order: &UpdateOrder) -> Result<(), String> {
        if !is_signed(order, &self.options.worker, &self.options.coordinator_key) {
            return Err("the order is not signed by its coordinator".to_owned());
        }
        if self.owner.limits().no_updates {
            return Err("its owner does not want it".to_owned());
        }
        if let Some(why) = self.cannot_update().await {
            return Err(why);
        }
        self.is_in_order(order).await?;
        let file = self.options.state_dir.join("update").join(&order.sha256);
        Fetching::new(self, order, file.clone()).fetch().await?;
        // It was ordered when nothing ran; what is not confirmed yet is before long.
        if timeout(LONGEST_REPORTS, self.roster.become_such(<[_]>::is_empty)).await.is_err() {
            return Err("it runs jobs".to_owned());
        }
        let (updater, order) = (self.updates.updater.clone(), order.clone());
        let taking = self.seams.tasks.blocking(move || take(&*updater, &file, &order));
        taking.await.unwrap_or_else(|error| Err(error.to_string()))
    }
}

/// A program on its way. What has arrived is kept, and the rest goes on from there.
struct Fetching<'a> {
    agent: &'a Agent,
    order: &'a UpdateOrder,
    file: PathBuf,
    requests: Requests<'a>,
}

impl<'a> Fetching<'a> {
    fn new(agent: &'a Agent, order: &'a UpdateOrder, file: PathBuf) -> Self {
        let requests = Requests::new(agent, &order.ticket, LARGEST_ANSWER);
        Self { agent, order, file, requests }
    }

    async fn fetch(&mut self) -> Result<(), String> {
        let (mut backoff, mut progress) = (Backoff::default(), Instant::now());
        self.make_room().await?;
        let mut size = self.keep(Bytes::new()).await?;
        while size < self.order.size {
            match self.part(size).await {
                Ok(part) => {
                    size = self.keep(part).await?;
                    (backoff, progress) = (Backoff::default(), Instant::now());
                }
                Err(Trouble::Lasting(why)) => return Err(why),
                Err(Trouble::Passing(why)) if progress.elapsed() >= PATIENCE => {
                    return Err(format!("the program did not arrive: {why}"));
                }
                Err(Trouble::Passing(_)) => {
                    self.requests.break_off();
                    sleep(backoff.next(&*self.agent.seams.rng)).await;
                }
            }
        }
        Ok(())
    }

    /// What has arrived of another program will not be gone on with.
    async fn make_room(&self) -> Result<(), String> {
        let file = self.file.clone();
        let making = blocking(&self.agent.seams.tasks, move || remove_others(&file));
        making.await.map_err(|error| not_kept(&error))
    }

    async fn part(&mut self, from: u64) -> Result<Bytes, Trouble> {
        let path = format!("{PROGRAMS}/{}?from={from}", self.order.sha256);
        let asking = self.requests.exchange(Method::GET, &path, Bytes::new());
        let asked = timeout(LONGEST_ANSWER, asking).await;
        let answer = asked.unwrap_or_else(|_| Err("it does not answer".into()));
        let (status, body) = answer.map_err(|error| Trouble::Passing(error.to_string()))?;
        if status.is_success() && !body.is_empty() {
            return Ok(body);
        }
        let problem = serde_json::from_slice::<Problem>(&body).map(|problem| problem.detail);
        let why = problem.unwrap_or_else(|_| format!("it answered {status} and nothing else"));
        Err(if status.is_client_error() { Trouble::Lasting(why) } else { Trouble::Passing(why) })
    }

    /// Adds a part, and answers how much there is. More than was ordered is no program of ours.
    async fn keep(&self, part: Bytes) -> Result<u64, String> {
        let (file, most) = (self.file.clone(), self.order.size);
        let keeping = blocking(&self.agent.seams.tasks, move || {
            let mut open = OpenOptions::new().create(true).append(true).open(&file)?;
            open.write_all(&part)?;
            let size = open.metadata()?.len();
            if size > most {
                fs::remove_file(&file)?;
                return Err(io::Error::other("it is longer than was ordered"));
            }
            Ok(size)
        });
        keeping.await.map_err(|error| not_kept(&error))
    }
}

impl Agent {
    /// An order that somebody has kept and says again makes nobody old: it is neither older than the last one, nor than
    /// any that a coordinator would still say.
    async fn is_in_order(&self, order: &UpdateOrder) -> Result<(), String> {
        let (file, asked_at) = (self.options.state_dir.join(LAST_ORDER), order.asked_at);
        if self.seams.clock.now().since(asked_at) > OLDEST_ORDER {
            return Err("the order is too old".to_owned());
        }
        let keeping = blocking(&self.seams.tasks, move || {
            let last = match fs::read_to_string(&file) {
                Ok(text) => text.trim().parse().map(Timestamp::from_millis).ok(),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            };
            if last.is_some_and(|last| asked_at < last) {
                return Ok(false);
            }
            fs::write(&file, asked_at.millis().to_string())?;
            File::open(&file)?.sync_all().map(|()| true)
        });
        let is_new = keeping.await.map_err(|error| not_kept(&error))?;
        is_new.then_some(()).ok_or_else(|| "the order is older than the last one".to_owned())
    }
}

/// Hands a program on, if it is the one that was ordered. What was handed on or is another one goes.
fn take(updater: &dyn Updater, file: &Path, order: &UpdateOrder) -> Result<(), String> {
    let taken = if sum_of(file).map_err(|error| not_kept(&error))? == order.sha256 {
        updater.take(file, order)
    } else {
        Err("what arrived has another SHA-256 than was ordered".to_owned())
    };
    fs::remove_file(file).map_err(|error| not_kept(&error))?;
    taken
}

/// Makes the folder of a file, with nothing else in it.
fn remove_others(file: &Path) -> io::Result<()> {
    let Some(folder) = file.parent() else { return Ok(()) };
    create_private(folder)?;
    for entry in fs::read_dir(folder)? {
        let other = entry?.path();
        if other != file {
            fs::remove_file(other)?;
        }
    }
    Ok(())
}

fn not_kept(error: &io::Error) -> String {
    format!("the program cannot be kept here: {error}")
}

/// Why a part did not come.
enum Trouble {
    Passing(String),
    Lasting(String),
}

fn sum_of(file: &Path) -> io::Result<String> {
    let (mut file, mut sum, mut part) =
        (File::open(file)?, Context::new(&SHA256), vec![0; 1 << 16]);
    loop {
        match file.read(&mut part)? {
            0 => return Ok(hex(sum.finish().as_ref())),
            read => sum.update(&part[..read]),
        }
    }
}
