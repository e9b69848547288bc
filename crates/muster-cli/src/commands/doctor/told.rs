//! How a report is told to people: what is bad, then what is doubtful, then how much is good.

use crate::output::{Cell, Column, Paint, Table, verdict};
use muster_api::instance::{Check, DoctorReport, Verdict};

const COLUMNS: &[Column] =
    &[Column::left("VERDICT"), Column::left("CHECK"), Column::left("FINDING")];

/// How checks of settings begin: those that hold, and those that are set and not read.
const SETTINGS: [&str; 2] = ["setting ", "variable "];

/// Each check, or of those that are good only how many there are.
pub(super) fn table(report: &DoctorReport, is_each: bool, paint: Paint) -> String {
    let mut checks: Vec<_> = report.checks.iter().collect();
    checks.sort_by_key(|check| urgency(check.verdict));
    let (told, good): (Vec<_>, Vec<_>) =
        checks.into_iter().partition(|check| is_each || check.verdict != Verdict::Good);
    let mut all: Vec<_> = told.into_iter().flat_map(rows).collect();
    all.extend(groups(&good));
    Table { columns: COLUMNS, rows: all }.render(paint, None)
}

fn urgency(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Bad => 0,
        Verdict::Warning => 1,
        Verdict::Good => 2,
    }
}

/// One row, and one more if there is something to do.
fn rows(check: &Check) -> Vec<Vec<Cell>> {
    let finding: Cell = check.finding.as_str().into();
    let mut rows = vec![vec![verdict(check.verdict), check.name.as_str().into(), finding]];
    if let Some(hint) = &check.hint {
        rows.push(below(&format!("hint: {hint}")));
    }
    if let Some(fix) = &check.fix {
        rows.push(below(&format!("fix: {} (`muster doctor --fix`)", fix.does)));
    }
    rows
}

fn below(text: &str) -> Vec<Cell> {
    vec!["".into(), "".into(), Cell::muted(text)]
}

/// A row for the checks that are good, and one for the settings.
fn groups(good: &[&Check]) -> Vec<Vec<Cell>> {
    let is_setting = |check: &&&Check| SETTINGS.iter().any(|word| check.name.starts_with(word));
    let settings = good.iter().filter(is_setting).count();
    let counts = [
        ("checks", "1 check is good", good.len() - settings),
        ("settings", "1 setting is good", settings),
    ];
    let told = counts.into_iter().filter(|(_, _, count)| *count > 0);
    let mut rows: Vec<_> = told
        .map(|(what, one, count)| {
            let many = format!("{count} {what} are good");
            let text = if count == 1 { one } else { &many };
            vec![verdict(Verdict::Good), what.into(), text.into()]
        })
        .collect();
    if !rows.is_empty() {
        rows.push(below("`muster doctor --all` shows each"));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_api::instance::{Fix, FixKind};

    fn check(verdict: Verdict, name: &str, finding: &str, hint: Option<&str>) -> Check {
        let hint = hint.map(Into::into);
        Check { name: name.into(), verdict, finding: finding.into(), hint, fix: None }
    }

    fn report() -> DoctorReport {
        let fix = Fix { kind: FixKind::MakeBackup, does: "Make a backup now".into(), place: None };
        DoctorReport {
            checks: vec![
                check(Verdict::Good, "store", "opens, SQLite 3.51.3", None),
                check(Verdict::Warning, "listeners", "0.0.0.0:7600", Some("listen on the tailnet")),
                check(Verdict::Bad, "keychain", "is locked", Some("unlock it")),
                Check {
                    fix: Some(fix),
                    ..check(Verdict::Warning, "backups", "none", Some("make one"))
                },
                check(Verdict::Good, "setting MUSTER_LISTEN", "127.0.0.1:7600, the default", None),
                check(Verdict::Good, "setting MUSTER_LOG", "info, the default", None),
                check(Verdict::Warning, "setting PORT", "means nothing here", None),
            ],
        }
    }

    /// The words of each line, without the room between them.
    fn lines(is_each: bool) -> Vec<String> {
        let told = table(&report(), is_each, Paint::new(false));
        told.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn what_is_bad_comes_first_and_what_is_good_is_counted() {
        let expected = [
            "VERDICT CHECK FINDING",
            "✕ bad keychain is locked",
            "hint: unlock it",
            "○ warning listeners 0.0.0.0:7600",
            "hint: listen on the tailnet",
            "○ warning backups none",
            "hint: make one",
            "fix: Make a backup now (`muster doctor --fix`)",
            "○ warning setting PORT means nothing here",
            "● good checks 1 check is good",
            "● good settings 2 settings are good",
            "`muster doctor --all` shows each",
        ];
        assert_eq!(lines(false), expected);
    }

    #[test]
    fn everything_is_told_to_whoever_asks_for_it() {
        let all = lines(true);
        let last = all.last().unwrap();
        assert_eq!(last, "● good setting MUSTER_LOG info, the default");
        assert_eq!(all.len(), 12, "{all:?}");
    }

    #[test]
    fn nothing_is_told_of_what_is_not_there() {
        let only = DoctorReport { checks: vec![check(Verdict::Bad, "store", "is locked", None)] };
        assert!(!table(&only, false, Paint::new(false)).contains("--all"));
    }
}
