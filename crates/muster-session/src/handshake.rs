//! The handshake: `hello` → `challenge` → `proof`, after which both sides know whom they talk to.
//!
//! The coordinator proves itself first, so a worker that was lured to a stranger has shown nothing
//! but its name and its labels. Whoever finds a wrong key ends the session.

use crate::{
    Garbled, KeyPair, PublicKey, SessionError, Wire,
    ends::{
        CoordinatorReceiver, CoordinatorSender, Receiver, Sender, WorkerReceiver, WorkerSender,
    },
    frames::{Incoming, Outgoing, split},
    proof::{Facts, Nonce, Role},
};
use muster_api::{
    ProblemKind,
    protocol::{OLDEST_PROTOCOL, OURS, PROTOCOL, Spoken},
    session::{FailedUpdate, FromCoordinator, FromWorker, Grant, Hello},
};
use muster_core::{WorkerId, owner::Owner, requirement::Labels};
use muster_seams::Rng;

/// What a worker says of itself when it comes.
#[derive(Debug, Clone)]
pub struct Introduction {
    /// Who it is.
    pub worker: WorkerId,
    /// The version of its agent.
    pub version: String,
    /// How many jobs it runs at a time.
    pub slots: u32,
    /// What it has.
    pub labels: Labels,
    /// What its owner allows, and whether that keeps jobs from it now.
    pub owner: Owner,
    /// What it still runs, or has ended and not had confirmed.
    pub grants: Vec<Grant>,
    /// The last bookmark that it was given.
    pub bookmark: Option<String>,
    /// The newest head of the audit log that it was given.
    pub audit_head: Option<String>,
    /// Why it cannot be updated by its coordinator, if so.
    pub cannot_update: Option<String>,
    /// Why its last update failed, if it did.
    pub failed_update: Option<FailedUpdate>,
}

/// A session that a worker has opened. The next frame is `welcome`, or `refused`.
#[derive(Debug)]
pub struct Opened {
    /// The protocol that both speak.
    pub protocol: u32,
    /// To the coordinator.
    pub sender: WorkerSender,
    /// From the coordinator.
    pub receiver: WorkerReceiver,
}

/// A session whose worker is proven. The coordinator says `welcome` next.
#[derive(Debug)]
pub struct Proved {
    /// The protocol that both speak.
    pub protocol: u32,
    /// To the worker.
    pub sender: CoordinatorSender,
    /// From the worker.
    pub receiver: CoordinatorReceiver,
}

/// The worker's side: says hello, checks the coordinator, and proves itself.
///
/// A coordinator with another key than the expected one hears nothing after the hello.
pub async fn prove_worker(
    wire: Wire,
    introduction: Introduction,
    key: &KeyPair,
    coordinator: &PublicKey,
    rng: &dyn Rng,
) -> Result<Opened, SessionError> {
    let (mut outgoing, mut incoming) = split(wire);
    let worker_nonce = Nonce::draw(rng);
    let worker = introduction.worker.clone();
    outgoing.control(&FromWorker::Hello(hello(introduction, worker_nonce).into())).await?;
    let (protocol, coordinator_nonce, signature) = challenge(&mut incoming).await?;
    let protocols = [OLDEST_PROTOCOL, PROTOCOL, protocol];
    let facts = Facts { worker, worker_nonce, coordinator_nonce, protocols };
    facts.verify(Role::Coordinator, coordinator, &signature)?;
    // What the coordinator chose has to be one of those that it was offered.
    if !(OLDEST_PROTOCOL..=PROTOCOL).contains(&protocol) {
        return Err(Garbled::OutOfOrder { expected: "a protocol that was offered" }.into());
    }
    let signature = facts.sign(Role::Worker, key);
    outgoing.control(&FromWorker::Proof { signature }).await?;
    Ok(Opened { protocol, sender: Sender::new(outgoing), receiver: Receiver::new(incoming) })
}

fn hello(introduction: Introduction, nonce: Nonce) -> Hello {
    let Introduction {
        worker,
        version,
        slots,
        labels,
        owner,
        grants,
        bookmark,
        audit_head,
        cannot_update,
        failed_update,
    } = introduction;
    Hello {
        worker,
        oldest_protocol: OLDEST_PROTOCOL,
        protocol: PROTOCOL,
        nonce: nonce.to_string(),
        version,
        slots,
        labels,
        owner,
        grants,
        bookmark,
        audit_head,
        keeps_heads: true,
        gives_back: true,
        cannot_update,
        failed_update,
    }
}

