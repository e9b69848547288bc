//! Artefacts: which files an attempt has left behind, and under which hash their bytes are kept.
//!
//! Two rows of one organisation may name the same blob. Not here: the blobs, which are files.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{JobId, OrganisationId, Timestamp, artefact::folded};

/// An artefact as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtefactRow {
    /// Whose.
    pub organisation: OrganisationId,
    /// The job.
    pub job: JobId,
    /// The number of its attempt.
    pub attempt: u32,
    /// Its name, relative to the working directory.
    pub name: String,
    /// How long it is.
    pub size: u64,
    /// The SHA-256 of what is in it.
    pub sha256: Vec<u8>,
    /// When it was kept.
    pub created_at: Timestamp,
}

impl TryFrom<Row> for ArtefactRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            job: row.take("job")?,
            attempt: row.take("attempt")?,
            name: row.take("name")?,
            size: row.take("size")?,
            sha256: row.take("sha256")?,
            created_at: row.take("created_at")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "artefact.insert",
    "INSERT INTO artefact (organisation, job, attempt, folded, name, size, sha256, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);

const FIND: Sql = Sql::new(
    "artefact.find",
    "SELECT * FROM artefact WHERE organisation = $1 AND job = $2 AND attempt = $3 AND folded = $4",
);

const LATEST: Sql = Sql::new(
    "artefact.latest",
    "SELECT * FROM artefact
      WHERE organisation = $1 AND job = $2 AND name = $3
      ORDER BY attempt DESC
      LIMIT 1",
);

const PAGE: Sql = Sql::new(
    "artefact.page",
    "SELECT * FROM artefact
      WHERE organisation = $1 AND job = $2 AND (attempt, folded) > ($3, $4)
      ORDER BY attempt, folded
      LIMIT $5",
);

const USAGE: Sql = Sql::new(
    "artefact.usage",
    "SELECT COUNT(*) AS files, CAST(COALESCE(SUM(size), 0) AS BIGINT) AS bytes
       FROM artefact
      WHERE organisation = $1 AND job = $2 AND attempt = $3",
);

const NAMED: Sql = Sql::new(
    "artefact.named",
    "SELECT sha256 FROM artefact WHERE organisation = $1 AND sha256 = $2 LIMIT 1",
);

const WALK: Sql = Sql::new(
    "artefact.walk",
    "SELECT * FROM artefact
      WHERE (organisation, job, attempt, folded) > ($1, $2, $3, $4)
      ORDER BY organisation, job, attempt, folded
      LIMIT $5",
);

/// Keeps an artefact. The same once more changes nothing. Answers whether no other one has its name.
pub fn insert(tx: &mut dyn Write, row: &ArtefactRow) -> Result<bool, StoreError> {
    let folded = folded(&row.name);
    let key = values![&row.organisation, row.job, row.attempt, &folded];
    let known = tx.query_one(FIND, &key)?.map(ArtefactRow::try_from).transpose()?;
    if let Some(known) = known {
        return Ok(known.name == row.name && known.sha256 == row.sha256);
    }
    let values = values![
        &row.organisation,
        row.job,
        row.attempt,
        &folded,
        &row.name,
        row.size,
        row.sha256.as_slice(),
        row.created_at,
    ];
    tx.change(INSERT, &values).map(|()| true)
}

/// The artefact of this name of one attempt, or of the latest that has one.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    job: JobId,
    attempt: Option<u32>,
    name: &str,
) -> Result<Option<ArtefactRow>, StoreError> {
    let found = match attempt {
        Some(attempt) => tx.query_one(FIND, &values![organisation, job, attempt, &folded(name)])?,
        None => tx.query_one(LATEST, &values![organisation, job, name])?,
    };
    let found = found.map(ArtefactRow::try_from).transpose()?;
    Ok(found.filter(|row| row.name == name))
}

/// The artefacts of a job after this one, by attempt and name.
pub fn of_job(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    job: JobId,
    after: Option<(u32, &str)>,
    limit: u32,
) -> Result<Vec<ArtefactRow>, StoreError> {
    let (attempt, name) = after.unwrap_or_default();
    let rows = tx.query(PAGE, &values![organisation, job, attempt, &folded(name), limit])?;
    rows.into_iter().map(ArtefactRow::try_from).collect()
}

/// How many artefacts an attempt has, and how many bytes.
pub fn usage(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    job: JobId,
    attempt: u32,
) -> Result<(u64, u64), StoreError> {
    let row = tx.query_one(USAGE, &values![organisation, job, attempt])?;
    let Some(mut row) = row else { return Ok((0, 0)) };
    Ok((row.take("files")?, row.take("bytes")?))
}

/// Which of these hashes some artefact names.
pub fn named(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    hashes: &[Vec<u8>],
) -> Result<Vec<Vec<u8>>, StoreError> {
    let asked: Vec<_> =
        hashes.iter().map(|hash| values![organisation, hash.as_slice()].to_vec()).collect();
    if asked.is_empty() {
        return Ok(vec![]);
    }
    tx.query_many(NAMED, &asked)?.into_iter().map(|mut row| row.take("sha256")).collect()
}

/// The artefacts of all organisations after this one.
pub fn walk_of_all_organisations(
    tx: &mut dyn Read,
    after: Option<&ArtefactRow>,
    limit: u32,
) -> Result<Vec<ArtefactRow>, StoreError> {
    let rows = match after {
        Some(row) => {
            let folded = folded(&row.name);
            tx.query(WALK, &values![&row.organisation, row.job, row.attempt, &folded, limit])?
        }
        None => tx.query(WALK, &values!["", 0_i64, 0_u32, "", limit])?,
    };
    rows.into_iter().map(ArtefactRow::try_from).collect()
}

const URLS: Sql = Sql::new(
    "artefact_url.list",
    "SELECT url FROM artefact_url WHERE organisation = $1 AND job = $2 ORDER BY place",
);

const ADD_URL: Sql = Sql::new(
    "artefact_url.insert",
    "INSERT INTO artefact_url (organisation, job, place, url) VALUES ($1, $2, $3, $4)",
);

/// Where deborgen's nodes say that the files of a job are, in the order in which they said so.
pub fn urls(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    job: JobId,
) -> Result<Vec<String>, StoreError> {
    let rows = tx.query(URLS, &values![organisation, job])?;
    rows.into_iter().map(|mut row| row.take("url")).collect()
}

/// Notes one more address, the `place`-th of the job.
pub fn add_url(
    tx: &mut dyn Write,
    organisation: &OrganisationId,
    job: JobId,
    place: u32,
    url: &str,
) -> Result<(), StoreError> {
    tx.change(ADD_URL, &values![organisation, job, place, url])
}
