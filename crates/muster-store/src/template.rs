//! Templates: jobs with gaps. To this table such a job is JSON.

use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::{Json, Row},
};
use muster_core::{Name, OrganisationId, Scope, Timestamp, template::Parameters};

/// A template as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct TemplateRow {
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: Option<String>,
    /// What may or must be said.
    pub parameters: Parameters,
    /// The job.
    pub job: serde_json::Value,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Who changed it last.
    pub updated_by: String,
}

impl TryFrom<Row> for TemplateRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            name: row.take("name")?,
            description: row.take("description")?,
            parameters: row.json("parameters")?,
            job: row.json("job")?,
            updated_at: row.take("updated_at")?,
            updated_by: row.take("updated_by")?,
        })
    }
}

const PUT: Sql = Sql::new(
    "template.put",
    "INSERT INTO template
            (organisation, name, description, parameters, job, updated_at, updated_by, request_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (organisation, name) DO UPDATE
        SET description = excluded.description,
            parameters = excluded.parameters,
            job = excluded.job,
            updated_at = excluded.updated_at,
            updated_by = excluded.updated_by,
            request_id = excluded.request_id",
);

const FIND: Sql =
    Sql::new("template.find", "SELECT * FROM template WHERE organisation = $1 AND name = $2");

const PAGE: Sql = Sql::new(
    "template.page",
    "SELECT * FROM template WHERE organisation = $1 AND name > $2 ORDER BY name LIMIT $3",
);

const DELETE: Sql =
    Sql::new("template.delete", "DELETE FROM template WHERE organisation = $1 AND name = $2");

/// Keeps a template by its name, in the place of one that was there.
pub fn put(tx: &mut dyn Write, scope: &Scope, row: &TemplateRow) -> Result<(), StoreError> {
    let values = values![
        &scope.organisation,
        &row.name,
        row.description.as_ref(),
        Json(&row.parameters),
        Json(&row.job),
        row.updated_at,
        &row.updated_by,
        &scope.request_id,
    ];
    tx.change(PUT, &values)
}

/// The template with this name.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    name: &Name,
) -> Result<Option<TemplateRow>, StoreError> {
    tx.query_one(FIND, &values![organisation, name])?.map(TemplateRow::try_from).transpose()
}

/// Templates after one, or the first ones, by name.
pub fn page(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    after: Option<&Name>,
    limit: u32,
) -> Result<Vec<TemplateRow>, StoreError> {
    let values = values![organisation, after.map_or("", Name::as_str), limit];
    tx.query(PAGE, &values)?.into_iter().map(TemplateRow::try_from).collect()
}

/// Removes a template; false if there is none. Jobs that were made from it stay as they are.
pub fn delete(tx: &mut dyn Write, scope: &Scope, name: &Name) -> Result<bool, StoreError> {
    tx.execute(DELETE, &values![&scope.organisation, name]).map(|count| count == 1)
}
