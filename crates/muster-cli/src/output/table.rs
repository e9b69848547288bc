//! Tables: aligned columns without lines, no wider than the terminal.

use super::{
    paint::{Paint, Tone},
    text::visible,
};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Between columns.
const GAP: &str = "  ";
/// A column is not made narrower than this; less would say nothing.
const NARROWEST: usize = 12;

/// One column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    title: &'static str,
    is_right: bool,
    may_shrink: bool,
}

impl Column {
    pub(crate) const fn left(title: &'static str) -> Self {
        Self { title, is_right: false, may_shrink: false }
    }
    /// For numbers.
    pub(crate) const fn right(title: &'static str) -> Self {
        Self { title, is_right: true, may_shrink: false }
    }
    /// For texts of any length, which are cut where the terminal is too narrow.
    pub(crate) const fn long(title: &'static str) -> Self {
        Self { title, is_right: false, may_shrink: true }
    }
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    pub(crate) fn new(tone: Tone, text: &str) -> Self {
        Self { text: visible(text), tone }
    }
    pub(crate) fn muted(text: &str) -> Self {
        Self::new(Tone::Muted, text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::new(Tone::Plain, text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::from(&*text)
    }
}

/// Rows under titles.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    pub(crate) columns: &'a [Column],
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Table<'_> {
    pub(crate) fn render(&self, paint: Paint, width: Option<usize>) -> String {
        let widths = self.widths(width);
        let titles: Vec<_> = self.columns.iter().map(|it| Cell::muted(it.title)).collect();
        let mut text = self.line(&titles, &widths, paint);
        for row in &self.rows {
            text.push_str(&self.line(row, &widths, paint));
        }
        text
    }

    fn widths(&self, limit: Option<usize>) -> Vec<usize> {
        let mut widths: Vec<_> = self.columns.iter().map(|column| column.title.width()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.text.width());
            }
        }
        let Some(limit) = limit else { return widths };
        self.leave_out(&mut widths, limit);
        while total(&widths) > limit {
            let Some(widest) = self.widest_that_may_shrink(&widths) else { break };
            let excess = total(&widths) - limit;
            let next = self.second_widest(&widths, widest);
            let step = (widths[widest] - next).clamp(1, excess);
            widths[widest] -= step;
        }
        widths
    }

    /// Leaves out what finds no room beside what stands before it: what matters most stands first. A column without a
    /// width is not drawn.
    fn leave_out(&self, widths: &mut [usize], limit: usize) {
        let mut used = 0;
        for (index, width) in widths.iter_mut().enumerate() {
            let may_shrink = self.columns[index].may_shrink;
            let least = if may_shrink { NARROWEST.min(*width) } else { *width };
            let gap = if index == 0 { 0 } else { GAP.len() };
            if index == 0 {
                *width = (*width).min(limit);
                used = least.min(limit);
            } else if used + gap + least > limit {
                *width = 0;
            } else {
                used += gap + least;
            }
        }
    }

    fn widest_that_may_shrink(&self, widths: &[usize]) -> Option<usize> {
        let shrinks = |index: &usize| self.columns[*index].may_shrink && widths[*index] > NARROWEST;
        (0..widths.len()).filter(shrinks).max_by_key(|index| widths[*index])
    }

    /// How far the widest may go before another one is wider.
    fn second_widest(&self, widths: &[usize], widest: usize) -> usize {
        let others = (0..widths.len()).filter(|index| *index != widest);
        let others = others.filter(|index| self.columns[*index].may_shrink);
        others.map(|index| widths[index]).max().unwrap_or(0).clamp(NARROWEST, widths[widest])
    }

    fn line(&self, cells: &[Cell], widths: &[usize], paint: Paint) -> String {
        let mut line = String::new();
        let drawn = |index: usize| widths.get(index).is_some_and(|width| *width > 0);
        let has_text = |index: &usize| drawn(*index) && !cells[*index].text.is_empty();
        let last = (0..cells.len()).rev().find(has_text);
        let used = cells.iter().zip(widths).zip(self.columns);
        for (index, ((cell, width), column)) in
            used.take(last.map_or(0, |last| last + 1)).enumerate()
        {
            if *width == 0 {
                continue;
            }
            let text = cut(&cell.text, *width);
            let room = " ".repeat(width.saturating_sub(text.width()));
            let painted = paint.tone(cell.tone, &text);
            let is_last = Some(index) == last;
            match (column.is_right, is_last) {
                (true, true) => line.extend([&*room, &painted]),
                (true, false) => line.extend([&*room, &painted, GAP]),
                (false, true) => line.push_str(&painted),
                (false, false) => line.extend([&*painted, &room, GAP]),
            }
        }
        line.push('\n');
        line
    }
}

fn total(widths: &[usize]) -> usize {
    let drawn = widths.iter().filter(|width| **width > 0).count();
    widths.iter().sum::<usize>() + GAP.len() * drawn.saturating_sub(1)
}

/// The text, with an ellipsis where it goes on.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let fits = |character: &char| {
        let needed = character.width().unwrap_or(0);
        let fits = needed <= room;
        room = room.saturating_sub(needed);
        fits
    };
    let kept: String = text.chars().take_while(fits).collect();
    format!("{}\u{2026}", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column::left("STATE"),
        Column::left("JOB"),
        Column::long("COMMAND"),
        Column::right("TOOK"),
        Column::long("WHY"),
    ];

    fn table() -> Table<'static> {
        let row = |state: &str, job: &str, command: &str, took: &str, why: &str| {
            [state, job, command, took, why].map(Cell::from).to_vec()
        };
        let rows = vec![
            row("● running", "job_12", "for i in 1 2 3; do echo $i; sleep 1; done", "3 s", ""),
            row("✕ failed", "job_9", "make -j test", "12 min", "exit code 2, the third of three"),
            row(
                "○ queued",
                "job_8",
                "日本語のコマンド\nrm\t-rf \u{1b}[2Jx",
                "",
                "1 worker lacks `gpu`",
            ),
        ];
        Table { columns: COLUMNS, rows }
    }

    #[test]
    fn columns_align_and_no_line_ends_in_blanks() {
        insta::assert_snapshot!(table().render(Paint::new(false), None));
    }

    #[test]
    fn a_narrow_terminal_cuts_the_long_columns_only() {
        for width in [60, 80, 100] {
            let text = table().render(Paint::new(false), Some(width));
            assert!(text.lines().all(|line| line.width() <= width), "{width}:\n{text}");
        }
        insta::assert_snapshot!(table().render(Paint::new(false), Some(80)));
    }

    #[test]
    fn what_finds_no_room_is_left_out_and_what_stands_first_stays() {
        let text = table().render(Paint::new(false), Some(40));
        assert!(text.lines().all(|line| line.width() <= 40), "{text}");
        let titles = text.lines().next().unwrap();
        assert!(titles.starts_with("STATE") && titles.contains("COMMAND"), "{text}");
        assert!(!titles.contains("WHY") && text.contains("job_12"), "{text}");
    }

    #[test]
    fn a_terminal_too_narrow_for_anything_still_gets_every_row() {
        let text = table().render(Paint::new(false), Some(10));
        assert_eq!(text.lines().count(), 4, "{text}");
    }

    #[test]
    fn colour_changes_no_width() {
        let rows = vec![vec![Cell::new(Tone::Good, "ok"), Cell::from("x")]];
        let table = Table { columns: &[Column::left("STATE"), Column::left("JOB")], rows };
        let painted = table.render(Paint::new(true), None);
        assert!(painted.contains("\x1b[32mok\x1b[0m   "), "{painted:?}");
    }
}