async fn challenge(incoming: &mut Incoming) -> Result<(u32, Nonce, String), SessionError> {
    match incoming.control().await? {
        FromCoordinator::Challenge { protocol, nonce, signature } => {
            Ok((protocol, Nonce::parse(&nonce)?, signature))
        }
        FromCoordinator::Refused { error, detail } => Err(SessionError::Refused { error, detail }),
        _ => Err(Garbled::OutOfOrder { expected: "a challenge" }.into()),
    }
}

/// A worker that has said hello and not proven anything yet.
#[derive(Debug)]
pub struct Greeting {
    /// What it said.
    pub hello: Hello,
    worker_nonce: Nonce,
    protocol: u32,
    outgoing: Outgoing,
    incoming: Incoming,
}

/// The coordinator's side: waits for a hello, and refuses a worker of another age.
pub async fn receive_hello(wire: Wire) -> Result<Greeting, SessionError> {
    let (outgoing, mut incoming) = split(wire);
    let FromWorker::Hello(hello) = incoming.control().await? else {
        return Err(Garbled::OutOfOrder { expected: "a hello" }.into());
    };
    let worker_nonce = Nonce::parse(&hello.nonce)?;
    let theirs = Spoken { oldest: hello.oldest_protocol, newest: hello.protocol };
    let agreed = OURS.agree(theirs);
    let protocol = agreed.unwrap_or_default();
    let greeting = Greeting { hello: *hello, worker_nonce, protocol, outgoing, incoming };
    match agreed {
        Ok(_) => Ok(greeting),
        Err(apart) => Err(greeting.refuse(apart.kind(), &apart.detail("worker", theirs)).await),
    }
}

impl Greeting {
    /// Tells the worker why it may not come, and gives the same reason for the log.
    pub async fn refuse(mut self, error: ProblemKind, detail: &str) -> SessionError {
        let (error, detail) = (error.as_str().to_owned(), detail.to_owned());
        let frame = FromCoordinator::Refused { error: error.clone(), detail: detail.clone() };
        match say_last(&mut self.outgoing, &frame).await {
            Ok(()) => SessionError::Refused { error, detail },
            Err(failed) => failed,
        }
    }

    /// Proves the coordinator, then has the worker prove that it is the owner of this key.
    pub async fn prove_coordinator(
        mut self,
        key: &KeyPair,
        worker: &PublicKey,
        rng: &dyn Rng,
    ) -> Result<Proved, SessionError> {
        let facts = self.facts(Nonce::draw(rng));
        let challenge = FromCoordinator::Challenge {
            protocol: self.protocol,
            nonce: facts.coordinator_nonce.to_string(),
            signature: facts.sign(Role::Coordinator, key),
        };
        self.outgoing.control(&challenge).await?;
        let FromWorker::Proof { signature } = self.incoming.control().await? else {
            return Err(Garbled::OutOfOrder { expected: "a proof" }.into());
        };
        match facts.verify(Role::Worker, worker, &signature) {
            Ok(()) => Ok(self.proved()),
            Err(wrong) => {
                let detail = "this is not the key with which the worker joined";
                self.refuse(ProblemKind::Unauthorized, detail).await;
                Err(wrong)
            }
        }
    }

    fn proved(self) -> Proved {
        Proved {
            protocol: self.protocol,
            sender: Sender::new(self.outgoing),
            receiver: Receiver::new(self.incoming),
        }
    }

    fn facts(&self, coordinator_nonce: Nonce) -> Facts {
        Facts {
            worker: self.hello.worker.clone(),
            worker_nonce: self.worker_nonce,
            coordinator_nonce,
            protocols: [self.hello.oldest_protocol, self.hello.protocol, self.protocol],
        }
    }
}

async fn say_last(outgoing: &mut Outgoing, frame: &FromCoordinator) -> Result<(), SessionError> {
    outgoing.control(frame).await?;
    outgoing.close().await
}
