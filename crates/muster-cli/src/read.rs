//! Values of the command line that need understanding: spans, pairs and labels.

use muster_api::query::quoted;
use muster_core::{
    Name,
    job::{IfNeedsFail, Isolation, OnDisconnect},
    requirement::LabelValue,
    time::read_span,
};
use std::{str::FromStr, time::Duration};
use url::Url;

/// Reads a span of time.
pub(crate) fn span(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no span of time; write it like `90s`, `15min` or `1h30m`");
    read_span(text).ok_or_else(wrong)
}

/// The words of a query as one text. An argument with a blank in it was in quotes for the shell, and is one text or value.
pub(crate) fn query(words: &[String]) -> Option<String> {
    let one = |word: &String| match word.split_once(':') {
        _ if words.len() == 1 || !word.contains(char::is_whitespace) || word.contains('"') => {
            word.clone()
        }
        Some((name, value)) if name.bytes().all(|byte| byte.is_ascii_lowercase()) => {
            format!("{name}:{}", quoted(value))
        }
        Some(_) | None => quoted(word),
    };
    let all: Vec<_> = words.iter().map(one).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// Reads `1GiB`, `512MiB`, `64KiB`; a number alone is bytes.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("", 1)];
    let known = units.into_iter().find_map(|(unit, worth)| Some((text.strip_suffix(unit)?, worth)));
    let size =
        known.and_then(|(count, worth)| count.trim().parse::<u64>().ok()?.checked_mul(worth));
    size.ok_or_else(|| {
        format!("`{text}` is no size; write it like `1GiB`, `512MiB`, `64KiB` or `1048576`, which is in bytes")
    })
}

/// Reads the address of a coordinator.
pub(crate) fn address(text: &str) -> Result<Url, String> {
    text.parse().map_err(|_| "must be an address like `http://100.64.0.7:7600`".to_owned())
}

/// Reads a whole number.
pub(crate) fn number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| "must be a whole number".to_owned())
}

/// Reads a whole number between these two.
pub(crate) fn within<const LEAST: u32, const MOST: u32>(text: &str) -> Result<u32, String> {
    let read = text.parse().ok().filter(|number| (LEAST..=MOST).contains(number));
    read.ok_or_else(|| format!("must be a whole number, {LEAST} to {MOST}"))
}

/// Reads how many, which is one at least.
pub(crate) fn count(text: &str) -> Result<u32, String> {
    let read = text.parse().ok().filter(|count| *count > 0);
    read.ok_or_else(|| "must be a whole number, 1 or more".to_owned())
}

/// Reads how many a page of the API holds.
pub(crate) fn page(text: &str) -> Result<u32, String> {
    within::<1, 500>(text)
}

/// Reads an id. What has the beginning of one and is none was cut or mistyped.
pub(crate) fn id<T: FromStr>(
    text: &str,
    what: &str,
    prefix: &str,
    list: &str,
) -> Result<T, String> {
    text.parse().map_err(|_| {
        if text.starts_with(prefix) {
            format!("this is no whole id of {what}; copy it from `{list}`")
        } else {
            format!("the id of {what} begins with `{prefix}`; see `{list}`")
        }
    })
}

/// Reads `NAME=value`.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        Some(_) => Err(format!("`{text}` has no name before `=`; write it like `NAME=value`")),
        None => Err(format!("`{text}` has no `=`; write it like `NAME=value`")),
    }
}

/// Reads `NAME=file` and the file, whose last line end is none of the value. A value on a command line
/// could be read by everybody on this machine.
pub(crate) fn secret_file(text: &str) -> Result<(String, String), String> {
    let (name, path) = pair(text)?;
    Ok((name, secret_text(&path)?))
}

/// Reads a file whose last line end is none of the secret.
pub(crate) fn secret_text(path: &str) -> Result<String, String> {
    let value = std::fs::read_to_string(path).map_err(|error| format!("`{path}`: {error}"))?;
    Ok(value.trim_end_matches(['\r', '\n']).to_owned())
}

/// Reads `VARIABLE=name` of a secret, or a name that both have.
pub(crate) fn named_secret(text: &str) -> Result<(String, Name), String> {
    let (variable, name) = text.split_once('=').unwrap_or((text, text));
    let name = name.parse().map_err(|error| format!("`{name}` is {error}"))?;
    Ok((variable.to_owned(), name))
}

