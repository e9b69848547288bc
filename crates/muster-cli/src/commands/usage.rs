//! `muster usage`: what was used, and how near limits are.

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Output, Table, Tone, exact},
};
use clap::{ArgGroup, Args, ValueEnum};
use muster_api::usage::{
    Enforcement, LimitedThing, SeriesQuery, UsageBy, UsageLimit, UsageMeter, UsageOverview,
    UsageRange, UsageSeries,
};
use muster_core::Day;
use std::io::{self, Write};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("of days").args(["meter", "csv"])))]
pub(crate) struct Usage {
    /// What was used, like `job_seconds` or `api_calls` [default: all of it, today and this month]
    #[arg(long, value_name = "METER", value_parser = meter)]
    meter: Option<UsageMeter>,
    /// How it is divided
    #[arg(long, value_name = "BY", value_enum, default_value_t = By::Day, requires = "meter")]
    by: By,
    /// From this day (UTC) on, like `2026-11-01` [default: 30 days ago]
    #[arg(long, value_name = "DAY", value_parser = day, requires = "of days")]
    since: Option<Day>,
    /// Up to this day (UTC) [default: today]
    #[arg(long, value_name = "DAY", value_parser = day, requires = "of days")]
    until: Option<Day>,
    /// All of it as a table for spreadsheets, on standard output
    #[arg(long)]
    csv: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Day,
    Worker,
    Environment,
    Person,
}

fn meter(text: &str) -> Result<UsageMeter, String> {
    let found = UsageMeter::ALL.into_iter().find(|meter| meter.as_str() == text);
    found
        .ok_or_else(|| format!("say one of {}", UsageMeter::ALL.map(UsageMeter::as_str).join(", ")))
}

fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|_| "must be a day like `2026-11-01`".to_owned())
}

/// Days of which something can be told: those that have begun, in their order.
fn check(since: Option<Day>, until: Option<Day>, today: Day) -> Result<(), Failure> {
    // The coordinator's clock may be a little ahead of ours, at midnight by a day.
    let begun = today.after(1);
    let future = [("--since", since), ("--until", until)];
    let future = future.into_iter().find(|(_, day)| day.is_some_and(|day| day > begun));
    if let Some((option, Some(day))) = future {
        return Err(Failure::usage(format!("`{option} {day}` is in the future")));
    }
    match (since, until) {
        (Some(since), Some(until)) if since > until => {
            Err(Failure::usage(format!("`--until {until}` is before `--since {since}`")))
        }
        _ => Ok(()),
    }
}

impl Usage {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let output = &context.output;
        check(self.since, self.until, Day::of(output.now))?;
        let [since, until] = [self.since, self.until].map(|day| day.map(|day| day.to_string()));
        let client = context.client().await?;
        if let Some(meter) = self.meter {
            let by = match self.by {
                By::Day => UsageBy::Day,
                By::Worker => UsageBy::Worker,
                By::Environment => UsageBy::Environment,
                By::Person => UsageBy::Person,
            };
            let query = SeriesQuery { meter, by: Some(by), since, until };
            let series = client.usage_series(&query).await?;
            output.item(&series, meter.as_str(), |series| divided(series, output))?;
        } else if self.csv {
            let range = UsageRange { since, until };
            let mut parts = client.export_usage(&range).await?;
            while let Some(part) = parts.next().await? {
                print(&part)?;
            }
        } else {
            let overview = client.usage().await?;
            output.item(&overview, &overview.plan, |overview| told(overview, output))?;
        }
        Ok(Exit::SUCCESS)
    }
}

/// Whoever reads has what they wanted when they stop reading.
fn print(part: &[u8]) -> Result<(), Failure> {
    match io::stdout().lock().write_all(part) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let says = format!("standard output cannot be written: {error}");
            Err(Failure::new("unwritable", says, Exit::FAILURE))
        }
        _ => Ok(()),
    }
}

fn told(overview: &UsageOverview, output: &Output) -> String {
    let mode = match overview.enforcement {
        Enforcement::Off => "its limits are not kept to",
        Enforcement::Observe => "what its limits would refuse is only counted",
        Enforcement::On => "its limits are kept to",
    };
    let mut text = format!("plan {}: {mode}\n\n", overview.plan);
    let rows = overview.limits.iter().map(limit_row).collect();
    text += &Table { columns: LIMITS, rows }.render(output.paint, output.width());
    let row = |line: &muster_api::usage::MeterStanding| {
        let [today, month] = [line.today, line.this_month].map(number);
        vec![line.meter.as_str().into(), today.into(), month.into(), Cell::muted(&line.unit)]
    };
    let rows = overview.meters.iter().map(row).collect();
    text.push('\n');
    text + &Table { columns: METERS, rows }.render(output.paint, output.width())
}

