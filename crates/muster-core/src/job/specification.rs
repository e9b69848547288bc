//! What a job says: its command, its limits and what it needs.
//!
//! Values of its environment may be secrets: none of them is shown by `Debug`.

use super::{Array, DEFAULT_LOST_AFTER, IfNeedsFail, Isolation, OnDisconnect};
use crate::{
    JobId, Name, Timestamp,
    artefact::{BadPattern, MOST_PATTERNS, Patterns},
    explain::Ask,
    log::DEFAULT_LOG_LIMIT,
    owner::{self, Applicant},
    requirement::Requirements,
    schedule::Scheduled,
    sealed::is_sealed,
};
use serde::{Deserialize, Serialize};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt,
    time::Duration,
};

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// A line for the system's shell.
    Shell(String),
    /// A program and its arguments, run as they are.
    Argv(Vec<String>),
}

impl Command {
    /// The command in one line, for people: arguments are quoted as a shell would need them.
    pub fn display(&self) -> String {
        match self {
            Self::Shell(line) => line.clone(),
            Self::Argv(argv) => argv.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "),
        }
    }
}

fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=,@%+".contains(&byte);
    if !word.is_empty() && word.bytes().all(is_plain) {
        return word.into();
    }
    format!("'{}'", word.replace('\'', r"'\''")).into()
}

/// Everything a submitter says about a job.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Specification {
    /// What to run.
    pub command: Command,
    /// A name for people.
    pub name: Option<String>,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// How many attempts may fail before the job has failed.
    pub max_attempts: u32,
    /// What the worker must have.
    pub requirements: Requirements,
    /// How many of its worker's slots it takes.
    #[serde(default = "default_slots")]
    pub slots: u32,
    /// How much it is kept apart from its worker.
    #[serde(default, skip_serializing_if = "Isolation::is_none")]
    pub isolation: Isolation,
    /// Variables added to the command's environment.
    pub environment: BTreeMap<String, String>,
    /// What becomes of it while its worker is out of reach.
    #[serde(default)]
    pub on_disconnect: OnDisconnect,
    /// How long a job that is kept may be out of reach.
    #[serde(default = "default_lost_after")]
    pub lost_after: Duration,
    /// Names of variables whose values are replaced wherever they appear in its output.
    #[serde(default)]
    pub secret_environment: BTreeSet<String>,
    /// Variables whose values are secrets that are kept under a name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<String, Name>,
    /// How much of one attempt's output is kept, in bytes.
    #[serde(default = "default_log_limit")]
    pub log_limit: u64,
    /// How much earlier it starts than others of its submitter: each point is worth a minute of waiting.
    #[serde(default)]
    pub priority: i32,
    /// Where on its worker it works; in a folder of its own if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_dir: Option<String>,
    /// What people sort it by.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// What its command reads from standard input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stdin: Option<String>,
    /// Which files are kept when an attempt has ended, as patterns below its working directory.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub artefacts: Vec<String>,
    /// How its tasks differ, if it is an array.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub array: Option<Array>,
    /// What becomes of it when a job that it needs does not succeed.
    #[serde(default, skip_serializing_if = "IfNeedsFail::is_default")]
    pub if_needs_fail: IfNeedsFail,
    /// The template that it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Name>,
    /// The schedule that it is a run of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheduled: Option<Scheduled>,
}

fn default_slots() -> u32 {
    1
}

fn default_lost_after() -> Duration {
    DEFAULT_LOST_AFTER
}

fn default_log_limit() -> u64 {
    DEFAULT_LOG_LIMIT
}

/// The names of variables, with their values hidden.
#[derive(Clone, Copy)]
pub struct Hidden<'a>(pub &'a BTreeMap<String, String>);

impl fmt::Debug for Hidden<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.0.keys().map(|name| (name, format_args!("***")))).finish()
    }
}

/// A text that may be secret, of which only the length is shown.
#[derive(Clone, Copy)]
pub struct HiddenText<'a>(pub Option<&'a str>);

impl fmt::Debug for HiddenText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(text) => write!(f, "*** ({} bytes)", text.len()),
            None => f.write_str("None"),
        }
    }
}

