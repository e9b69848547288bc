//! Tools: the programs of the Rust and Node worlds that the tasks call.

use crate::{environment, shell, steps::Transcript};
use anyhow::{Context, Result, bail};

/// A cargo subcommand, with the version that is installed where there is none.
pub(crate) struct CargoTool {
    name: &'static str,
    version: &'static str,
    /// What it can do and we do not need costs a minute of compiling.
    features: &'static [&'static str],
}

/// Runs the tests.
pub(crate) const NEXTEST: CargoTool = CargoTool {
    name: "nextest",
    version: "0.9.143",
    features: &["--no-default-features", "--features", "default-no-update"],
};
/// Checks licences, sources and banned crates.
pub(crate) const DENY: CargoTool = CargoTool { name: "deny", version: "0.20.2", features: &[] };

// Vite, Vitest and Playwright at the versions of the lockfile ask for this.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Makes sure that a cargo subcommand is there; returns what was done.
pub(crate) fn ensure(tool: &CargoTool, transcript: &mut Transcript) -> Result<String> {
    let CargoTool { name, version, features } = tool;
    if shell::succeeds(shell::cargo(&[name]).arg("--version")) {
        return Ok(format!("{name} present"));
    }
    // A tool that runs for seconds is not worth an optimised build.
    let mut install = shell::cargo(&["install", "--locked", "--debug", "--version", version]);
    transcript.run(install.args(*features).arg(format!("cargo-{name}")))?;
    Ok(format!("installed {name} {version}"))
}

/// Makes sure that the toolchain has its formatter and its linter.
pub(crate) fn ensure_toolchain(transcript: &mut Transcript) -> Result<()> {
    for (program, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if shell::succeeds(&mut shell::cargo(&[program, "--version"])) {
            continue;
        }
        if environment::program("rustup").is_none() {
            bail!("`cargo {program}` is missing: install {component} for this toolchain");
        }
        transcript.run(shell::command("rustup").args(["component", "add", component]))?;
    }
    Ok(())
}

/// Makes sure that Node is new enough and that npm is there.
pub(crate) fn check_node() -> Result<String> {
    let (major, minor) = OLDEST_NODE;
    let hint = format!("install Node {major}.{minor} or newer with npm, from nodejs.org");
    let said = shell::answer(shell::command("node").arg("--version")).context(hint.clone())?;
    let found = version(&said).with_context(|| format!("`node --version` said `{said}`"))?;
    if found < OLDEST_NODE {
        bail!("Node {} is too old: {hint}", said.trim());
    }
    shell::answer(&mut shell::node("npm", &["--version"])).context(hint)?;
    Ok(format!("node {}", said.trim()))
}

/// Major and minor of what `node --version` says.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn node_versions() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert!(version("v9.11.0") < version("v20.19.0"), "compared as numbers");
        assert_eq!(version("command not found"), None);
    }
}
