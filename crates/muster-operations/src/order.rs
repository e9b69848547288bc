//! Orders: what somebody wants to have, before anything is kept or asked.

use muster_core::{Secret, WorkerId};
use muster_providers::{ProviderKind, check::FieldProblem, environment::Registry};

/// A cloud worker that somebody wants.
#[derive(Debug, Clone)]
pub struct NewWorker {
    /// Its id, by which it is found here and at its provider.
    pub id: WorkerId,
    /// Its name for people.
    pub title: String,
    /// Where, if not where the settings say.
    pub provider: Option<ProviderKind>,
    /// Settings of the worker that anybody may see.
    pub variables: Vec<(String, String)>,
    /// What only the worker may see, such as its token to join.
    pub secrets: Vec<(String, Secret)>,
}

/// A dev environment that somebody wants.
#[derive(Debug, Clone)]
pub struct NewEnvironment {
    /// Its key, from which its names at the provider are made; one is drawn if there is none.
    pub key: Option<String>,
    /// Its name for people.
    pub title: String,
    /// At which provider, if not at the one that has its region, or the first.
    pub provider: Option<ProviderKind>,
    /// In which region, if not in the one of the settings.
    pub region: Option<String>,
    /// From which image, if not from the one of the settings.
    pub image: Option<String>,
    /// Who may pull it, if not as the settings say.
    pub registry: Option<Registry>,
    /// Processor cores.
    pub cpu_cores: u32,
    /// Memory.
    pub memory_gb: u32,
    /// Storage.
    pub storage_gb: u32,
    /// Where the storage appears in the container.
    pub mount_path: String,
    /// The ports that it answers at.
    pub ports: Vec<u16>,
    /// Settings that anybody may see.
    pub variables: Vec<(String, String)>,
    /// What only the container may see.
    pub secrets: Vec<(String, Secret)>,
    /// What the provider should show beside it, such as the person it is for.
    pub tags: Vec<(String, String)>,
}

/// What is done to a resource that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Let it run again.
    Start,
    /// Stop it; what it keeps stays.
    Stop,
    /// The same, in the place of what brings it up.
    StopAtOnce,
    /// Delete everything of it.
    Delete {
        /// Also if it runs.
        is_forced: bool,
    },
}

const LONGEST_TITLE: usize = 63;

/// What is wrong with a name for people. It stands in lists, tags and logs, so it is one plain line.
pub(crate) fn title_problem(title: &str) -> Option<FieldProblem> {
    let is_fit = !title.trim().is_empty()
        && title.chars().count() <= LONGEST_TITLE
        && !title.contains("..")
        && !title.contains(|letter: char| letter.is_control() || letter == '/' || letter == '\\');
    let says =
        format!("must be 1 to {LONGEST_TITLE} characters of one line, without `..`, `/` and `\\`");
    (!is_fit).then(|| FieldProblem { path: "name".to_owned(), says })
}

#[cfg(test)]
mod tests {
    use super::title_problem;

    #[test]
    fn a_title_is_one_short_line_that_is_no_path() {
        for good in ["a", "My environment (2)", "Größe"] {
            assert_eq!(title_problem(good), None, "{good}");
        }
        for bad in ["", "  ", "..", "a/../b", "a\nb", "a\\b", &"x".repeat(80)] {
            assert!(title_problem(bad).is_some(), "{bad:?}");
        }
    }
}
