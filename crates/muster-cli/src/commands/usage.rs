//! `muster usage`: what was used, and how near limits are.

use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    output::{Cell, Column, Output, Table, Tone, exact},
};
use clap::{Args, ValueEnum};
use muster_api::usage::{
    Enforcement, LimitedThing, SeriesQuery, UsageBy, UsageLimit, UsageMeter, UsageOverview,
    UsageRange, UsageSeries,
};
use std::io::{self, Write};

#[derive(Debug, Args)]
pub(crate) struct Usage {
    /// What was used, like `job_seconds` or `api_calls` [default: all of it, today and this month]
    #[arg(long, value_name = "METER", value_parser = meter)]
    meter: Option<UsageMeter>,
    /// How it is divided
    #[arg(long, value_name = "BY", value_enum, default_value_t = By::Day, requires = "meter")]
    by: By,
    /// From this day (UTC) on, like `2026-11-01` [default: 30 days ago]
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// Up to this day (UTC) [default: today]
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// All of it as a table for spreadsheets, on standard output
    #[arg(long, conflicts_with = "meter")]
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

impl Usage {
    pub(crate) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let output = &context.output;
        if let Some(meter) = self.meter {
            let by = match self.by {
                By::Day => UsageBy::Day,
                By::Worker => UsageBy::Worker,
                By::Environment => UsageBy::Environment,
                By::Person => UsageBy::Person,
            };
            let (since, until) = (self.since, self.until);
            let query = SeriesQuery { meter, by: Some(by), since, until };
            let series = client.usage_series(&query).await?;
            output.item(&series, meter.as_str(), |series| divided(series, output))?;
        } else if self.csv {
            let range = UsageRange { since: self.since, until: self.until };
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
    fn a_meter_is_named_as_in_the_api() {
        assert_eq!(meter("log_bytes"), Ok(UsageMeter::LogBytes));
        assert!(meter("logs").unwrap_err().contains("artefact_bytes"));
    }
}
