use super::*;
use crate::engine::pace::tests::task;
use muster_api::protocol::PROTOCOL;
use muster_core::{
    explain::groups,
    job::{Hold, Isolation},
    labels::WorkerLabels,
    owner::{Applicant, Closed, Limits, Only, Owner},
    requirement::{Requirement, Requirements},
    worker::{Destination, Pause},
};
use proptest::{collection::vec, prelude::*};
use std::time::Duration;

fn line_to(outbox: mpsc::Sender<FromCoordinator>, gives_back: bool) -> Line {
    Line {
        number: 1,
        outbox,
        cut: CancellationToken::new(),
        gives_back,
        protocol: PROTOCOL,
        cannot_update: None,
        keeps_heads: false,
        ordered: Arc::default(),
    }
}

/// An open session that nobody reads.
pub(crate) fn line() -> Line {
    let (outbox, _) = mpsc::channel(1);
    line_to(outbox, true)
}

const NOW: Timestamp = Timestamp::from_millis(1_795_219_200_000);
const MOMENT: Now = Now { boot: BootTime(Duration::ZERO), wall: NOW };

fn organisation(number: u8) -> OrganisationId {
    OrganisationId::from_random([number; 16])
}

/// What becomes of a worker after it has joined.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    NeverCame,
    IsHere,
    Stops,
    FallsAsleep,
    IsGone,
}

#[derive(Debug, Clone)]
struct Drawn {
    /// What it finds, and what it is given.
    labels: WorkerLabels,
    /// What it finds and is given later, if anything is otherwise then.
    later: Option<WorkerLabels>,
    slots: u32,
    taken: u32,
    fate: Fate,
    seen_minutes_ago: u64,
    is_foreign: bool,
    /// For how many minutes it is still paused; a pause may be over.
    paused_for: Option<i64>,
    owner: Owner,
}

fn owner() -> impl Strategy<Value = Owner> {
    let only = |programs: &[&str], submitters: &[&str]| Only {
        programs: programs.iter().map(ToString::to_string).collect(),
        submitters: submitters.iter().map(ToString::to_string).collect(),
        ..Only::default()
    };
    let apart = Only { isolation: Isolation::Landlock, ..Only::default() };
    let only = prop_oneof![
        8 => Just(Only::default()),
        1 => Just(only(&["make", "cargo"], &[])),
        1 => Just(only(&[], &["operator"])),
        1 => Just(only(&[], &["tok_1"])),
        1 => Just(apart),
    ];
    let closed = prop::option::weighted(0.1, Just(Closed::OnBattery));
    (only, closed)
        .prop_map(|(only, closed)| Owner { limits: Limits { only, ..Limits::default() }, closed })
}

fn pause(minutes: i64) -> Pause {
    let hold = Hold { by: "operator".into(), at: NOW, reason: "repairs".into() };
    let until = Timestamp::from_millis(NOW.millis() + minutes * 60_000);
    Pause { hold, until: Some(until), take_back_at: None }
}

