//! Where the store is: a SQLite file, or a PostgreSQL database.

use super::resolve::{Wrong, wrong};
use muster_core::Secret;
use std::{
    fmt,
    path::{Path, PathBuf},
};

/// Where the store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// One file.
    Sqlite(PathBuf),
    /// An address, which may hold a password.
    Postgres(Secret),
}

impl fmt::Display for Database {
    /// The place without its password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) => f.write_str(&without_password(url.reveal())),
        }
    }
}

fn without_password(text: &str) -> String {
    match url::Url::parse(text) {
        Ok(mut url) => {
            url.set_query(None);
            let is_hidden = url.password().is_none() || url.set_password(Some("***")).is_ok();
            if is_hidden { url.to_string() } else { "postgres".to_owned() }
        }
        Err(_) => "postgres".to_owned(),
    }
}

/// Reads an address or a path. Relative paths start at `base`.
pub(super) fn parse(text: &str, base: &Path) -> Result<Database, Wrong> {
    let Some((scheme, rest)) = text.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
        return Ok(Database::Sqlite(base.join(text)));
    };
    // SQLAlchemy writes its driver behind a plus: `postgresql+psycopg://`.
    match scheme.split('+').next().unwrap_or_default() {
        "postgres" | "postgresql" => postgres(rest),
        "sqlite" | "file" => sqlite(rest, base),
        other => Err(wrong(
            format!("databases of the kind `{other}` cannot be used"),
            "give a postgres:// address or the path of a SQLite file; MUSTER_DATABASE_URL counts before DATABASE_URL",
        )),
    }
}

/// One letter is a Windows drive.
fn is_scheme(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.len() > 1 && text.bytes().all(is_part)
}

fn postgres(rest: &str) -> Result<Database, Wrong> {
    let text = format!("postgres:{rest}");
    let url = url::Url::parse(&text);
    let names_somebody = |url: &url::Url| {
        rest.starts_with("//")
            && (url.has_host() || url.query().is_some_and(|q| q.contains("host=")))
    };
    match url {
        Ok(url) if names_somebody(&url) => Ok(Database::Postgres(Secret::new(text))),
        Ok(_) | Err(_) => Err(wrong(
            "the address of the PostgreSQL database is malformed",
            "write it like `postgres://user:password@host:5432/database`",
        )),
    }
}

fn sqlite(rest: &str, base: &Path) -> Result<Database, Wrong> {
    // `sqlite:///a.db` is relative and `sqlite:////a.db` absolute; `sqlite:a.db` says it plainly.
    let path = rest.strip_prefix("///").or_else(|| rest.strip_prefix("//")).unwrap_or(rest);
    match path {
        "" | ":memory:" => {
            Err(wrong("a store in memory would lose every job", "give the path of a file"))
        }
        path => Ok(Database::Sqlite(base.join(path))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths_of_every_predecessor_are_understood() {
        let base = Path::new("/base");
        let sqlite = |path: &str| Ok(Database::Sqlite(path.into()));
        assert_eq!(parse("a.db", base), sqlite("/base/a.db"));
        assert_eq!(parse("/x/a.db", base), sqlite("/x/a.db"));
        assert_eq!(parse("sqlite:///./synth.db", base), sqlite("/base/./synth.db"));
        assert_eq!(parse("sqlite:////x/a.db", base), sqlite("/x/a.db"));
        assert_eq!(parse("sqlite:a.db", base), sqlite("/base/a.db"));
        for text in ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"] {
            assert_eq!(
                parse(text, base),
                Ok(Database::Postgres(Secret::new("postgres://u:p@h/d"))),
                "{text}"
            );
        }
        assert!(parse("postgres:///d?host=/run/postgresql", base).is_ok());
    }

    #[test]
    fn other_databases_are_refused_by_name() {
        let base = Path::new("/base");
        for (text, word) in [
            ("mysql://u:p@h/d", "`mysql`"),
            ("postgres://", "malformed"),
            ("postgres:h", "malformed"),
            ("sqlite::memory:", "in memory"),
        ] {
            let (message, hint) = parse(text, base).unwrap_err();
            assert!(message.contains(word), "{text}: {message}");
            assert!(hint.is_some());
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let shown = parse("postgres://u:canary@h/d?password=canary", Path::new("/")).unwrap();
        assert_eq!(shown.to_string(), "postgres://u:***@h/d");
        assert!(!format!("{shown:?}").contains("canary"));
    }
}
