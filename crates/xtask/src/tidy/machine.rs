//! Traces of one machine: its folders, and the registries that it happens to use.

use super::{Finding, tree::Tree};

// Written apart, so that this file does not find itself.
const FOLDERS: &[&str] = &[concat!("/ro", "ot/"), concat!("/wo", "rk/")];

/// Lines that name a folder which only somebody's machine has.
pub(super) fn paths(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in &tree.texts {
        for (number, line) in text.lines().enumerate() {
            if let Some(folder) = FOLDERS.iter().find(|folder| starts_a_path(line, folder)) {
                let place = format!("{path}:{}", number + 1);
                found
                    .push(Finding::at(place, format!("names `{folder}`, a folder of one machine")));
            }
        }
    }
    found
}

/// Whether the folder stands at the beginning of a path and not inside one.
fn starts_a_path(line: &str, folder: &str) -> bool {
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.~/>})]$*".contains(&byte);
    line.match_indices(folder).any(|(at, _)| at == 0 || !is_inside(line.as_bytes()[at - 1]))
}

/// Lockfiles and settings that name a registry other than the public default.
pub(super) fn registries(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in &tree.texts {
        let file = path.rsplit('/').next().unwrap_or(path);
        for (number, line) in text.lines().enumerate() {
            if names_registry(file, line.trim()) {
                let says = "names a registry; the lockfile must fit every machine";
                found.push(Finding::at(format!("{path}:{}", number + 1), says));
            }
        }
    }
    found
}

fn names_registry(file: &str, line: &str) -> bool {
    match file {
        "Cargo.lock" => {
            let public = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
            line.starts_with("source = ") && line != public
        }
        "package-lock.json" => {
            let public = "\"resolved\": \"https://registry.npmjs.org/";
            line.starts_with("\"resolved\":") && !line.starts_with(public)
        }
        ".npmrc" => line.contains("registry=") || line.contains("_auth"),
        "config.toml" => {
            ["[source", "[registries", "[registry"].iter().any(|it| line.starts_with(it))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{FOLDERS, names_registry, starts_a_path};

    #[test]
    fn a_folder_inside_a_longer_path_is_not_a_machines() {
        let work = FOLDERS[1];
        assert!(starts_a_path(&format!("cd {work}main"), work));
        assert!(starts_a_path(&format!("\"{work}main\""), work));
        assert!(!starts_a_path(&format!("attempts/<job>{work}out"), work));
        assert!(!starts_a_path(&format!("https://example.org{work}a"), work));
    }

    #[test]
    fn only_the_public_default_may_stand_in_a_lockfile() {
        let public = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        assert!(!names_registry("Cargo.lock", public));
        assert!(names_registry("Cargo.lock", "source = \"git+https://example.org/x\""));
        assert!(names_registry("Cargo.lock", "source = \"sparse+https://mirror.example/\""));
        let npm = "\"resolved\": \"https://registry.npmjs.org/react/-/react-19.0.0.tgz\",";
        assert!(!names_registry("package-lock.json", npm));
        assert!(names_registry("package-lock.json", "\"resolved\": \"http://mirror/x.tgz\","));
        assert!(names_registry(".npmrc", "registry=http://mirror/"));
        assert!(!names_registry(".npmrc", "omit-lockfile-registry-resolved=true"));
        assert!(names_registry("config.toml", "[source.crates-io]"));
    }
}
