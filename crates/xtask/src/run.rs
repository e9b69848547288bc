//! `cargo xtask run`: from a fresh clone to the open window.

use crate::{
    components::{self, BUILD, WINDOW},
    environment, output, shell,
    steps::{Step, Steps},
    tools, ui, workspace,
};
use anyhow::{Context, Result, bail};
use std::process::Command;

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (is_verbose, passed_on) = split(arguments)?;
    let has_display = environment::has_display();
    if !has_display {
        output::say(
            "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set): \
             starting without a window",
        );
    }
    let mut steps = Steps::new(is_verbose);
    prepare(&mut steps, has_display);
    build(&mut steps, has_display);
    steps.verdict()?;
    start(has_display, passed_on)
}

/// Our own flag before `--`, the app's arguments after it.
fn split(arguments: &[String]) -> Result<(bool, &[String])> {
    let at = arguments.iter().position(|word| word == "--").unwrap_or(arguments.len());
    let (ours, rest) = arguments.split_at(at);
    let mut is_verbose = false;
    for word in ours {
        match word.as_str() {
            "-v" | "--verbose" => is_verbose = true,
            other => bail!(
                "`run` does not know `{other}`\nhint: what is for the app stands after `--`, as in \
                 `cargo xtask run -- {other}`"
            ),
        }
    }
    Ok((is_verbose, rest.get(1..).unwrap_or_default()))
}

fn prepare(steps: &mut Steps, has_display: bool) {
    let lists: &[_] = if has_display { &[BUILD, WINDOW] } else { &[BUILD] };
    let components = Step { name: "components", needs: &[], hint: "install what is named above" };
    steps.step(components, |transcript| {
        let node = tools::check_node()?;
        let (packages, missing) = components::ensure(lists, transcript)?;
        components::refuse(&missing)?;
        Ok(format!("{packages}, {node}"))
    });
    let hint = "run `npm ci` and `npm run build` in ui/ and read what they say";
    steps.step(Step { name: "ui", needs: &["components"], hint }, |transcript| {
        Ok(format!("{}, {}", ui::install(transcript)?, ui::build(transcript)?))
    });
}

fn build(steps: &mut Steps, has_display: bool) {
    // With a window the features are those of the whole workspace, so that a test run afterwards
    // finds everything compiled. Without one, nothing that WebKit needs is even looked at.
    let build = if has_display {
        workspace::build_of("muster-desktop")
    } else {
        vec!["build", "--bin", "muster"]
    };
    let hint = "read the compiler's message above; a missing library is a package to install";
    steps.step(Step { name: "build", needs: &["ui"], hint }, |transcript| {
        transcript.run(&mut shell::cargo(&build))?;
        Ok(String::new())
    });
}

fn start(has_display: bool, arguments: &[String]) -> Result<()> {
    let (program, first) =
        if has_display { ("muster-desktop", None) } else { ("muster", Some("serve")) };
    let mut app = shell::command(workspace::built(program));
    app.args(first).args(arguments).stdin(std::process::Stdio::inherit());
    if let Some(folder) = environment::working_folder() {
        app.current_dir(folder);
    }
    output::say(&format!("\nstarting {}", shell::typed(&app)));
    become_program(&mut app)
}

/// Hands this process over, so that signals and the exit code are the app's own.
#[cfg(unix)]
fn become_program(app: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(app.exec()).with_context(|| format!("start `{}`", shell::typed(app)))
}

#[cfg(not(unix))]
fn become_program(app: &mut Command) -> Result<()> {
    let status = app.status().with_context(|| format!("start `{}`", shell::typed(app)))?;
    if !status.success() {
        bail!("the app ended with {status}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::split;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_follows_the_dashes_is_for_the_app() {
        assert_eq!(split(&[]).unwrap(), (false, &[][..]));
        let typed = words("-v -- --data-dir X");
        assert_eq!(split(&typed).unwrap(), (true, &words("--data-dir X")[..]));
    }

    #[test]
    fn a_stray_argument_is_refused_with_the_right_form() {
        let error = split(&words("--data-dir")).unwrap_err().to_string();
        assert!(error.contains("cargo xtask run -- --data-dir"), "{error}");
    }
}
