//! Memberships: who belongs to which organisation, and what they may do there.

use super::PersonRow;
use crate::{
    Read, StoreError, Write,
    driver::{Sql, values},
    value::Row,
};
use muster_core::{MembershipId, OrganisationId, PersonId, Role, Scope, Timestamp};

/// A membership as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembershipRow {
    /// Where.
    pub organisation: OrganisationId,
    /// Which.
    pub id: MembershipId,
    /// Who.
    pub person: PersonId,
    /// What they may do there.
    pub role: Role,
    /// Since when.
    pub created_at: Timestamp,
    /// When the role was last changed.
    pub updated_at: Timestamp,
}

/// A person's place in an organisation, with what the organisation is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The membership.
    pub membership: MembershipRow,
    /// What the organisation is called.
    pub name: String,
    /// Whether it is the one that has the coordinator's machine.
    pub is_local: bool,
    /// The owner who has been there longest, if there is one.
    pub owner: Option<PersonId>,
    /// When the organisation was made.
    pub created_at: Timestamp,
}

/// A member with what is known of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The membership.
    pub membership: MembershipRow,
    /// The person.
    pub person: PersonRow,
}

fn role(row: &mut Row) -> Result<Role, StoreError> {
    row.word("role", &Role::ALL.map(|role| (role.as_str(), role)))
}

impl TryFrom<Row> for MembershipRow {
    type Error = StoreError;
    fn try_from(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            organisation: row.take("organisation")?,
            id: row.take("id")?,
            person: row.take("person")?,
            role: role(&mut row)?,
            created_at: row.take("created_at")?,
            updated_at: row.take("updated_at")?,
        })
    }
}

const INSERT: Sql = Sql::new(
    "membership.insert",
    "INSERT INTO membership
            (organisation, id, person, role, created_at, created_by, request_id, updated_at, updated_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $5, $6)
         ON CONFLICT DO NOTHING",
);

const FIND: Sql =
    Sql::new("membership.find", "SELECT * FROM membership WHERE organisation = $1 AND id = $2");

const OF: Sql =
    Sql::new("membership.of", "SELECT * FROM membership WHERE organisation = $1 AND person = $2");

const FIRST_OF: Sql = Sql::new(
    "membership.first_of",
    "SELECT * FROM membership WHERE person = $1 ORDER BY created_at, organisation LIMIT 1",
);

const PLACES: Sql = Sql::new(
    "membership.places",
    "SELECT membership.*, organisation.name AS organisation_name, organisation.is_local,
            organisation.created_at AS organisation_created_at,
            (SELECT oldest.person FROM membership AS oldest
              WHERE oldest.organisation = membership.organisation AND oldest.role = 'owner'
              ORDER BY oldest.created_at, oldest.person LIMIT 1) AS owner
       FROM membership JOIN organisation ON organisation.id = membership.organisation
      WHERE membership.person = $1
      ORDER BY membership.created_at, membership.organisation",
);

const MEMBERS: Sql = Sql::new(
    "membership.members",
    "SELECT * FROM membership WHERE organisation = $1 ORDER BY created_at, person",
);

const OWNERS: Sql = Sql::new(
    "membership.owners",
    "SELECT COUNT(*) AS owners FROM membership WHERE organisation = $1 AND role = 'owner'",
);

const SET_ROLE: Sql = Sql::new(
    "membership.set_role",
    "UPDATE membership
        SET role = $3, updated_at = $4, updated_by = $5
      WHERE organisation = $1 AND id = $2",
);

const DELETE: Sql =
    Sql::new("membership.delete", "DELETE FROM membership WHERE organisation = $1 AND id = $2");

/// Keeps a new membership. A person who belongs there already is a conflict.
pub fn insert(tx: &mut dyn Write, scope: &Scope, row: &MembershipRow) -> Result<(), StoreError> {
    let values = values![
        &row.organisation,
        &row.id,
        &row.person,
        row.role.as_str(),
        row.created_at,
        &scope.actor,
        &scope.request_id,
    ];
    tx.change(INSERT, &values)
}

/// One membership of the organisation.
pub fn find(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    id: &MembershipId,
) -> Result<Option<MembershipRow>, StoreError> {
    tx.query_one(FIND, &values![organisation, id])?.map(MembershipRow::try_from).transpose()
}

/// A person's membership of the organisation.
pub fn of(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
    person: &PersonId,
) -> Result<Option<MembershipRow>, StoreError> {
    tx.query_one(OF, &values![organisation, person])?.map(MembershipRow::try_from).transpose()
}

/// The membership that a person has had longest.
pub fn first_of(tx: &mut dyn Read, person: &PersonId) -> Result<Option<MembershipRow>, StoreError> {
    tx.query_one(FIRST_OF, &values![person])?.map(MembershipRow::try_from).transpose()
}

/// Where a person belongs, the first one first.
pub fn places(tx: &mut dyn Read, person: &PersonId) -> Result<Vec<Place>, StoreError> {
    let place = |mut row: Row| {
        Ok(Place {
            name: row.take("organisation_name")?,
            is_local: row.take("is_local")?,
            owner: row.take("owner")?,
            created_at: row.take("organisation_created_at")?,
            membership: row.try_into()?,
        })
    };
    tx.query(PLACES, &values![person])?.into_iter().map(place).collect()
}

/// Everybody who belongs to the organisation, the first one first.
pub fn members(
    tx: &mut dyn Read,
    organisation: &OrganisationId,
) -> Result<Vec<Member>, StoreError> {
    let mut members = Vec::new();
    for row in tx.query(MEMBERS, &values![organisation])? {
        let membership = MembershipRow::try_from(row)?;
        if let Some(person) = super::find(tx, &membership.person)? {
            members.push(Member { membership, person });
        }
    }
    Ok(members)
}

/// How many owners the organisation has.
pub fn owners(tx: &mut dyn Read, organisation: &OrganisationId) -> Result<u32, StoreError> {
    let row = tx.query_one(OWNERS, &values![organisation])?;
    row.map_or(Ok(0), |mut row| row.take("owners"))
}

/// Gives a member another role; false if there is no such membership.
pub fn set_role(
    tx: &mut dyn Write,
    scope: &Scope,
    id: &MembershipId,
    role: Role,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let values = values![&scope.organisation, id, role.as_str(), now, &scope.actor];
    tx.execute(SET_ROLE, &values).map(|count| count == 1)
}

/// Ends a membership; false if there is none.
pub fn delete(tx: &mut dyn Write, scope: &Scope, id: &MembershipId) -> Result<bool, StoreError> {
    tx.execute(DELETE, &values![&scope.organisation, id]).map(|count| count == 1)
}
