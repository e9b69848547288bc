//! The bugs, by the promise that each breaks.

use super::Bug;

const LIFE: &str = "crates/muster-core/src/job/life.rs";
const STATE: &str = "crates/muster-core/src/job/state.rs";
const LABELS: &str = "crates/muster-core/src/labels.rs";
const LEASES: &str = "crates/muster-coordinator/src/engine/leases.rs";
const SESSION: &str = "crates/muster-coordinator/src/engine/session.rs";
const NEEDS: &str = "crates/muster-coordinator/src/engine/needs.rs";
const REAP: &str = "crates/muster-coordinator/src/reconcile/reap.rs";
const GROUP: &str = "crates/muster-store/src/sqlite/group.rs";

const ACCOUNT: &str = "crates/muster-billing/src/account/mod.rs";
const WEBHOOK: &str = "crates/muster-billing/src/webhook/mod.rs";
const BILLED: &str = "crates/muster-billing/src/subscription/state.rs";
const PAID_LEASE: &str = "crates/muster-billing/src/lease/mod.rs";

const TOKENS: &str = "crates/muster-identity/src/jwt/verify.rs";

const BILLING: &[&str] = &["-p", "muster-billing", "-E", "not test(official)"];
const IDENTITY: &[&str] = &["-p", "muster-identity"];
const CORE: &[&str] = &["-p", "muster-core"];
const COORDINATOR: &[&str] = &["-p", "muster-coordinator"];
const STORE: &[&str] = &["-p", "muster-store", "-E", "not test(postgres)"];
const LOG: &[&str] = &["-p", "muster-log"];
const WORKER: &[&str] = &["-p", "muster-worker"];
const ISOLATION: &[&str] = &["-p", "muster-worker", "-E", "test(isolation)"];
const SIMULATION: &[&str] = &["-p", "muster-simulation"];
const CANCELS: &[&str] = &["-p", "muster-coordinator", "--test", "story", "-E", "test(a_cancel)"];

