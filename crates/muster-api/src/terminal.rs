//! Terminals: a shell inside of an environment, over requests and one stream of events.
//!
//! Bytes are numbered both ways, from 0 on. Whoever lost the connection asks for what is shown `after` the last byte that
//! arrived, and types again `at` the same number: nothing is lost, and nothing comes twice.

use muster_core::{Name, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How large a terminal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TerminalSize {
    /// Letters in a line.
    #[schema(minimum = 1, maximum = 1000)]
    pub columns: u16,
    /// Lines.
    #[schema(minimum = 1, maximum = 1000)]
    pub rows: u16,
}

/// An open terminal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Terminal {
    /// Its id.
    #[schema(value_type = String)]
    pub id: Name,
    /// The environment that it is in.
    #[schema(value_type = String)]
    pub environment: Name,
    /// When it was opened.
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: Timestamp,
    /// It ends if nothing is typed or shown for so long.
    pub idle_after_seconds: u64,
    /// It ends if nobody reads it for so long.
    pub unread_after_seconds: u64,
    /// The shell waits while so many bytes are shown that nobody has confirmed.
    pub unconfirmed_bytes: u64,
}

/// Where to begin to read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TerminalQuery {
    /// So many bytes have arrived already. This confirms them.
    #[serde(default)]
    pub after: u64,
}

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TerminalInput {
    /// So many bytes were typed before. What has arrived already is passed over.
    pub at: u64,
    /// The bytes, in base 64.
    #[schema(max_length = 65536, example = "bHMN")]
    pub bytes: String,
}

/// What has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TerminalSeen {
    /// So many bytes, from the first on. They are kept no longer.
    pub bytes: u64,
}

/// What a terminal shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TerminalEvent {
    /// The shell wrote something.
    Shown {
        /// The bytes, in base 64.
        bytes: String,
        /// So many were shown from the first on, with these.
        next: u64,
    },
    /// It is over; or it goes on elsewhere, and is over here.
    End {
        /// Why.
        why: TerminalEnd,
    },
}

/// Why a terminal is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TerminalEnd {
    /// The shell has ended, or its provider has cut it off.
    Exited,
    /// Nothing was typed or shown for too long.
    Idle,
    /// Nobody has read it for too long.
    Unread,
    /// Whoever opened it has closed it.
    Closed,
    /// Whoever opened it may not be there any more: signed out, revoked, or with another role.
    Revoked,
    /// The environment does not run any more.
    EnvironmentStopped,
    /// The coordinator ends.
    Stopping,
    /// Somebody reads it elsewhere. It goes on there.
    Moved,
}

impl TerminalEnd {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exited => "exited",
            Self::Idle => "idle",
            Self::Unread => "unread",
            Self::Closed => "closed",
            Self::Revoked => "revoked",
            Self::EnvironmentStopped => "environment_stopped",
            Self::Stopping => "stopping",
            Self::Moved => "moved",
        }
    }
}
