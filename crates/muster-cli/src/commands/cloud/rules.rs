//! `muster cloud rules`

use super::dollars;
use crate::{
    context::Context,
    exit::Exit,
    failure::Failure,
    read,
    wording::{Options, with_options},
};
use clap::Args;
use muster_api::spend::{CloudRules, HIGHEST_CEILING_PER_HOUR};

#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// What everything may cost, in US dollars an hour, or `none`
    #[arg(long, value_name = "DOLLARS", value_parser = ceiling)]
    ceiling: Option<Wanted<u64>>,
    /// Where new cloud workers are made: `render`, `daytona` or `kubernetes`; or `none` for where the environment says
    #[arg(long, value_name = "PROVIDER", value_parser = word)]
    default_provider: Option<Wanted<String>>,
    /// After how long without use a cloud worker stops, like `30min`, or `none`
    #[arg(long, value_name = "SPAN", value_parser = idle)]
    stop_idle_after: Option<Wanted<u32>>,
    /// After how many days a stopped cloud worker is deleted, or `none`
    #[arg(long, value_name = "DAYS", value_parser = number)]
    delete_stopped_after: Option<Wanted<u32>>,
    /// Whether you are reminded once a day of what still runs
    #[arg(long, value_name = "BOOL")]
    remind: Option<bool>,
}

const OPTIONS: Options = &[
    ("ceiling_per_hour", "--ceiling"),
    ("default_provider", "--default-provider"),
    ("stop_idle_workers_after_minutes", "--stop-idle-after"),
    ("delete_stopped_workers_after_days", "--delete-stopped-after"),
];

/// Something, or that there is to be nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted<T>(Option<T>);

fn or_none<T>(
    text: &str,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Wanted<T>, String> {
    if text == "none" { Ok(Wanted(None)) } else { read(text).map(|it| Wanted(Some(it))) }
}

fn word(text: &str) -> Result<Wanted<String>, String> {
    or_none(text, |text| Ok(text.to_owned()))
}

/// Reads a span as whole minutes. A number alone would be seconds to some and minutes to others.
fn idle(text: &str) -> Result<Wanted<u32>, String> {
    or_none(text, |text| {
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(format!("`{text}` has no unit; write it like `{text}min`, or `none`"));
        }
        let minutes = read::span(text)?.as_secs().div_ceil(60);
        Ok(u32::try_from(minutes).unwrap_or(u32::MAX))
    })
}

fn number(text: &str) -> Result<Wanted<u32>, String> {
    or_none(text, |text| text.parse().map_err(|_| format!("`{text}` is no number, nor `none`")))
}

/// Dollars with up to six digits behind the point, in millionths.
fn ceiling(text: &str) -> Result<Wanted<u64>, String> {
    or_none(text, |text| {
        let wrong = || format!("`{text}` is no amount of dollars like `2.50`, nor `none`");
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || part.len() > 6 || !is_plain(whole) || !is_plain(part) {
            return Err(wrong());
        }
        // A number with more digits than fit is an amount beyond the highest one, too.
        let micro = format!("{whole}{part:0<6}").parse().unwrap_or(u64::MAX);
        if micro > HIGHEST_CEILING_PER_HOUR {
            let most = HIGHEST_CEILING_PER_HOUR / 1_000_000;
            return Err(format!("must be up to {most} dollars an hour, or `none`"));
        }
        Ok(micro)
    })
}

impl Rules {
    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let client = context.client().await?;
        let before = client.cloud_rules().await?;
        let wanted = self.applied_to(before.clone());
        let rules = if wanted == before {
            before
        } else {
            let set = client.set_cloud_rules(&wanted).await;
            set.map_err(|error| with_options(error, OPTIONS))?
        };
        context.output.item(&rules, "rules", shown)?;
        Ok(Exit::SUCCESS)
    }

    fn applied_to(self, before: CloudRules) -> CloudRules {
        fn take<T>(wanted: Option<Wanted<T>>, before: Option<T>) -> Option<T> {
            wanted.map_or(before, |Wanted(it)| it)
        }
        CloudRules {
            ceiling_per_hour: take(self.ceiling, before.ceiling_per_hour),
            default_provider: take(self.default_provider, before.default_provider),
            stop_idle_workers_after_minutes: take(
                self.stop_idle_after,
                before.stop_idle_workers_after_minutes,
            ),
            delete_stopped_workers_after_days: take(
                self.delete_stopped_after,
                before.delete_stopped_workers_after_days,
            ),
            remind: self.remind.unwrap_or(before.remind),
        }
    }
}

fn shown(rules: &CloudRules) -> String {
    let or = |text: Option<String>, none: &str| text.unwrap_or_else(|| none.to_owned());
    let minutes = rules.stop_idle_workers_after_minutes.map(|it| format!("after {it} minutes"));
    let days = rules.delete_stopped_workers_after_days.map(|it| format!("after {it} days"));
    let lines = [
        (
            "everything may cost",
            or(rules.ceiling_per_hour.map(|it| format!("{} an hour", dollars(it))), "anything"),
        ),
        (
            "new workers are made at",
            or(rules.default_provider.clone(), "the provider of the environment"),
        ),
        ("an unused worker stops", or(minutes, "never by itself")),
        ("a stopped worker is deleted", or(days, "never by itself")),
        ("a daily reminder", if rules.remind { "yes".to_owned() } else { "no".to_owned() }),
    ];
    lines.map(|(what, is)| format!("{what}: {is}\n")).concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ceiling_is_read_to_the_last_digit() {
        assert_eq!(ceiling("2.50"), Ok(Wanted(Some(2_500_000))));
        assert_eq!(ceiling("0.000001"), Ok(Wanted(Some(1))));
        assert_eq!(ceiling("none"), Ok(Wanted(None)));
        assert_eq!(ceiling("1000000"), Ok(Wanted(Some(HIGHEST_CEILING_PER_HOUR))));
        for high in ["1000000.000001", "99999999999", "99999999999999999999999"] {
            let said = ceiling(high).unwrap_err();
            assert_eq!(said, "must be up to 1000000 dollars an hour, or `none`", "{high}");
        }
        for bad in ["", "-1", "1,5", "1.2.3", "0.0000001", "1e3", ".5"] {
            assert!(ceiling(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn idleness_is_a_span_with_its_unit() {
        assert_eq!(idle("30min"), Ok(Wanted(Some(30))));
        assert_eq!(idle("1h30m"), Ok(Wanted(Some(90))));
        assert_eq!(idle("none"), Ok(Wanted(None)));
        assert!(idle("10").unwrap_err().contains("`10min`"));
        assert!(idle("soon").is_err());
    }
}
