//! Texts: times and spans for people, and what others wrote made harmless.

use chrono::{DateTime, Utc};
use muster_core::Timestamp;
use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
/// Clocks of two machines differ by a little; nothing lies in the future because of that.
const SKEW: Duration = Duration::from_secs(2);

/// `now`, `12 s ago`, `4 min ago`, `in 3 h`, then the date.
pub(crate) fn relative(moment: Timestamp, now: Timestamp) -> String {
    let (past, future) = (now.since(moment), moment.since(now));
    let span = past.max(future).as_secs();
    if future <= SKEW && past < Duration::from_secs(5) {
        "now".to_owned()
    } else if span >= 7 * DAY {
        let moment = DateTime::<Utc>::from_timestamp_millis(moment.millis()).unwrap_or_default();
        moment.format("%-d %b %Y").to_string()
    } else if future > SKEW {
        format!("in {}", rough(span))
    } else {
        format!("{} ago", rough(span))
    }
}

/// The moment itself, in UTC.
pub(crate) fn exact(moment: Timestamp) -> String {
    moment.to_string()
}

fn rough(seconds: u64) -> String {
    match seconds {
        ..MINUTE => format!("{seconds} s"),
        MINUTE..HOUR => format!("{} min", seconds / MINUTE),
        HOUR..172_800 => format!("{} h", seconds / HOUR),
        _ => format!("{} d", seconds / DAY),
    }
}

/// From one moment to another, or to now.
pub(crate) fn between(from: Option<Timestamp>, to: Option<Timestamp>, now: Timestamp) -> String {
    from.map(|from| span(to.unwrap_or(now).since(from))).unwrap_or_default()
}

/// `0.3 s`, `12 s`, `4 min 5 s`, `3 h 10 min`, `2 d 4 h`.
pub(crate) fn span(span: Duration) -> String {
    let seconds = span.as_secs();
    let two = |large: u64, small: u64, words: (&str, &str)| match small {
        0 => format!("{large} {}", words.0),
        small => format!("{large} {} {small} {}", words.0, words.1),
    };
    match seconds {
        ..10 => format!("{:.1} s", span.as_secs_f64()),
        10..MINUTE => format!("{seconds} s"),
        MINUTE..HOUR => two(seconds / MINUTE, seconds % MINUTE, ("min", "s")),
        HOUR..DAY => two(seconds / HOUR, seconds % HOUR / MINUTE, ("h", "min")),
        _ => two(seconds / DAY, seconds % DAY / HOUR, ("d", "h")),
    }
}

/// One line in which nothing can move the cursor, change a colour or turn the reading direction.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.trim_end_matches(['\n', '\r']).chars() {
        match character {
            '\n' => shown.push('\u{23ce}'),
            '\t' => shown.push(' '),
            // The pictures of the control characters stand in the same order as they do.
            '\0'..='\x1f' => {
                shown.push(char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'));
            }
            '\x7f' => shown.push('\u{2421}'),
            hidden if is_hidden(hidden) => shown.push('\u{fffd}'),
            plain => shown.push(plain),
        }
    }
    shown
}

/// C1 controls, and what hides in a text or turns its direction.
pub(crate) fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{80}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_219_200_000);

    #[test]
    fn a_moment_is_told_as_people_say_it() {
        let cases = [
            (0, "now"),
            (4, "now"),
            (-2, "now"),
            (5, "5 s ago"),
            (59, "59 s ago"),
            (60, "1 min ago"),
            (7_199, "1 h ago"),
            (100_000, "27 h ago"),
            (172_800, "2 d ago"),
            (604_800, "14 Nov 2026"),
            (-90, "in 1 min"),
        ];
        for (seconds, expected) in cases {
            let moment = Timestamp::from_millis(NOW.millis() - seconds * 1000);
            assert_eq!(relative(moment, NOW), expected, "{seconds} s before now");
        }
    }

    #[test]
    fn a_span_has_two_units_at_most() {
        let cases = [
            (0.34, "0.3 s"),
            (12.9, "12 s"),
            (60.0, "1 min"),
            (245.0, "4 min 5 s"),
            (11_400.0, "3 h 10 min"),
            (187_200.0, "2 d 4 h"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(span(Duration::from_secs_f64(seconds)), expected);
        }
    }

    #[test]
    fn nothing_hidden_or_moving_stays_in_a_line() {
        assert_eq!(visible("a\nb\tc\x1b[2J\r\u{7f}\u{202e}d\u{9b}\n"), "a⏎b c␛[2J␍␡�d�");
        assert_eq!(visible("grün 日本 🚀"), "grün 日本 🚀");
    }
}
