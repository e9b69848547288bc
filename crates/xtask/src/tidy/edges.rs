//! Layer edges: which crate may use which. The table is the architecture.

use super::{Finding, tree::Tree};

/// A crate of ours, whom it may use, and whom its tests may use on top.
struct Layer {
    name: &'static str,
    uses: &'static [&'static str],
    tests_use: &'static [&'static str],
}

const fn layer(name: &'static str, uses: &'static [&'static str]) -> Layer {
    // Every test may hold the clock and the dice.
    Layer { name, uses, tests_use: &["muster-seams"] }
}

const LAYERS: &[Layer] = &[
    layer("muster-core", &[]),
    layer("muster-api", &["muster-core"]),
    layer("muster-seams", &["muster-core"]),
    layer("muster-log", &["muster-core"]),
    layer("muster-tls", &[]),
    layer("muster-session", &["muster-api", "muster-core", "muster-seams"]),
    layer("muster-client", &["muster-api", "muster-core", "muster-tls"]),
    layer("muster-audit", &["muster-core"]),
    Layer {
        name: "muster-store",
        uses: &["muster-audit", "muster-core", "muster-seams"],
        // Its tests need the private PostgreSQL.
        tests_use: &["muster-testkit"],
    },
    layer("muster-providers", &["muster-core", "muster-seams"]),
    layer("muster-limits", &["muster-core", "muster-seams"]),
    layer("muster-mcp", &["muster-api"]),
    Layer {
        name: "muster-billing",
        uses: &["muster-core", "muster-seams"],
        // Its tests ask the fakes that stand behind a feature of its own.
        tests_use: &["muster-billing", "muster-seams"],
    },
    Layer {
        name: "muster-identity",
        uses: &["muster-core", "muster-seams"],
        // Its tests ask the fakes that stand behind a feature of its own.
        tests_use: &["muster-identity", "muster-seams"],
    },
    Layer {
        name: "muster-operations",
        uses: &["muster-core", "muster-providers", "muster-seams", "muster-store"],
        // Its tests need the private PostgreSQL.
        tests_use: &["muster-seams", "muster-testkit"],
    },
    Layer {
        name: "muster-coordinator",
        uses: &[
            "muster-api",
            "muster-audit",
            "muster-billing",
            "muster-core",
            "muster-identity",
            "muster-limits",
            "muster-log",
            "muster-mcp",
            "muster-operations",
            "muster-providers",
            "muster-seams",
            "muster-session",
            "muster-store",
            "muster-tls",
        ],
        // Its tests ask as a caller does, and its model runs on the private PostgreSQL too.
        tests_use: &["muster-seams", "muster-client", "muster-testkit"],
    },
    layer(
        "muster-worker",
        &[
            "muster-api",
            "muster-core",
            "muster-log",
            "muster-seams",
            "muster-session",
            "muster-tls",
        ],
    ),
    layer(
        "muster-host",
        &[
            "muster-api",
            "muster-billing",
            "muster-client",
            "muster-coordinator",
            "muster-core",
            "muster-log",
            "muster-operations",
            "muster-providers",
            "muster-seams",
            "muster-session",
            "muster-store",
            "muster-tls",
            "muster-worker",
        ],
    ),
    layer("muster-cli", FACE),
    layer("muster-desktop", FACE),
    layer(
        "muster-testkit",
        &[
            "muster-api",
            "muster-client",
            "muster-coordinator",
            "muster-core",
            "muster-host",
            "muster-seams",
            "muster-store",
            "muster-worker",
        ],
    ),
    layer(
        "muster-simulation",
        &[
            "muster-api",
            "muster-client",
            "muster-coordinator",
            "muster-core",
            "muster-seams",
            "muster-session",
            "muster-store",
            "muster-worker",
        ],
    ),
    Layer {
        name: "muster-tests",
        uses: &[],
        // The benchmark plays ten thousand workers, which takes their half of a session.
        tests_use: &[
            "muster-api",
            "muster-client",
            "muster-core",
            // Its fakes stand on sockets of their own.
            "muster-providers",
            "muster-seams",
            "muster-session",
            "muster-testkit",
            "muster-tls",
        ],
    },
    Layer { name: "xtask", uses: &[], tests_use: &[] },
];

/// The programs that people start hold the same things together.
const FACE: &[&str] = &[
    "muster-api",
    "muster-audit",
    "muster-client",
    "muster-coordinator",
    "muster-core",
    "muster-host",
    "muster-mcp",
    "muster-seams",
    "muster-worker",
];

/// A crate of others that only some of ours may use, because it is their whole purpose.
const KEPT: &[(&str, &[&str])] = &[
    // The host reads foreign files with it and asks for its version; SQL of ours is in the store.
    ("rusqlite", &["muster-store", "muster-host"]),
    ("tokio-postgres", &["muster-store", "muster-testkit"]),
    ("deadpool-postgres", &["muster-store"]),
    ("keyring", &["muster-host"]),
    ("redis", &["muster-limits"]),
    ("rcgen", &["muster-tls"]),
    ("rustls-webpki", &["muster-tls"]),
    ("clap", &["muster-cli", "muster-desktop"]),
    ("tauri", &["muster-desktop"]),
    ("tauri-build", &["muster-desktop"]),
    ("tauri-plugin-shell", &["muster-desktop"]),
    ("tauri-plugin-single-instance", &["muster-desktop"]),
    ("tauri-plugin-window-state", &["muster-desktop"]),
    // Libraries have errors that can be matched on.
    ("anyhow", &["muster-cli", "muster-testkit", "muster-tests", "xtask"]),
];

/// Crates of ours that use one above or beside them.
pub(super) fn between_crates(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for package in &tree.packages {
        let Some(layer) = LAYERS.iter().find(|layer| layer.name == package.name) else {
            found.push(Finding::at(
                &package.name,
                "has no row in the table of layers (tidy/edges.rs)",
            ));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|it| is_ours(&it.name)) {
            let name = dependency.name.as_str();
            let is_for_tests = dependency.kind.as_deref() == Some("dev");
            let is_allowed =
                layer.uses.contains(&name) || (is_for_tests && layer.tests_use.contains(&name));
            if !is_allowed {
                let says = format!("may not use {name}; see \"Folders\" in docs/architecture.md");
                found.push(Finding::at(&package.name, says));
            }
        }
    }
    found
}

/// Crates of ours that use somebody else's crate which belongs elsewhere.
pub(super) fn to_others(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for package in &tree.packages {
        for dependency in package.dependencies.iter().filter(|it| it.kind.as_deref() != Some("dev"))
        {
            let kept = KEPT.iter().find(|(name, _)| *name == dependency.name);
            if let Some((name, owners)) = kept
                && !owners.contains(&package.name.as_str())
            {
                let says = format!("may not use {name}: it is kept to {}", owners.join(", "));
                found.push(Finding::at(&package.name, says));
            }
        }
    }
    found
}

fn is_ours(name: &str) -> bool {
    LAYERS.iter().any(|layer| layer.name == name) || name.starts_with("muster-")
}

#[cfg(test)]
mod tests {
    use super::{LAYERS, Tree, between_crates, to_others};

    #[test]
    fn the_table_has_no_cycles() {
        // A row may only name rows above it.
        for (at, layer) in LAYERS.iter().enumerate() {
            for name in layer.uses {
                let below = LAYERS.iter().position(|other| other.name == *name);
                assert!(below.is_some_and(|below| below < at), "{} uses {name}", layer.name);
            }
        }
    }

    #[test]
    fn tests_may_use_what_the_crate_may_not() {
        let edge = |kind| Tree::default().depending_for("muster-store", "muster-testkit", kind);
        assert_eq!(between_crates(&edge(Some("dev"))), []);
        assert_eq!(between_crates(&edge(None)).len(), 1);
        assert_eq!(between_crates(&edge(Some("build"))).len(), 1);
    }

    #[test]
    fn a_crate_without_a_row_is_found() {
        let found = between_crates(&Tree::default().depending("muster-extra", "serde"));
        assert!(found[0].says.contains("no row"), "{found:?}");
    }

    #[test]
    fn sql_stays_in_the_store() {
        assert_eq!(to_others(&Tree::default().depending("muster-store", "rusqlite")), []);
        let found = to_others(&Tree::default().depending("muster-coordinator", "rusqlite"));
        assert_eq!(found[0].says, "may not use rusqlite: it is kept to muster-store, muster-host");
    }
}