impl fmt::Debug for Specification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Specification")
            .field("command", &self.command)
            .field("name", &self.name)
            .field("timeout", &self.timeout)
            .field("max_attempts", &self.max_attempts)
            .field("requirements", &self.requirements)
            .field("slots", &self.slots)
            .field("isolation", &self.isolation)
            .field("environment", &Hidden(&self.environment))
            .field("on_disconnect", &self.on_disconnect)
            .field("lost_after", &self.lost_after)
            .field("secret_environment", &self.secret_environment)
            .field("secrets", &self.secrets)
            .field("log_limit", &self.log_limit)
            .field("priority", &self.priority)
            .field("working_dir", &self.working_dir)
            .field("stdin", &HiddenText(self.stdin.as_deref()))
            .field("labels", &self.labels)
            .field("artefacts", &self.artefacts)
            .field("array", &self.array)
            .field("if_needs_fail", &self.if_needs_fail)
            .field("template", &self.template)
            .field("scheduled", &self.scheduled)
            .finish()
    }
}

/// A job that cannot be accepted, and which field says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {rule}")]
pub struct SpecificationError {
    /// The path of the field, as the API names it.
    pub field: Cow<'static, str>,
    /// The rule that it breaks; completes "field …".
    pub rule: &'static str,
}

/// Longer commands belong into a file.
const LONGEST_COMMAND: usize = 128 * 1024;
const DEFAULT_TIMEOUT: Duration = Duration::from_hours(1);
const LONGEST_TIMEOUT: Duration = Duration::from_hours(30 * 24);
/// A lease lasts as long in any case.
const SHORTEST_LOST_AFTER: Duration = Duration::from_mins(1);
const MOST_ATTEMPTS: u32 = 100;
const MOST_ENTRIES: usize = 256;
const LONGEST_PATH: usize = 4096;
const MOST_LABELS: usize = 64;
const LONGEST_LABEL_NAME: usize = 63;
const LONGEST_LABEL_VALUE: usize = 200;
/// A longer input belongs into a file.
const LONGEST_STDIN: usize = 64 * 1024;
/// Shorter values appear by chance, and a log full of holes helps nobody.
pub const SHORTEST_SECRET: usize = 6;
/// The limit of a log leaves room for a line, and an end to what one job may fill.
const LOG_LIMITS: std::ops::RangeInclusive<u64> = 64 * 1024..=1 << 40;
/// More slots than one machine has.
const MOST_SLOTS: u32 = 1024;
/// What a priority may be.
pub const PRIORITIES: std::ops::RangeInclusive<i32> = -1000..=1000;
/// What a point of priority is worth.
const PRIORITY_POINT: Duration = Duration::from_mins(1);

impl Specification {
    /// A job that says nothing but what to run.
    pub fn of(command: Command) -> Self {
        Self {
            command,
            name: None,
            timeout: DEFAULT_TIMEOUT,
            max_attempts: 1,
            requirements: Requirements::default(),
            slots: 1,
            isolation: Isolation::None,
            environment: BTreeMap::new(),
            on_disconnect: OnDisconnect::default(),
            lost_after: DEFAULT_LOST_AFTER,
            secret_environment: BTreeSet::new(),
            secrets: BTreeMap::new(),
            log_limit: DEFAULT_LOG_LIMIT,
            priority: 0,
            working_dir: None,
            stdin: None,
            labels: BTreeMap::new(),
            artefacts: Vec::new(),
            array: None,
            if_needs_fail: IfNeedsFail::default(),
            template: None,
            scheduled: None,
        }
    }

    /// Its place among the waiting jobs of its submitter, lowest first. Waiting is worth the same to
    /// everybody, so a place never changes by itself.
    pub fn place(&self, created_at: Timestamp) -> i64 {
        let point = i64::try_from(PRIORITY_POINT.as_millis()).unwrap_or(i64::MAX);
        created_at.millis().saturating_sub(i64::from(self.priority) * point)
    }

    /// What it asks of a worker, for whoever submitted it.
    pub fn ask<'a>(&'a self, submitter: &'a str) -> Ask<'a> {
        let (program, isolation) = (Some(owner::program(&self.command)), Some(self.isolation));
        let applicant = Applicant { program, submitter, isolation };
        Ask { requirements: &self.requirements, slots: self.slots, applicant }
    }

    /// Whether it says more than a node that polls could be told.
    pub fn needs_a_session(&self) -> bool {
        self.array.is_some()
            || self.working_dir.is_some()
            || self.stdin.is_some()
            || !self.artefacts.is_empty()
            || !self.environment.is_empty()
            || !self.secrets.is_empty()
            || !self.isolation.is_none()
    }

