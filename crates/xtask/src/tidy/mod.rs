//! `cargo xtask tidy`: the rules that no compiler knows.
//!
//! A check is a pure function from the tree of files to findings, so each one is shown to fail on a
//! small bad tree in its tests. Only [`generated`] runs anything.

mod desktop;
mod edges;
mod generated;
mod links;
mod machine;
mod manifests;
mod migrations;
mod places;
mod sizes;
mod sources;
mod top_level;
mod tree;

pub(crate) use generated::{GENERATED, Muster};

use crate::output;
use anyhow::{Result, bail};
use tree::Tree;

/// Something that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    place: String,
    says: String,
}

/// A rule and how to see whether it holds.
struct Check {
    name: &'static str,
    find: fn(&Tree) -> Vec<Finding>,
}

const CHECKS: &[Check] = &[
    Check { name: "layer edges", find: edges::between_crates },
    Check { name: "crates kept to one place", find: edges::to_others },
    Check { name: "workspace lints", find: manifests::lints },
    Check { name: "module docs", find: sources::module_docs },
    Check { name: "notes to do", find: sources::to_do_form },
    Check { name: "certificates", find: sources::certificates },
    Check { name: "unfinished merges", find: sources::conflicts },
    Check { name: "top level", find: top_level::entries },
    Check { name: "top level in the docs", find: top_level::documented },
    Check { name: "migrations", find: migrations::order },
    Check { name: "one platform layer", find: desktop::imports },
    Check { name: "desktop commands", find: desktop::commands },
    Check { name: "desktop capabilities", find: desktop::capabilities },
    Check { name: "links", find: links::to_paths },
    Check { name: "paths of a machine", find: machine::paths },
    Check { name: "registries", find: machine::registries },
    Check { name: "places to kill at", find: places::unused },
    Check { name: "nothing of it in a release", find: places::released },
    Check { name: "file length", find: sizes::too_long },
];

/// What a look at the tree found.
pub(crate) struct Report {
    checks: usize,
    findings: Vec<(&'static str, Finding)>,
    /// Long files and functions: a place to look, not a limit.
    looks: Vec<String>,
}

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if let Some(other) = arguments.first() {
        bail!("`tidy` takes no arguments, not `{other}`");
    }
    let report = look(Muster::ToBuild)?;
    let text = report.text();
    if !text.is_empty() {
        output::say(&text);
    }
    output::say(&report.verdict()?);
    Ok(())
}

/// Looks at everything.
pub(crate) fn look(muster: Muster) -> Result<Report> {
    let tree = Tree::of_checkout()?;
    let mut report = Report::of(&tree);
    report.checks += 1;
    report
        .findings
        .extend(generated::stale(muster).into_iter().map(|found| ("generated files", found)));
    Ok(report)
}

impl Finding {
    fn at(place: impl Into<String>, says: impl Into<String>) -> Self {
        Self { place: place.into(), says: says.into() }
    }
}

impl Report {
    fn of(tree: &Tree) -> Self {
        let findings = CHECKS
            .iter()
            .flat_map(|check| (check.find)(tree).into_iter().map(|it| (check.name, it)));
        Self { checks: CHECKS.len(), findings: findings.collect(), looks: sizes::to_look_at(tree) }
    }

    /// The findings and the places to look at, one per line.
    pub(crate) fn text(&self) -> String {
        let looks = self.looks.iter().map(|place| format!("look: {place}"));
        let findings = self
            .findings
            .iter()
            .map(|(check, Finding { place, says })| format!("{place}: {says} [{check}]"));
        looks.chain(findings).collect::<Vec<_>>().join("\n")
    }

    /// A summary, or an error if a rule is broken.
    pub(crate) fn verdict(&self) -> Result<String> {
        match self.findings.len() {
            0 => Ok(format!("{} rules hold, {} places to look at", self.checks, self.looks.len())),
            count => bail!("a rule is broken in {count} places"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CHECKS, Report, Tree};

    /// The smallest tree in which every rule holds.
    fn good() -> Tree {
        Tree::of(&[
            ("docs/architecture.md", "`docs/`, `crates/`, `ui/` and [the start](../README.md)"),
            ("README.md", "# Muster"),
            ("crates/a/Cargo.toml", "[lints]\nworkspace = true\n"),
            ("crates/a/src/lib.rs", "//! A.\n\npub struct A;\n"),
        ])
    }

    #[test]
    fn a_good_tree_has_no_findings() {
        let report = Report::of(&good());
        assert_eq!(report.text(), "");
        assert!(report.verdict().unwrap().starts_with("19 rules hold"));
    }

    #[test]
    fn a_finding_is_an_error_that_names_the_rule() {
        let report = Report::of(&good().with("notes.md", "my notes"));
        assert!(report.text().contains("notes.md: "), "{}", report.text());
        assert!(report.text().ends_with("[top level]"), "{}", report.text());
        assert_eq!(report.verdict().unwrap_err().to_string(), "a rule is broken in 1 places");
    }

    /// One way to break each rule; a new rule does not pass without one.
    #[test]
    fn every_check_can_fail() {
        let broken = |name| match name {
            "layer edges" => good().depending("muster-core", "muster-api"),
            "crates kept to one place" => good().depending("muster-api", "rusqlite"),
            "workspace lints" => good().with("crates/b/Cargo.toml", "[package]\n"),
            "module docs" => good().with("crates/a/src/b.rs", "pub struct B;\n"),
            "notes to do" => good().with("ui/src/a.ts", concat!("// TO", "DO later\n")),
            "certificates" => good().with(
                "crates/a/src/b.rs",
                concat!("//! B.\nx.danger_accept_", "invalid_certs(true)"),
            ),
            "unfinished merges" => good().with("docs/a.md", concat!("<<<<", "<<< HEAD\n")),
            "top level" => good().with("CHECKLIST.md", ""),
            "top level in the docs" => good().with("icons/icon.svg", ""),
            "migrations" => good().with("crates/muster-store/migrations/0002_job.sql", ""),
            "one platform layer" => {
                good().with("ui/src/app.ts", "import { invoke } from '@tauri-apps/api/core'")
            }
            "desktop commands" => good()
                .with("src-tauri/src/lib.rs", "//! D.\ntauri::generate_handler![ipc::api]")
                .with("src-tauri/build.rs", "const COMMANDS: &[&str] = &[];"),
            "desktop capabilities" => good().with(
                "src-tauri/capabilities/main.json",
                r#"{"permissions":["shell:allow-open"]}"#,
            ),
            "links" => good().with("docs/a.md", "[gone](gone.md)"),
            "paths of a machine" => good().with("docs/a.md", concat!("see /ro", "ot/notes")),
            "registries" => good()
                .with("ui/package-lock.json", r#"  "resolved": "https://mirror.example/a.tgz","#),
            "places to kill at" => {
                good().with("crates/a/src/b.rs", "//! B.\nfaults.pass(\"never.killed\")")
            }
            "nothing of it in a release" => {
                good().with("crates/a/src/b.rs", concat!("//! B.\nMUSTER_TEST_", "KILL_AT"))
            }
            "file length" => good().with("crates/a/src/long.rs", &"// x\n".repeat(601)),
            other => panic!("the check `{other}` has never been seen to fail"),
        };
        for check in CHECKS {
            let found = (check.find)(&broken(check.name));
            assert!(!found.is_empty(), "`{}` found nothing in a tree that breaks it", check.name);
            assert!(
                (check.find)(&good()).is_empty(),
                "`{}` complains about a good tree",
                check.name
            );
        }
    }
}
