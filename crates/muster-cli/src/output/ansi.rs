//! What a job wrote, made fit for a terminal: colours pass, everything else that a terminal would
//! obey does not.
//!
//! A log may set the title, move the cursor, answer questions into the shell or fill the clipboard.
//! Only SGR sequences (`ESC [ … m`), tabs, line feeds and carriage returns come through. The text
//! may be cut anywhere; one filter per stream keeps its state.

use super::text::is_hidden;

/// A longer sequence is no colour.
const LONGEST_SEQUENCE: usize = 128;
const RESET: &str = "\x1b[0m";

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// After `ESC`.
    Escape,
    /// Within `ESC [`, with what came so far.
    Control(String),
    /// Within a sequence that ends with `BEL` or `ESC \`: titles, links, the clipboard.
    Quoted,
    /// After `ESC` within such a sequence.
    QuotedEscape,
    /// After `ESC` and an intermediate character: one more belongs to it.
    Charset,
}

/// The filter of one stream.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    state: State,
    is_coloured: bool,
}

impl Filter {
    /// What of the text may reach the terminal.
    pub(crate) fn feed(&mut self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        for character in text.chars() {
            self.take(character, &mut shown);
        }
        shown
    }

    /// What leaves the terminal as it was.
    pub(crate) fn finish(&mut self) -> &'static str {
        if std::mem::take(&mut self.is_coloured) { RESET } else { "" }
    }

    fn take(&mut self, character: char, shown: &mut String) {
        let state = std::mem::take(&mut self.state);
        self.state = match state {
            State::Text => Self::text(character, shown),
            State::Escape => match character {
                '[' => State::Control(String::new()),
                ']' | 'P' | 'X' | '^' | '_' => State::Quoted,
                ' '..='/' => State::Charset,
                '\x1b' => State::Escape,
                _ => State::Text,
            },
            State::Control(sequence) => self.control(sequence, character, shown),
            State::Quoted => Self::quoted(character, shown),
            State::QuotedEscape if character == '\\' => State::Text,
            State::QuotedEscape => State::Quoted,
            State::Charset => State::Text,
        };
    }

    fn text(character: char, shown: &mut String) -> State {
        match character {
            '\x1b' => return State::Escape,
            // The one-character form of `ESC [`, and those of the quoted sequences.
            '\u{9b}' => return State::Control(String::new()),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => return State::Quoted,
            '\t' | '\n' | '\r' => shown.push(character),
            '\0'..='\x1f' | '\x7f' => {}
            hidden if is_hidden(hidden) => {}
            plain => shown.push(plain),
        }
        State::Text
    }

    fn quoted(character: char, shown: &mut String) -> State {
        match character {
            '\x07' | '\u{9c}' => State::Text,
            '\x1b' => State::QuotedEscape,
            // As below: what never ends must not swallow the log.
            '\n' => {
                shown.push('\n');
                State::Text
            }
            _ => State::Quoted,
        }
    }

    fn control(&mut self, mut sequence: String, character: char, shown: &mut String) -> State {
        match character {
            'm' if is_colour(&sequence) => {
                self.is_coloured = !matches!(&*sequence, "" | "0");
                shown.extend(["\x1b[", &sequence, "m"]);
                State::Text
            }
            '\x1b' => State::Escape,
            '@'..='~' => State::Text,
            '\n' => {
                // No sequence goes over a line end; a broken one must not swallow the log.
                shown.push('\n');
                State::Text
            }
            _ if sequence.len() >= LONGEST_SEQUENCE => State::Text,
            other => {
                sequence.push(other);
                State::Control(sequence)
            }
        }
    }
}

fn is_colour(sequence: &str) -> bool {
    sequence.bytes().all(|byte| byte.is_ascii_digit() || byte == b';' || byte == b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: &[(&str, &str)] = &[
        ("plain\ttext\r\n", "plain\ttext\r\n"),
        ("\x1b[1;31mred\x1b[0m", "\x1b[1;31mred\x1b[0m"),
        ("\x1b[38:2::1:2:3mtrue\x1b[m", "\x1b[38:2::1:2:3mtrue\x1b[m"),
        ("a\x1b[2J\x1b[H\x1b[10Ab", "ab"),
        ("a\x1b]0;title\x07b\x1b]52;c;Y2xpcA==\x1b\\c", "abc"),
        ("a\x1bP+q544e\x1b\\b\u{9d}8;;http://x\u{9c}c", "abc"),
        ("a\x1b(0b\x1bcc\x1b7d", "abcd"),
        ("a\x1b[?25lb\x1b[>4;1mc\x1b[6nd", "abcd"),
        ("a\u{9b}2Jb\u{202e}c\x08\x07d", "abcd"),
        ("a\x1b[12\nb", "a\nb"),
        ("a\x1b]0;never ended\nb", "a\nb"),
        ("a\x1b\x1b[31mb", "a\x1b[31mb"),
        ("grün 日本 🚀", "grün 日本 🚀"),
    ];

    #[test]
    fn colours_pass_and_nothing_else_does() {
        for (text, expected) in CASES {
            assert_eq!(Filter::default().feed(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn a_text_may_be_cut_anywhere() {
        for (text, expected) in CASES {
            for (cut, _) in text.char_indices() {
                let mut filter = Filter::default();
                let shown = filter.feed(&text[..cut]) + &filter.feed(&text[cut..]);
                assert_eq!(shown, *expected, "{text:?} cut at {cut}");
            }
        }
    }

    #[test]
    fn a_colour_that_was_left_on_is_switched_off() {
        let mut filter = Filter::default();
        filter.feed("\x1b[31mred");
        assert_eq!(filter.finish(), RESET);
        filter.feed("\x1b[31mred\x1b[0m");
        assert_eq!(filter.finish(), "");
    }
}