    /// The variables of this job or task of it.
    pub fn environment_of(&self, id: JobId) -> BTreeMap<String, String> {
        let own = self.array.as_ref().zip(id.as_task());
        let own = own.map(|(array, (_, task))| array.environment(task)).unwrap_or_default();
        self.environment.clone().into_iter().chain(own).collect()
    }

    /// Whether its command is given anything that must be opened first.
    pub fn has_secrets(&self) -> bool {
        !self.secrets.is_empty() || self.environment.values().any(|value| is_sealed(value))
    }

    /// The variables whose values must appear in no log.
    pub fn secret_variables(&self) -> impl Iterator<Item = &String> {
        self.secret_environment.iter().chain(self.secrets.keys())
    }

    /// Checks every rule, so that an accepted job can be run.
    pub fn check(&self) -> Result<(), SpecificationError> {
        let rules = [
            (
                "command",
                self.is_runnable(),
                "must name something to run, without NUL, up to 128 KiB",
            ),
            ("timeout_seconds", self.has_sane_timeout(), "must be from 1 second to 30 days"),
            (
                "lost_after_seconds",
                (SHORTEST_LOST_AFTER..=LONGEST_TIMEOUT).contains(&self.lost_after),
                "must be from 1 minute to 30 days",
            ),
            (
                "max_attempts",
                (1..=MOST_ATTEMPTS).contains(&self.max_attempts),
                "must be from 1 to 100",
            ),
            ("name", self.has_sane_name(), "must be up to 200 characters on one line"),
            (
                "requirements",
                self.requirements.len() <= MOST_ENTRIES,
                "must be up to 256 conditions",
            ),
            ("slots", (1..=MOST_SLOTS).contains(&self.slots), "must be from 1 to 1024"),
            ("env", self.has_sane_environment(), "must hold up to 256 names without `=` or NUL"),
            (
                "secret_env",
                self.has_sane_secrets(),
                "must name variables of `env` whose values have 6 bytes or more",
            ),
            (
                "secrets",
                self.has_sane_named_secrets(),
                "must hold up to 256 names of variables without `=` or NUL, none of them in `env`",
            ),
            (
                "log_limit_bytes",
                LOG_LIMITS.contains(&self.log_limit),
                "must be from 64 KiB to 1 TiB",
            ),
            ("priority", PRIORITIES.contains(&self.priority), "must be from -1000 to 1000"),
            (
                "working_dir",
                self.working_dir.as_deref().is_none_or(is_absolute),
                "must be an absolute path, up to 4096 bytes",
            ),
            (
                "stdin",
                self.stdin.as_ref().is_none_or(|text| text.len() <= LONGEST_STDIN),
                "must be up to 64 KiB",
            ),
            ("artefacts", self.artefacts.len() <= MOST_PATTERNS, "must be up to 32 patterns"),
            (
                "labels",
                self.has_sane_labels(),
                "must be up to 64, with names of up to 63 letters, digits and `-_./`, and values of up to 200 \
                 characters on one line without a comma",
            ),
        ];
        let broken = rules.into_iter().find(|(_, holds, _)| !holds);
        let error = |field: Cow<'static, str>, rule| Err(SpecificationError { field, rule });
        broken.map_or(Ok(()), |(field, _, rule)| error(field.into(), rule))?;
        if let Err(BadPattern { place, rule }) = Patterns::read(&self.artefacts) {
            return error(format!("artefacts[{place}]").into(), rule);
        }
        let Some(array) = &self.array else { return Ok(()) };
        array.check()?;
        let rule = "is set by the array for each of its tasks";
        array
            .shadowed(self.environment.keys())
            .map_or(Ok(()), |name| error(format!("env.{name}").into(), rule))?;
        array
            .shadowed(self.secrets.keys())
            .map_or(Ok(()), |name| error(format!("secrets.{name}").into(), rule))
    }

    fn is_runnable(&self) -> bool {
        let line = match &self.command {
            Command::Shell(line) => !line.trim().is_empty(),
            Command::Argv(argv) => argv.first().is_some_and(|program| !program.is_empty()),
        };
        let text = self.command.display();
        line && text.len() <= LONGEST_COMMAND && !text.contains('\0')
    }

    fn has_sane_timeout(&self) -> bool {
        (Duration::from_secs(1)..=LONGEST_TIMEOUT).contains(&self.timeout)
    }

