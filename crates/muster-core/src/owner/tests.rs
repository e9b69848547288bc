use super::*;
use proptest::{collection::vec, option, prelude::*};

/// How often a worker looks.
const STEP: Duration = Duration::from_secs(5);

fn hours(text: &str) -> Hours {
    text.parse().unwrap()
}

#[test]
fn hours_may_go_over_midnight_and_end_before_their_last_minute() {
    let (day, night) = (hours("8:00-18:30"), hours("22:00-07:00"));
    let at = |hour: u16, minute: u16| hour * 60 + minute;
    for (minute, by_day, by_night) in [
        (at(7, 59), false, false),
        (at(8, 0), true, false),
        (at(18, 29), true, false),
        (at(18, 30), false, false),
        (at(22, 0), false, true),
        (at(0, 0), false, true),
        (at(6, 59), false, true),
        (at(7, 0), false, false),
    ] {
        assert_eq!((day.contains(minute), night.contains(minute)), (by_day, by_night), "{minute}");
    }
    assert_eq!(day.to_string(), "08:00-18:30");
    assert!(hours("18:00-24:00").contains(at(23, 59)), "a day may be named to its end");
}

#[test]
fn what_is_no_span_of_hours_is_refused() {
    for text in ["", "08:00", "08:00-", "8-18", "08:00-25:00", "08:60-09:00", "24:01-07:00"] {
        assert_eq!(text.parse::<Hours>(), Err(BadHours), "{text}");
    }
    for text in ["08:00-08:00", "00:00-24:00", "+8:00-09:00", "08:0-09:00", "08:00-09:00-10:00"] {
        assert_eq!(text.parse::<Hours>(), Err(BadHours), "{text}");
    }
}

#[test]
fn what_is_not_known_keeps_jobs_out_only_where_it_matters() {
    let nothing = Machine::default();
    assert_eq!(Limits::default().closed(&nothing), None);
    for limits in [
        Limits { hours: Some(hours("08:00-18:00")), ..Limits::default() },
        Limits { only_on_mains: true, ..Limits::default() },
        Limits { battery_floor: Some(20), ..Limits::default() },
        Limits { idle_minutes: Some(5), ..Limits::default() },
        Limits { not_metered: true, ..Limits::default() },
    ] {
        assert_eq!(limits.closed(&nothing), Some(Closed::Unknown), "{limits:?}");
    }
}

#[test]
fn an_owner_allows_programs_and_submitters_by_their_very_names() {
    let set = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    let only = Only { programs: set(&["make"]), submitters: set(&["operator"]) };
    let job = |program, submitter| Applicant { program: Some(program), submitter };
    assert_eq!(only.forbids(job("make", "operator")), None);
    let forbidden = only.forbids(job("./make", "operator")).unwrap();
    assert_eq!(forbidden.to_string(), "its owner does not allow `./make`");
    let forbidden = only.forbids(job("make", "tok_1")).unwrap();
    assert_eq!(forbidden.to_string(), "its owner takes no jobs of `tok_1`");
    assert_eq!(Only::default().forbids(job("rm", "")), None);
    assert_eq!(program(&Command::Shell("make".to_owned())), "sh");
}

