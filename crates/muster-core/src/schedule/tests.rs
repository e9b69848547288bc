//! Timetables beside what people expect of them, and steps beside a simple model.

use super::{step::ON_TIME, *};
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn at(text: &str) -> Timestamp {
    Timestamp::from_millis(text.parse::<DateTime<Utc>>().unwrap().timestamp_millis())
}

/// The slots between two moments, as the clock on the wall shows them.
fn slots(cron: &str, zone: &str, from: &str, to: &str) -> Vec<String> {
    let zone_of: chrono_tz::Tz = zone.parse().unwrap();
    let wall = |slot: Timestamp| {
        let moment = DateTime::<Utc>::from_timestamp_millis(slot.millis()).unwrap();
        moment.with_timezone(&zone_of).format("%d %H:%M %Z").to_string()
    };
    let timetable = Timetable::new(cron, zone).unwrap();
    timetable.slots(at(from)).take_while(|slot| *slot < at(to)).map(wall).collect()
}

#[test]
fn a_time_of_day_that_does_not_exist_fires_after_the_gap() {
    let berlin =
        slots("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z");
    assert_eq!(berlin, ["28 02:30 CET", "29 03:00 CEST", "30 02:30 CEST"]);
    let york =
        slots("30 2 * * *", "America/New_York", "2026-03-07T05:00:00Z", "2026-03-10T04:00:00Z");
    assert_eq!(york, ["07 02:30 EST", "08 03:00 EDT", "09 02:30 EDT"]);
    let lord_howe =
        slots("15 2 * * *", "Australia/Lord_Howe", "2026-10-02T14:00:00Z", "2026-10-05T13:00:00Z");
    assert_eq!(
        lord_howe,
        ["03 02:15 +1030", "04 02:30 +11", "05 02:15 +11"],
        "its clocks move by half an hour"
    );
}

#[test]
fn a_time_of_day_that_exists_twice_fires_at_the_first() {
    let berlin =
        slots("30 2 * * *", "Europe/Berlin", "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z");
    assert_eq!(berlin, ["24 02:30 CEST", "25 02:30 CEST", "26 02:30 CET"]);
    let york =
        slots("30 1 * * *", "America/New_York", "2026-10-31T04:00:00Z", "2026-11-03T05:00:00Z");
    assert_eq!(york, ["31 01:30 EDT", "01 01:30 EDT", "02 01:30 EST"]);
    let lord_howe =
        slots("45 1 * * *", "Australia/Lord_Howe", "2026-04-03T13:00:00Z", "2026-04-06T13:00:00Z");
    assert_eq!(lord_howe, ["04 01:45 +11", "05 01:45 +11", "06 01:45 +1030"]);
}

#[test]
fn an_interval_follows_the_clock_on_the_wall() {
    let gap =
        slots("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:15:00Z", "2026-03-29T02:00:00Z");
    assert_eq!(gap, ["29 01:30 CET", "29 03:00 CEST", "29 03:30 CEST"]);
    let twice =
        slots("*/30 * * * *", "Europe/Berlin", "2026-10-24T23:50:00Z", "2026-10-25T02:10:00Z");
    assert_eq!(
        twice,
        ["25 02:00 CEST", "25 02:30 CEST", "25 02:00 CET", "25 02:30 CET", "25 03:00 CET"]
    );
    let half = slots(
        "*/15 * * * *",
        "Australia/Lord_Howe",
        "2026-04-04T14:25:00Z",
        "2026-04-04T15:50:00Z",
    );
    assert_eq!(
        half,
        [
            "05 01:30 +11",
            "05 01:45 +11",
            "05 01:30 +1030",
            "05 01:45 +1030",
            "05 02:00 +1030",
            "05 02:15 +1030"
        ]
    );
}