    fn has_sane_name(&self) -> bool {
        let name = self.name.as_deref().unwrap_or_default();
        name.chars().count() <= 200 && !name.chars().any(char::is_control)
    }

    fn has_sane_environment(&self) -> bool {
        let is_sane = |(name, value): (&String, &String)| {
            is_variable(name) && (is_sealed(value) || !value.contains('\0'))
        };
        self.environment.len() <= MOST_ENTRIES && self.environment.iter().all(is_sane)
    }

    /// A comma parts labels from each other where several are asked for.
    fn has_sane_labels(&self) -> bool {
        let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
        let is_name = |name: &String| {
            (1..=LONGEST_LABEL_NAME).contains(&name.len()) && name.bytes().all(in_name)
        };
        let in_value = |character: char| !character.is_control() && character != ',';
        let is_value = |value: &String| {
            value.chars().count() <= LONGEST_LABEL_VALUE && value.chars().all(in_value)
        };
        let is_sane = |(name, value): (&String, &String)| is_name(name) && is_value(value);
        self.labels.len() <= MOST_LABELS && self.labels.iter().all(is_sane)
    }

    fn has_sane_secrets(&self) -> bool {
        let value = |name: &String| self.environment.get(name);
        let is_long_enough = |name| {
            value(name)
                .is_some_and(|value| is_sealed(value) || value.trim().len() >= SHORTEST_SECRET)
        };
        self.secret_environment.iter().all(is_long_enough)
    }

    fn has_sane_named_secrets(&self) -> bool {
        let is_sane = |name: &String| is_variable(name) && !self.environment.contains_key(name);
        self.secrets.len() <= MOST_ENTRIES && self.secrets.keys().all(is_sane)
    }
}

/// Whether it can be the name of a variable of an environment.
fn is_variable(name: &str) -> bool {
    !name.is_empty() && !name.contains(['=', '\0'])
}

