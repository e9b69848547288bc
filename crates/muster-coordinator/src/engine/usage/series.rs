//! Series: what was used, divided by days, workers, environments or people.
//!
//! Counts are read as they are, and hours are computed from spans. Both are whole numbers here; they become hours and
//! seconds when they are shown.

use muster_api::usage::{MeterStanding, UsageBy, UsageMeter, UsagePoint, UsageSeries};
use muster_core::{Day, OrganisationId, Timestamp};
use muster_store::{
    Read, StoreError, usage_count,
    usage_count::Counted,
    usage_span::{self, Span},
};
use std::collections::BTreeMap;

use super::facts::Used;

/// More days in one question are too many.
pub(crate) const MOST_DAYS: i64 = 400;
const HOUR: u64 = 3_600_000;

/// How much of one thing there was on one day, by whom and where; as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) day: Day,
    pub(crate) meter: UsageMeter,
    pub(crate) worker: String,
    pub(crate) environment: String,
    pub(crate) person: String,
    /// In milliseconds, or as a number of things.
    pub(crate) raw: u64,
}

impl Fact {
    /// What it is counted under.
    pub(crate) fn key(&self, by: UsageBy) -> String {
        match by {
            UsageBy::Day => self.day.to_string(),
            UsageBy::Worker => self.worker.clone(),
            UsageBy::Environment => self.environment.clone(),
            UsageBy::Person => self.person.clone(),
        }
    }
}

/// How many milliseconds, or things, are one unit.
pub(crate) fn raw_of_one(meter: UsageMeter) -> u64 {
    match meter {
        UsageMeter::JobSeconds => 1_000,
        UsageMeter::LocalWorkerHours
        | UsageMeter::CloudWorkerHours
        | UsageMeter::EnvironmentHours
        | UsageMeter::EnvironmentGigabyteHours => HOUR,
        UsageMeter::ApiCalls
        | UsageMeter::TokenIssuances
        | UsageMeter::ActiveAgents
        | UsageMeter::LogBytes
        | UsageMeter::ArtefactBytes => 1,
    }
}

/// In the meter's unit, for people.
#[expect(clippy::cast_precision_loss, reason = "nobody reads the sixteenth digit")]
pub(crate) fn quantity(meter: UsageMeter, raw: u64) -> f64 {
    raw as f64 / raw_of_one(meter) as f64
}

/// Everything from one day until another, both included.
pub(crate) fn facts_of(
    tx: &mut dyn Read,
    own: &OrganisationId,
    (first, last): (Day, Day),
    now: Timestamp,
) -> Result<Vec<Fact>, StoreError> {
    let mut facts = Vec::new();
    for counted in usage_count::between(tx, own, (first, last))? {
        facts.extend(counted_fact(counted));
    }
    let until = last.end().min(now);
    for span in usage_span::between(tx, own, (first.begin(), until))? {
        facts.extend(hours_of(&span, first.begin(), until));
    }
    Ok(facts)
}

/// What people are shown; other counts are for the limits alone.
fn counted_fact(counted: Counted) -> Option<Fact> {
    let Counted { day, meter, worker, person, quantity } = counted;
    let meter = match meter.as_str() {
        Used::RUN_MILLISECONDS => UsageMeter::JobSeconds,
        word => UsageMeter::ALL.into_iter().find(|meter| meter.as_str() == word)?,
    };
    Some(Fact { day, meter, worker, environment: String::new(), person, raw: quantity })
}

/// A span, in the parts that lie on each day.
fn hours_of(span: &Span, from: Timestamp, until: Timestamp) -> Vec<Fact> {
    let meter = UsageMeter::ALL.into_iter().find(|meter| meter.as_str() == span.meter);
    let Some(meter) = meter else { return Vec::new() };
    let begin = span.began_at.max(from);
    let end = span.ended_at.unwrap_or(until).min(until);
    let is_worker = matches!(meter, UsageMeter::LocalWorkerHours | UsageMeter::CloudWorkerHours);
    let (mut facts, mut day) = (Vec::new(), Day::of(begin));
    while day.begin() < end {
        let part = end.min(day.end()).since(begin.max(day.begin()));
        let millis = u64::try_from(part.as_millis()).unwrap_or(u64::MAX);
        let subject = |is_it: bool| if is_it { span.subject.clone() } else { String::new() };
        facts.push(Fact {
            day,
            meter,
            worker: subject(is_worker),
            environment: subject(!is_worker),
            person: span.person.clone(),
            raw: millis.saturating_mul(span.weight),
        });
        day = day.after(1);
    }
    facts.retain(|fact| fact.raw > 0);
    facts
}