/// Reads a file, or what is piped in, as a text.
pub(crate) fn input(path: &str) -> Result<String, String> {
    let text = if path == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    text.map_err(|error| format!("`{path}`: {error}"))
}

/// Reads `label=value`. A value that looks like a number or a truth is one; in quotes it is a text.
/// A label alone must be true.
pub(crate) fn label(text: &str) -> Result<(String, LabelValue), String> {
    let (name, value) = text.split_once('=').unwrap_or((text, "true"));
    if name.is_empty() {
        return Err(format!("`{text}` names no label; write it like `gpu` or `os=linux`"));
    }
    let value = serde_json::from_str(value).unwrap_or_else(|_| LabelValue::Text(value.to_owned()));
    Ok((name.to_owned(), value))
}

/// Reads the word for what becomes of a job when one that it needs does not succeed.
pub(crate) fn if_needs_fail(text: &str) -> Result<IfNeedsFail, String> {
    match text {
        "cancel" => Ok(IfNeedsFail::Cancel),
        "run" => Ok(IfNeedsFail::Run),
        _ => Err("write `cancel` or `run`".to_owned()),
    }
}

/// Reads the word for how much a job is kept apart.
pub(crate) fn isolation(text: &str) -> Result<Isolation, String> {
    let known = Isolation::ALL.into_iter().find(|level| level.as_str() == text);
    known.ok_or_else(|| format!("`{text}` is not one of `none`, `landlock`, `bubblewrap`"))
}

/// Reads the word for what becomes of a job while its worker is out of reach.
pub(crate) fn on_disconnect(text: &str) -> Result<OnDisconnect, String> {
    let known = OnDisconnect::ALL.into_iter().find(|policy| policy.as_str() == text);
    known.ok_or_else(|| format!("`{text}` is not one of `keep`, `replace`, `stop`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_core::TokenId;

    #[test]
    fn spans_are_read_as_people_write_them() {
        let good = [
            ("90", 90),
            ("90s", 90),
            ("5 min", 300),
            ("1h30m", 5400),
            ("1h 30min", 5400),
            ("2d", 172_800),
        ];
        for (text, seconds) in good {
            assert_eq!(span(text), Ok(Duration::from_secs(seconds)), "{text:?}");
        }
        for text in [
            "",
            " ",
            "h",
            "1x",
            "-1s",
            "1.5h",
            "1h30m!",
            "99999999999999999999d",
            "9999999999999999d",
        ] {
            assert!(span(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn sizes_are_read_with_their_units_and_others_are_told_of_them() {
        let good =
            [("1GiB", 1 << 30), ("512 MiB", 512 << 20), ("64KiB", 65_536), ("1048576", 1 << 20)];
        for (text, bytes) in good {
            assert_eq!(size(text), Ok(bytes), "{text:?}");
        }
        for text in ["", "GiB", "1GB", "1g", "-1", "1.5GiB", "99999999999999GiB"] {
            let said = size(text).unwrap_err();
            assert!(said.contains("like `1GiB`") && said.contains(text), "{said}");
        }
    }

    #[test]
    fn a_label_has_the_type_that_it_looks_like() {
        let cases = [
            ("gpu", LabelValue::Bool(true)),
            ("gpu=false", LabelValue::Bool(false)),
            ("cpu_cores=8", LabelValue::Int(8)),
            ("load=0.5", LabelValue::Float(0.5)),
            ("os=linux", LabelValue::Text("linux".into())),
            ("zip=\"01\"", LabelValue::Text("01".into())),
            ("zip=01", LabelValue::Text("01".into())),
            ("x=", LabelValue::Text(String::new())),
            ("x=a=b", LabelValue::Text("a=b".into())),
        ];
        for (text, value) in cases {
            assert_eq!(label(text).unwrap().1, value, "{text}");
        }
        assert!(label("=1").is_err());
        assert_eq!(pair("A=b=c"), Ok(("A".into(), "b=c".into())));
        assert_eq!(pair("A").unwrap_err(), "`A` has no `=`; write it like `NAME=value`");
        assert!(pair("=b").unwrap_err().contains("no name before"));
    }

    #[test]
    fn an_id_that_was_cut_is_not_said_to_begin_wrongly() {
        let read = |text| id::<TokenId>(text, "a token", "tok_", "muster token list").unwrap_err();
        assert_eq!(
            read("tok_nope"),
            "this is no whole id of a token; copy it from `muster token list`"
        );
        assert_eq!(read("nope"), "the id of a token begins with `tok_`; see `muster token list`");
    }
}
