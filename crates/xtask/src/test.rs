//! `cargo xtask test`: everything that must hold, from a fresh clone.

use crate::{
    check::{self, cargo},
    components::{self, BUILD, TEST, WINDOW},
    contract, environment,
    postgres::{self, Postgres},
    shell,
    steps::{Step, Steps},
    tally::Runner,
    tidy::Muster,
    tools, ui, workspace,
};
use anyhow::{Result, bail};

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    is_verbose: bool,
    /// Also the tests that take minutes.
    is_long: bool,
    /// Only Rust tests whose name contains this.
    filter: Option<String>,
}

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let options = parse(arguments)?;
    let mut steps = Steps::new(options.is_verbose);
    components(&mut steps);
    if options.filter.is_some() {
        console_build(&mut steps);
        build(&mut steps);
        rust_tests(&mut steps, &options);
        return steps.finish();
    }
    check::format(&mut steps);
    check::packages(&mut steps);
    check::console(&mut steps);
    console_build(&mut steps);
    build(&mut steps);
    check::lint(&mut steps);
    check::rules(&mut steps, &["packages", "build"], Muster::Built);
    no_webkit(&mut steps);
    deny(&mut steps);
    rust_tests(&mut steps, &options);
    contract(&mut steps);
    browser_tests(&mut steps);
    if options.is_long {
        measurements(&mut steps);
    }
    steps.finish()
}

fn parse(arguments: &[String]) -> Result<Options> {
    let mut options = Options::default();
    for word in arguments {
        match word.as_str() {
            "-v" | "--verbose" => options.is_verbose = true,
            "--long" => options.is_long = true,
            other if other.starts_with('-') || options.filter.is_some() => {
                bail!(
                    "`test` does not know `{other}`\nhint: cargo xtask test [--long] [-v] [FILTER]"
                )
            }
            filter => options.filter = Some(filter.to_owned()),
        }
    }
    Ok(options)
}

fn components(steps: &mut Steps) {
    let hint = "install what is named above";
    steps.step(Step { name: "components", needs: &[], hint }, |transcript| {
        let node = tools::check_node()?;
        tools::ensure_toolchain(transcript)?;
        let (packages, missing) = components::ensure(&[BUILD, WINDOW, TEST], transcript)?;
        if environment::is_ci() {
            components::refuse(&missing)?;
        }
        Ok(format!("{packages}, {node}"))
    });
    let hint = "read what cargo says above; without a network, install the tool by hand";
    steps.step(Step { name: "nextest", needs: &["components"], hint }, |transcript| {
        tools::ensure(&tools::NEXTEST, transcript)
    });
}

fn console_build(steps: &mut Steps) {
    let hint = "run `npm ci` and `npm run build` in ui/ and read what they say";
    steps.step(Step { name: "ui-build", needs: &["components"], hint }, |transcript| {
        ui::install(transcript)?;
        ui::build(transcript).map(str::to_owned)
    });
}

fn build(steps: &mut Steps) {
    let words = [&["build"], workspace::SELECTION, &["--all-targets"]].concat();
    let hint = "mend what does not compile";
    let step = Step { name: "build", needs: &["ui-build"], hint };
    steps.step(step, |transcript| cargo(transcript, &words));
}

/// A plain `cargo build` must not need WebKit.
fn no_webkit(steps: &mut Steps) {
    let hint =
        "a default member depends on a crate of the desktop; `cargo tree -i CRATE` says which";
    steps.step(Step { name: "no-webkit", needs: &[], hint }, |_| {
        let tree =
            ["tree", "--prefix", "none", "--format", "{p}", "--edges", "all", "--target", "all"];
        let found = of_the_desktop(&shell::answer(&mut shell::cargo(&tree))?);
        if !found.is_empty() {
            bail!("default members pull in {}", found.join(", "));
        }
        Ok(String::new())
    });
}

/// The crates in a `cargo tree` that only a desktop build may have.
fn of_the_desktop(tree: &str) -> Vec<String> {
    let is_desktop = |name: &&str| {
        let stems = ["webkit2gtk", "javascriptcore", "gtk", "gdk", "wry", "tao", "tauri"];
        stems.iter().any(|stem| {
            name.strip_prefix(stem).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    };
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    let mut found: Vec<_> = names.filter(is_desktop).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
}

fn deny(steps: &mut Steps) {
    let hint = "the reason for each rule stands in deny.toml";
    steps.step(Step { name: "deny", needs: &["components"], hint }, |transcript| {
        let note = tools::ensure(&tools::DENY, transcript)?;
        cargo(transcript, &["deny", "--workspace", "check", "bans", "licenses", "sources"])?;
        Ok(note)
    });
}

fn rust_tests(steps: &mut Steps, options: &Options) {
    let hint = "run one test again with `cargo xtask test NAME`";
    steps.step(Step { name: "tests", needs: &["nextest", "build"], hint }, |transcript| {
        ui::install_clients(transcript)?;
        let profile = match (options.is_long, environment::is_ci()) {
            (true, _) => "long",
            (false, true) => "ci",
            (false, false) => "default",
        };
        let mut nextest = shell::cargo(&["nextest", "run", "--profile", profile]);
        nextest.args(workspace::SELECTION).args(&options.filter);
        // Held to the end of the run.
        let server = Postgres::start()?;
        match &server {
            Some(server) => {
                nextest.env(postgres::VARIABLE, server.address());
            }
            None if environment::is_ci() => bail!("PostgreSQL is missing: install postgresql"),
            None => transcript.note("without PostgreSQL, tests of that driver are left out")?,
        }
        transcript.count(Runner::Nextest, &mut nextest)
    });
}

fn contract(steps: &mut Steps) {
    let hint = "the request that was answered otherwise than the document says stands above, as a line for curl";
    steps.step(Step { name: "contract", needs: &["build"], hint }, contract::run);
}

fn browser_tests(steps: &mut Steps) {
    let hint =
        "run one again with `npx playwright test NAME` in ui/; its traces are in test-results/";
    steps.step(Step { name: "browser", needs: &["build"], hint }, ui::browser_tests);
}

/// What the console promises of speed and size; the step's line has the figures.
fn measurements(steps: &mut Steps) {
    let hint = "run it again with `npm run e2e:long` in ui/ while nothing else runs";
    steps.step(Step { name: "console-long", needs: &["build"], hint }, ui::measurements);
}

#[cfg(test)]
mod tests {
    use super::{Options, of_the_desktop, parse};

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn options_and_a_filter() {
        assert_eq!(parse(&[]).unwrap(), Options::default());
        let all = parse(&words("--long -v lease")).unwrap();
        assert_eq!(all, Options { is_verbose: true, is_long: true, filter: Some("lease".into()) });
        assert!(parse(&words("--log")).is_err(), "a mistyped option must not run everything");
        assert!(parse(&words("one two")).is_err());
    }

    #[test]
    fn a_webview_among_the_default_members_is_found() {
        let tree =
            "muster-cli v0.1.0\nwebkit2gtk v2.0.1\ntauri-utils v2.9.0\ntaos v1.0.0\ngtk v0.18.2\n";
        assert_eq!(of_the_desktop(tree), ["gtk", "tauri-utils", "webkit2gtk"]);
        assert!(of_the_desktop("muster-cli v0.1.0\nserde v1.0.0 (*)\n").is_empty());
    }
}
