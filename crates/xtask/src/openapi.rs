//! `cargo xtask openapi`: writes the files that are generated from the code.

use crate::{
    check, shell,
    steps::{Step, Steps},
    tidy::GENERATED,
    ui, workspace,
};
use anyhow::{Context, Result, bail};
use std::fs;

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    if let Some(other) = arguments.first() {
        bail!("`openapi` takes no arguments, not `{other}`");
    }
    let mut steps = Steps::new(false);
    check::packages(&mut steps);
    let hint = "mend what does not compile";
    steps.step(Step { name: "build", needs: &[], hint }, |transcript| {
        check::cargo(transcript, &workspace::build_of("muster"))
    });
    let hint = "run `target/debug/muster openapi` and read what it says";
    steps.step(Step { name: "write", needs: &["build"], hint }, |_| {
        for file in GENERATED {
            let text = shell::answer(shell::command(workspace::built("muster")).args(file.from))?;
            fs::write(workspace::path(file.path), text)
                .with_context(|| format!("write {}", file.path))?;
        }
        Ok(GENERATED.iter().map(|file| file.path).collect::<Vec<_>>().join(", "))
    });
    let hint = "run `npm run generate` in ui/";
    steps.step(Step { name: "types", needs: &["packages", "write"], hint }, |transcript| {
        transcript.run(&mut ui::generate())?;
        Ok(ui::TYPES.to_owned())
    });
    steps.verdict()
}