#[test]
fn limits_are_written_as_short_as_they_are() {
    assert_eq!(serde_json::to_string(&Owner::default()).unwrap(), r#"{"limits":{}}"#);
    let said = r#"{"limits":{"hours":"22:00-07:00","later":1},"closed":"too_warm"}"#;
    let newer: Owner = serde_json::from_str(said).unwrap();
    assert_eq!(newer.closed, Some(Closed::Other), "a newer worker's cause is one all the same");
    assert_eq!(newer.limits.hours, Some(hours("22:00-07:00")));
}

/// A gate that has seen these one after the other, each a step later: what it said each time.
fn said(limits: &Limits, seen: &[Machine]) -> Vec<Option<Closed>> {
    let mut gate = Gate::default();
    let moments = (0..).map(|step| STEP * step);
    seen.iter().zip(moments).map(|(machine, now)| gate.look(limits, machine, now)).collect()
}

fn changes(said: &[Option<Closed>]) -> usize {
    said.windows(2).filter(|pair| pair[0].is_some() != pair[1].is_some()).count()
}

fn only_on_mains() -> Limits {
    Limits { only_on_mains: true, ..Limits::default() }
}

fn on(power: Power) -> Machine {
    Machine { power: Some(power), ..Machine::default() }
}

#[test]
fn a_battery_at_its_floor_closes_the_gate_once() {
    let limits = Limits { battery_floor: Some(40), ..Limits::default() };
    let wavering = |held: u8| on(Power::Battery(held));
    let hour: Vec<_> = (0..5).cycle().take(720).map(|step| wavering(39 + step)).collect();
    assert_eq!(changes(&said(&limits, &hour)), 0, "it is closed from the first look on");
    let well_charged = vec![wavering(45); 13];
    let recovered = said(&limits, &[hour, well_charged].concat());
    assert_eq!(changes(&recovered), 1);
    assert_eq!(recovered.last(), Some(&None), "it has recovered for a minute");
}

#[test]
fn a_loose_plug_does_not_open_the_gate() {
    let limits = only_on_mains();
    let loose = |step: u8| if step.is_multiple_of(3) { Power::Battery(90) } else { Power::Mains };
    let seen: Vec<_> = (0..200).map(|step| on(loose(step))).collect();
    assert!(said(&limits, &seen).iter().all(|closed| *closed == Some(Closed::OnBattery)));
}

#[test]
fn a_certain_cause_goes_before_what_is_not_known() {
    let limits = Limits { hours: Some(hours("22:00-07:00")), not_metered: true, ..only_on_mains() };
    let machine = on(Power::Battery(90));
    assert_eq!(limits.closed(&machine), Some(Closed::OnBattery));
    assert_eq!(limits.closed(&on(Power::Mains)), Some(Closed::Unknown));
}

#[test]
fn a_low_battery_has_to_recover_whatever_else_was_seen_meanwhile() {
    let limits = Limits { battery_floor: Some(40), not_metered: true, ..Limits::default() };
    let at =
        |held, is_metered| Machine { is_metered: Some(is_metered), ..on(Power::Battery(held)) };
    let nothing = Machine::default();
    let mut seen = vec![at(39, false), at(41, true), nothing];
    seen.extend(vec![at(44, false); 30]);
    assert_eq!(said(&limits, &seen).pop().unwrap(), Some(Closed::BatteryLow));
}

#[test]
fn hours_and_idleness_open_the_gate_at_once() {
    let limits =
        Limits { hours: Some(hours("22:00-07:00")), idle_minutes: Some(5), ..Limits::default() };
    let at = |minute, idle| Machine {
        minute: Some(minute),
        idle: Some(Duration::from_mins(idle)),
        ..Machine::default()
    };
    let seen = [at(1319, 9), at(1320, 9), at(1321, 0), at(1322, 5)];
    let expected = [Some(Closed::OutsideHours), None, Some(Closed::InUse), None];
    assert_eq!(said(&limits, &seen), expected);
}

fn any_limits() -> impl Strategy<Value = Limits> {
    let hours = (0..1440_u16, 0..1440_u16).prop_filter_map("equal", |(from, until)| {
        let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        format!("{}-{}", time(from), time(until)).parse().ok()
    });
    let floor = option::of(1..100_u8);
    (option::of(hours), any::<bool>(), floor, option::of(1..30_u32), any::<bool>()).prop_map(
        |(hours, only_on_mains, battery_floor, idle_minutes, not_metered)| Limits {
            hours,
            only_on_mains,
            battery_floor,
            idle_minutes,
            not_metered,
            ..Limits::default()
        },
    )
}

fn any_machine() -> impl Strategy<Value = Machine> {
    let power = prop_oneof![Just(Power::Mains), (0..=100_u8).prop_map(Power::Battery)];
    let idle = option::of((0..60_u64).prop_map(Duration::from_mins));
    (option::of(0..1440_u16), option::of(power), idle, option::of(any::<bool>()))
        .prop_map(|(minute, power, idle, is_metered)| Machine { minute, power, idle, is_metered })
}

proptest! {
    #[test]
    fn the_gate_is_never_open_outside_its_limits(
        limits in any_limits(),
        seen in vec(any_machine(), 1..200),
    ) {
        for (machine, closed) in seen.iter().zip(said(&limits, &seen)) {
            prop_assert!(closed.is_some() || limits.closed(machine).is_none());
        }
    }

    #[test]
    fn power_opens_the_gate_at_most_once_in_the_time_that_it_has_to_be_well(
        floor in 1..100_u8,
        held in vec(0..=100_u8, 2..400),
    ) {
        let limits = Limits { battery_floor: Some(floor), ..Limits::default() };
        let seen: Vec<_> = held.into_iter().map(|held| on(Power::Battery(held))).collect();
        let looks = usize::try_from(SETTLE.as_secs() / STEP.as_secs()).unwrap();
        let said = said(&limits, &seen);
        prop_assert!(changes(&said) <= 1 + 2 * said.len().div_ceil(looks));
    }

    #[test]
    fn a_gate_opens_when_its_limits_have_held_for_long_enough(
        limits in any_limits(),
        before in vec(any_machine(), 0..50),
    ) {
        let well = Machine {
            minute: limits.hours.and_then(|hours| (0..1440).find(|minute| hours.contains(*minute))),
            power: Some(Power::Mains),
            idle: Some(Duration::from_hours(1)),
            is_metered: Some(false),
        };
        let looks = usize::try_from(SETTLE.as_secs() / STEP.as_secs()).unwrap();
        let seen: Vec<_> = before.into_iter().chain(vec![well; looks + 1]).collect();
        prop_assert_eq!(said(&limits, &seen).pop().unwrap(), None);
    }
}
