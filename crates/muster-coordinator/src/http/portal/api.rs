//! `GET /portal/api`: the reference of what is public.

use super::{
    html::{Html, html, marked},
    page::{Page, Place},
    visit::Visit,
};
use crate::http::{document, reference};
use axum::response::Response;
use serde_json::{Map, Value};
use std::{collections::BTreeSet, sync::LazyLock};

/// Written once: it is the same as long as the program is.
static REFERENCE: LazyLock<Html> = LazyLock::new(|| {
    let document = serde_json::from_str(&document()).unwrap_or_default();
    let written = reference::parts(&public_part(document));
    html(
        "<div class=\"reference\" lang=\"en\">{}<div>{}</div></div>",
        &[&Html::of_reference(written.contents), &Html::of_reference(written.sections)],
    )
});

pub(super) async fn page(visit: Visit) -> Response {
    let words = visit.words();
    let body = html(
        "<h1>{}</h1><p class=\"lead\">{}</p>{}",
        &[&words.api, &marked(words.api_lead), &*REFERENCE],
    );
    visit.answer(&Page { title: words.api, here: Some(Place::Api), body })
}

/// What of the document is about routes that are public.
fn public_part(mut document: Value) -> Value {
    if let Some(paths) = document["paths"].as_object_mut() {
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            item.retain(|_, operation| operation["x-muster"]["public"] == true);
        }
        paths.retain(|_, item| item.as_object().is_some_and(|item| !item.is_empty()));
    }
    let used = used(&document);
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| used.contains(name));
    }
    document
}

/// Names of the shapes that the routes speak of, and of those that these speak of.
fn used(document: &Value) -> BTreeSet<String> {
    let none = Map::new();
    let schemas = document["components"]["schemas"].as_object().unwrap_or(&none);
    let (mut used, mut open) = (BTreeSet::new(), vec![&document["paths"]]);
    while let Some(value) = open.pop() {
        let named = value["$ref"].as_str().and_then(|it| it.strip_prefix(reference::SHAPES));
        if let Some(name) = named
            && used.insert(name.to_owned())
        {
            open.extend(schemas.get(name));
        }
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(fields) => open.extend(fields.values()),
            _ => {}
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_part_has_public_routes_alone_and_the_shapes_that_they_need() {
        let document: Value = serde_json::from_str(&document()).unwrap();
        let part = public_part(document.clone());
        let paths: Vec<_> = part["paths"].as_object().unwrap().keys().collect();
        assert!(paths.iter().any(|path| *path == "/token"), "{paths:?}");
        assert!(!paths.iter().any(|path| path.starts_with("/v1/jobs")), "{paths:?}");
        assert!(part["paths"]["/agents"].get("get").is_none(), "registering alone is public");
        let shapes = part["components"]["schemas"].as_object().unwrap();
        assert!(shapes.contains_key("ListingPage") && shapes.contains_key("Listing"));
        assert!(!shapes.contains_key("Job"));
        let written = REFERENCE.as_str();
        for target in written.split("href=\"#").skip(1).map(|it| it.split('"').next().unwrap()) {
            assert!(written.contains(&format!("<section id=\"{target}\">")), "{target}");
        }
    }
}
