//! The bugs in what nobody should be able to get around: the audit log and the limits.

use super::Bug;

const AUDIT_KEY: &str = "crates/muster-audit/src/key.rs";
const VERIFY: &str = "crates/muster-audit/src/verify/mod.rs";
const SEALER: &str = "crates/muster-coordinator/src/engine/audit/mod.rs";
const MEMORY: &str = "crates/muster-limits/src/memory.rs";

const AUDIT: &[&str] = &["-p", "muster-audit"];
const STORIES: &[&str] = &["-p", "muster-coordinator", "--test", "story", "audit::"];
const LIMITS: &[&str] = &["-p", "muster-limits"];

pub(super) const ALL: &[Bug] = &[
    Bug {
        name: "a seal that was made without the key counts",
        file: AUDIT_KEY,
        from: "(false, _) => Made::WithoutTheKey,",
        to: "(false, _) => Made::Here,",
        caught_by: AUDIT,
    },
    Bug {
        name: "a key that was retired seals on",
        file: AUDIT_KEY,
        from: "(true, false) => Made::OutsideOfItsTime,",
        to: "(true, false) => Made::Here,",
        caught_by: AUDIT,
    },
    Bug {
        name: "what a witness has seen does not matter",
        file: VERIFY,
        from: "seen.all(|head| head.head().link == seal.link)",
        to: "seen.all(|head| head.head().sequence == seal.sequence)",
        caught_by: AUDIT,
    },
    Bug {
        name: "an emptied log is complete",
        file: VERIFY,
        from: "self.witnessed.is_some_and(|place| place >= self.last_in_range)",
        to: "self.witnessed.unwrap_or(0) >= self.last_in_range",
        caught_by: AUDIT,
    },
    Bug {
        name: "a field of an event is not sealed",
        file: "crates/muster-audit/src/event.rs",
        from: ".text(&self.request_id)",
        to: ".text(\"\")",
        caught_by: AUDIT,
    },
    Bug {
        name: "the fields of an event run into each other",
        file: "crates/muster-audit/src/canonical.rs",
        from: "self.0.extend((bytes.len() as u64).to_be_bytes());",
        to: "self.0.reserve(bytes.len());",
        caught_by: AUDIT,
    },
    Bug {
        name: "a head counts whoever signed it",
        file: "crates/muster-audit/src/head.rs",
        from: "if signer.has_signed(self.head.canonical().bytes(), &self.signature) {",
        to: "if signer.id() == self.head.signer {",
        caught_by: AUDIT,
    },
    Bug {
        name: "an export counts whoever signed it",
        file: "crates/muster-audit/src/export/file.rs",
        from: "statement.is_ok_and(|it| signer.has_signed(it.bytes(), &trailer.signature))",
        to: "statement.is_ok() && signer.id() == trailer.signer.id()",
        caught_by: AUDIT,
    },
    Bug {
        name: "the log goes on over what was lost",
        file: SEALER,
        from: "filter(|head| head.head().sequence > reached);",
        to: "filter(|head| head.head().sequence > reached + 1_000_000);",
        caught_by: STORIES,
    },
    Bug {
        name: "a record that nobody wrote here counts",
        file: "crates/muster-coordinator/src/engine/audit/verify.rs",
        from: "(count, fault.or(stray))",
        to: "(count, fault.or(stray.filter(|_| count > 0)))",
        caught_by: STORIES,
    },
    Bug {
        name: "a crowd gets a caller a fresh window",
        file: MEMORY,
        from: "let has_room = self.own.len() < most;",
        to: "let has_room = self.own.len() < most || self.own.drain().next().is_some();",
        caught_by: LIMITS,
    },
    Bug {
        name: "who shared a window gets a fresh one",
        file: MEMORY,
        from: "self.shared.get(&crowd).cloned().unwrap_or_default()",
        to: "Window::default()",
        caught_by: LIMITS,
    },
    Bug {
        name: "a part leaves its window too early",
        file: "crates/muster-limits/src/window.rs",
        from: "at + STEPS < step",
        to: "at + STEPS <= step",
        caught_by: LIMITS,
    },
    Bug {
        name: "a part leaves its window in Redis too early",
        file: "crates/muster-limits/src/shared/window.lua",
        from: "if at + steps < step then",
        to: "if at + steps <= step then",
        caught_by: LIMITS,
    },
    Bug {
        name: "what all together refused counts for one",
        file: "crates/muster-limits/src/limits.rs",
        from: "self.memory.take_back(counted);",
        to: "drop(counted);",
        caught_by: LIMITS,
    },
    Bug {
        name: "requests of all callers are counted together",
        file: "crates/muster-limits/src/permits.rs",
        from: "let (whose, most) = ((key, group), most(group));",
        to: "let (whose, most) = ((Key::token(&[]), group), most(group)); let _ = key;",
        caught_by: LIMITS,
    },
];
