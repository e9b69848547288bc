//! Every variable that the five predecessor systems document, and what became of it here.
//!
//! Somebody who moves over brings an environment along. Each name in it either means one of our
//! settings, or is named here with the reason why it means nothing to Muster; `muster doctor` tells
//! which of them are set. A test compares this table with the committed list of documented names.

mod deborgen;
mod defrag;
mod den;
mod dev8;
mod sentryagent;

/// A system whose variables people may still have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum System {
    /// OpenWork Den: the controller, its web front and its workers.
    Den,
    /// Dev8's agent service and its workspaces.
    Dev8,
    /// SentryAgent's AgentIdP.
    SentryAgent,
    /// Defrag: backend, front and agent worker.
    Defrag,
    /// deborgen.
    Deborgen,
}

impl System {
    /// Every system there is.
    pub const ALL: [Self; 5] =
        [Self::Den, Self::Dev8, Self::SentryAgent, Self::Defrag, Self::Deborgen];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Den => "Den",
            Self::Dev8 => "Dev8",
            Self::SentryAgent => "SentryAgent",
            Self::Defrag => "Defrag",
            Self::Deborgen => "deborgen",
        }
    }

    /// Its variables.
    pub fn variables(self) -> &'static [Variable] {
        match self {
            Self::Den => den::VARIABLES,
            Self::Dev8 => dev8::VARIABLES,
            Self::SentryAgent => sentryagent::VARIABLES,
            Self::Defrag => defrag::VARIABLES,
            Self::Deborgen => deborgen::VARIABLES,
        }
    }
}

/// A variable that a predecessor documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it is if it is not set; empty for nothing.
    pub default: &'static str,
    /// What it means there.
    pub meaning: &'static str,
    /// What it means here.
    pub ours: Ours,
}

/// What became of a predecessor's variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ours {
    /// It is read as this variable of ours.
    Setting(&'static str),
    /// `muster serve` reads it under this very name.
    Same,
    /// It means nothing here, for this reason.
    NotApplicable(&'static str),
}

/// Every row, with its system.
pub fn all() -> impl Iterator<Item = (System, &'static Variable)> {
    System::ALL
        .into_iter()
        .flat_map(|system| system.variables().iter().map(move |variable| (system, variable)))
}

const fn read_as(
    name: &'static str,
    default: &'static str,
    meaning: &'static str,
    setting: &'static str,
) -> Variable {
    Variable { name, default, meaning, ours: Ours::Setting(setting) }
}

const fn same(name: &'static str, default: &'static str, meaning: &'static str) -> Variable {
    Variable { name, default, meaning, ours: Ours::Same }
}

const fn row(
    name: &'static str,
    default: &'static str,
    meaning: &'static str,
    reason: &'static str,
) -> Variable {
    Variable { name, default, meaning, ours: Ours::NotApplicable(reason) }
}

const SAME_ORIGIN: &str =
    "the coordinator serves its own console; MUSTER_CORS_ORIGINS lets others call it";
const NO_MODELS: &str = "a model is asked one thing: why a job failed";
const NO_ARTIFACTS: &str = "artefacts are kept in the data directory";
const NO_WORKSPACES: &str = "it is a setting of what runs in a workspace";
const NO_MODES: &str = "there are no modes: development runs what production runs";
const NO_LIMITER: &str = "limits are built in and apply to one coordinator";
const OWN_POOL: &str = "the store sizes its own pool";
const NO_HEARTBEAT_SETTING: &str = "the coordinator tells its workers how often to report";
const NO_DOMAIN: &str = "workers dial the coordinator and need no address of their own";