fn labels() -> impl Strategy<Value = WorkerLabels> {
    let some = || {
        prop_oneof![
            Just("{}"),
            Just(r#"{"gpu":true,"cpu_cores":8}"#),
            Just(r#"{"gpu":false,"cpu_cores":8.0}"#),
            Just(r#"{"cpu_cores":"8","os":"linux"}"#),
        ]
    };
    let read = |json: &str| serde_json::from_str(json).unwrap();
    (some(), some()).prop_map(move |(found, given)| WorkerLabels::new(read(found), read(given)))
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let labels = (labels(), prop::option::weighted(0.3, labels()));
    let fate = prop_oneof![
        Just(Fate::NeverCame),
        Just(Fate::IsHere),
        Just(Fate::IsHere),
        Just(Fate::Stops),
        Just(Fate::FallsAsleep),
        Just(Fate::IsGone),
    ];
    let paused_for = prop::option::weighted(0.3, -1_i64..2);
    let rest = (0_u64..10, prop::bool::weighted(0.1), paused_for, owner());
    (labels, 0_u32..3, 0_u32..3, fate, rest).prop_map(
        |(
            (labels, later),
            slots,
            taken,
            fate,
            (seen_minutes_ago, is_foreign, paused_for, owner),
        )| Drawn {
            labels,
            later,
            slots,
            taken,
            fate,
            seen_minutes_ago,
            is_foreign,
            paused_for,
            owner,
        },
    )
}

fn needs() -> impl Strategy<Value = Requirements> {
    let condition = prop_oneof![
        Just("gpu"),
        Just("not gpu"),
        Just("gpu == true"),
        Just("cpu_cores >= 8"),
        Just("cpu_cores == 8"),
        Just("os != linux"),
        Just("os in [linux, macos]"),
    ];
    vec(condition, 0..3).prop_map(|texts| {
        texts.into_iter().map(|text| text.parse::<Requirement>().unwrap()).collect()
    })
}

fn row(number: u8, drawn: &Drawn) -> WorkerRow {
    let ago = i64::try_from(drawn.seen_minutes_ago * 60_000).unwrap();
    WorkerRow {
        organisation: organisation(u8::from(drawn.is_foreign)),
        id: WorkerId::from_random([number + 1; 16]),
        name: format!("w{number}"),
        destination: Destination::Local,
        link: Link::Session,
        public_key: None,
        labels: drawn.labels.clone(),
        slots: drawn.slots,
        version: None,
        is_this_machine: false,
        node_id: None,
        joined_at: Timestamp::from_millis(0),
        last_seen_at: Timestamp::from_millis(NOW.millis() - ago),
        said_asleep: false,
        joined_with: None,
        pause: drawn.paused_for.map(pause),
        owner: drawn.owner.clone(),
        url: None,
        update: None,
    }
}

fn live(fleet: &Fleet, row: &WorkerRow, drawn: &Drawn) {
    let fate = drawn.fate;
    if fate != Fate::NeverCame {
        fleet.arrive(row.clone(), line(), NOW);
    }
    if let Some(labels) = drawn.later.clone() {
        // The worker and the operator speak of it, each knowing nothing of what the other says.
        let found = row.labels.with_found(labels.found().clone());
        fleet.changed(&WorkerRow { labels: found, ..row.clone() });
        let given = row.labels.with_given(labels.given().clone());
        fleet.steered(&WorkerRow { labels: given, ..row.clone() });
    }
    if matches!(fate, Fate::Stops | Fate::FallsAsleep) {
        fleet.leaves(&row.id, fate == Fate::FallsAsleep);
    }
    if matches!(fate, Fate::FallsAsleep | Fate::IsGone) {
        assert!(fleet.depart(&row.id, 1, NOW));
    }
}

/// Whether a worker that gets on with short tasks is offered some ahead, over such a line.
fn is_offered_ahead(gives_back: bool, unread: usize) -> bool {
    let drawn = Drawn {
        labels: WorkerLabels::default(),
        later: None,
        slots: 2,
        taken: 2,
        fate: Fate::IsHere,
        seen_minutes_ago: 0,
        is_foreign: false,
        paused_for: None,
        owner: Owner::default(),
    };
    let row = row(0, &drawn);
    let fleet = Fleet::from_rows(vec![row.clone()], Changes::default());
    let (outbox, _frames) = mpsc::channel(8);
    for _ in 0..unread {
        outbox.try_send(FromCoordinator::Bye { retry_ms: 1 }).unwrap();
    }
    let line = line_to(outbox, gives_back);
    fleet.arrive(row.clone(), line, NOW);
    (1..9).for_each(|number| fleet.ended(&row.id, &task(number, 2), BootTime::default()));
    let busy = [(row.id.clone(), drawn.taken)].into();
    fleet.offers(&busy, MOMENT).iter().any(|offer| offer.ahead.is_some())
}

#[test]
fn only_a_worker_that_gives_back_and_reads_is_offered_tasks_ahead() {
    assert!(is_offered_ahead(true, 3));
    assert!(!is_offered_ahead(true, 4), "it does not read what it is sent");
    assert!(!is_offered_ahead(false, 0), "it would keep what it cannot begin");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_worker_is_called_ready_exactly_if_a_claim_would_take_it(
        drawn in vec(drawn(), 0..6),
        needs in needs(),
        slots in 1_u32..3,
        program in prop_oneof![Just("sh"), Just("make")],
        isolation in prop_oneof![Just(Isolation::None), Just(Isolation::Landlock)],
    ) {
        let rows: Vec<_> = (0..).zip(&drawn).map(|(number, drawn)| row(number, drawn)).collect();
        let fleet = Fleet::from_rows(rows.clone(), Changes::default());
        rows.iter().zip(&drawn).for_each(|(row, drawn)| live(&fleet, row, drawn));
        let busy = rows.iter().zip(&drawn).map(|(row, drawn)| (row.id.clone(), drawn.taken));
        let busy = busy.collect();

        let applicant = Applicant { program: Some(program), submitter: "operator", isolation: Some(isolation) };
        let ask = Ask { requirements: &needs, slots, applicant };
        let offers = fleet.offers(&busy, MOMENT);
        let taken = offers.iter().filter(|offer| offer.takes(&organisation(0), ask));
        for offer in taken.clone() {
            let number = rows.iter().position(|row| row.id == offer.row.id).unwrap();
            let now = drawn[number].later.as_ref().unwrap_or(&drawn[number].labels);
            prop_assert_eq!(needs.unmet(now.all()).count(), 0, "{:?}", now);
        }
        let mut taken: Vec<_> = taken.map(|offer| offer.row.name.clone()).collect();
        taken.sort();
        let classes = fleet.classes(&organisation(0), &busy, NOW, [ask]);
        let groups = groups(ask, &classes);
        let ready = groups.iter().find(|group| group.standing == Some(Standing::Ready));
        let names = ready.map(|group| group.workers.clone()).unwrap_or_default();
        prop_assert_eq!(ready.map_or(0, |group| group.count), taken.len());
        prop_assert_eq!(names, taken.into_iter().take(5).collect::<Vec<_>>());
        let own = drawn.iter().filter(|drawn| !drawn.is_foreign).count();
        prop_assert_eq!(groups.iter().map(|group| group.count).sum::<usize>(), own, "each worker once");
    }
}
