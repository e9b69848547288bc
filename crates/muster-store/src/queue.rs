//! Queues: whether anything of an organisation is granted at all.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Json,
};
use muster_core::{OrganisationId, job::Hold};

const FIND: Sql =
    Sql::new("queue_pause.find", "SELECT pause FROM queue_pause WHERE organisation = $1");

const SET: Sql = Sql::new(
    "queue_pause.set",
    "INSERT INTO queue_pause (organisation, pause)
     VALUES ($1, $2)
         ON CONFLICT (organisation) DO UPDATE SET pause = excluded.pause",
);

const CLEAR: Sql = Sql::new("queue_pause.clear", "DELETE FROM queue_pause WHERE organisation = $1");

/// By whom the queue is paused, if it is.
pub fn pause(tx: &mut dyn Read, organisation: &OrganisationId) -> Result<Option<Hold>, StoreError> {
    tx.query_one(FIND, &values![organisation])?.map(|mut row| row.json("pause")).transpose()
}

/// Pauses the queue, or lets it go on.
pub fn set_pause(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    pause: Option<&Hold>,
) -> Result<(), StoreError> {
    match pause {
        Some(pause) => tx.execute(SET, &values![organisation, Json(pause)]),
        None => tx.execute(CLEAR, &values![organisation]),
    }
    .map(|_| ())
}