pub(super) const ALL: &[Bug] = &[
    Bug {
        name: "a report is taken whatever its fence",
        file: LIFE,
        from: "(S::Leased(holder) | S::Running(holder), Event::Finished(fence, end))\n                if holder.fence == fence =>",
        to: "(S::Leased(holder) | S::Running(holder), Event::Finished(_, end)) =>",
        caught_by: CORE,
    },
    Bug {
        name: "a fence starts over with each grant",
        file: LIFE,
        from: "fence: Fence { epoch, counter: attempt }",
        to: "fence: Fence { epoch, counter: 1 }",
        caught_by: COORDINATOR,
    },
    Bug {
        name: "a job that has ended can be cancelled",
        file: LIFE,
        from: "(S::Ended { .. }, Event::CancelRequested) => Err(Refused::AlreadyEnded),",
        to: "(S::Ended { .. }, Event::CancelRequested) => Ok((self.ended(Outcome::Cancelled, now), vec![])),",
        caught_by: CORE,
    },
    Bug {
        name: "a job is granted before its needs are over",
        file: LIFE,
        from: "(S::Queued, Event::Claim { worker, epoch }) =>",
        to: "(S::Blocked | S::Queued, Event::Claim { worker, epoch }) =>",
        caught_by: CORE,
    },
    Bug {
        name: "a job is queued when the first of its needs is over",
        file: NEEDS,
        from: "} else if waiting.contains_key(&job.id) {",
        to: "} else if waiting.contains_key(&needed.id) {",
        caught_by: COORDINATOR,
    },
    Bug {
        name: "an end that more wait for than are told at once is forgotten",
        file: NEEDS,
        from: "if left == 0 {",
        to: "if left == 0 && over.len() > 1000 {",
        caught_by: COORDINATOR,
    },
    Bug {
        name: "a lost worker counts as a failure of the command",
        file: STATE,
        from: "Self::WorkerLost => Price::Crash,",
        to: "Self::WorkerLost => Price::Failure,",
        caught_by: CORE,
    },
    Bug {
        name: "jobs that fail together come back together",
        file: LIFE,
        from: "longest / 2 * u32::from(chance) / u32::from(u16::MAX)",
        to: "longest / 2 * u32::from(chance / u16::MAX)",
        caught_by: CORE,
    },
    Bug {
        name: "a late heartbeat shortens a lease",
        file: LEASES,
        from: "self.deadline = self.deadline.max(until);",
        to: "self.deadline = until;",
        caught_by: COORDINATOR,
    },
    Bug {
        name: "a lease that is over is renewed",
        file: LEASES,
        from: "own.filter(|lease| !lease.is_over).is_some_and(",
        to: "own.is_some_and(",
        caught_by: COORDINATOR,
    },
    Bug {
        name: "a restart takes up nobody's job",
        file: LEASES,
        from: "self.promise(job, link, LEASE);",
        to: "drop(link);",
        caught_by: SIMULATION,
    },
    Bug {
        name: "leases are timed on the wall clock",
        file: REAP,
        from: "app.leases.end_expired(app.seams.clock.boot())",
        to: "app.leases.end_expired(muster_seams::BootTime(std::time::Duration::from_millis(app.seams.clock.now().millis().unsigned_abs())))",
        caught_by: SIMULATION,
    },
    Bug {
        name: "our own sleep gives nobody time",
        file: REAP,
        from: "app.leases.extend_all(app.seams.clock.boot().after(LEASE));",
        to: "",
        caught_by: SIMULATION,
    },
    Bug {
        name: "a cancel is not said again to a worker that was away",
        file: SESSION,
        from: "self.stop_cancelled().await;",
        to: "",
        caught_by: CANCELS,
    },
    Bug {
        name: "a failed commit is answered as done",
        file: GROUP,
        from: "return answer(group, &Err(error));",
        to: "return answer(group, &Ok(()));",
        caught_by: STORE,
    },
    Bug {
        name: "a write transaction begins as a read",
        file: GROUP,
        from: "\"BEGIN IMMEDIATE\"",
        to: "\"BEGIN\"",
        caught_by: STORE,
    },
    Bug {
        name: "commits are not synced",
        file: "crates/muster-store/src/sqlite/open.rs",
        from: "PRAGMA synchronous = FULL;",
        to: "PRAGMA synchronous = NORMAL;",
        caught_by: STORE,
    },
    Bug {
        name: "a new coordinator has the epoch of the last one",
        file: "crates/muster-store/src/coordinator.rs",
        from: "SET epoch = coordinator.epoch + 1,",
        to: "SET epoch = coordinator.epoch,",
        caught_by: STORE,
    },
    Bug {
        name: "bytes that are there already are stored again",
        file: "crates/muster-log/src/writer.rs",
        from: "let fresh = &chunk.bytes[known..];",
        to: "let fresh = &chunk.bytes[known - known..];",
        caught_by: LOG,
    },
    Bug {
        name: "a log begins at zero again with each chunk",
        file: "crates/muster-log/src/writer.rs",
        from: "            offset: self.size,\n            length,",
        to: "            offset: 0,\n            length,",
        caught_by: LOG,
    },
    Bug {
        name: "a worker runs a grant again that it had done",
        file: "crates/muster-worker/src/roster.rs",
        from: "if entries.attempts.contains_key(&grant) || entries.done.contains(&grant) {",
        to: "if entries.attempts.contains_key(&grant) {",
        caught_by: WORKER,
    },
    Bug {
        name: "a worker keeps what it does not find any more",
        file: LABELS,
        from: "Self::new(found, self.0.given.clone())",
        to: "Self::new(self.0.found.iter().map(|(n, v)| (n.clone(), v.clone())).chain(found).collect(), self.0.given.clone())",
        caught_by: CORE,
    },
    Bug {
        name: "somebody gives what only a machine can say",
        file: LABELS,
        from: "given.retain(|name, _| !is_reserved(name));",
        to: "given.retain(|_, _| true);",
        caught_by: CORE,
    },
    Bug {
        name: "a worker begins a job at a level that it does not give",
        file: "crates/muster-worker/src/attempt/run.rs",
        from: "if let Some(why) = agent.runner.lacks(level) {",
        to: "if let Some(why) = None::<String> {",
        caught_by: ISOLATION,
    },
    Bug {
        name: "a command at a level may signal everybody",
        file: "crates/muster-worker/src/process/isolation/landlock.rs",
        from: "        .scope(Scope::from_all(LEAST))?\n",
        to: "        .scope(Scope::AbstractUnixSocket)?\n",
        caught_by: ISOLATION,
    },
    Bug {
        name: "a command at a level may connect to every socket",
        file: "crates/muster-worker/src/process/isolation/filter.rs",
        from: "(sockets.into(), libc::EACCES), ",
        to: "",
        caught_by: ISOLATION,
    },
    Bug {
        name: "a wrapped command is asked to end after its wrapper has",
        file: "crates/muster-worker/src/process/linux/mod.rs",
        from: "self.leader.filter(|_| self.is_wrapped)",
        to: "self.leader.filter(|_| false)",
        caught_by: ISOLATION,
    },
    Bug {
        name: "older news of a customer replaces newer",
        file: ACCOUNT,
        from: "*known = known.take().max(Some(Told { at, what }));",
        to: "*known = Some(Told { at, what });",
        caught_by: BILLING,
    },
    Bug {
        name: "what is older than a list of everything still counts",
        file: ACCOUNT,
        from: "is_none_or(|list| at >= list.at)\n    }",
        to: "is_none_or(|list| at >= list.at || !list.what.is_empty())\n    }",
        caught_by: BILLING,
    },
    Bug {
        name: "a payment moves a subscription that is newer",
        file: ACCOUNT,
        from: "told.is_none_or(|told| payment.at >= told.at)",
        to: "told.is_none_or(|_| true)",
        caught_by: BILLING,
    },
    Bug {
        name: "an old bill brings back what was cancelled",
        file: BILLED,
        from: "            Self::PastDue { .. }\n            | Self::Paused",
        to: "            Self::PastDue { .. }\n            | Self::Cancelled { .. }\n            | Self::Paused",
        caught_by: BILLING,
    },
    Bug {
        name: "any signature fits",
        file: WEBHOOK,
        from: "constant_time::verify_slices_are_equal(tag.as_ref(), given).is_ok()",
        to: "!given.is_empty()",
        caught_by: BILLING,
    },
    Bug {
        name: "a webhook of any age is taken",
        file: WEBHOOK,
        from: "() if age > WINDOW =>",
        to: "() if age > WINDOW * 1_000 =>",
        caught_by: BILLING,
    },
    Bug {
        name: "an edited lease is opened",
        file: "crates/muster-billing/src/lease/sealed.rs",
        from: "hmac::verify(&self.0, signed.as_bytes(), &seal).map_err(|_| Distrust::Edited)?;",
        to: "drop(seal);",
        caught_by: BILLING,
    },
    Bug {
        name: "an older copy of a lease is opened",
        file: PAID_LEASE,
        from: "Some(&newest) if found < newest =>",
        to: "Some(&newest) if found + 9 < newest =>",
        caught_by: BILLING,
    },
    Bug {
        name: "a clock that is put back makes a lease longer",
        file: PAID_LEASE,
        from: "let latest = now.max(mark.clock());",
        to: "let latest = now;",
        caught_by: BILLING,
    },
    Bug {
        name: "a lost answer of a biller counts as a refusal",
        file: "crates/muster-billing/src/outbound/mod.rs",
        from: "() => FailureKind::Unknown(Doubt::ConnectionLost),",
        to: "() => FailureKind::Refused(Refusal::Unreachable),",
        caught_by: BILLING,
    },
    Bug {
        name: "a browser is sent anywhere",
        file: "crates/muster-billing/src/outbound/page.rs",
        from: "(is_local || self.is_theirs(&url))",
        to: "(is_local || !self.names.is_empty())",
        caught_by: BILLING,
    },
    Bug {
        name: "the last free one is given twice",
        file: "crates/muster-billing/src/plan/mod.rs",
        from: "Self::UpTo(most) => held < most,",
        to: "Self::UpTo(most) => held <= most,",
        caught_by: BILLING,
    },
    Bug {
        name: "all workers are updated before the first has come back",
        file: "crates/muster-core/src/update.rs",
        from: "        0 => 1,\n",
        to: "        0 => all,\n",
        caught_by: CORE,
    },
    Bug {
        name: "workers go on being updated after one has failed",
        file: "crates/muster-core/src/update.rs",
        from: "count(Stage::Failed) + count(Stage::Stopped) > 0",
        to: "count(Stage::Stopped) > 0",
        caught_by: CORE,
    },
    Bug {
        name: "an order to update is good for every worker",
        file: "crates/muster-session/src/program.rs",
        from: "Self { worker: worker.clone(), asked_at, version, size, sha256 }",
        to: "Self { worker: WorkerId::from_random([0; 16]), asked_at, version, size, sha256 }",
        caught_by: &["-p", "muster-session"],
    },
    Bug {
        name: "a worker is updated while it runs jobs",
        file: "crates/muster-core/src/update.rs",
        from: "Stage::Draining if seen.is_here && !seen.is_busy =>",
        to: "Stage::Draining if seen.is_here =>",
        caught_by: CORE,
    },
    Bug {
        name: "a token chooses its algorithm",
        file: TOKENS,
        from: "if self.algorithm != Algorithm::as_str(key.algorithm()) {",
        to: "if self.algorithm == \"none\" {",
        caught_by: IDENTITY,
    },
    Bug {
        name: "a token for somebody else is taken",
        file: TOKENS,
        from: "() if claims.audience != expected.audience =>",
        to: "() if claims.audience.is_empty() =>",
        caught_by: IDENTITY,
    },
    Bug {
        name: "a token counts before it begins",
        file: TOKENS,
        from: "() if begins > now.after(LEEWAY) =>",
        to: "() if begins > now.after(LONGEST_LIFETIME) =>",
        caught_by: IDENTITY,
    },
    Bug {
        name: "a name may stand twice in a token",
        file: "crates/muster-identity/src/jwt/strict.rs",
        from: "if map.insert(name, value).is_some() {",
        to: "if map.insert(name, value) == Some(Value::Null) {",
        caught_by: IDENTITY,
    },
    Bug {
        name: "a retired key is forgotten at once",
        file: "crates/muster-identity/src/jwt/ring.rs",
        from: "let until = now.after(LONGEST_LIFETIME + LEEWAY);",
        to: "let until = now.after(LEEWAY - LEEWAY);",
        caught_by: IDENTITY,
    },
    Bug {
        name: "what counts once counts twice",
        file: "crates/muster-identity/src/once.rs",
        from: "Ok(is_new(&self.name, self.until)?.then_some(&self.value))",
        to: "is_new(&self.name, self.until).map(|_| Some(&self.value))",
        caught_by: IDENTITY,
    },
    Bug {
        name: "a signed request does not cover its path",
        file: "crates/muster-identity/src/signed/ours.rs",
        from: "request.target.as_bytes(),",
        to: "&request.target.as_bytes()[..1],",
        caught_by: IDENTITY,
    },
    Bug {
        name: "a pull request gets in",
        file: "crates/muster-identity/src/oidc/policy.rs",
        from: "_ if is_outsider && !self.admits_outsiders =>",
        to: "_ if run.has_head && !self.admits_outsiders =>",
        caught_by: IDENTITY,
    },
    Bug {
        name: "an address that nobody has verified signs in",
        file: "crates/muster-identity/src/social/github.rs",
        from: ".find(|it| it.primary && it.verified)?",
        to: ".find(|it| it.primary)?",
        caught_by: IDENTITY,
    },
    Bug {
        name: "a set of scopes is widened",
        file: "crates/muster-identity/src/scope.rs",
        from: "self.0.intersection(&wanted.0)",
        to: "self.0.union(&wanted.0)",
        caught_by: IDENTITY,
    },
    Bug {
        name: "a suspended agent is let in",
        file: "crates/muster-identity/src/agent/credential.rs",
        from: "_ if !agent.is_let_in() => Err(NotLetIn::NotActive),",
        to: "_ if agent.capabilities.is_empty() => Err(NotLetIn::NotActive),",
        caught_by: IDENTITY,
    },
];
