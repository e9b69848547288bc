//! Lists every command, so that the page may call none that no capability names.

/// Checked by `cargo xtask tidy` against `generate_handler!` and `capabilities/main.json`.
const COMMANDS: &[&str] = &[
    "api",
    "stream_open",
    "stream_ack",
    "stream_close",
    "hold",
    "let_go",
    "app_state",
    "fill_gate",
    "open_external",
    "painted",
    "listening",
    "take_link",
    "profiles",
    "show_profile",
    "add_profile",
    "forget_profile",
    "manners",
    "change_manners",
    "speak",
    "choose_entry",
    "restore_backup",
    "look_for_update",
    "take_update",
    "quit_confirmed",
    "quit_declined",
];

fn main() {
    // The page is part of the program: when it is built anew, so is the program.
    println!("cargo:rerun-if-changed=../ui/dist");
    assert!(
        std::path::Path::new("../ui/dist/index.html").exists(),
        "the console is not built: run `cargo xtask run`, or `npm ci && npm run build` in `ui`"
    );
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("cannot prepare the app: {error:#}");
    }
}
