//! Debian and its relatives: which packages are missing, and installing them.

use crate::{environment, shell, steps::Transcript};
use anyhow::{Result, bail};
use std::{collections::BTreeSet, process::Command};

/// Whether this system installs its packages with apt.
pub(crate) fn is_here() -> bool {
    cfg!(target_os = "linux")
        && environment::program("apt-get").is_some()
        && environment::program("dpkg-query").is_some()
}

/// Those of these packages that are not installed.
pub(crate) fn missing<'a>(packages: &[&'a str]) -> Result<Vec<&'a str>> {
    let mut query = shell::command("dpkg-query");
    query.args(["--show", "--showformat", "${Package} ${db:Status-Status}\n"]).args(packages);
    // It ends with 1 when it does not know one of them; its answer counts all the same.
    let answer = query.output()?;
    Ok(not_installed(packages, &String::from_utf8_lossy(&answer.stdout)))
}

fn not_installed<'a>(packages: &[&'a str], answer: &str) -> Vec<&'a str> {
    let installed: BTreeSet<_> =
        answer.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    packages.iter().copied().filter(|package| !installed.contains(package)).collect()
}

/// Installs packages, as root or through sudo.
pub(crate) fn install(packages: &[&str], transcript: &mut Transcript) -> Result<()> {
    let raised = raised(packages)?;
    transcript.run(apt(raised).arg("update"))?;
    let install = ["install", "--yes", "--no-install-recommends"];
    transcript.run(apt(raised).args(install).args(packages))
}

fn apt(is_sudo_needed: bool) -> Command {
    // Nobody is there to answer questions, and another apt-get may be running on a new machine.
    let words = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--option", LOCK_PATIENCE];
    let words = if is_sudo_needed { [&["sudo"][..], &words[..]].concat() } else { words.to_vec() };
    let mut apt = shell::command(words[0]);
    apt.args(&words[1..]);
    apt
}

// Unattended upgrades hold the lock for minutes after the first boot.
const LOCK_PATIENCE: &str = "DPkg::Lock::Timeout=600";

/// Whether sudo is needed; an error if it is and cannot be had.
fn raised(packages: &[&str]) -> Result<bool> {
    if shell::answer(shell::command("id").arg("-u"))?.trim() == "0" {
        return Ok(false);
    }
    let mut sudo = shell::command("sudo");
    // Unattended, sudo must not wait for a password.
    sudo.args(if environment::is_ci() { &["-n", "-v"][..] } else { &["-v"] });
    if shell::succeeds(&mut sudo) {
        return Ok(true);
    }
    bail!(
        "installing packages needs root or sudo; as root run:\n  apt-get install {}",
        packages.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::not_installed;

    #[test]
    fn only_installed_packages_count() {
        let answer =
            "xvfb installed\nstrace config-files\nlibgtk-3-dev installed\nlibgtk-3-dev installed\n";
        let packages = ["xvfb", "strace", "libgtk-3-dev", "chromium"];
        assert_eq!(not_installed(&packages, answer), ["strace", "chromium"]);
    }

    #[test]
    fn nothing_known_means_everything_is_missing() {
        assert_eq!(not_installed(&["xvfb"], ""), ["xvfb"]);
    }
}
