//! From the document of the API to a page for people.

use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt::Write};

/// Where shapes are in the document.
pub(crate) const SHAPES: &str = "#/components/schemas/";

/// One way to ask something.
struct Route<'a> {
    method: &'a str,
    path: &'a str,
    says: &'a Value,
}

/// What of a page is made from a document.
pub(crate) struct Parts {
    /// Links to every route.
    pub(crate) contents: String,
    /// Every route and every shape.
    pub(crate) sections: String,
}

/// The parts of a page for a document.
pub(crate) fn parts(document: &Value) -> Parts {
    let (groups, empty) = (groups(document), Map::new());
    let shapes = document["components"]["schemas"].as_object().unwrap_or(&empty);
    let (mut contents, mut sections) = (Page(String::new()), Page(String::new()));
    contents.contents(&groups);
    for (tag, routes) in &groups {
        sections.add(&format!("<h2>{}</h2>", plain(tag)));
        for route in routes {
            sections.route(route);
        }
    }
    sections.add("<h2>Shapes</h2>");
    for (name, shape) in shapes {
        sections.shape(name, shape);
    }
    Parts { contents: contents.0, sections: sections.0 }
}

/// The page for a document.
pub(super) fn written(document: &str) -> String {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let parts = parts(&document);
    let mut page = Page(String::new());
    page.add("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.add(
        "<meta name=\"viewport\" content=\"width=device-width\"><title>Muster: the API</title>",
    );
    page.add("<link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body>");
    page.add(&parts.contents);
    page.add("<main><h1>The API</h1>");
    page.prose(text(&document["info"]["description"]));
    page.add("<p class=\"soft\">As a document for programs: <a href=\"/openapi.json\">openapi.json</a></p>");
    page.add(&parts.sections);
    page.add("</main></body></html>");
    page.0
}

fn groups(document: &Value) -> BTreeMap<&str, Vec<Route<'_>>> {
    let mut groups = BTreeMap::<_, Vec<_>>::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, says) in item.as_object().into_iter().flatten() {
            let tag = says["tags"][0].as_str().unwrap_or("other");
            groups.entry(tag).or_default().push(Route { method, path, says });
        }
    }
    groups
}

struct Page(String);

impl Page {
    fn add(&mut self, html: &str) {
        self.0.push_str(html);
    }

    fn contents(&mut self, groups: &BTreeMap<&str, Vec<Route<'_>>>) {
        self.add("<nav aria-label=\"Contents\">");
        for (tag, routes) in groups {
            self.add(&format!("<strong>{}</strong><ul>", plain(tag)));
            for route in routes {
                let (anchor, name) = (anchor(route), route.named());
                self.add(&format!("<li><a href=\"#{anchor}\">{name}</a></li>"));
            }
            self.add("</ul>");
        }
        self.add("</nav>");
    }

    fn route(&mut self, route: &Route<'_>) {
        self.add(&format!("<section id=\"{}\"><h3>{}</h3>", anchor(route), route.named()));
        self.prose(text(&route.says["summary"]));
        self.prose(text(&route.says["description"]));
        let who = text(&route.says["x-muster"]["access"]);
        if !who.is_empty() {
            self.add(&format!("<p class=\"soft\">For: {}</p>", plain(who)));
        }
        let parameters = route.says["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        self.table(
            "Asked with",
            parameters.iter().map(|one| {
                let name = format!("<code>{}</code>", plain(text(&one["name"])));
                let kind = format!("{}, {}", plain(text(&one["in"])), kind(&one["schema"]));
                [name, kind, marked(text(&one["description"]))]
            }),
        );
        if let Some(body) = content(&route.says["requestBody"]) {
            self.add(&format!("<h4>Body</h4><p>{}</p>", kind(body)));
        }
        let answers = route.says["responses"].as_object();
        self.table(
            "Answers",
            answers.into_iter().flatten().map(|(status, says)| {
                let kind = content(says).map(kind).unwrap_or_default();
                [plain(status), kind, marked(text(&says["description"]))]
            }),
        );
        self.add("</section>");
    }

