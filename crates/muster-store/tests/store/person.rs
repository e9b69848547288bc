//! People, where they belong and where they have signed in.

use crate::{
    both::on_both,
    builders::{NOW, foreign_scope, home, later, organisation_id, read, scope, token_id, write},
};
use muster_core::{InvitationId, MembershipId, PersonId, Role};
use muster_store::{
    Store, StoreError,
    person::{
        PersonRow, add_account, by_account, by_email, find, handoff, insert, invitation,
        invitation::InvitationRow,
        is_there_any, membership,
        membership::MembershipRow,
        session::{self, SessionRow},
        set_password,
    },
};

on_both!(
    a_person_is_found_by_id_address_and_account,
    a_membership_gives_a_role_in_one_organisation,
    an_invitation_is_used_once,
    a_session_is_used_renewed_ended_and_forgotten,
    a_grant_is_used_once_and_in_time,
);

fn person_id(seed: u8) -> PersonId {
    PersonId::from_random([seed; 16])
}

fn person(seed: u8) -> PersonRow {
    PersonRow {
        id: person_id(seed),
        email: format!("p{seed}@example.org"),
        is_email_proven: false,
        name: format!("P{seed}"),
        image: None,
        password_hash: Some("hash-of-a-password".to_owned()),
        created_at: NOW,
        updated_at: NOW,
    }
}

async fn people(store: &Store, seeds: impl IntoIterator<Item = u8>) {
    home(store).await;
    for seed in seeds {
        write(store, move |tx| insert(tx, &scope(), &person(seed))).await.unwrap();
    }
}

async fn a_person_is_found_by_id_address_and_account(store: Store) {
    assert!(!read(&store, |tx| is_there_any(tx)).await);
    people(&store, [1]).await;
    assert!(read(&store, |tx| is_there_any(tx)).await);
    let taken = PersonRow { email: person(1).email, ..person(2) };
    let again = write(&store, move |tx| insert(tx, &scope(), &taken)).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "an address is somebody's");
    write(&store, |tx| add_account(tx, &person_id(1), "github:7", NOW)).await.unwrap();
    write(&store, |tx| set_password(tx, &person_id(1), "another", later(1))).await.unwrap();
    let now =
        PersonRow { password_hash: Some("another".to_owned()), updated_at: later(1), ..person(1) };
    let by = read(&store, |tx| by_email(tx, "p1@example.org")).await;
    assert_eq!(by.as_ref(), Some(&now));
    assert_eq!(read(&store, |tx| by_account(tx, "github:7")).await, by);
    assert_eq!(read(&store, |tx| by_account(tx, "google:7")).await, None);
    assert_eq!(read(&store, |tx| find(tx, &person_id(1))).await, by);
    assert!(!format!("{now:?}").contains("another"), "the hash is not printed");
}

fn membership_row(organisation: u8, seed: u8, role: Role) -> MembershipRow {
    MembershipRow {
        organisation: organisation_id(organisation),
        id: MembershipId::from_random([10 * organisation + seed; 16]),
        person: person_id(seed),
        role,
        created_at: later(seed.into()),
        updated_at: later(seed.into()),
    }
}

async fn a_membership_gives_a_role_in_one_organisation(store: Store) {
    people(&store, [1, 2]).await;
    for (organisation, seed, role) in
        [(1, 1, Role::Owner), (1, 2, Role::Viewer), (2, 1, Role::Viewer)]
    {
        let row = membership_row(organisation, seed, role);
        write(&store, move |tx| membership::insert(tx, &scope(), &row)).await.unwrap();
    }
    let twice = MembershipRow {
        id: MembershipId::from_random([99; 16]),
        ..membership_row(1, 2, Role::Owner)
    };
    let twice = write(&store, move |tx| membership::insert(tx, &scope(), &twice)).await;
    assert!(matches!(twice, Err(StoreError::Conflict)), "a person belongs somewhere once");
    let places = read(&store, |tx| membership::places(tx, &person_id(1))).await;
    let told: Vec<_> =
        places.iter().map(|it| (it.is_local, it.membership.role, it.owner.clone())).collect();
    assert_eq!(told, [(true, Role::Owner, Some(person_id(1))), (false, Role::Viewer, None)]);
    let members = read(&store, |tx| membership::members(tx, &organisation_id(1))).await;
    assert_eq!(
        members.iter().map(|it| it.person.id.clone()).collect::<Vec<_>>(),
        [person_id(1), person_id(2)]
    );

    let id = membership_row(1, 2, Role::Viewer).id;
    let (foreign, own) = (id.clone(), id.clone());
    let set = |scope: muster_core::Scope, id: MembershipId| {
        write(&store, move |tx| membership::set_role(tx, &scope, &id, Role::Owner, later(9)))
    };
    assert!(!set(foreign_scope(), foreign).await.unwrap(), "it is another organisation's");
    assert!(set(scope(), own).await.unwrap());
    assert_eq!(read(&store, |tx| membership::owners(tx, &organisation_id(1))).await, 2);
    let gone = write(&store, move |tx| membership::delete(tx, &scope(), &id)).await.unwrap();
    assert!(
        gone && read(&store, |tx| membership::of(tx, &organisation_id(1), &person_id(2)))
            .await
            .is_none()
    );
    assert!(read(&store, |tx| membership::first_of(tx, &person_id(2))).await.is_none());
}