const LIMITS: &[Column] = &[
    Column::left("LIMIT"),
    Column::right("USED"),
    Column::right("OF"),
    Column::right("REFUSED"),
    Column::long("OUTLOOK"),
];
const METERS: &[Column] = &[
    Column::left("METER"),
    Column::right("TODAY"),
    Column::right("THIS MONTH"),
    Column::left("UNIT"),
];

fn limit_row(limit: &UsageLimit) -> Vec<Cell> {
    let UsageLimit { limited, used, most, .. } = limit;
    let is_reached = most.is_some_and(|most| used >= &most);
    let is_near = most.is_some_and(|most| used * 5 >= most * 4);
    let tone = match (is_reached, is_near) {
        (true, _) => Tone::Danger,
        (false, true) => Tone::Notice,
        (false, false) => Tone::Plain,
    };
    let name = match limited {
        LimitedThing::Agents => "active agents",
        LimitedThing::ApiCalls => "API calls today",
    };
    vec![
        name.into(),
        Cell::new(tone, &used.to_string()),
        most.map_or_else(|| "any number".to_owned(), |most| most.to_string()).into(),
        limit.refused_today.to_string().into(),
        outlook(limit, is_reached).into(),
    ]
}

fn outlook(limit: &UsageLimit, is_reached: bool) -> String {
    match (is_reached, limit.reached_at, limit.forecast) {
        (true, ..) => format!("reached; {}", limit.frees),
        (false, Some(at), _) => format!("at this pace reached at {}", exact(at)),
        (false, None, Some(forecast)) => format!("at this pace {forecast} by the end of the day"),
        (false, None, None) => String::new(),
    }
}

fn divided(series: &UsageSeries, output: &Output) -> String {
    let columns =
        &[Column::left(title(series.by)), Column::right("QUANTITY"), Column::left("UNIT")];
    let row = |key: &str, quantity: f64| {
        vec![Cell::from(key), number(quantity).into(), Cell::muted(&series.unit)]
    };
    let mut rows: Vec<_> = series
        .points
        .iter()
        .map(|point| {
            let known = if point.key.is_empty() { "not known" } else { &point.key };
            row(point.name.as_deref().unwrap_or(known), point.quantity)
        })
        .collect();
    rows.push(row("all", series.total));
    Table { columns, rows }.render(output.paint, output.width())
}

fn title(by: UsageBy) -> &'static str {
    match by {
        UsageBy::Day => "DAY",
        UsageBy::Worker => "WORKER",
        UsageBy::Environment => "ENVIRONMENT",
        UsageBy::Person => "PERSON",
    }
}

/// Whole numbers as they are, others with two digits behind the point.
fn number(quantity: f64) -> String {
    if quantity.fract() == 0.0 { format!("{quantity:.0}") } else { format!("{quantity:.2}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_as_many_digits_as_people_read() {
        assert_eq!([0.0, 1_000.0, 0.5, 12.345].map(number), ["0", "1000", "0.50", "12.35"]);
    }

    #[test]
    fn days_are_for_what_is_divided_by_them_and_have_begun() {
        use clap::Parser;
        #[derive(Debug, Parser)]
        struct Line {
            #[command(flatten)]
            usage: Usage,
        }
        let read = |words: &[&str]| {
            let line = Line::try_parse_from(["usage"].iter().chain(words));
            line.map(|line| line.usage).map_err(|error| error.to_string())
        };
        assert!(read(&["--since", "2026-11-01"]).unwrap_err().contains("--meter"));
        for wrong in ["garbage", "2026-13-01", "1"] {
            let said = read(&["--meter", "api_calls", "--since", wrong]).unwrap_err();
            assert!(said.contains("must be a day like"), "{said}");
        }
        assert!(read(&["--csv", "--until", "2026-11-01"]).unwrap().csv);
        assert!(read(&["--csv", "--meter", "api_calls"]).is_err());
        let day = |text: &str| Some(text.parse::<Day>().unwrap());
        let today = day("2026-11-20").unwrap();
        assert_eq!(check(day("2026-11-20"), None, today), Ok(()));
        let future = check(day("2026-12-24"), None, today).unwrap_err();
        assert_eq!(future.message, "`--since 2026-12-24` is in the future");
        assert!(check(day("2026-11-03"), day("2026-11-02"), today).is_err());
    }

    #[test]
    fn a_meter_is_named_as_in_the_api() {
        assert_eq!(meter("log_bytes"), Ok(UsageMeter::LogBytes));
        assert!(meter("logs").unwrap_err().contains("artefact_bytes"));
    }
}
