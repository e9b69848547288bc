//! Where backups are kept, and how many.

use super::{
    resolve::{Resolver, Wrong, wrong},
    setting::Setting,
};
use crate::backup::Keep;
use std::path::{Path, PathBuf};

const FOLDER: &str = "backups";
const KEEP: Keep = Keep { days: 7, weeks: 4 };
/// Nobody keeps a daily backup for ten years by accident.
const MOST: usize = 3_650;

pub(super) fn folder(resolver: &mut Resolver<'_>, data_dir: Option<&PathBuf>) -> Setting<PathBuf> {
    let standard = data_dir.map_or_else(|| PathBuf::from(FOLDER), |path| path.join(FOLDER));
    let base = std::env::current_dir().unwrap_or_default();
    let said = resolver.parse("MUSTER_BACKUP_DIR", None, |text| Ok(base.join(Path::new(text))));
    let setting = said.unwrap_or_else(|| Setting::by_default(standard));
    resolver.note("MUSTER_BACKUP_DIR", setting.value.display().to_string(), &setting.origin);
    setting
}

pub(super) fn keep(resolver: &mut Resolver<'_>) -> Setting<Option<Keep>> {
    let setting = resolver
        .parse("MUSTER_BACKUP_KEEP", None, read)
        .unwrap_or_else(|| Setting::by_default(Some(KEEP)));
    let shown = match setting.value {
        Some(Keep { days, weeks }) => format!("{days},{weeks}"),
        None => "off".to_owned(),
    };
    resolver.note("MUSTER_BACKUP_KEEP", shown, &setting.origin);
    setting
}

fn read(text: &str) -> Result<Option<Keep>, Wrong> {
    if text.eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    let number = |text: &str| text.trim().parse().ok().filter(|number| *number <= MOST);
    let numbers = text.split_once(',').map(|(days, weeks)| (number(days), number(weeks)));
    match numbers {
        Some((Some(days), Some(weeks))) if days + weeks > 0 => Ok(Some(Keep { days, weeks })),
        _ => Err(wrong(
            format!("`{text}` does not say of how many days and weeks a backup stays"),
            "say it like `7,4`, or `off`",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_weeks_or_nothing() {
        assert_eq!(read("7,4"), Ok(Some(KEEP)));
        assert_eq!(read("30, 0"), Ok(Some(Keep { days: 30, weeks: 0 })));
        assert_eq!(read("Off"), Ok(None));
        for bad in ["", "7", "0,0", "-1,4", "7,4,1", "9999,0"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