/// Of what goes up and down the most counts, and otherwise the sum.
fn together(meter: UsageMeter, sum: u64, more: u64) -> u64 {
    if meter == UsageMeter::ActiveAgents { sum.max(more) } else { sum.saturating_add(more) }
}

/// One meter's facts, divided.
pub(crate) fn series(
    facts: &[Fact],
    meter: UsageMeter,
    by: UsageBy,
    (since, until): (Day, Day),
) -> UsageSeries {
    let mut parts = BTreeMap::<String, u64>::new();
    if by == UsageBy::Day {
        let days = (since.number()..=until.number()).filter_map(Day::from_number);
        parts.extend(days.map(|day| (day.to_string(), 0)));
    }
    let mut total = 0;
    for fact in facts.iter().filter(|fact| fact.meter == meter) {
        let part = parts.entry(fact.key(by)).or_default();
        *part = together(meter, *part, fact.raw);
        total = together(meter, total, fact.raw);
    }
    let mut points: Vec<_> = parts.into_iter().collect();
    if by != UsageBy::Day {
        points.sort_by_key(|(_, raw)| std::cmp::Reverse(*raw));
    }
    let point = |(key, raw)| UsagePoint { key, name: None, quantity: quantity(meter, raw) };
    UsageSeries {
        meter,
        unit: meter.unit().to_owned(),
        by,
        since,
        until,
        total: quantity(meter, total),
        points: points.into_iter().map(point).collect(),
    }
}

/// How much of everything there was on the last day and in its month.
pub(crate) fn standings(facts: &[Fact], today: Day) -> Vec<MeterStanding> {
    let sum = |meter, is_wanted: &dyn Fn(Day) -> bool| {
        let own = facts.iter().filter(|fact| fact.meter == meter && is_wanted(fact.day));
        let raw = own.fold(0, |sum, fact| together(meter, sum, fact.raw));
        quantity(meter, raw)
    };
    let standing = |meter: UsageMeter| MeterStanding {
        meter,
        unit: meter.unit().to_owned(),
        today: sum(meter, &|day| day == today),
        this_month: sum(meter, &|day| day >= today.first_of_month()),
    };
    UsageMeter::ALL.map(standing).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn span(began_hours: u64, ended_hours: Option<u64>, weight: u64) -> Span {
        let day: Day = "2026-11-21".parse().unwrap();
        let at = |hours| day.begin().after(Duration::from_hours(hours));
        Span {
            meter: usage_span::ENVIRONMENT.to_owned(),
            subject: "env".to_owned(),
            began_at: at(began_hours),
            ended_at: ended_hours.map(at),
            weight,
            price_per_hour: None,
            person: "operator".to_owned(),
        }
    }

    fn hours(facts: &[Fact]) -> Vec<(String, u64)> {
        facts.iter().map(|fact| (fact.day.to_string(), fact.raw / HOUR)).collect()
    }

    #[test]
    fn a_span_over_midnight_lies_on_both_days_and_is_as_long_as_before() {
        let day: Day = "2026-11-21".parse().unwrap();
        let until = day.after(9).begin();
        let facts = hours_of(&span(20, Some(49), 3), day.begin(), until);
        let expected = [("2026-11-21", 12), ("2026-11-22", 72), ("2026-11-23", 3)]
            .map(|(day, it)| (day.to_owned(), it));
        assert_eq!(hours(&facts), expected);
    }

    #[test]
    fn what_is_still_there_counts_until_now_and_what_was_before_does_not_count() {
        let day: Day = "2026-11-21".parse().unwrap();
        let now = day.begin().after(Duration::from_hours(30));
        let facts = hours_of(&span(2, None, 1), day.after(1).begin(), now);
        assert_eq!(hours(&facts), [("2026-11-22".to_owned(), 6)]);
    }

    #[test]
    fn each_day_has_its_point_and_the_parts_are_the_whole() {
        let day: Day = "2026-11-21".parse().unwrap();
        let facts = hours_of(&span(20, Some(30), 1), day.begin(), day.after(3).begin());
        let made = series(&facts, UsageMeter::EnvironmentHours, UsageBy::Day, (day, day.after(2)));
        let quantities: Vec<_> = made.points.iter().map(|point| point.quantity).collect();
        assert_eq!((quantities, made.total), (vec![4.0, 6.0, 0.0], 10.0));
        let made = series(&facts, UsageMeter::EnvironmentHours, UsageBy::Environment, (day, day));
        assert_eq!((made.points[0].key.as_str(), made.points[0].quantity), ("env", 10.0));
    }
}
