//! An attempt as tests have it.

use super::folder::Record;
use muster_api::session::{Assignment, Grant};
use muster_core::{
    Fence, JobId,
    job::{Command, Isolation, OnDisconnect},
};

pub(super) fn record(job: JobId) -> Record {
    let fence = Fence { epoch: 1, counter: 1 };
    Record::of(&Assignment {
        grant: Grant { job, attempt: 1, fence },
        command: Command::Shell("sleep 1000".into()),
        timeout_ms: 1_000,
        environment: [("PASSWORD".to_owned(), "hunter2".to_owned())].into(),
        on_disconnect: OnDisconnect::default(),
        lost_after_ms: 300_000,
        secret_environment: [].into(),
        log_limit: None,
        working_dir: None,
        stdin: None,
        artefacts: None,
        request_id: "req_1".into(),
        submitter: "operator".into(),
        slots: 1,
        isolation: Isolation::None,
        is_ahead: false,
    })
}
