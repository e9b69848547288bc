//! The few places where the two databases differ, each with a name.
//!
//! Statements are written once and need none of this. Migrations name fragments in braces:
//! `{text}` compares by bytes on both, `{integer}` has 64 bits, `{counted}` is the key of a row that
//! gets its number from the database, `{strict}` makes SQLite as exact about types as PostgreSQL is by
//! itself, and `{append_only TABLE}` refuses every change of a row that is there.

/// Which database speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    /// The text of a migration for this database.
    pub(crate) fn render(self, text: &str) -> String {
        let [plain, integer, counted, bytes, strict] = match self {
            Self::Sqlite => ["TEXT", "INTEGER", "INTEGER PRIMARY KEY", "BLOB", "STRICT"],
            Self::Postgres => [
                r#"TEXT COLLATE "C""#,
                "BIGINT",
                "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                "BYTEA",
                "",
            ],
        };
        let text = text
            .replace("{text}", plain)
            .replace("{integer}", integer)
            .replace("{counted}", counted)
            .replace("{bytes}", bytes)
            .replace(" {strict}", if strict.is_empty() { "" } else { " STRICT" });
        self.render_append_only(&text)
    }

    fn render_append_only(self, text: &str) -> String {
        const MARK: &str = "{append_only ";
        let mut rendered = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(MARK) {
            let (table, after) = after.split_once('}').unwrap_or((after, ""));
            rendered.push_str(before);
            rendered.push_str(&self.append_only(table));
            rest = after;
        }
        rendered + rest
    }

    fn append_only(self, table: &str) -> String {
        match self {
            Self::Sqlite => ["UPDATE", "DELETE"]
                .map(|verb| {
                    let name = verb.to_ascii_lowercase();
                    format!(
                        "CREATE TRIGGER {table}_refuses_{name} BEFORE {verb} ON {table} BEGIN \
                         SELECT RAISE(ABORT, '{table} is append-only'); END;"
                    )
                })
                .join("\n"),
            Self::Postgres => format!(
                "CREATE OR REPLACE FUNCTION {table}_refuses_change() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$;\n\
                 CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE \
                 ON {table} EXECUTE FUNCTION {table}_refuses_change();"
            ),
        }
    }
}