/// Whether a path is absolute on a worker of any system: the coordinator may run on another one.
fn is_absolute(path: &str) -> bool {
    let on_a_drive =
        matches!(path.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic());
    let is_whole = path.starts_with('/') || path.starts_with(r"\\") || on_a_drive;
    is_whole && path.len() <= LONGEST_PATH && !path.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn echo() -> Specification {
        Specification::of(Command::Shell("echo hello".into()))
    }

    #[test]
    fn an_argument_vector_is_shown_as_a_line_that_a_shell_would_split_again() {
        let argv = ["sh", "-c", "echo 'a'; exit 4", "", "--name=x"].map(str::to_owned).to_vec();
        let line = r"sh -c 'echo '\''a'\''; exit 4' '' --name=x";
        assert_eq!(Command::Argv(argv).display(), line);
    }

    #[test]
    fn a_broken_rule_names_its_field() {
        let field = |job: Specification| match job.check() {
            Err(SpecificationError { field: Cow::Borrowed(field), .. }) => Some(field),
            _ => None,
        };
        assert_eq!(field(echo()), None);
        assert_eq!(
            field(Specification { command: Command::Argv(vec![]), ..echo() }),
            Some("command")
        );
        assert_eq!(
            field(Specification { command: Command::Shell(" ".into()), ..echo() }),
            Some("command")
        );
        assert_eq!(
            field(Specification { timeout: Duration::ZERO, ..echo() }),
            Some("timeout_seconds")
        );
        assert_eq!(field(Specification { max_attempts: 0, ..echo() }), Some("max_attempts"));
        let lost_after = Duration::from_secs(59);
        assert_eq!(field(Specification { lost_after, ..echo() }), Some("lost_after_seconds"));
        assert_eq!(field(Specification { name: Some("a\nb".into()), ..echo() }), Some("name"));
        let environment = [("A=B".to_owned(), String::new())].into();
        assert_eq!(field(Specification { environment, ..echo() }), Some("env"));
        assert_eq!(field(Specification { log_limit: 100, ..echo() }), Some("log_limit_bytes"));
    }

    #[test]
    fn an_array_shadows_no_variable_that_was_written() {
        let with = |name: &str| Specification {
            environment: [(name.to_owned(), "mine".to_owned())].into(),
            array: Some(Array::of_matrix([("OS".to_owned(), vec!["linux".to_owned()])].into())),
            ..echo()
        };
        let field = |name: &str| with(name).check().err().map(|error| error.field);
        assert_eq!(field("MUSTER_TASK").unwrap(), "env.MUSTER_TASK");
        assert_eq!(field("MUSTER_TASKS").unwrap(), "env.MUSTER_TASKS");
        assert_eq!(field("OS").unwrap(), "env.OS");
        assert_eq!(field("PATH"), None);
        let plain = Specification { array: None, ..with("MUSTER_TASK") };
        assert_eq!(plain.check(), Ok(()), "only an array sets it");
    }

    #[test]
    fn labels_have_plain_names_and_values_of_one_line() {
        let checked = |name: &str, value: &str| {
            let labels = [(name.to_owned(), value.to_owned())].into();
            Specification { labels, ..echo() }.check()
        };
        for (name, value) in [("team", "ml"), ("a.b/c-d_1", "Größe 7 = x"), ("empty", "")] {
            assert_eq!(checked(name, value), Ok(()), "{name}={value}");
        }
        let (long_name, long_value) = ("n".repeat(64), "v".repeat(201));
        for (name, value) in [
            ("", "x"),
            ("a=b", "x"),
            ("a b", "x"),
            ("a", "b,c"),
            ("a", "b\nc"),
            (&long_name, "x"),
            ("a", &long_value),
        ] {
            assert_eq!(checked(name, value).unwrap_err().field, "labels", "{name}={value}");
        }
        let many = (0..65).map(|number| (format!("l{number}"), String::new())).collect();
        assert_eq!(Specification { labels: many, ..echo() }.check().unwrap_err().field, "labels");
    }

    #[test]
    fn a_working_directory_is_absolute_on_some_system_and_an_input_is_short() {
        let checked =
            |path: &str| Specification { working_dir: Some(path.into()), ..echo() }.check();
        for path in ["/srv/data", "/", r"C:\work", "d:/work", r"\\server\share"] {
            assert_eq!(checked(path), Ok(()), "{path}");
        }
        for path in ["", "data", "./data", "~/data", "C:data", "1:/x", "/a\0b", &"/x".repeat(2049)]
        {
            assert_eq!(checked(path).unwrap_err().field, "working_dir", "{path}");
        }
        let reads = |length: usize| Specification { stdin: Some("x".repeat(length)), ..echo() };
        assert_eq!(reads(LONGEST_STDIN).check(), Ok(()));
        assert_eq!(reads(LONGEST_STDIN + 1).check().unwrap_err().field, "stdin");
        assert!(format!("{:?}", reads(3)).contains("*** (3 bytes)"), "it may be secret");
    }

    #[test]
    fn a_secret_is_a_variable_of_the_job_and_long_enough_to_be_told_from_a_word() {
        let with = |value: &str| Specification {
            environment: [("TOKEN".to_owned(), value.to_owned())].into(),
            secret_environment: ["TOKEN".to_owned()].into(),
            ..echo()
        };
        assert_eq!(with("s3cret").check(), Ok(()));
        assert!(with("short").check().is_err() && with("  short \n").check().is_err());
        let nameless = Specification { environment: [].into(), ..with("s3cret") };
        assert_eq!(nameless.check().unwrap_err().field, "secret_env");
        let shown = format!("{:?}", with("s3cret"));
        assert!(shown.contains(r#"{"TOKEN": ***}"#) && !shown.contains("s3cret"), "{shown}");
    }

    #[test]
    fn a_job_that_was_stored_before_there_were_conditions_is_read() {
        let mut old = serde_json::to_value(echo()).unwrap();
        old["requirements"] = serde_json::json!({"gpu": true, "load": 0.5, "os": "linux", "": 8.0});
        let read: Specification = serde_json::from_value(old.clone()).unwrap();
        assert_eq!(
            read.requirements.to_string(),
            r#""" == 8, gpu == true, load == 0.5, os == linux"#
        );
        assert_eq!(serde_json::to_value(&read).unwrap(), old, "and kept in the same form");
    }

    #[test]
    fn a_job_that_was_stored_before_there_were_secrets_is_read() {
        let stored = serde_json::to_value(echo()).unwrap();
        let mut old = stored.clone();
        for field in ["secret_environment", "log_limit", "priority"] {
            old.as_object_mut().unwrap().remove(field).unwrap();
        }
        assert_eq!(serde_json::from_value::<Specification>(old).unwrap(), echo());
    }
}
