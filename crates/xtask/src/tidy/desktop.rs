//! The desktop window: what the webview can reach, listed three times and compared.
//!
//! A command exists in the handler, is declared in the app manifest and allowed in a capability, or
//! in none of them.

use super::{Finding, tree::Tree};
use serde::Deserialize;
use std::collections::BTreeSet;

const BRIDGE: &str = "ui/src/platform/tauri.ts";
const MANIFEST: &str = "src-tauri/build.rs";
const DECLARATION: &str = "const COMMANDS: &[&str] = &[";

/// Files of the console that know of Tauri and should not.
pub(super) fn imports(tree: &Tree) -> Vec<Finding> {
    let others = tree
        .texts_with(&[".ts", ".tsx", ".mjs", ".js"])
        .filter(|(path, text)| path.starts_with("ui/src/") && *path != BRIDGE && names_tauri(text));
    others
        .map(|(path, _)| Finding::at(path, format!("only {BRIDGE} may import @tauri-apps")))
        .collect()
}

fn names_tauri(text: &str) -> bool {
    let is_import =
        |line: &str| line.contains("import") || line.contains("from") || line.contains("mock(");
    text.lines().any(|line| line.contains("@tauri-apps/") && is_import(line))
}

/// Commands that the handler and the app manifest do not agree on.
pub(super) fn commands(tree: &Tree) -> Vec<Finding> {
    let handled = handled(tree);
    let declared = declared(tree);
    let undeclared = handled
        .difference(&declared)
        .map(|name| Finding::at(MANIFEST, format!("`{name}` is handled but not in `COMMANDS`")));
    let unhandled = declared
        .difference(&handled)
        .map(|name| Finding::at(MANIFEST, format!("`{name}` is declared but nothing handles it")));
    undeclared.chain(unhandled).collect()
}

/// Permissions that are more or less than the commands.
pub(super) fn capabilities(tree: &Tree) -> Vec<Finding> {
    let wanted: BTreeSet<_> =
        declared(tree).iter().map(|name| format!("allow-{}", name.replace('_', "-"))).collect();
    let mut found = Vec::new();
    let mut granted = BTreeSet::new();
    for (path, text) in tree.texts_with(&[".json"]).filter(|(path, _)| is_capability(path)) {
        let Ok(capability) = serde_json::from_str::<Capability>(text) else {
            found.push(Finding::at(path, "is not a capability with a list of permission names"));
            continue;
        };
        for permission in capability.permissions {
            if let Some(says) = judge(&permission, &wanted) {
                found.push(Finding::at(path, says));
            }
            granted.insert(permission);
        }
    }
    let missing = wanted.difference(&granted);
    found.extend(
        missing
            .map(|name| Finding::at("src-tauri/capabilities", format!("nothing grants `{name}`"))),
    );
    found
}

#[derive(Deserialize)]
struct Capability {
    permissions: Vec<String>,
}

/// What is wrong with granting this to the webview.
fn judge(permission: &str, wanted: &BTreeSet<String>) -> Option<String> {
    match permission.split_once(':') {
        None => (!wanted.contains(permission))
            .then(|| format!("`{permission}` allows no command of ours")),
        // Narrow pieces of Tauri's own core are a matter of review; whole sets are not.
        Some(("core", rest)) if !rest.ends_with("default") => None,
        Some(_) => Some(format!("`{permission}` opens more than the window needs")),
    }
}

fn is_capability(path: &str) -> bool {
    path.starts_with("src-tauri/capabilities/")
}

/// The last words of the paths in every `generate_handler![…]`.
fn handled(tree: &Tree) -> BTreeSet<String> {
    let sources = tree.texts_with(&[".rs"]).filter(|(path, _)| path.starts_with("src-tauri/src/"));
    let lists = sources.filter_map(|(_, text)| between(text, "generate_handler![", "]"));
    let commands = lists.flat_map(|list| list.split(','));
    let names = commands.map(|path| path.rsplit("::").next().unwrap_or(path).trim().to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

/// The names that the build script gives to `AppManifest::commands`.
fn declared(tree: &Tree) -> BTreeSet<String> {
    let list = tree.texts.get(MANIFEST).and_then(|text| between(text, DECLARATION, "]"));
    list.unwrap_or_default().split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end)?.0)
}

#[cfg(test)]
mod tests {
    use super::{Tree, capabilities, commands, imports};

    fn desktop(handler: &str, manifest: &str, permissions: &str) -> Tree {
        let capability = format!(r#"{{"windows":["main"],"permissions":[{permissions}]}}"#);
        Tree::of(&[
            ("src-tauri/src/lib.rs", &format!("tauri::generate_handler![{handler}]")),
            ("src-tauri/build.rs", &format!("const COMMANDS: &[&str] = &[{manifest}];")),
            ("src-tauri/capabilities/main.json", &capability),
        ])
    }

    #[test]
    fn three_lists_that_agree() {
        let tree = desktop(
            "\n    ipc::api,\n    ipc::stream_open,\n",
            "\n    \"api\",\n    \"stream_open\",\n",
            r#""allow-api","allow-stream-open""#,
        );
        assert_eq!(commands(&tree), []);
        assert_eq!(capabilities(&tree), []);
    }

    #[test]
    fn each_list_can_be_wrong() {
        let all = r#""allow-api","allow-quit""#;
        let undeclared = commands(&desktop("ipc::api, quit", r#""api""#, all));
        assert!(undeclared[0].says.contains("`quit` is handled"), "{undeclared:?}");
        let unhandled = commands(&desktop("ipc::api", r#""api", "quit""#, all));
        assert!(unhandled[0].says.contains("nothing handles"), "{unhandled:?}");
        let ungranted = capabilities(&desktop("api, quit", r#""api", "quit""#, r#""allow-api""#));
        assert_eq!(ungranted[0].says, "nothing grants `allow-quit`");
        let excess = capabilities(&desktop("api", r#""api""#, all));
        assert!(excess[0].says.contains("allows no command"), "{excess:?}");
    }

    #[test]
    fn whole_sets_and_plugins_are_too_much() {
        for permission in ["core:default", "core:window:default", "shell:allow-execute", "fs:read"]
        {
            let list = format!(r#""allow-api","{permission}""#);
            let found = capabilities(&desktop("api", r#""api""#, &list));
            assert_eq!(found.len(), 1, "{permission}");
        }
        let narrow = desktop("api", r#""api""#, r#""allow-api","core:event:allow-listen""#);
        assert_eq!(capabilities(&narrow), []);
    }

    #[test]
    fn only_the_bridge_imports_tauri() {
        let import = "import { invoke } from '@tauri-apps/api/core'\n";
        assert_eq!(imports(&Tree::of(&[("ui/src/platform/tauri.ts", import)])), []);
        assert_eq!(imports(&Tree::of(&[("ui/src/app.tsx", import)])).len(), 1);
        let lazy = "const core = await import('@tauri-apps/api/core')\n";
        assert_eq!(imports(&Tree::of(&[("ui/src/app.tsx", lazy)])).len(), 1);
    }
}
