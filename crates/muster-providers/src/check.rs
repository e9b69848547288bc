//! Checks of an order before any call: every problem at once, each with the path of its field.

use crate::environment::{CPU_CORES, EnvironmentOrder, MEMORY_GB, STORAGE_GB};
use muster_core::Secret;
use std::fmt;

/// One field that will not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// Where it is, such as `secrets.GITHUB_TOKEN`.
    pub path: String,
    /// What it must be; never the value itself.
    pub says: String,
}

/// Everything that is wrong with an order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct BadOrder {
    /// At least one.
    pub problems: Vec<FieldProblem>,
}

impl fmt::Display for BadOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> =
            self.problems.iter().map(|it| format!("{} {}", it.path, it.says)).collect();
        f.write_str(&lines.join("; "))
    }
}

/// Collects problems.
#[derive(Debug, Default)]
pub(crate) struct Checks(Vec<FieldProblem>);

impl Checks {
    pub(crate) fn require(
        &mut self,
        holds: bool,
        path: impl Into<String>,
        says: impl Into<String>,
    ) {
        if !holds {
            self.0.push(FieldProblem { path: path.into(), says: says.into() });
        }
    }

    pub(crate) fn within(&mut self, path: &str, value: u32, (least, most): (u32, u32), unit: &str) {
        let fits = (least..=most).contains(&value);
        self.require(fits, path, format!("must be {least} to {most}{unit}"));
    }

    /// A variable's name and the size of its value.
    pub(crate) fn variable(&mut self, group: &str, name: &str, value: &str) {
        let path = format!("{group}.{}", shown(name));
        self.require(
            is_variable(name),
            &path,
            "must be a name of letters, digits and `_`, not beginning with a digit",
        );
        let fits = value.len() <= LONGEST_VALUE && !value.contains('\0');
        self.require(fits, path, format!("must be at most {LONGEST_VALUE} bytes without a NUL"));
    }

    /// Everything that goes into an instance's environment.
    pub(crate) fn variables(
        &mut self,
        variables: &[(String, String)],
        secrets: &[(String, Secret)],
    ) {
        for (name, value) in variables {
            self.variable("variables", name, value);
        }
        for (name, secret) in secrets {
            self.variable("secrets", name, secret.reveal());
        }
        let mut names: Vec<_> = variables.iter().map(|(name, _)| name).collect();
        names.extend(secrets.iter().map(|(name, _)| name));
        names.sort();
        let is_unique = names.windows(2).all(|pair| pair[0] != pair[1]);
        self.require(is_unique, "variables", "must not have a name twice, nor one of a secret");
    }

    pub(crate) fn one_of(&mut self, path: &str, value: &str, known: &[&str]) {
        self.require(known.contains(&value), path, format!("must be one of {}", known.join(", ")));
    }

    /// What an environment's order has to be with every provider that has these regions.
    pub(crate) fn environment(&mut self, order: &EnvironmentOrder, regions: &[&str]) {
        self.one_of("region", &order.place.region, regions);
        self.within("cpu_cores", order.cpu_cores, CPU_CORES, "");
        self.within("memory_gb", order.memory_gb, MEMORY_GB, "");
        self.within("storage_gb", order.storage_gb, STORAGE_GB, "");
        self.variables(&order.variables, &order.secrets);
        check_container(self, order);
    }

    pub(crate) fn end(self) -> Result<(), BadOrder> {
        if self.0.is_empty() { Ok(()) } else { Err(BadOrder { problems: self.0 }) }
    }
}

// Azure refuses a sixth.
const MOST_PORTS: usize = 5;

fn check_container(checks: &mut Checks, order: &EnvironmentOrder) {
    let is_one_word = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    checks.require(is_one_word(&order.image), "image", "must be a name without blanks");
    let is_path = order.mount_path.starts_with('/') && !order.mount_path.contains(':');
    checks.require(is_path, "mount_path", "must begin with `/` and have no `:`");
    let are_ports = (1..=MOST_PORTS).contains(&order.ports.len()) && !order.ports.contains(&0);
    checks.require(are_ports, "ports", format!("must be 1 to {MOST_PORTS} ports"));
    if let Some(registry) = &order.registry {
        let is_host = is_one_word(&registry.server) && !registry.server.contains("://");
        checks.require(is_host, "registry.server", "must be a host without a protocol");
        checks.require(!registry.username.is_empty(), "registry.username", "must not be empty");
        let has_password = !registry.password.reveal().is_empty();
        checks.require(has_password, "registry.password", "must not be empty");
    }
}

// Linux takes 128 KiB for one variable; a provider stores all of them in one request of a few 100 KiB.
const LONGEST_VALUE: usize = 32 * 1024;
const LONGEST_NAME: usize = 256;

fn is_variable(name: &str) -> bool {
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let begins_well = name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    begins_well && name.len() <= LONGEST_NAME && name.bytes().all(is_fit)
}

/// A name as it may stand in a message: it came from outside.
fn shown(name: &str) -> String {
    let short = name.chars().take(40);
    short.map(|letter| if letter.is_ascii_graphic() { letter } else { '?' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_named_and_no_value_is() {
        let mut checks = Checks::default();
        checks.variable("secrets", "GOOD", "short");
        checks.variable("secrets", "1BAD", "short");
        checks.variable("variables", "BIG", &"hunter2".repeat(10_000));
        checks.within("cpu_cores", 9, (1, 4), "");
        let bad = checks.end().unwrap_err();
        let paths: Vec<_> = bad.problems.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(paths, ["secrets.1BAD", "variables.BIG", "cpu_cores"]);
        assert!(!bad.to_string().contains("hunter2"), "{bad}");
    }
}
