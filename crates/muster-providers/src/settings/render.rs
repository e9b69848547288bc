//! `RENDER_*`.

use super::{Reader, WORKER_IMAGE};
use crate::render::{PLANS, REGIONS, RenderSettings, Source};

const NEEDED: [&str; 2] = ["RENDER_API_KEY", "RENDER_OWNER_ID"];

/// Render's settings, if there are some; if it is to be used, all that it needs has to be there.
pub(super) fn read(reader: &mut Reader<'_>, is_used: bool) -> Option<RenderSettings> {
    let is_set_up = NEEDED.map(|name| reader.text(name).is_some()) != [false; 2];
    let base = reader.text("RENDER_API_BASE").unwrap_or("https://api.render.com/v1");
    let base = crate::http::Base::parse(base)
        .map_err(|error| reader.problem("RENDER_API_BASE", &error.to_string()));
    let prefix = reader.parsed("RENDER_WORKER_NAME_PREFIX", "muster-worker");
    let (source, plan, region) = (source(reader), plan(reader), region(reader));
    let provision_within = reader.millis("RENDER_PROVISION_TIMEOUT_MS", 900_000);
    let healthy_within = reader.millis("RENDER_HEALTHCHECK_TIMEOUT_MS", 180_000);
    let poll_every = reader.millis("RENDER_POLL_INTERVAL_MS", 5_000);
    if !is_used && !is_set_up {
        reader.in_vain("RENDER_", "RENDER_API_KEY and RENDER_OWNER_ID");
        return None;
    }
    let [key, owner] = reader.required(NEEDED, "Render needs it")?;
    Some(RenderSettings {
        base: base.ok()?,
        api_key: crate::Secret::new(key),
        owner: owner.to_owned(),
        source,
        plan,
        region,
        prefix: prefix?,
        provision_within,
        healthy_within,
        poll_every,
    })
}

fn source(reader: &mut Reader<'_>) -> Source {
    let (image, repository) =
        (reader.text("RENDER_WORKER_IMAGE"), reader.text("RENDER_WORKER_REPO"));
    let branch = reader.text_or("RENDER_WORKER_BRANCH", "main");
    let root = reader.text_or("RENDER_WORKER_ROOT_DIR", "");
    match (image, repository) {
        (None, Some(url)) => Source::Repository { url: url.to_owned(), branch, root },
        (image, repository) => {
            if image.is_some() && repository.is_some() {
                reader.problem("RENDER_WORKER_REPO", "does not go with RENDER_WORKER_IMAGE");
            }
            for name in ["RENDER_WORKER_BRANCH", "RENDER_WORKER_ROOT_DIR"] {
                reader.in_vain(name, "RENDER_WORKER_REPO");
            }
            Source::Image(image.unwrap_or(WORKER_IMAGE).to_owned())
        }
    }
}

fn plan(reader: &mut Reader<'_>) -> String {
    let plan = reader.text_or("RENDER_WORKER_PLAN", "standard");
    require_one_of(reader, "RENDER_WORKER_PLAN", &plan, PLANS);
    plan
}

fn region(reader: &mut Reader<'_>) -> String {
    let region = reader.text_or("RENDER_WORKER_REGION", "oregon");
    require_one_of(reader, "RENDER_WORKER_REGION", &region, REGIONS);
    region
}

fn require_one_of(reader: &mut Reader<'_>, name: &str, value: &str, known: &[&str]) {
    if !known.contains(&value) {
        reader.problem(name, &format!("must be one of {}", known.join(", ")));
    }
}
