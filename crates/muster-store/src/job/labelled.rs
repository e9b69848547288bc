//! Jobs by their labels: along the rarest of those that are asked for.

use super::{
    JobFilter, columns,
    list::{Span, word},
};
use crate::{
    Read, StoreError,
    driver::{Sql, values},
    value::Value,
};
use muster_core::OrganisationId;

/// So many labels can be asked for at once.
pub const MOST_ASKED_LABELS: usize = 8;
/// A label that more jobs have is common; how common makes no difference.
const COMMON: u32 = 10_000;

/// Jobs that have a label ($2), as far as they match in everything else: the text ($3), the states ($4), the batch ($5),
/// the numbers that they are between ($6, $7), the workers ($8), and the other labels.
macro_rules! labelled {
    ($($other:literal),*) => {
        concat!(
            " FROM job_label AS chosen
              JOIN job ON job.organisation = chosen.organisation AND job.number = chosen.job
             WHERE chosen.organisation = $1 AND chosen.label = $2
               AND (CAST($3 AS TEXT) IS NULL OR job.search LIKE $3 ESCAPE '\\')
               AND (CAST($4 AS TEXT) IS NULL OR $4 LIKE '%,' || ",
            word!(),
            " || ',%')
               AND (CAST($5 AS BIGINT) IS NULL OR job.batch = $5)
               AND chosen.job < $6
               AND chosen.job > $7
               AND (CAST($8 AS TEXT) IS NULL OR $8 LIKE '%,' || job.worker || ',%')",
            $(" AND (CAST(", $other, " AS TEXT) IS NULL
                     OR EXISTS (SELECT 1 FROM job_label AS other
                                 WHERE other.organisation = chosen.organisation
                                   AND other.label = ", $other,
                "                  AND other.job = chosen.job))",)*
        )
    };
}

pub(super) const PAGE_OF_LABEL: Sql = Sql::new(
    "job.page_of_label",
    concat!(
        "SELECT ",
        columns!(),
        " FROM (SELECT job.*",
        labelled!("$9", "$10", "$11", "$12", "$13", "$14", "$15"),
        " ORDER BY chosen.job DESC
          LIMIT $16) AS job"
    ),
);

pub(super) const COUNT_OF_LABEL: Sql = Sql::new(
    "job.count_of_label",
    concat!(
        "SELECT ",
        word!(),
        " AS state, COUNT(*) AS jobs",
        labelled!("$9", "$10", "$11", "$12", "$13", "$14", "$15"),
        " GROUP BY 1"
    ),
);

pub(super) const COUNT_LABEL: Sql = Sql::new(
    "job_label.count",
    "SELECT COUNT(*) AS jobs FROM job_label WHERE organisation = $1 AND label = $2",
);

pub(super) const RARITY: Sql = Sql::new(
    "job_label.rarity",
    "SELECT COUNT(*) AS jobs
       FROM (SELECT 1 AS one FROM job_label WHERE organisation = $1 AND label = $2 LIMIT $3) AS some_of_them",
);

/// What is asked of jobs with labels, if any are named. The rarest decides along which of them to walk.
pub(super) fn labelled(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    filter: &JobFilter,
    span: Span,
    pattern: Option<&String>,
) -> Result<Option<Vec<Value>>, StoreError> {
    let rarity: Vec<_> =
        filter.labels.iter().map(|label| values![organisation, label, COMMON].to_vec()).collect();
    let mut by_rarity = Vec::new();
    for (mut row, label) in tx.query_many(RARITY, &rarity)?.into_iter().zip(&filter.labels) {
        by_rarity.push((row.take::<u64>("jobs")?, label));
    }
    by_rarity.sort();
    let mut labels = by_rarity.into_iter().map(|(_, label)| label);
    let Some(rarest) = labels.next() else { return Ok(None) };
    let mut asked = values![
        organisation,
        rarest,
        pattern,
        filter.one_of_states().as_ref(),
        filter.batch,
        span.before,
        span.after,
        filter.one_of_workers().as_ref(),
    ]
    .to_vec();
    let others = labels.map(Some).chain(std::iter::repeat(None));
    asked.extend(others.take(MOST_ASKED_LABELS - 1).map(Value::from));
    Ok(Some(asked))
}
