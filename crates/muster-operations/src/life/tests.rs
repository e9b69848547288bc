use super::*;
use muster_providers::Outcome;
use proptest::prelude::*;
use std::{fmt::Write as _, time::Duration};

const NOW: Timestamp = Timestamp::from_millis(1_795_219_200_000);
const SETTLES: Duration = Duration::from_mins(1);

fn beliefs() -> Vec<(&'static str, Belief)> {
    let known = |phase| Belief::Known { phase };
    vec![
        ("absent", Belief::Absent),
        ("unsure", Belief::Unsure { since: NOW }),
        ("unseen", known(Phase::Unseen)),
        ("starting", known(Phase::Starting)),
        ("running", known(Phase::Running)),
        ("stopping", known(Phase::Stopping)),
        ("stopped", known(Phase::Stopped)),
        ("failed", known(Phase::Failed)),
        ("deleting", known(Phase::Deleting)),
        ("strange", known(Phase::Strange)),
    ]
}

fn storages(kind: ResourceKind) -> Vec<(&'static str, Storage)> {
    match kind {
        ResourceKind::Worker => vec![("", Storage::None)],
        ResourceKind::Environment => vec![
            ("unseen", Storage::Unseen),
            ("beside another's", Storage::Foreign),
            ("on no storage", Storage::Absent),
            ("on storage in doubt", Storage::Unsure { since: NOW }),
            ("on storage", Storage::Kept),
        ],
    }
}

fn aims() -> Vec<Aim> {
    let mut aims = Vec::new();
    for resource in ResourceKind::ALL.iter().copied() {
        for kind in OperationKind::ALL.iter().copied() {
            for has_failed in [false, true] {
                let aim = Aim { kind, resource, has_failed, is_forced: false };
                aims.extend((!has_failed || kind == OperationKind::Create).then_some(aim));
            }
        }
        let forced = OperationKind::Delete;
        aims.push(Aim { kind: forced, resource, has_failed: false, is_forced: true });
    }
    aims
}

/// What is done next in every case there is; a new one makes the table grow.
#[test]
fn every_aim_in_every_life() {
    let mut table = String::new();
    for aim in aims() {
        let (failed, forced) = (aim.has_failed, aim.is_forced);
        let how = ["", " that failed", " by force"][usize::from(failed) + 2 * usize::from(forced)];
        writeln!(table, "{} {}{how}", aim.kind.as_str(), aim.resource.as_str()).unwrap();
        for (storage_word, storage) in storages(aim.resource) {
            for (word, instance) in beliefs() {
                let life = Life { instance, ..Life::new(storage) };
                writeln!(table, "  {word} {storage_word}: {:?}", next(aim, &life)).unwrap();
            }
        }
    }
    insta::assert_snapshot!(table);
}

fn any_life() -> impl Strategy<Value = (ResourceKind, Life)> {
    let kind = prop::sample::select(ResourceKind::ALL.to_vec());
    (kind, 0..beliefs().len(), 0..5_usize, any::<[bool; 2]>(), any::<bool>()).prop_map(
        |(kind, belief, storage, [has_address, is_well], has_handle)| {
            let storages = storages(kind);
            let life = Life {
                instance: beliefs()[belief].1,
                handle: has_handle.then(|| "handle".to_owned()),
                has_address,
                is_well,
                ..Life::new(storages[storage % storages.len()].1)
            };
            (kind, life)
        },
    )
}

fn not_ours() -> Trouble {
    use muster_providers::{Conflict, Refusal};
    Trouble::Provider(Outcome::Refused(Refusal::Conflict(Conflict::NotOurs)), None)
}

fn any_trouble() -> impl Strategy<Value = Trouble> {
    use muster_providers::{Conflict, Doubt, Refusal};
    let outcomes = [
        Outcome::Refused(Refusal::BadRequest),
        Outcome::Refused(Refusal::Unauthorised),
        Outcome::Refused(Refusal::RateLimited),
        Outcome::Refused(Refusal::Conflict(Conflict::Exists)),
        Outcome::Refused(Refusal::Conflict(Conflict::Busy)),
        Outcome::Refused(Refusal::Conflict(Conflict::NotOurs)),
        Outcome::Unsent,
        Outcome::Unknown(Doubt::Timeout),
    ];
    prop::sample::select(outcomes.to_vec()).prop_map(|outcome| Trouble::Provider(outcome, None))
}

proptest! {
    /// No trouble but the provider's own "not found" makes anything absent that was there or may be there.
    #[test]
    fn trouble_is_no_absence((_, before) in any_life(), trouble in any_trouble(), at in 0..9_usize) {
        let (ask, mut after) = (Ask::ALL[at], before.clone());
        learn(&mut after, ask, Err(&trouble), NOW, SETTLES);
        // A create that was refused is asked from an absence alone, and leaves it.
        let was_absent = before.instance == Belief::Absent || ask == Ask::Create;
        prop_assert!(after.instance != Belief::Absent || was_absent);
        let is_anothers = ask == Ask::KeepStorage && trouble == not_ours();
        prop_assert!(is_anothers || after.storage == before.storage, "no trouble gives storage up");
    }

    /// Storage is only discarded when somebody wants everything deleted and nothing can be using it.
    #[test]
    fn storage_goes_last((kind, life) in any_life(), operation in 0..5_usize, has_failed: bool, is_forced: bool) {
        let aim = Aim { kind: OperationKind::ALL[operation], resource: kind, has_failed, is_forced };
        if next(aim, &life) == Next::Ask(Ask::DiscardStorage) {
            prop_assert_eq!(aim.kind, OperationKind::Delete);
            prop_assert!(!has_failed && life.instance == Belief::Absent);
        }
    }

    /// An instance is only made where there is certainly none, and deleted only if that is wanted.
    #[test]
    fn nothing_is_made_twice((kind, life) in any_life(), operation in 0..5_usize, has_failed: bool) {
        let aim = Aim { kind: OperationKind::ALL[operation], resource: kind, has_failed, is_forced: true };
        if next(aim, &life) == Next::Ask(Ask::Create) {
            prop_assert_eq!(life.instance, Belief::Absent);
            prop_assert!(matches!(life.storage, Storage::None | Storage::Kept));
            prop_assert!(!has_failed && matches!(aim.kind, OperationKind::Create | OperationKind::Start));
        }
    }
}

#[test]
fn an_absence_counts_once_nothing_can_be_on_its_way_and_a_clock_that_was_put_back_holds_up_nobody()
{
    let nothing = Answer::Seen(Seen::default());
    let after = |since: Timestamp| {
        let mut life = Life { instance: Belief::Unsure { since }, ..Life::new(Storage::None) };
        learn(&mut life, Ask::Look, Ok(&nothing), NOW, SETTLES);
        life.instance
    };
    let seconds_ago = |seconds: i64| Timestamp::from_millis(NOW.millis() - seconds * 1_000);
    assert_eq!(after(seconds_ago(59)), Belief::Unsure { since: seconds_ago(59) });
    assert_eq!(after(seconds_ago(60)), Belief::Absent);
    assert_eq!(after(seconds_ago(-30)), Belief::Unsure { since: seconds_ago(-30) });
    assert_eq!(after(seconds_ago(-7_200)), Belief::Absent);
}