#[test]
fn what_cannot_be_read_or_never_comes_names_its_field() {
    let refused = |cron: &str, zone: &str| Timetable::new(cron, zone).unwrap_err().field;
    for cron in [
        "",
        "* * * *",
        "* * * * * *",
        "61 * * * *",
        "@reboot",
        "a b c d e",
        "0 0 30 2 *",
        "0 0 31 4,6,9,11 *",
    ] {
        assert_eq!(refused(cron, "UTC"), "cron", "{cron:?}");
    }
    assert_eq!(refused(&"0,".repeat(200), "UTC"), "cron");
    assert_eq!(refused("@daily", "Mars/Olympus"), "time_zone");
    for cron in [
        "@daily",
        "@midnight",
        "@hourly",
        "@weekly",
        "@monthly",
        "@yearly",
        "0 9 * jan-mar mon,FRI",
        "0 0 29 2 *",
    ] {
        assert!(Timetable::new(cron, "America/New_York").is_ok(), "{cron:?}");
    }
    let day_or_weekday =
        slots("0 0 13 * fri", "UTC", "2026-02-01T00:00:00Z", "2026-02-28T00:00:00Z");
    assert_eq!(
        day_or_weekday,
        ["06 00:00 UTC", "13 00:00 UTC", "20 00:00 UTC", "27 00:00 UTC"],
        "either, as ever"
    );
}

const CRONS: [&str; 9] = [
    "30 2 * * *",
    "0 * * * *",
    "*/20 * * * *",
    "15 1,2,3 * * *",
    "0 0 * * *",
    "5-10 2 * * sun",
    "45 1 * * *",
    "7 */3 1,15 * *",
    "0 12 * * mon-fri",
];
const ZONES: [&str; 4] = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whenever_one_asks_the_next_slot_is_the_same(cron in 0..CRONS.len(), zone in 0..ZONES.len(), minute in 0..366 * 24 * 60_i64) {
        let timetable = Timetable::new(CRONS[cron], ZONES[zone]).unwrap();
        let moment = Timestamp::from_millis(at("2026-01-01T00:00:00Z").millis() + minute * 60_000 + 17_250);
        let day_before = Timestamp::from_millis(moment.millis() - 40 * 86_400_000);
        let walked = timetable.slots(day_before).find(|slot| *slot > moment);
        prop_assert_eq!(timetable.next(moment), walked);
    }

    #[test]
    fn over_a_year_every_slot_runs_once_or_is_skipped_as_the_policy_says(
        cron in 0..CRONS.len(),
        zone in 0..ZONES.len(),
        missed in prop_oneof![
            Just(Missed::None),
            Just(Missed::Last),
            (60..400_000_u64).prop_map(|seconds| Missed::All { within: Duration::from_secs(seconds) }),
        ],
        moves in prop::collection::vec(any_move(), 1..120),
    ) {
        let timetable = Timetable::new(CRONS[cron], ZONES[zone]).unwrap();
        let mut world = World::new(&timetable, missed, at("2026-01-01T00:00:00Z"));
        for next in moves {
            world.go(next);
        }
        world.check();
    }
}

/// What happens to the coordinator between two of its looks at the schedule.
#[derive(Debug, Clone, Copy)]
enum Move {
    /// It looks once a second, or as good as.
    Awake(i64),
    /// It sleeps, is off, or the clock is put forward.
    Away(i64),
    /// The clock is corrected, or was far ahead and is put right.
    Back(i64),
}

fn any_move() -> impl Strategy<Value = Move> {
    prop_oneof![
        3 => (1..10 * 86_400_i64).prop_map(Move::Awake),
        2 => (1..4 * 86_400_i64).prop_map(Move::Away),
        1 => (1..50_000_i64).prop_map(Move::Away),
        1 => (1..3_600_i64).prop_map(Move::Back),
        1 => (1..400_000_i64).prop_map(Move::Back),
    ]
}

/// A schedule, and beside it a list of what should have become of each slot.
struct World<'a> {
    timetable: &'a Timetable,
    missed: Missed,
    now: Timestamp,
    pending: Pending,
    ran: BTreeSet<Timestamp>,
    skipped: BTreeSet<Timestamp>,
    expected: BTreeMap<Timestamp, bool>,
}

impl<'a> World<'a> {
    fn new(timetable: &'a Timetable, missed: Missed, now: Timestamp) -> Self {
        let due = timetable.next(now).unwrap();
        let pending = Pending { due, decided_at: now };
        Self {
            timetable,
            missed,
            now,
            pending,
            ran: BTreeSet::new(),
            skipped: BTreeSet::new(),
            expected: BTreeMap::new(),
        }
    }

