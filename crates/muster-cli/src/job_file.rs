//! Job files: one job in the words of the API, or several in a table `jobs` under their keys.

use crate::{exit::Exit, failure::Failure};
use muster_api::{
    batch::{BatchSubmission, JobsFile},
    job::JobSubmission,
};
use muster_client::ClientError;
use serde::{Deserializer, de::DeserializeOwned};
use std::{
    fmt::Display,
    fs,
    io::{self, Read},
    path::Path,
};

/// A file that was read, with its text, so that what is wrong can be shown where it stands.
#[derive(Debug)]
pub(crate) struct JobFile {
    name: String,
    text: String,
    pub(crate) jobs: Jobs,
}

/// What a file says.
#[derive(Debug)]
pub(crate) enum Jobs {
    One(Box<JobSubmission>),
    /// Each has its key, and they are in the order of these.
    Several(BatchSubmission),
}

/// Something that cannot be read: the line, the field, and why.
#[derive(Debug)]
struct Fault {
    line: Option<usize>,
    field: String,
    why: String,
}

impl JobFile {
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let is_standard_input = path == Path::new("-");
        let name = if is_standard_input {
            "standard input".to_owned()
        } else {
            path.display().to_string()
        };
        let text = if is_standard_input { read_all(io::stdin()) } else { fs::read_to_string(path) };
        let text = text.map_err(|error| {
            Failure::new("job_file", format!("{name}: cannot be read: {error}"), Exit::USAGE)
        })?;
        let is_json = path.extension().is_some_and(|extension| extension == "json")
            || (is_standard_input && text.trim_start().starts_with('{'));
        let jobs = if is_json { from_json(&text) } else { from_toml(&text) };
        match jobs {
            Ok(jobs) => Ok(Self { name, text, jobs }),
            Err(fault) => Err(wrong(&name, &fault)),
        }
    }

    /// What the coordinator refused, where it stands in the file.
    pub(crate) fn place(&self, error: ClientError) -> Failure {
        let field = error.problem().and_then(|problem| problem.field.clone());
        let failure = Failure::from(error);
        let Some(field) = field else { return failure };
        let (named, line) = (self.named(&field), self.line(&field));
        let why = self.with_keys(failure.message.replacen(&format!("`{field}` "), "", 1));
        let fault = Fault { line, field: named, why };
        Failure { message: wrong(&self.name, &fault).message, ..failure }
    }

    /// The path of a field as it is in the file: jobs have keys there, not places.
    fn named(&self, field: &str) -> String {
        match self.in_job(field) {
            Some((key, "")) => format!("jobs.{key}"),
            Some((key, rest)) => format!("jobs.{key}.{rest}"),
            None => field.to_owned(),
        }
    }

    /// The same about jobs by their keys.
    fn with_keys(&self, text: String) -> String {
        let Jobs::Several(batch) = &self.jobs else { return text };
        let keys = batch.jobs.iter().map(|job| job.key.as_deref().unwrap_or_default());
        keys.enumerate().fold(text, |text, (at, key)| text.replace(&format!("jobs[{at}]"), key))
    }

    /// The key of the job that a path leads into, and the rest of the path.
    fn in_job<'f>(&self, field: &'f str) -> Option<(&str, &'f str)> {
        let Jobs::Several(batch) = &self.jobs else { return None };
        let (place, rest) = field.strip_prefix("jobs[")?.split_once(']')?;
        let job = batch.jobs.get(place.parse::<usize>().ok()?)?;
        Some((job.key.as_deref()?, rest.trim_start_matches('.')))
    }

    /// The line on which a field stands, or its job begins.
    fn line(&self, field: &str) -> Option<usize> {
        let (key, rest) = self.in_job(field).map_or((None, field), |(key, rest)| (Some(key), rest));
        let mut lines = (1..).zip(self.text.lines().map(str::trim_start));
        let head = match key {
            Some(key) => {
                let heads = [format!("[jobs.{key}]"), format!("[jobs.\"{key}\"]")];
                Some(lines.find(|(_, line)| heads.iter().any(|head| line.starts_with(head)))?.0)
            }
            None => None,
        };
        let word = rest.split(['.', '[']).next().unwrap_or_default();
        let is_field = |line: &str| {
            let after = line.strip_prefix(word).filter(|_| !word.is_empty());
            after.is_some_and(|after| after.trim_start().starts_with('='))
        };
        let mut own = lines.take_while(|(_, line)| !line.starts_with('['));
        own.find(|(_, line)| is_field(line)).map(|(number, _)| number).or(head)
    }
}

fn read_all(mut from: impl Read) -> io::Result<String> {
    let mut text = String::new();
    from.read_to_string(&mut text).map(|_| text)
}

