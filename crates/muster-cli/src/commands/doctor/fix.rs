//! Mending: each fix that a check offers, after a question, and the check again.

use crate::{confirm, context::Context, failure::Failure};
use muster_api::instance::{Check, DoctorReport, Fix, FixRequest, Verdict};
use muster_host::doctor;
use std::path::Path;

/// Does what can be done, and puts what was found afterwards in the place of what was found before.
pub(super) async fn mend(
    context: &Context,
    report: &mut DoctorReport,
    is_agreed: bool,
) -> Result<(), Failure> {
    let offered = report.checks.iter().filter(|check| check.fix.is_some()).cloned();
    let offered: Vec<Check> = offered.collect();
    if offered.is_empty() {
        context.output.note("there is nothing that Muster can mend by itself");
    }
    for check in offered {
        let Some(fix) = &check.fix else { continue };
        let what = format!("{}: {}", check.name, fix.does);
        if is_agreed || confirm::is_confirmed(&context.output, &what)? {
            let again = mend_one(context, &check, fix).await?;
            replace(&mut report.checks, &check, again);
        }
    }
    Ok(())
}

/// What is at a place of this machine is done here, everything else by the coordinator.
async fn mend_one(context: &Context, check: &Check, fix: &Fix) -> Result<Vec<Check>, Failure> {
    if let Some(place) = &fix.place {
        let done = doctor::close(Path::new(place));
        let said = done.map_err(|error| Failure::usage(format!("`{place}`: {error}")))?;
        context.output.note(&said);
        return Ok(vec![mended(check, said)]);
    }
    let request = FixRequest { check: check.name.clone(), fix: fix.kind };
    let done = context.client().await?.fix(&request).await?;
    context.output.note(&done.said);
    Ok(done.checks)
}

fn mended(check: &Check, said: String) -> Check {
    Check { verdict: Verdict::Good, finding: said, hint: None, fix: None, ..check.clone() }
}

fn replace(checks: &mut Vec<Check>, old: &Check, new: Vec<Check>) {
    if let Some(at) = checks.iter().position(|check| check == old) {
        checks.splice(at..=at, new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_afterwards_stands_where_the_check_stood() {
        let check = |name: &str, finding: &str| Check {
            name: name.into(),
            verdict: Verdict::Warning,
            finding: finding.into(),
            hint: None,
            fix: None,
        };
        let (a, b, c) = (check("a", "1"), check("b", "1"), check("c", "1"));
        let mut checks = vec![a.clone(), b.clone(), c.clone()];
        replace(&mut checks, &b, vec![mended(&b, "done".into())]);
        assert_eq!(checks, [a, mended(&b, "done".into()), c]);
    }
}
