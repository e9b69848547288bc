//! What the machine runs on.

use muster_core::owner::Power;
use starship_battery::{Battery, Error, Manager, State};
use std::io;

/// Reads all batteries of the machine itself. One that has none runs on mains.
pub(super) fn read() -> io::Result<Power> {
    let (_, power) = found()?;
    power.ok_or_else(|| io::Error::other("no battery says"))
}

/// The same, and whether it has a battery at all.
pub(super) fn found() -> io::Result<(bool, Option<Power>)> {
    let batteries = Manager::new().and_then(|manager| manager.batteries()?.collect());
    let batteries: Vec<Battery> = batteries.map_err(|error: Error| io::Error::other(error))?;
    let states = batteries.iter().map(Battery::state);
    let energies = batteries.iter().map(|battery| (battery.energy(), battery.energy_full()));
    let energies = energies.map(|(held, full)| (held.value, full.value));
    Ok((!batteries.is_empty(), power(&states.collect::<Vec<_>>(), energies)))
}

/// On battery if one of them is being used up, with what all of them hold together.
fn power(states: &[State], energies: impl IntoIterator<Item = (f32, f32)>) -> Option<Power> {
    let is_used = |state: &State| matches!(state, State::Discharging | State::Empty);
    if !states.iter().any(is_used) {
        let is_silent = !states.is_empty() && states.iter().all(|state| *state == State::Unknown);
        return (!is_silent).then_some(Power::Mains);
    }
    let add = |(held, full): (f32, f32), (more, most): (f32, f32)| (held + more, full + most);
    let (held, full) = energies.into_iter().fold((0.0, 0.0), add);
    let share = if full > 0.0 { (held / full * 100.0).clamp(0.0, 100.0) } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is 0 to 100")]
    Some(Power::Battery(share.floor() as u8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_batteries_count_together_and_none_is_mains() {
        use State::{Charging, Discharging, Full, Paused, Unknown};
        let both = [(30.0, 50.0), (10.0, 30.0)];
        assert_eq!(power(&[Discharging, Full], both), Some(Power::Battery(50)));
        assert_eq!(power(&[Unknown, Discharging], both), Some(Power::Battery(50)));
        for states in [&[Charging][..], &[Full], &[Paused], &[Unknown, Full], &[]] {
            assert_eq!(power(states, both), Some(Power::Mains), "{states:?}");
        }
        assert_eq!(power(&[Unknown], both), None, "it may as well be used up");
        let of_no_size = power(&[Discharging], [(1.0, 0.0)]);
        assert_eq!(of_no_size, Some(Power::Battery(0)));
    }

    #[test]
    fn this_machine_runs_on_something() {
        read().unwrap();
    }
}
