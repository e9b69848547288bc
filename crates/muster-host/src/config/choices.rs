//! Settings that are a choice between words.

use super::{
    resolve::{Resolver, Wrong, wrong},
    setting::Setting,
};
use std::{fmt, str::FromStr};
use tracing_subscriber::EnvFilter;

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $name {
            /// The words there are.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word for it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    other => Err(format!("`{other}` is not one of {}", Self::WORDS.join(", "))),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

choices! {
    /// Where secrets are kept.
    SecretsPlace {
        /// The operating system's own keychain.
        Keychain = "keychain",
        /// The encrypted vault in the data directory.
        Vault = "file",
    }

    /// How log lines look.
    LogFormat {
        /// Text on a terminal, JSON elsewhere.
        Auto = "auto",
        /// One line for people.
        Text = "text",
        /// One JSON object per line.
        Json = "json",
    }

    /// How commands print.
    OutputFormat {
        /// Aligned columns for people.
        Table = "table",
        /// One JSON document.
        Json = "json",
        /// One JSON document per line.
        Jsonl = "jsonl",
        /// Ids alone.
        Quiet = "quiet",
    }
}

/// Reads one of the words of a choice.
fn word<T: FromStr<Err = String>>(text: &str) -> Result<T, Wrong> {
    text.parse().map_err(|message: String| wrong(message, "choose one of these words"))
}

impl SecretsPlace {
    pub(super) fn resolve(resolver: &mut Resolver<'_>, flag: Option<String>) -> Setting<Self> {
        let setting = resolver
            .parse("MUSTER_SECRETS", flag, word)
            .unwrap_or_else(|| Setting::by_default(Self::Keychain));
        resolver.note("MUSTER_SECRETS", setting.value.to_string(), &setting.origin);
        setting
    }
}

impl OutputFormat {
    pub(super) fn resolve(resolver: &mut Resolver<'_>, flag: Option<String>) -> Setting<Self> {
        let setting = resolver
            .parse("MUSTER_OUTPUT", flag, word)
            .unwrap_or_else(|| Setting::by_default(Self::Table));
        resolver.note("MUSTER_OUTPUT", setting.value.to_string(), &setting.origin);
        setting
    }
}

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSettings {
    /// A level, or a filter in the form of `tracing`.
    pub filter: String,
    /// How a line looks.
    pub format: LogFormat,
}

impl LogSettings {
    pub(super) fn resolve(resolver: &mut Resolver<'_>) -> Self {
        let standard = Self::standard();
        let filter = resolver
            .parse("MUSTER_LOG", None, read_filter)
            .unwrap_or_else(|| Setting::by_default(standard.filter));
        resolver.note("MUSTER_LOG", filter.value.clone(), &filter.origin);
        let format = resolver
            .parse("MUSTER_LOG_FORMAT", None, word)
            .unwrap_or_else(|| Setting::by_default(standard.format));
        resolver.note("MUSTER_LOG_FORMAT", format.value.to_string(), &format.origin);
        Self { filter: filter.value, format: format.value }
    }
}

fn read_filter(text: &str) -> Result<String, Wrong> {
    match EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(wrong(
            format!("`{text}` is not a log filter: {error}"),
            "say error, warn, info, debug or trace, or a filter like `info,muster_store=debug`",
        )),
    }
}