fn wrong(name: &str, Fault { line, field, why }: &Fault) -> Failure {
    let place = line.map(|line| format!(":{line}")).unwrap_or_default();
    let field = if field.is_empty() { String::new() } else { format!("`{field}` ") };
    Failure::new("job_file", format!("{name}{place}: {field}{why}"), Exit::USAGE)
        .with_hint("`muster job schema` prints what a job file may say")
}

fn from_toml(text: &str) -> Result<Jobs, Fault> {
    let line = |error: &toml::de::Error| error.span().map(|span| line_of(text, span.start));
    let syntax = |error: toml::de::Error| Fault {
        line: line(&error),
        field: String::new(),
        why: error.message().to_owned(),
    };
    let table: toml::Table = toml::from_str(text).map_err(syntax)?;
    let own = || toml::Deserializer::parse(text).map_err(syntax);
    let fault = |field: String, error: toml::de::Error| Fault {
        line: line(&error),
        field,
        why: format!("cannot be read: {}", error.message()),
    };
    if table.contains_key("jobs") {
        parse(own()?, fault).map(several)
    } else {
        parse(own()?, fault).map(|job| Jobs::One(Box::new(job)))
    }
}

fn from_json(text: &str) -> Result<Jobs, Fault> {
    let fault = |field: String, error: serde_json::Error| Fault {
        line: Some(error.line()),
        field,
        why: format!("cannot be read: {error}"),
    };
    let table: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(|error| fault(String::new(), error))?;
    let mut own = serde_json::Deserializer::from_str(text);
    if table.contains_key("jobs") {
        parse(&mut own, fault).map(several)
    } else {
        parse(&mut own, fault).map(|job| Jobs::One(Box::new(job)))
    }
}

/// Reads a value. Unlike a request of a newer program, a file with a word that nobody knows is wrong.
fn parse<'de, T: DeserializeOwned, D: Deserializer<'de, Error: Display>>(
    from: D,
    fault: impl Fn(String, D::Error) -> Fault,
) -> Result<T, Fault> {
    let mut unknown = None;
    let mut note = |path: serde_ignored::Path| {
        unknown.get_or_insert_with(|| path.to_string());
    };
    let read = serde_path_to_error::deserialize(serde_ignored::Deserializer::new(from, &mut note));
    let read: T = read.map_err(|error| {
        let path = error.path().to_string();
        fault(path.trim_matches('.').to_owned(), error.into_inner())
    })?;
    match unknown {
        None => Ok(read),
        Some(field) => Err(Fault { line: None, field, why: "is no word of a job file".to_owned() }),
    }
}

fn several(file: JobsFile) -> Jobs {
    let with_key = |(key, job)| JobSubmission { key: Some(key), ..job };
    Jobs::Several(BatchSubmission { jobs: file.jobs.into_iter().map(with_key).collect() })
}

fn line_of(text: &str, place: usize) -> usize {
    text.as_bytes().iter().take(place).filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(file: &str, text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file);
        fs::write(&path, text).unwrap();
        let failure = JobFile::read(&path).unwrap_err();
        failure.message.replace(&format!("{}/", folder.path().display()), "")
    }

    #[test]
    fn what_is_wrong_is_named_with_file_line_and_field() {
        let toml = "command = \"x\"\nmax_attempts = \"two\"\n";
        assert!(
            said("a.toml", toml)
                .starts_with("a.toml:2: `max_attempts` cannot be read: invalid type")
        );
        let jobs = "[jobs.a]\ncommand = \"x\"\n\n[jobs.b]\ncommand = 5\n";
        assert!(said("b.toml", jobs).starts_with("b.toml:5: `jobs.b.command` cannot be read"));
        assert!(said("c.toml", "command = \n").starts_with("c.toml:1: "));
        let unknown = "[jobs.a]\ncommand = \"x\"\nneds = [\"b\"]\n";
        assert_eq!(said("d.toml", unknown), "d.toml: `jobs.a.neds` is no word of a job file");
        let json = "{\"jobs\": {\"a\": {\n\"command\": 5}}}";
        assert!(said("e.json", json).starts_with("e.json:2: `jobs.a.command` cannot be read"));
    }

    #[test]
    fn what_the_coordinator_refuses_is_shown_where_it_stands() {
        let text = "[jobs.a]\ncommand = \"x\"\n[jobs.b]\nargv = [\"y\"]\nneeds = [\"c\"]\n";
        let file = JobFile {
            name: "job.toml".to_owned(),
            text: text.to_owned(),
            jobs: from_toml(text).unwrap(),
        };
        assert_eq!(file.named("jobs[1].needs[0]"), "jobs.b.needs[0]");
        assert_eq!(file.line("jobs[1].needs[0]"), Some(5));
        assert_eq!(file.line("jobs[0].priority"), Some(1));
    }
}
