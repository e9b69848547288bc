//! `GET /v1/audit/export`

use crate::{
    app::App,
    engine::audit::verify::Stretch,
    error::AppError,
    http::extract::{Asked, Reader, request_id},
};
use axum::{
    body::{Body, Bytes},
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use http::{header, request::Parts};
use muster_api::{
    Problem, ProblemKind,
    audit::{AuditExportQuery, AuditForm},
};
use muster_audit::{
    DateRange, HeadKey, Sealed,
    export::{Export, Header, csv},
};
use muster_core::OrganisationId;
use muster_store::{
    StoreError,
    audit_event::{self, AuditEntry},
};
use std::{io, sync::Arc};

/// The log as a file, oldest event first.
///
/// A file of lines of JSON is signed, and `muster audit verify FILE` verifies it anywhere. One that broke off has no
/// last line. What was written before there were seals is not in it: the first event says what it came to.
#[utoipa::path(get, path = "/v1/audit/export", tag = "audit", params(AuditExportQuery),
    responses((status = 200, content((String = "application/x-ndjson"), (String = "text/csv"))), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn export(
    State(app): State<Arc<App>>,
    Reader(caller): Reader,
    Asked(query): Asked<AuditExportQuery>,
    parts: Parts,
) -> Result<Response, AppError> {
    let range = super::range(["from", "to"], query.from.as_deref(), query.to.as_deref())?;
    let form = query.format.unwrap_or_default();
    let (now, scope) = (app.seams.clock.now(), caller.scope(request_id(&parts)?, None));
    let entry = AuditEntry {
        action: "audit.export".to_owned(),
        target: "audit".to_owned(),
        detail: serde_json::json!({ "format": form, "from": range.from, "to": range.to })
            .to_string(),
    };
    let noted = app.store.write(move |tx| audit_event::append(tx, &scope, &entry, now).map(drop));
    let noted: Result<(), StoreError> = noted.await;
    noted?;
    let (kind, name) = match form {
        AuditForm::Ndjson => ("application/x-ndjson", "attachment; filename=\"audit.ndjson\""),
        AuditForm::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"audit.csv\""),
    };
    let head = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    let walk = Walk::begin(&app, caller.organisation, range, form).await?;
    Ok((head, body(app, walk)).into_response())
}

fn body(app: Arc<App>, walk: Walk) -> Body {
    Body::from_stream(stream::try_unfold((app, Some(walk)), |(app, walk)| async move {
        let Some(walk) = walk else { return Ok(None) };
        let (lines, walk) = walk.read(&app).await?;
        Ok::<_, AppError>(Some((lines, (app, walk))))
    }))
}

/// How far an export is.
struct Walk {
    organisation: OrganisationId,
    file: File,
    after: u64,
    /// The last place that is written.
    last: u64,
}

enum File {
    Signed(Box<Export<Vec<u8>>>, HeadKey),
    Csv(Vec<u8>),
}

impl Walk {
    async fn begin(
        app: &App,
        organisation: OrganisationId,
        range: DateRange,
        form: AuditForm,
    ) -> Result<Self, AppError> {
        let keys = app.audit_keys_now().await?;
        let (own, now) = (organisation.clone(), app.seams.clock.now());
        let head = match keys {
            Some(keys) => app.audit_head(&organisation, keys).await?,
            None => None,
        };
        let stretch = app.store.read(move |tx| Stretch::of(tx, &own, &range)).await?;
        // The event behind the range shows that nothing is missing at its end.
        let last = stretch.last + u64::from(!stretch.is_tail);
        let file = match (form, keys) {
            (AuditForm::Csv, _) => {
                let mut text = Vec::new();
                csv::begin(&mut text).map_err(unwritten)?;
                File::Csv(text)
            }
            (AuditForm::Ndjson, Some(keys)) => {
                let header = Header {
                    anchor: stretch.anchor,
                    reaches_tail: stretch.is_tail,
                    heads: head.into_iter().map(|(signed, _)| signed).collect(),
                    ..Header::new(organisation.clone(), range, now)
                };
                let export = Export::begin(Vec::new(), header).map_err(unwritten)?;
                File::Signed(Box::new(export), keys.heads.clone())
            }
            (AuditForm::Ndjson, None) => {
                let says = "the key of the audit log is out of reach, so no file can be signed";
                return Err(AppError::told(ProblemKind::SecretsUnavailable, says));
            }
        };
        Ok(Self { organisation, file, after: stretch.after, last })
    }

    /// The next part of the file, and the walk from there, unless it is at its end.
    async fn read(mut self, app: &App) -> Result<(Bytes, Option<Self>), AppError> {
        let page = app.audit_page(&self.organisation, self.after).await?;
        let reached = page.last.filter(|_| !page.is_last);
        for event in page.events.into_iter().filter(|event| event.seal.sequence <= self.last) {
            self.file.add(event).map_err(unwritten)?;
        }
        match reached.filter(|place| *place < self.last) {
            Some(place) => {
                self.after = place;
                Ok((self.file.written().into(), Some(self)))
            }
            None => Ok((self.file.finish().map_err(unwritten)?.into(), None)),
        }
    }
}

impl File {
    fn add(&mut self, event: Sealed) -> io::Result<()> {
        match self {
            Self::Signed(export, _) => export.add(event),
            Self::Csv(text) => csv::add(text, &event),
        }
    }

    fn written(&mut self) -> Vec<u8> {
        std::mem::take(match self {
            Self::Signed(export, _) => export.writer(),
            Self::Csv(text) => text,
        })
    }

    fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Signed(export, key) => export.finish(&key),
            Self::Csv(text) => Ok(text),
        }
    }
}

fn unwritten(_: io::Error) -> AppError {
    AppError::Internal("write an event into a file")
}
