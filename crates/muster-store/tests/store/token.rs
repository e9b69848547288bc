//! Tokens.

use crate::{
    both::on_both,
    builders::{
        foreign_scope, home, later, organisation_id, read, scope, token_id, token_row, write,
    },
};
use muster_core::{requirement::LabelValue, token::TokenKind};
use muster_store::{Store, StoreError, token, token::TokenRow};

on_both!(
    a_token_comes_back,
    a_use_is_noted_and_never_taken_back,
    a_token_is_revoked_once_and_by_its_own,
    a_single_use_is_used_up,
);

async fn keep(store: &Store, row: TokenRow) {
    write(store, move |tx| token::insert(tx, &scope(), &row)).await.unwrap();
}

async fn find(store: &Store, seed: u8) -> TokenRow {
    read(store, move |tx| token::find(tx, &token_id(seed))).await.unwrap()
}

async fn a_token_comes_back(store: Store) {
    home(&store).await;
    let labels = [("pool".to_owned(), LabelValue::Text("gpu".into()))].into();
    let join = TokenRow { labels, ..token_row(1, TokenKind::Join) };
    keep(&store, join.clone()).await;
    keep(&store, token_row(2, TokenKind::Readonly)).await;
    assert_eq!(find(&store, 1).await, join);
    let list = |seed| read(&store, move |tx| token::list(tx, &organisation_id(seed)));
    assert_eq!(list(1).await, [token_row(2, TokenKind::Readonly), join], "newest first");
    assert_eq!(list(2).await, []);

    let again = write(&store, |tx| token::insert(tx, &scope(), &token_row(1, TokenKind::Join)));
    assert!(matches!(again.await, Err(StoreError::Conflict)), "an id is taken once");
}

async fn a_use_is_noted_and_never_taken_back(store: Store) {
    home(&store).await;
    keep(&store, token_row(1, TokenKind::Operator)).await;
    for seconds in [60, 30] {
        write(&store, move |tx| token::touch(tx, &token_id(1), later(seconds))).await.unwrap();
    }
    assert_eq!(find(&store, 1).await.last_used_at, Some(later(60)));
}

async fn a_token_is_revoked_once_and_by_its_own(store: Store) {
    home(&store).await;
    keep(&store, token_row(1, TokenKind::Operator)).await;
    let revoke = async |scope: muster_core::Scope| {
        write(&store, move |tx| token::revoke(tx, &scope, &token_id(1), later(5))).await.unwrap()
    };
    assert!(!revoke(foreign_scope()).await, "it belongs to somebody else");
    assert!(revoke(scope()).await);
    assert!(!revoke(scope()).await);
    assert_eq!(find(&store, 1).await.revoked_at, Some(later(5)));
}

async fn a_single_use_is_used_up(store: Store) {
    home(&store).await;
    for seed in 1..=3 {
        keep(&store, token_row(seed, TokenKind::Join)).await;
    }
    let use_once = async |seed, seconds| {
        let used = write(&store, move |tx| token::use_once(tx, &token_id(seed), later(seconds)));
        match used.await {
            Ok(()) => true,
            Err(StoreError::Conflict) => false,
            Err(other) => panic!("{other}"),
        }
    };
    assert!(use_once(1, 10).await);
    assert!(!use_once(1, 11).await, "it was used");
    assert_eq!(find(&store, 1).await.used_at, Some(later(10)));
    write(&store, |tx| token::revoke(tx, &scope(), &token_id(2), later(1))).await.unwrap();
    assert!(!use_once(2, 10).await, "it was revoked");
    assert!(!use_once(3, 3_600).await, "it has expired at that very moment");
    assert!(!use_once(9, 10).await, "there is no such token");
}
