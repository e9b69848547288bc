//! What is written about the settings is what the tables in code say.

use muster_host::config::{
    Environment, OWN_VARIABLES, ServeFlags, ServeSettings, env_example, own, reference,
    variables::{Ours, System, all},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// None of the systems has it, but it belongs to one that SentryAgent has: `BILLING_ENABLED`.
const BESIDE_DOCUMENTED: &str = "BILLING_ENFORCE";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("crates/muster-host has a root above it")
        .to_owned()
}

fn documented() -> BTreeMap<String, Vec<String>> {
    let list = include_str!("documented_variables.txt");
    let mut systems = BTreeMap::<String, Vec<String>>::new();
    let mut system = String::new();
    for line in list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => name.clone_into(&mut system),
            None => systems.entry(system.clone()).or_default().push(line.to_owned()),
        }
    }
    systems
}

#[test]
fn the_table_names_every_documented_variable_of_every_system_and_no_other() {
    let documented = documented();
    for system in System::ALL {
        let mut names: Vec<_> = system.variables().iter().map(|v| v.name.to_owned()).collect();
        names.sort();
        assert_eq!(&names, &documented[system.as_str()], "{}", system.as_str());
    }
    assert_eq!(documented.len(), System::ALL.len());
}

#[test]
fn a_name_that_is_read_as_ours_is_an_alias_of_ours_and_the_other_way_round() {
    for (system, variable) in all() {
        let is_alias_of = |name| {
            let row = own(name).unwrap_or_else(|| panic!("{name} is not a variable of ours"));
            row.aliases.iter().any(|alias| alias.name == variable.name)
        };
        match variable.ours {
            Ours::Setting(name) => {
                assert!(is_alias_of(name), "{} {} must be read", system.as_str(), variable.name);
            }
            Ours::Same => {
                assert!(own(variable.name).is_none(), "{} has a row of its own", variable.name);
            }
            Ours::NotApplicable(reason) => {
                assert!(reason.len() > 10, "{} needs a reason", variable.name);
                let is_read = OWN_VARIABLES.iter().any(|row| is_alias_of(row.name));
                assert!(!is_read, "{} is read, so it applies", variable.name);
            }
        }
    }
    for alias in OWN_VARIABLES.iter().flat_map(|row| row.aliases) {
        let is_documented = alias.name == BESIDE_DOCUMENTED
            || all().any(|(_, variable)| variable.name == alias.name);
        assert!(is_documented, "{} is an alias of nothing", alias.name);
        let has_prefix = alias.name.starts_with("DEBORGEN_");
        assert_eq!(alias.is_for_serve_only, !has_prefix, "{}", alias.name);
    }
}

#[test]
fn the_committed_files_are_rendered_from_the_tables() {
    let rendered =
        [(".env.example", env_example()), ("docs/configuration.md", reference::markdown())];
    let is_stale = |(path, text): &(&str, String)| {
        let committed = fs::read_to_string(repository().join(path)).unwrap_or_default();
        !committed.ends_with(text)
    };
    let mut stale = Vec::new();
    for (path, text) in rendered.iter().filter(|file| is_stale(file)) {
        // Left where a person can copy it from.
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(path.replace('/', "-"));
        fs::write(&copy, text).unwrap();
        stale.push(format!("{path} is out of date; its new text is in {}", copy.display()));
    }
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

#[test]
fn the_example_file_changes_nothing_even_with_every_line_uncommented() {
    let defaults = |environment: &Environment| {
        let flags = ServeFlags { data_dir: Some("/data".into()), ..ServeFlags::default() };
        let settings = ServeSettings::resolve(environment, flags).unwrap();
        settings.effective.into_iter().map(|s| (s.variable, s.value)).collect::<Vec<_>>()
    };
    let read = |text: &str| {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        Environment::default().with_file(file.path()).unwrap()
    };
    // It remembers from which file it is, to read it again; what it holds is what is shown.
    let nothing = format!("{:?}", Environment::default());
    assert_eq!(format!("{:?}", read(&env_example())), nothing, "every line is a comment");
    let uncommented =
        read(&env_example().replace("\n#MUSTER", "\nMUSTER").replace("\n#NO_", "\nNO_"));
    assert_eq!(uncommented.get("MUSTER_LISTEN"), Some("127.0.0.1:7600"), "it is a line now");
    assert_eq!(defaults(&uncommented), defaults(&Environment::default()));
}
