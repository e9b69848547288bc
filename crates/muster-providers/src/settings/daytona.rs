//! `DAYTONA_*`.

use super::{Reader, WORKER_IMAGE};
use crate::daytona::{DaytonaSettings, Source, Timers};

/// Daytona's settings, if there are some; if it is to be used, all that it needs has to be there.
pub(super) fn read(reader: &mut Reader<'_>, is_used: bool) -> Option<DaytonaSettings> {
    let is_set_up = reader.text("DAYTONA_API_KEY").is_some();
    let base = reader.text("DAYTONA_API_URL").unwrap_or("https://app.daytona.io/api");
    let base = crate::http::Base::parse(base)
        .map_err(|error| reader.problem("DAYTONA_API_URL", &error.to_string()));
    let prefix = reader.parsed("DAYTONA_SANDBOX_NAME_PREFIX", "muster-worker");
    let (source, timers) = (source(reader), timers(reader));
    let settings = Timing::read(reader);
    let target = reader.text("DAYTONA_TARGET").map(str::to_owned);
    let is_public = reader.flag("DAYTONA_SANDBOX_PUBLIC");
    let port = reader.number("DAYTONA_OPENWORK_PORT", 8787, 1..=u16::MAX);
    if !is_used && !is_set_up {
        reader.in_vain("DAYTONA_", "DAYTONA_API_KEY");
        return None;
    }
    let [key] = reader.required(["DAYTONA_API_KEY"], "Daytona needs it")?;
    Some(DaytonaSettings {
        base: base.ok()?,
        api_key: crate::Secret::new(key),
        target,
        source,
        is_public,
        timers,
        address_lives: settings.address_lives,
        port,
        prefix: prefix?,
        provision_within: settings.provision_within,
        delete_within: settings.delete_within,
        healthy_within: settings.healthy_within,
        poll_every: settings.poll_every,
    })
}

/// How long things may take.
struct Timing {
    address_lives: std::time::Duration,
    provision_within: std::time::Duration,
    delete_within: std::time::Duration,
    healthy_within: std::time::Duration,
    poll_every: std::time::Duration,
}

impl Timing {
    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            address_lives: reader.seconds("DAYTONA_SIGNED_PREVIEW_EXPIRES_SECONDS", 86_400),
            provision_within: reader.seconds("DAYTONA_CREATE_TIMEOUT_SECONDS", 300),
            delete_within: reader.seconds("DAYTONA_DELETE_TIMEOUT_SECONDS", 120),
            healthy_within: reader.millis("DAYTONA_HEALTHCHECK_TIMEOUT_MS", 300_000),
            poll_every: reader.millis("DAYTONA_POLL_INTERVAL_MS", 5_000),
        }
    }
}

/// A snapshot wins, and has its own size.
fn source(reader: &mut Reader<'_>) -> Source {
    let image = reader.text_or("DAYTONA_SANDBOX_IMAGE", WORKER_IMAGE);
    let cpu = reader.number("DAYTONA_SANDBOX_CPU", 2, 1..=128);
    let memory_gb = reader.number("DAYTONA_SANDBOX_MEMORY", 4, 1..=1024);
    let disk_gb = reader.number("DAYTONA_SANDBOX_DISK", 8, 1..=2048);
    let Some(snapshot) = reader.text("DAYTONA_SNAPSHOT") else {
        return Source::Image { image, cpu, memory_gb, disk_gb };
    };
    let sizes = [
        "DAYTONA_SANDBOX_IMAGE",
        "DAYTONA_SANDBOX_CPU",
        "DAYTONA_SANDBOX_MEMORY",
        "DAYTONA_SANDBOX_DISK",
    ];
    for name in sizes {
        if reader.text(name).is_some() {
            reader.notice(name, "has no effect beside DAYTONA_SNAPSHOT");
        }
    }
    Source::Snapshot(snapshot.to_owned())
}

/// A week until archiving, as Daytona itself has it; stopping and deleting are left to us.
fn timers(reader: &mut Reader<'_>) -> Timers {
    const YEAR: u32 = 525_600;
    Timers {
        stop: reader.number("DAYTONA_SANDBOX_AUTO_STOP_INTERVAL", 0, 0..=YEAR),
        archive: reader.number("DAYTONA_SANDBOX_AUTO_ARCHIVE_INTERVAL", 10_080, 0..=YEAR),
        delete: reader.number("DAYTONA_SANDBOX_AUTO_DELETE_INTERVAL", -1, -1..=YEAR.cast_signed()),
    }
}