async fn an_invitation_is_used_once(store: Store) {
    people(&store, [1, 2]).await;
    let row = |seed: u8| InvitationRow {
        organisation: organisation_id(1),
        id: InvitationId::from_random([seed; 16]),
        token: token_id(seed),
        secret_hash: vec![seed; 32],
        email: None,
        role: Role::Viewer,
        created_at: NOW,
        created_by: "operator".to_owned(),
        expires_at: later(60),
        ended_at: None,
        accepted_by: None,
    };
    for seed in [1, 2] {
        write(&store, move |tx| invitation::insert(tx, &scope(), &row(seed))).await.unwrap();
    }
    let accept = |seed: u8, seconds: u64| {
        write(&store, move |tx| {
            invitation::accept(tx, &token_id(1), &person_id(seed), later(seconds))
        })
    };
    assert!(matches!(accept(1, 60).await, Err(StoreError::Conflict)), "its time is over");
    accept(1, 59).await.unwrap();
    assert!(matches!(accept(2, 59).await, Err(StoreError::Conflict)));
    let used = read(&store, |tx| invitation::by_token(tx, &token_id(1))).await.unwrap();
    assert_eq!((used.ended_at, used.accepted_by), (Some(later(59)), Some(person_id(1))));
    let revoke = |scope: muster_core::Scope| {
        write(&store, move |tx| invitation::revoke(tx, &scope, &row(2).id, later(1)))
    };
    assert!(!revoke(foreign_scope()).await.unwrap());
    assert_eq!(read(&store, |tx| invitation::list(tx, &organisation_id(1))).await, [row(2)]);
    assert!(revoke(scope()).await.unwrap());
    assert!(!revoke(scope()).await.unwrap());
    assert_eq!(read(&store, |tx| invitation::list(tx, &organisation_id(1))).await, []);
}

async fn a_session_is_used_renewed_ended_and_forgotten(store: Store) {
    people(&store, [1, 2]).await;
    let row = SessionRow {
        id: token_id(1),
        person: person_id(1),
        secret_hash: vec![1; 32],
        address: Some("192.168.1.5".to_owned()),
        agent: None,
        created_at: NOW,
        expires_at: later(60),
        last_used_at: NOW,
        revoked_at: None,
    };
    let kept = row.clone();
    write(&store, move |tx| session::insert(tx, &scope().request_id, &kept)).await.unwrap();
    for (at, until) in [(20, 90), (10, 70)] {
        let touched = move |tx: &mut dyn muster_store::Write| {
            session::touch(tx, &token_id(1), later(at), later(until))
        };
        write(&store, touched).await.unwrap();
    }
    let used = SessionRow { last_used_at: later(20), expires_at: later(90), ..row };
    assert_eq!(read(&store, |tx| session::find(tx, &token_id(1))).await.as_ref(), Some(&used));
    let live = |at: u64| read(&store, move |tx| session::live(tx, &person_id(1), later(at)));
    assert_eq!((live(89).await, live(90).await), (vec![used], vec![]));
    let end = |seed: u8| {
        write(&store, move |tx| session::revoke(tx, &person_id(seed), &token_id(1), later(30)))
    };
    assert!(!end(2).await.unwrap(), "it is somebody else's");
    assert!(end(1).await.unwrap());
    assert_eq!(live(40).await, []);
    assert_eq!(write(&store, |tx| session::sweep(tx, later(89))).await.unwrap(), 0);
    assert_eq!(write(&store, |tx| session::sweep(tx, later(90))).await.unwrap(), 1);
}

async fn a_grant_is_used_once_and_in_time(store: Store) {
    people(&store, [1]).await;
    let make = |byte: u8| {
        write(&store, move |tx| {
            handoff::insert(tx, &[byte; 32], &person_id(1), &scope().request_id, NOW, later(60))
        })
    };
    make(1).await.unwrap();
    make(2).await.unwrap();
    let whose =
        |byte: u8, at: u64| read(&store, move |tx| handoff::person(tx, &[byte; 32], later(at)));
    let spend =
        |byte: u8, at: u64| write(&store, move |tx| handoff::use_once(tx, &[byte; 32], later(at)));
    assert_eq!((whose(1, 59).await, whose(1, 60).await), (Some(person_id(1)), None));
    spend(1, 59).await.unwrap();
    assert!(matches!(spend(1, 59).await, Err(StoreError::Conflict)));
    assert!(matches!(spend(2, 60).await, Err(StoreError::Conflict)));
    assert_eq!(whose(1, 1).await, None);
    assert_eq!(write(&store, |tx| handoff::sweep(tx, later(60))).await.unwrap(), 2);
}
