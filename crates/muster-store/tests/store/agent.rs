//! Agents, their credentials, the keys of their tokens, and what is remembered of tokens.

use crate::{
    both::on_both,
    builders::{NOW, foreign_scope, home, later, organisation_id, read, scope, token_id, write},
};
use muster_core::{AgentId, Timestamp, TrustPolicyId};
use muster_store::{
    Store, StoreError,
    agent::{self, AgentFilter, AgentRow, ListingFilter},
    credential::{self, CredentialRow},
    revoked_token,
    signing_key::{self, KeyRole, SigningKeyRow},
    spent_name,
    trust_policy::{self, TrustPolicyRow},
};

on_both!(
    an_agent_comes_back_and_its_address_is_its_own,
    a_change_of_an_agent_that_changed_meanwhile_is_a_conflict,
    listings_are_searched_across_organisations,
    a_credential_is_rotated_or_revoked_once,
    keys_of_tokens_are_replaced_as_a_whole,
    a_token_is_taken_back_until_it_would_have_ended,
    a_name_is_spent_once_whoever_spends_it,
    policies_come_in_their_order_and_only_to_their_own,
);

fn agent_id(seed: u8) -> AgentId {
    AgentId::from_random([seed; 16])
}

fn row(seed: u8, email: &str) -> AgentRow {
    AgentRow {
        organisation: organisation_id(1),
        id: agent_id(seed),
        email: email.to_owned(),
        name: format!("Agent {seed}"),
        description: "Reads invoices".to_owned(),
        kind: "extractor".to_owned(),
        version: "1.0.0".to_owned(),
        capabilities: vec!["invoices:read".to_owned()],
        owner: "finance".to_owned(),
        deployment: "production".to_owned(),
        endpoint: None,
        card: None,
        state: "active".to_owned(),
        is_public: false,
        published_at: None,
        hidden: None,
        reports: 0,
        changes: 1,
        created_at: later(u64::from(seed)),
        created_by: "operator".to_owned(),
        updated_at: later(u64::from(seed)),
    }
}

async fn keep(store: &Store, row: AgentRow) -> Result<(), StoreError> {
    write(store, move |tx| agent::insert(tx, &scope(), &row)).await
}

async fn an_agent_comes_back_and_its_address_is_its_own(store: Store) {
    home(&store).await;
    keep(&store, row(1, "one@example.org")).await.unwrap();
    let again = keep(&store, row(2, "one@example.org")).await;
    assert!(matches!(again, Err(StoreError::Conflict)), "the address is taken: {again:?}");

    let over = AgentRow { state: "decommissioned".to_owned(), ..row(1, "one@example.org") };
    write(&store, move |tx| agent::save(tx, &over)).await.unwrap();
    keep(&store, row(2, "one@example.org")).await.unwrap();
    let holder =
        read(&store, |tx| agent::by_email(tx, &organisation_id(1), "one@example.org")).await;
    assert_eq!(holder, Some(row(2, "one@example.org")));

    let find = |seed| read(&store, move |tx| agent::find(tx, &organisation_id(seed), &agent_id(2)));
    assert_eq!((find(1).await.is_some(), find(2).await.is_some()), (true, false));
    let anywhere = read(&store, |tx| agent::find_in_any_organisation(tx, &agent_id(1))).await;
    assert_eq!(anywhere.unwrap().state, "decommissioned", "it stays as a record");

    let page = |filter: AgentFilter, offset| {
        read(&store, move |tx| agent::page(tx, &organisation_id(1), &filter, 1, offset))
    };
    let all = page(AgentFilter::default(), 0).await;
    assert_eq!((all.total, all.rows[0].id.clone()), (2, agent_id(2)), "newest first");
    assert_eq!(page(AgentFilter::default(), 1).await.rows[0].id, agent_id(1));
    let active = AgentFilter { state: Some("active".to_owned()), ..AgentFilter::default() };
    assert_eq!(page(active, 0).await.total, 1);
    let nobodys = AgentFilter { owner: Some("nobody".to_owned()), ..AgentFilter::default() };
    assert_eq!(page(nobodys, 0).await.total, 0);
}