    fn shape(&mut self, name: &str, shape: &Value) {
        self.add(&format!("<section id=\"{0}\"><h3><code>{0}</code></h3>", plain(name)));
        self.prose(text(&shape["description"]));
        let fields = shape["properties"].as_object();
        let needed = shape["required"].as_array().map(Vec::as_slice).unwrap_or_default();
        if fields.is_none() {
            self.add(&format!("<p class=\"soft\">{}</p>", kind(shape)));
        }
        self.table(
            "",
            fields.into_iter().flatten().map(|(name, field)| {
                let may_lack =
                    if needed.iter().any(|it| it == name) { "" } else { ", may be left out" };
                let (name, kind) =
                    (format!("<code>{}</code>", plain(name)), kind(field) + may_lack);
                [name, kind, marked(text(&field["description"]))]
            }),
        );
        self.add("</section>");
    }

    fn table(&mut self, title: &str, rows: impl Iterator<Item = [String; 3]>) {
        let mut rows = rows.peekable();
        if rows.peek().is_none() {
            return;
        }
        if !title.is_empty() {
            self.add(&format!("<h4>{title}</h4>"));
        }
        self.add("<table>");
        for [first, second, third] in rows {
            self.add(&format!("<tr><td>{first}</td><td>{second}</td><td>{third}</td></tr>"));
        }
        self.add("</table>");
    }

    fn prose(&mut self, text: &str) {
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            self.add(&format!("<p>{}</p>", marked(paragraph)));
        }
    }
}

impl Route<'_> {
    fn named(&self) -> String {
        let method = plain(&self.method.to_uppercase());
        format!("<span class=\"method\">{method}</span> <code>{}</code>", plain(self.path))
    }
}

fn anchor(route: &Route<'_>) -> String {
    plain(text(&route.says["operationId"]))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What is sent, whatever its type.
fn content(of: &Value) -> Option<&Value> {
    of["content"].as_object()?.values().next().map(|content| &content["schema"])
}

/// A shape in a few words, with a link where it has a name.
fn kind(shape: &Value) -> String {
    if let Some(name) = text(&shape["$ref"]).strip_prefix(SHAPES) {
        return format!("<a href=\"#{0}\">{0}</a>", plain(name));
    }
    if let Some(words) = shape["enum"].as_array() {
        return listed(words.iter().map(|word| format!("<code>{}</code>", plain(text(word)))));
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(kinds) = shape[choice].as_array() {
            return listed(kinds.iter().map(kind));
        }
    }
    match &shape["type"] {
        Value::String(word) => of_type(word, shape),
        Value::Array(words) => listed(words.iter().map(|word| of_type(text(word), shape))),
        _ => "anything".to_owned(),
    }
}

fn of_type(word: &str, shape: &Value) -> String {
    match (word, text(&shape["format"])) {
        ("array", _) => format!("list of {}", kind(&shape["items"])),
        ("object", _) if shape["additionalProperties"].is_object() => {
            format!("names to {}", kind(&shape["additionalProperties"]))
        }
        ("string", "date-time") => "time".to_owned(),
        ("integer" | "number", _) => "number".to_owned(),
        ("boolean", _) => "yes or no".to_owned(),
        ("null", _) => "nothing".to_owned(),
        ("string", _) => "text".to_owned(),
        (other, _) => plain(other),
    }
}

fn listed(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" or ")
}

/// Text in which backticks mark code.
fn marked(text: &str) -> String {
    let mut html = String::new();
    for (place, part) in plain(text).split('`').enumerate() {
        let is_code = place % 2 == 1;
        let written =
            if is_code { write!(html, "<code>{part}</code>") } else { write!(html, "{part}") };
        written.expect("a text in memory takes everything");
    }
    html
}

/// Text that means nothing but itself in a page.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::document;

    #[test]
    fn every_route_and_every_shape_has_its_place_and_every_link_leads_somewhere() {
        let document: Value = serde_json::from_str(&document()).unwrap();
        let page = written(&document.to_string());
        for path in document["paths"].as_object().unwrap().keys() {
            assert!(page.contains(&format!("<code>{}</code></h3>", plain(path))), "{path}");
        }
        let targets = page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
        let mut links = 0;
        for target in targets {
            assert!(page.contains(&format!("<section id=\"{target}\">")), "{target}");
            links += 1;
        }
        assert!(links > 200, "{links}");
        assert!(!page.contains("<script") && !page.contains("style="));
    }

    #[test]
    fn what_a_description_says_is_text_and_no_page() {
        assert_eq!(marked("`a<b>` & \"c\""), "<code>a&lt;b&gt;</code> &amp; &quot;c&quot;");
        let shape = serde_json::json!({ "type": ["array", "null"], "items": { "$ref": "#/components/schemas/Job" } });
        assert_eq!(kind(&shape), "list of <a href=\"#Job\">Job</a> or nothing");
    }
}
