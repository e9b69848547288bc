//! Listings: a page of things, in every format.

use super::{
    paint::Paint,
    table::{Cell, Column, Table},
};
use muster_host::config::OutputFormat;
use serde::Serialize;
use serde_json::{Value, json};

/// Raised when a field changes its meaning or goes away; new fields do not raise it.
const SCHEMA_VERSION: u32 = 1;

/// A page of things, and how to show one.
pub(crate) struct Listing<'a, P, T> {
    /// The page as it came, for JSON.
    pub(crate) page: &'a P,
    /// What is on it.
    pub(crate) items: &'a [T],
    pub(crate) columns: &'a [Column],
    pub(crate) row: &'a dyn Fn(&T) -> Vec<Cell>,
    pub(crate) id: &'a dyn Fn(&T) -> String,
    /// What an empty list says, and the next command.
    pub(crate) if_empty: (&'a str, &'a str),
}

impl<P: Serialize, T: Serialize> Listing<'_, P, T> {
    pub(crate) fn render(
        &self,
        format: OutputFormat,
        paint: Paint,
        width: Option<usize>,
    ) -> String {
        match format {
            OutputFormat::Table if self.items.is_empty() => String::new(),
            OutputFormat::Table => {
                let rows = self.items.iter().map(self.row).collect();
                Table { columns: self.columns, rows }.render(paint, width)
            }
            OutputFormat::Json => format!("{:#}\n", document(self.page)),
            OutputFormat::Jsonl => self.lines(|item| document(item).to_string()),
            OutputFormat::Quiet => self.lines(self.id),
        }
    }

    /// What to say when there is nothing to show.
    pub(crate) fn if_empty(&self) -> Option<(&str, &str)> {
        self.items.is_empty().then_some(self.if_empty)
    }

    fn lines(&self, line: impl Fn(&T) -> String) -> String {
        self.items.iter().flat_map(|item| [line(item), "\n".to_owned()]).collect()
    }
}

/// A JSON document with the version of its form. A list becomes its `items`.
pub(crate) fn document(value: &impl Serialize) -> Value {
    // Our own types: plain structures with text keys, which always have a JSON form.
    let value = serde_json::to_value(value).expect("our own types have a JSON form");
    let mut document = match value {
        Value::Object(fields) => Value::Object(fields),
        items => json!({ "items": items }),
    };
    document["schema_version"] = SCHEMA_VERSION.into();
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(items: &[u32], format: OutputFormat) -> String {
        let listing = Listing {
            page: &json!({ "items": items, "total": 9 }),
            items: &items.iter().map(|n| json!({ "n": n })).collect::<Vec<_>>(),
            columns: &[Column::left("N")],
            row: &|item: &Value| vec![Cell::from(item["n"].to_string())],
            id: &|item: &Value| format!("n_{}", item["n"]),
            if_empty: ("nothing yet", "make one"),
        };
        listing.render(format, Paint::new(false), None)
    }

    #[test]
    fn every_format_shows_the_same_things() {
        assert_eq!(render(&[1, 2], OutputFormat::Table), "N\n1\n2\n");
        assert_eq!(render(&[1, 2], OutputFormat::Quiet), "n_1\nn_2\n");
        let lines = "{\"n\":1,\"schema_version\":1}\n{\"n\":2,\"schema_version\":1}\n";
        assert_eq!(render(&[1, 2], OutputFormat::Jsonl), lines);
        let page: Value = serde_json::from_str(&render(&[1], OutputFormat::Json)).unwrap();
        assert_eq!(page, json!({ "items": [1], "total": 9, "schema_version": 1 }));
    }

    #[test]
    fn an_empty_list_is_an_empty_table_and_a_whole_document() {
        assert_eq!(render(&[], OutputFormat::Table), "");
        let page: Value = serde_json::from_str(&render(&[], OutputFormat::Json)).unwrap();
        assert_eq!(page["items"], json!([]));
    }
}
