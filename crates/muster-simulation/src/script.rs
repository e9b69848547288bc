//! Scripts: what a simulated command does, as the line that a job has for its command.
//!
//! A script is `muster-script` and steps: `w500` waits 500 ms, `o120` and `e120` say 120 bytes on
//! one of the streams, `i` ignores the wish to end from here on, `s500` waits in every tenth task of an
//! array, and `x3` ends with exit code 3.

use crate::dice::Dice;
use muster_core::log::Stream;
use std::time::Duration;

const NAME: &str = "muster-script";
/// Lines of this length make it easy to see where one was cut.
const LINE: usize = 64;

/// One step of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Wait(Duration),
    /// Waits in a few tasks of an array.
    Seldom(Duration),
    Say(Stream, usize),
    /// From here on it does not end when it is asked to.
    Ignore,
    Exit(i32),
}

/// A new script as a command line.
pub(crate) fn draw(dice: &Dice) -> String {
    let mut words = vec![NAME.to_owned()];
    if dice.percent(10) {
        words.push("i".to_owned());
    }
    // Some outlast any lease.
    let longest = dice.one_of(&[5_000, 20_000, 20_000, 100_000]);
    for _ in 0..dice.between(0, 5) {
        let (least, most) = dice.one_of(&[(1, 200), (200, longest), (longest / 2, longest)]);
        words.push(format!("w{}", dice.between(least, most)));
        let most = dice.one_of(&[100, 3_000, 30_000]);
        words.push(format!("{}{}", dice.one_of(&["o", "o", "o", "e"]), dice.between(0, most)));
    }
    words.push(format!("x{}", dice.one_of(&[0, 0, 0, 1, 75])));
    words.join(" ")
}

/// A new script for the tasks of an array: most of them are over in a moment.
pub(crate) fn draw_task(dice: &Dice) -> String {
    let (wait, count) = (dice.between(1, 4), dice.between(0, 100));
    let (seldom, code) = (dice.between(500, 8_000), dice.one_of(&[0, 0, 0, 1]));
    format!("{NAME} w{wait} o{count} s{seldom} x{code}")
}

/// The steps in a command line; nothing if it is no script.
pub(crate) fn parse(line: &str) -> Option<Vec<Step>> {
    let mut words = line.split_whitespace();
    (words.next()? == NAME).then_some(())?;
    words.map(step).collect()
}

fn step(word: &str) -> Option<Step> {
    let (what, number) = word.split_at_checked(1)?;
    Some(match what {
        "w" => Step::Wait(Duration::from_millis(number.parse().ok()?)),
        "s" => Step::Seldom(Duration::from_millis(number.parse().ok()?)),
        "o" => Step::Say(Stream::Stdout, number.parse().ok()?),
        "e" => Step::Say(Stream::Stderr, number.parse().ok()?),
        "i" => Step::Ignore,
        "x" => Step::Exit(number.parse().ok()?),
        _ => return None,
    })
}

/// What a command says: lines that name the speaker and the place, so that nothing can be
/// exchanged, lost or doubled and still look right.
pub(crate) fn words(who: &str, already: usize, count: usize) -> Vec<u8> {
    let mut said = Vec::with_capacity(count + LINE);
    let mut line = already / LINE;
    while said.len() < already % LINE + count {
        said.extend(format!("{:.<width$}\n", format!("{who} {line} "), width = LINE - 1).bytes());
        line += 1;
    }
    said.drain(..already % LINE);
    said.truncate(count);
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_that_is_drawn_can_be_read() {
        for seed in 0..200 {
            for line in [draw(&Dice::of_seed(seed)), draw_task(&Dice::of_seed(seed))] {
                let steps = parse(&line).unwrap();
                assert!(matches!(steps.last(), Some(Step::Exit(_))), "{line}");
            }
        }
        assert_eq!(parse("echo hello"), None);
    }

    #[test]
    fn what_is_said_in_pieces_is_the_same() {
        let whole = words("job_1 2.1", 0, 1_000);
        assert_eq!([words("job_1 2.1", 0, 333), words("job_1 2.1", 333, 667)].concat(), whole);
        assert_eq!(whole.len(), 1_000);
    }
}