    fn go(&mut self, next: Move) {
        let after = |seconds: i64| Timestamp::from_millis(self.now.millis() + seconds * 1000);
        match next {
            Move::Away(seconds) => self.now = after(seconds),
            Move::Back(seconds) => self.now = after(-seconds),
            Move::Awake(seconds) => {
                let end = after(seconds);
                self.look();
                // Between two slots there is nothing to see.
                while let Some(slot) = self.timetable.next(self.now).filter(|slot| *slot <= end) {
                    self.now = slot.after(Duration::from_millis(900)).min(end.max(slot));
                    self.look();
                }
                self.now = end.max(self.now);
            }
        }
        self.look();
    }

    /// One look: what the model expects, and then the steps.
    fn look(&mut self) {
        self.begin_anew();
        let due = self.from(self.pending.due, |slot| slot <= self.now);
        for (place, slot) in due.iter().enumerate().filter(|(_, slot)| !self.ran.contains(slot)) {
            let (age, later) = (self.now.since(*slot), due.len() - 1 - place);
            let runs = match self.missed {
                Missed::None => age <= ON_TIME,
                Missed::Last => later == 0,
                Missed::All { within } => age <= within.max(ON_TIME) && later < MOST_CAUGHT_UP,
            };
            assert_eq!(self.expected.insert(*slot, runs), None, "{slot} was decided twice");
        }
        loop {
            match step(self.timetable, self.missed, self.pending, self.now) {
                Step::Wait => return,
                Step::Rewind { .. } => panic!("it has just begun anew"),
                Step::Run { slot, next } => {
                    // Whoever runs slots knows which have run, as the store does.
                    self.ran.insert(slot);
                    self.pending = Pending { due: next.unwrap(), decided_at: self.now };
                }
                Step::Skip { from, until } => {
                    let given_up = self.from(from, |slot| slot < until);
                    self.skipped.extend(given_up.iter().filter(|slot| !self.ran.contains(slot)));
                    self.pending = Pending { due: until, decided_at: self.now };
                }
            }
        }
    }

    /// A clock that was put right by much: what was skipped and has not come yet is not decided any more.
    fn begin_anew(&mut self) {
        if let Step::Rewind { due } = step(self.timetable, self.missed, self.pending, self.now) {
            self.skipped.retain(|slot| *slot < due);
            self.expected.retain(|slot, runs| *runs || *slot < due);
            self.pending = Pending { due, decided_at: self.now };
        }
    }

    fn from(&self, first: Timestamp, goes_on: impl Fn(Timestamp) -> bool) -> Vec<Timestamp> {
        let slots = std::iter::successors(Some(first), |slot| self.timetable.next(*slot));
        slots.take_while(|slot| goes_on(*slot)).collect()
    }

    fn check(&self) {
        let should = |wanted: bool| {
            let slots = self.expected.iter().filter(move |(_, runs)| **runs == wanted);
            slots.map(|(slot, _)| *slot).collect::<BTreeSet<_>>()
        };
        assert_eq!(self.ran, should(true), "what ran");
        assert_eq!(self.skipped, should(false), "what was skipped");
    }
}

#[test]
fn a_clock_that_was_years_ahead_does_not_silence_a_schedule_for_years() {
    let timetable = Timetable::new("@hourly", "UTC").unwrap();
    let (now, wrong) = (at("2026-05-01T10:30:00Z"), at("2036-05-01T10:30:00Z"));
    let pending = Pending { due: at("2036-05-01T11:00:00Z"), decided_at: wrong };
    let anew = step(&timetable, Missed::Last, pending, now);
    assert_eq!(anew, Step::Rewind { due: at("2026-05-01T11:00:00Z") });
    let corrected =
        Pending { due: at("2026-05-01T11:00:00Z"), decided_at: at("2026-05-01T11:00:10Z") };
    assert_eq!(step(&timetable, Missed::Last, corrected, at("2026-05-01T10:59:50Z")), Step::Wait);
}

#[test]
fn what_is_no_timetable_is_told_what_is_accepted_in_our_own_words() {
    let said = |cron| Timetable::new(cron, "UTC").unwrap_err().to_string();
    for (cron, about) in [
        ("", "and not 0"),
        ("* * * * * *", "and not 6"),
        ("99 * * * *", "minutes are 0 to 59"),
        ("* * * * someday", "weekdays 0 to 7 or `mon` to `sun`"),
        ("@fortnightly", "the words are `@yearly`"),
    ] {
        let said = said(cron);
        assert!(said.starts_with("cron must be five fields (minute, hour, day, "), "{said}");
        assert!(said.contains("like `30 2 * * mon-fri`") && said.contains(about), "{said}");
    }
}
