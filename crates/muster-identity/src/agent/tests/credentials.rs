//! Credentials: how long they count, and for whom.

use super::*;
use crate::{
    Scopes, Secret,
    agent::credential::{
        Credential, CredentialState, LONGEST_OVERLAP, NoCredential, NotLetIn, SOON, let_in, shown,
    },
};
use muster_seams::SeededRng;

fn scopes() -> Scopes {
    "agents:read".parse().unwrap()
}

fn rng() -> SeededRng {
    SeededRng::from_seed(3)
}

fn ask(
    secret: &Secret,
    credential: &Credential,
    agent: &Agent,
    now: Timestamp,
) -> Result<(), NotLetIn> {
    let token = shown(secret).unwrap();
    let client = AgentId::from_random([1; 16]);
    let_in(&client, &token, Some((credential, agent)), now)
}

#[test]
fn a_credential_is_shown_once_and_counts_until_it_ends() {
    let agent = agent();
    let end = NOW.after(30 * DAY);
    let (credential, secret) = Credential::draw(&agent, scopes(), Some(end), &rng(), NOW).unwrap();
    assert!(secret.reveal().starts_with("muster_agent_"));
    assert!(!format!("{credential:?}").contains(&secret.reveal()[40..]));
    assert_eq!(ask(&secret, &credential, &agent, NOW), Ok(()));
    assert_eq!(credential.state(NOW), CredentialState::Active);
    let soon = Timestamp::from_millis(end.millis() - 1);
    assert_eq!(
        credential.state(Timestamp::from_millis(end.millis() - 7 * 86_400_000)),
        CredentialState::EndsSoon
    );
    assert_eq!((ask(&secret, &credential, &agent, soon), SOON), (Ok(()), 7 * DAY));
    assert_eq!(ask(&secret, &credential, &agent, end), Err(NotLetIn::Expired));
    let past = Credential::draw(&agent, scopes(), Some(NOW), &rng(), NOW);
    assert_eq!(past.unwrap_err(), NoCredential::EndsInThePast);
}

#[test]
fn after_a_rotation_both_secrets_count_until_the_overlap_is_over() {
    let agent = agent();
    let rng = rng();
    let (first, before) = Credential::draw(&agent, scopes(), None, &rng, NOW).unwrap();
    let rotated = first.rotate(&agent, DAY, &rng, NOW).unwrap();
    let (old, new) = (&rotated.old, &rotated.new);
    assert_eq!(old.successor.as_ref(), Some(&new.id));
    let over = NOW.after(DAY);
    let last = Timestamp::from_millis(over.millis() - 1);
    assert_eq!(ask(&before, old, &agent, last), Ok(()));
    assert_eq!(ask(&before, old, &agent, over), Err(NotLetIn::Expired));
    assert_eq!(ask(&rotated.secret, new, &agent, over), Ok(()));
    assert_eq!(ask(&before, new, &agent, NOW), Err(NotLetIn::Unknown), "each has its own secret");
    let twice = old.clone().rotate(&agent, DAY, &rng, NOW);
    assert_eq!(twice.unwrap_err(), NoCredential::AlreadyRotated);
    let long = new.clone().rotate(&agent, LONGEST_OVERLAP + DAY, &rng, NOW);
    assert_eq!(long.unwrap_err(), NoCredential::OverlapTooLong);
    let revoked = new.clone().revoke(NOW).rotate(&agent, DAY, &rng, NOW);
    assert_eq!(revoked.unwrap_err(), NoCredential::NotCounting);
}

#[test]
fn a_successor_lives_as_long_as_its_forerunner_was_meant_to_and_prolongs_it_not() {
    let (agent, rng) = (agent(), rng());
    let end = NOW.after(30 * DAY);
    let (first, _) = Credential::draw(&agent, scopes(), Some(end), &rng, NOW).unwrap();
    let late = NOW.after(Duration::from_hours(719));
    let rotated = first.rotate(&agent, DAY, &rng, late).unwrap();
    assert_eq!(rotated.old.expires_at, Some(end));
    assert_eq!(rotated.new.expires_at, Some(late.after(30 * DAY)));
}

#[test]
fn who_is_not_let_in_is_named_to_the_audit() {
    let (agent, rng) = (agent(), rng());
    let (credential, secret) = Credential::draw(&agent, scopes(), None, &rng, NOW).unwrap();
    let revoked = credential.clone().revoke(NOW);
    assert_eq!(ask(&secret, &revoked, &agent, NOW), Err(NotLetIn::Revoked));
    assert_eq!(revoked.clone().revoke(NOW.after(DAY)), revoked, "the first time counts");
    let held = agent.clone().step(AgentEvent::Suspend, NOW).unwrap();
    assert_eq!(ask(&secret, &credential, &held, NOW), Err(NotLetIn::NotActive));
    let token = shown(&secret).unwrap();
    let other = AgentId::from_random([9; 16]);
    let found = Some((&credential, &agent));
    assert_eq!(let_in(&other, &token, found, NOW), Err(NotLetIn::OtherAgent));
    assert_eq!(let_in(&agent.id, &token, None, NOW), Err(NotLetIn::Unknown));
    let none = Credential::draw(&held, scopes(), None, &rng, NOW);
    assert_eq!(none.unwrap_err(), NoCredential::NotActive);
    for bad in ["hunter2", "muster_operator_0", &secret.reveal()[1..]] {
        assert!(shown(&Secret::new(bad)).is_none(), "{bad}");
    }
}