async fn a_change_of_an_agent_that_changed_meanwhile_is_a_conflict(store: Store) {
    home(&store).await;
    keep(&store, row(1, "one@example.org")).await.unwrap();
    let renamed = AgentRow { name: "Other".to_owned(), ..row(1, "one@example.org") };
    let save = |row: AgentRow| write(&store, move |tx| agent::save(tx, &row));
    save(renamed.clone()).await.unwrap();
    assert!(matches!(save(renamed).await, Err(StoreError::Conflict)));
}

async fn listings_are_searched_across_organisations(store: Store) {
    home(&store).await;
    let listed = |seed, email: &str| AgentRow {
        is_public: true,
        published_at: Some(later(u64::from(seed))),
        ..row(seed, email)
    };
    keep(&store, listed(1, "one@example.org")).await.unwrap();
    keep(&store, row(2, "private@example.org")).await.unwrap();
    let hidden = Some("spam".to_owned());
    keep(&store, AgentRow { hidden, ..listed(3, "spam@example.org") }).await.unwrap();
    let theirs = AgentRow {
        name: "100% sure".to_owned(),
        kind: "router".to_owned(),
        ..listed(4, "theirs@example.org")
    };
    write(&store, move |tx| agent::insert(tx, &foreign_scope(), &theirs)).await.unwrap();
    let found = async |filter: ListingFilter| {
        let part = read(&store, move |tx| agent::listed_in_any_organisation(tx, &filter, 9, 0));
        let part = part.await;
        assert_eq!(part.total, part.rows.len() as u64);
        part.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(found(ListingFilter::default()).await, [agent_id(4), agent_id(1)]);
    let words = |text| ListingFilter { words: some(text), ..ListingFilter::default() };
    assert_eq!(found(words("0% s")).await, [agent_id(4)]);
    assert_eq!(found(words("a%t")).await, [], "a percent sign stands for itself");
    let can = |text| ListingFilter { capability: some(text), ..ListingFilter::default() };
    assert_eq!(found(can("invoices:read")).await.len(), 2);
    assert_eq!(found(can("invoices:rea")).await, []);
    let kind = ListingFilter { kind: some("router"), ..ListingFilter::default() };
    assert_eq!(found(kind).await, [agent_id(4)]);
}

async fn a_credential_is_rotated_or_revoked_once(store: Store) {
    home(&store).await;
    keep(&store, row(1, "one@example.org")).await.unwrap();
    let made = |seed| CredentialRow {
        organisation: organisation_id(1),
        id: token_id(seed),
        agent: agent_id(1),
        secret_hash: vec![seed; 32],
        scopes: "agents:read".to_owned(),
        created_at: later(u64::from(seed)),
        created_by: "operator".to_owned(),
        expires_at: None,
        revoked_at: None,
        successor: None,
        last_used_at: None,
    };
    for seed in [1, 2] {
        let row = made(seed);
        write(&store, move |tx| credential::insert(tx, &scope(), &row)).await.unwrap();
    }
    let save = |row: CredentialRow| write(&store, move |tx| credential::save(tx, &row));
    let rotated = CredentialRow { successor: Some(token_id(2)), ..made(1) };
    save(rotated.clone()).await.unwrap();
    let other = CredentialRow { successor: Some(token_id(3)), ..made(1) };
    assert!(matches!(save(other).await, Err(StoreError::Conflict)), "it has a successor");
    let revoked = CredentialRow { revoked_at: Some(NOW), ..rotated.clone() };
    save(revoked.clone()).await.unwrap();
    assert!(matches!(save(rotated).await, Err(StoreError::Conflict)), "it was revoked");
    write(&store, |tx| credential::touch(tx, &token_id(2), later(9))).await.unwrap();
    let used = CredentialRow { last_used_at: Some(later(9)), ..made(2) };
    let of =
        |seed| read(&store, move |tx| credential::of(tx, &organisation_id(seed), &agent_id(1)));
    assert_eq!(of(1).await, [used, revoked]);
    assert_eq!(of(2).await, []);
    let all =
        |scope| write(&store, move |tx| credential::revoke_all(tx, &scope, &agent_id(1), NOW));
    assert_eq!(all(foreign_scope()).await.unwrap(), 0, "they are somebody else's");
    assert_eq!(all(scope()).await.unwrap(), 1);
    let found = read(&store, |tx| credential::find(tx, &token_id(2))).await;
    assert_eq!(found.unwrap().revoked_at, Some(NOW));
}

async fn keys_of_tokens_are_replaced_as_a_whole(store: Store) {
    let key = |id: &str, role| SigningKeyRow {
        id: id.to_owned(),
        role,
        public: "public".to_owned(),
        sealed: Some("sealed-text".to_owned()),
        created_at: NOW,
    };
    let first = [key("a", KeyRole::Current), key("b", KeyRole::Next)];
    let second = [
        SigningKeyRow { sealed: None, ..key("a", KeyRole::Retired(later(1))) },
        key("b", KeyRole::Current),
        key("c", KeyRole::Next),
    ];
    let replace = |keys: Vec<_>| write(&store, move |tx| signing_key::replace(tx, &keys));
    replace(first.to_vec()).await.unwrap();
    replace(second.to_vec()).await.unwrap();
    assert_eq!(read(&store, |tx| signing_key::list(tx)).await, second);
    let two = vec![key("d", KeyRole::Current), key("e", KeyRole::Current)];
    assert!(replace(two).await.is_err(), "one key signs");
    assert_eq!(read(&store, |tx| signing_key::list(tx)).await, second, "nothing was changed");
    assert!(!format!("{:?}", second[1]).contains("sealed-text"));
}

async fn a_token_is_taken_back_until_it_would_have_ended(store: Store) {
    home(&store).await;
    let revoke =
        || write(&store, |tx| revoked_token::insert(tx, &scope(), &token_id(1), later(60), NOW));
    assert!(revoke().await.unwrap());
    assert!(!revoke().await.unwrap());
    let is_gone = || read(&store, |tx| revoked_token::contains(tx, &token_id(1)));
    let sweep = |now| write(&store, move |tx| revoked_token::sweep_of_every_organisation(tx, now));
    assert_eq!((sweep(later(59)).await.unwrap(), is_gone().await), (0, true));
    assert_eq!((sweep(later(60)).await.unwrap(), is_gone().await), (1, false));
}

async fn a_name_is_spent_once_whoever_spends_it(store: Store) {
    home(&store).await;
    let spend = |seed| {
        write(&store, move |tx| {
            spent_name::spend(tx, &organisation_id(seed), "oidc a b", later(60))
        })
    };
    assert!(spend(1).await.unwrap());
    assert!(!spend(1).await.unwrap() && !spend(2).await.unwrap());
    let sweep =
        |now: Timestamp| write(&store, move |tx| spent_name::sweep_of_every_organisation(tx, now));
    assert_eq!(sweep(later(59)).await.unwrap(), 0);
    assert_eq!(sweep(later(60)).await.unwrap(), 1);
}

async fn policies_come_in_their_order_and_only_to_their_own(store: Store) {
    home(&store).await;
    let policy = |seed: u8, seconds| TrustPolicyRow {
        organisation: organisation_id(1),
        id: TrustPolicyId::from_random([seed; 16]),
        repository_id: 74,
        repository_owner_id: 65,
        git_ref: Some("refs/heads/main".to_owned()),
        environment: None,
        workflow: None,
        events: vec!["push".to_owned()],
        admits_outsiders: false,
        agent: None,
        scopes: "agents:write".to_owned(),
        created_at: later(seconds),
        created_by: "operator".to_owned(),
    };
    for row in [policy(1, 9), policy(2, 1)] {
        write(&store, move |tx| trust_policy::insert(tx, &scope(), &row)).await.unwrap();
    }
    let list = |seed| read(&store, move |tx| trust_policy::list(tx, &organisation_id(seed)));
    assert_eq!(list(1).await, [policy(2, 1), policy(1, 9)]);
    assert_eq!(list(2).await, []);
    let delete =
        |scope| write(&store, move |tx| trust_policy::delete(tx, &scope, &policy(1, 9).id));
    assert!(!delete(foreign_scope()).await.unwrap(), "it is somebody else's");
    assert!(delete(scope()).await.unwrap());
    let id = policy(2, 1).id;
    let found = read(&store, move |tx| trust_policy::find(tx, &organisation_id(1), &id)).await;
    assert_eq!(found, Some(policy(2, 1)));
}
