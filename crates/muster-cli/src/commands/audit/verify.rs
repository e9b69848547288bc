//! `muster audit verify`: of the coordinator's log, or of a file, far from any coordinator.

use crate::{context::Context, exit::Exit, failure::Failure, file::unreadable, output::Output};
use clap::{Args, ValueHint};
use muster_api::audit::{
    AuditCompleteness, AuditIntegrity, AuditRange, AuditReason, AuditReport, AuditVerdict,
};
use muster_audit::{
    Completeness, HeadSigner, Integrity, Report,
    export::{Trust, verify_file},
};
use std::{fs::File, io::BufReader, path::PathBuf};

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// A file that `muster audit export` has written [default: the log of the coordinator]
    #[arg(value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,
    /// Who must have signed the file, as `muster audit verify` says it of the coordinator
    #[arg(long, value_name = "SIGNER", requires = "file")]
    signer: Option<HeadSigner>,
    /// Only from this date or time on, in UTC
    #[arg(long, value_name = "DATE", conflicts_with = "file")]
    from: Option<String>,
    /// Only up to the end of this date, or up to this time
    #[arg(long, value_name = "DATE", conflicts_with = "file")]
    to: Option<String>,
}

impl Verify {
    pub(super) fn run_alone(&self, output: &Output) -> Option<Result<Exit, Failure>> {
        self.file.as_ref().map(|file| {
            let signers: Vec<_> = self.signer.into_iter().collect();
            let trust = Trust { signers: &signers, ..Trust::default() };
            let unreadable = |error| unreadable(file, &error);
            let reader = BufReader::new(File::open(file).map_err(unreadable)?);
            let verdict = verify_file(reader, trust).map_err(unreadable)?;
            told(output, &reported(verdict.report, self.signer))
        })
    }

    pub(super) async fn run(self, context: &Context) -> Result<Exit, Failure> {
        let range = AuditRange { from_date: self.from, to_date: self.to };
        let report = context.client().await?.verify_audit(&range).await?;
        told(&context.output, &report)
    }
}

/// A report of a file, in the words of the API.
fn reported(report: Report, signer: Option<HeadSigner>) -> AuditReport {
    AuditReport {
        reason: report.reason.map(|reason| AuditReason {
            code: reason.as_str().to_owned(),
            says: reason.to_string(),
        }),
        has_key: false,
        signer: signer.map(|signer| signer.to_string()),
        verdict: AuditVerdict {
            verified: report.verified,
            checked_count: report.checked_count,
            broken_at_event_id: report.broken_at_event_id,
            integrity: match report.integrity {
                Integrity::Proven => AuditIntegrity::Proven,
                Integrity::Consistent => AuditIntegrity::Consistent,
                Integrity::Broken => AuditIntegrity::Broken,
            },
            completeness: match report.completeness {
                Completeness::Proven => AuditCompleteness::Proven,
                Completeness::Unproven => AuditCompleteness::Unproven,
                Completeness::Broken => AuditCompleteness::Broken,
            },
        },
    }
}

fn told(output: &Output, report: &AuditReport) -> Result<Exit, Failure> {
    let id = report.verdict.broken_at_event_id.as_ref().map(ToString::to_string);
    output.item(report, &id.unwrap_or_default(), sentences)?;
    Ok(if report.verdict.verified { Exit::SUCCESS } else { Exit::FAILURE })
}

/// What was found, for people.
fn sentences(report: &AuditReport) -> String {
    let AuditVerdict { checked_count, broken_at_event_id, integrity, completeness, .. } =
        &report.verdict;
    let events = if *checked_count == 1 { "event is" } else { "events are" };
    let mut text = match &report.reason {
        None => format!("{checked_count} {events} in order\n"),
        Some(reason) => {
            let at = broken_at_event_id.as_ref();
            let at = at.map_or_else(String::new, |id| format!(", seen at {id}"));
            format!("broken: {}{at}\n{checked_count} {events} in order before it\n", reason.says)
        }
    };
    text += match integrity {
        AuditIntegrity::Proven => {
            "integrity: proven; nobody without the key could have made this\n"
        }
        AuditIntegrity::Consistent => {
            "integrity: consistent; everything fits, but without the key or a signer it is not proven that nobody \
             made it anew\n"
        }
        AuditIntegrity::Broken => "integrity: broken; something is not as it was sealed\n",
    };
    text += match completeness {
        AuditCompleteness::Proven => "completeness: proven; nothing is missing\n",
        AuditCompleteness::Unproven => {
            "completeness: unproven; nothing is known to be missing, but nobody has witnessed the end\n"
        }
        AuditCompleteness::Broken => "completeness: broken; events are missing\n",
    };
    let signer = report.signer.as_ref().map(|signer| format!("signer: {signer}\n"));
    text + &signer.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_audit::Reason;

    fn report(reason: Option<Reason>) -> AuditReport {
        let (integrity, completeness) = match reason {
            None => (Integrity::Consistent, Completeness::Unproven),
            Some(_) => (Integrity::Broken, Completeness::Unproven),
        };
        let id = "aud_00000000000000000000000003".parse().unwrap();
        let report = Report {
            verified: reason.is_none(),
            checked_count: 2,
            broken_at_event_id: reason.map(|_| id),
            integrity,
            completeness,
            reason,
        };
        reported(report, None)
    }

    #[test]
    fn what_is_wrong_is_said_with_its_event_and_what_is_not_proven_is_explained() {
        insta::assert_snapshot!(sentences(&report(Some(Reason::Edited))), @r"
        broken: an event was edited after it was sealed, seen at aud_00000000000000000000000003
        2 events are in order before it
        integrity: broken; something is not as it was sealed
        completeness: unproven; nothing is known to be missing, but nobody has witnessed the end
        ");
        insta::assert_snapshot!(sentences(&report(None)), @r"
        2 events are in order
        integrity: consistent; everything fits, but without the key or a signer it is not proven that nobody made it anew
        completeness: unproven; nothing is known to be missing, but nobody has witnessed the end
        ");
    }
}
