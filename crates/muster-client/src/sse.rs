//! Server-sent events: bytes in any pieces in, whole events out.
//!
//! Only what the coordinator sends is understood: `event`, `data`, comments and blank lines, ended
//! by any of the three line ends. A connection that breaks in the middle of an event leaves none.

use std::mem;

/// A page of a log with every byte escaped is far below this.
const LARGEST: usize = 16 * 1024 * 1024;

/// One event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) data: String,
}

/// An event that does not end.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("an event is larger than {LARGEST} bytes")]
pub(crate) struct TooLarge;

/// Reads one stream.
#[derive(Debug, Default)]
pub(crate) struct Parser {
    line: Vec<u8>,
    event: Event,
    has_data: bool,
    /// The last byte was a carriage return: a line feed that follows belongs to it.
    after_return: bool,
}

impl Parser {
    /// Takes the next bytes and answers the events that they complete.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Event>, TooLarge> {
        let mut complete = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            if mem::take(&mut self.after_return) && rest[0] == b'\n' {
                rest = &rest[1..];
                continue;
            }
            let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            self.line.extend_from_slice(&rest[..end.unwrap_or(rest.len())]);
            let Some(end) = end else { break };
            self.after_return = rest[end] == b'\r';
            rest = &rest[end + 1..];
            complete.extend(self.end_line());
        }
        let waiting = self.line.len() + self.event.data.len();
        if waiting > LARGEST { Err(TooLarge) } else { Ok(complete) }
    }

    fn end_line(&mut self) -> Option<Event> {
        let line = mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let line = line.strip_prefix('\u{feff}').unwrap_or(&line);
        if line.is_empty() {
            return self.end_event();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event.name),
            "data" if mem::replace(&mut self.has_data, true) => {
                self.event.data.push('\n');
                self.event.data.push_str(value);
            }
            "data" => value.clone_into(&mut self.event.data),
            _ => {}
        }
        None
    }

    fn end_event(&mut self) -> Option<Event> {
        let event = mem::take(&mut self.event);
        mem::take(&mut self.has_data).then_some(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = ": hello\n\nevent: ready\ndata: {}\n\nid: 7\r\nevent: log\r\ndata: one\r\n\
                          data: zw\u{f6}lf \u{1F680}\r\n\r\n:keep\n\ndata:tight\rdata\r\revent: empty\n\n\
                          event: cut\ndata: never ended";

    fn events(pieces: &[&[u8]]) -> Vec<Event> {
        let mut parser = Parser::default();
        pieces.iter().flat_map(|piece| parser.feed(piece).unwrap()).collect()
    }

    fn expected() -> Vec<Event> {
        let event = |name: &str, data: &str| Event { name: name.into(), data: data.into() };
        vec![event("ready", "{}"), event("log", "one\nzw\u{f6}lf \u{1F680}"), event("", "tight\n")]
    }

    #[test]
    fn whole_events_come_out_and_half_ones_do_not() {
        assert_eq!(events(&[STREAM.as_bytes()]), expected());
    }

    #[test]
    fn pieces_may_end_anywhere_even_within_a_character() {
        let bytes = STREAM.as_bytes();
        for first in 0..bytes.len() {
            for second in [first, (first + 1).min(bytes.len()), (first + 7).min(bytes.len())] {
                let pieces = [&bytes[..first], &bytes[first..second], &bytes[second..]];
                assert_eq!(events(&pieces), expected(), "cut at {first} and {second}");
            }
        }
        let single: Vec<_> = bytes.chunks(1).collect();
        assert_eq!(events(&single), expected());
    }

    #[test]
    fn an_event_without_end_is_an_error_and_not_all_our_memory() {
        let mut parser = Parser::default();
        let piece = vec![b'x'; 1024 * 1024];
        let fed = (0..17).try_for_each(|_| parser.feed(&piece).map(drop));
        assert_eq!(fed, Err(TooLarge));
    }
}
