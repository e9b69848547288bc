//! Where the last lines of a log begin.

use crate::failure::Failure;
use muster_api::log::{LogChunk, LogQuery};
use muster_client::Client;
use muster_core::JobId;

/// So much is read first; of a log with long lines more, step by step.
const FIRST_LOOK: u64 = 64 * 1024;

/// A place in the log of an attempt.
pub(super) struct Begin {
    /// The attempt, if one has begun.
    pub(super) attempt: Option<u32>,
    pub(super) from: u64,
}

/// The place from which so many lines are left.
pub(super) async fn begin(
    client: &Client,
    job: JobId,
    attempt: Option<u32>,
    lines: u32,
) -> Result<Begin, Failure> {
    let first = LogQuery { attempt, from: Some(0), limit: Some(1) };
    let page = client.read_log(job, &first).await?;
    let attempt = Some(page.attempt).filter(|number| *number > 0);
    let mut look = FIRST_LOOK;
    loop {
        let from = page.size.saturating_sub(look);
        let chunks = read(client, job, attempt, (from, page.size)).await?;
        match last_lines(&chunks, lines) {
            Some(from) => return Ok(Begin { attempt, from }),
            None if from == 0 => return Ok(Begin { attempt, from: 0 }),
            None => look = look.saturating_mul(4),
        }
    }
}

async fn read(
    client: &Client,
    job: JobId,
    attempt: Option<u32>,
    (mut from, end): (u64, u64),
) -> Result<Vec<LogChunk>, Failure> {
    let mut all = vec![];
    while from < end {
        let query = LogQuery { attempt, from: Some(from), limit: None };
        let page = client.read_log(job, &query).await?;
        if page.chunks.is_empty() || page.next <= from {
            break;
        }
        from = page.next;
        all.extend(page.chunks);
    }
    Ok(all)
}

/// The offset after the line end that stands before the last so many lines, if it is among these.
fn last_lines(chunks: &[LogChunk], lines: u32) -> Option<u64> {
    let mut left = u64::from(lines);
    let mut is_at_end = true;
    for chunk in chunks.iter().rev() {
        for (at, _) in chunk.text.match_indices('\n').collect::<Vec<_>>().into_iter().rev() {
            // The line end of the last line begins none.
            let ends_all = is_at_end && at + 1 == chunk.text.len();
            if !ends_all {
                left -= 1;
            }
            if left == 0 {
                return Some(offset(chunk, at + 1));
            }
            is_at_end = false;
        }
        is_at_end &= chunk.text.is_empty();
    }
    None
}

/// Where a place of a text is in the log. A text with bytes that are not UTF-8 is longer than what it stands for, so
/// that there only its begin is known.
fn offset(chunk: &LogChunk, at: usize) -> u64 {
    let is_plain = chunk.text.len() as u64 == chunk.length;
    if is_plain { chunk.offset + at as u64 } else { chunk.offset }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster_core::{Timestamp, log::Stream};

    fn chunk(offset: u64, text: &str) -> LogChunk {
        LogChunk {
            offset,
            length: text.len() as u64,
            stream: Stream::Stdout,
            at: Timestamp::from_millis(0),
            text: text.to_owned(),
            gap: None,
            is_damaged: false,
        }
    }

    #[test]
    fn the_last_lines_begin_after_the_line_end_before_them() {
        let log = [chunk(0, "one\ntwo\n"), chunk(8, "three\nfo"), chunk(16, "ur\n")];
        assert_eq!(last_lines(&log, 1), Some(14), "four");
        assert_eq!(last_lines(&log, 2), Some(8), "three and four");
        assert_eq!(last_lines(&log, 3), Some(4));
        assert_eq!(last_lines(&log, 4), None, "there are no more before them");
        assert_eq!(last_lines(&[chunk(0, "a\nb")], 1), Some(2), "a last line may have no end yet");
        assert_eq!(last_lines(&[], 1), None);
    }
}
