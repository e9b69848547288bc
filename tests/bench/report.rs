//! How figures are told: a line for people, or an object for programs.

use serde_json::json;

/// One thing that was measured.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    /// The middle of its runs.
    pub(crate) value: f64,
    /// What the machine can do at all, measured in the same run; or what was asked for, where there is
    /// nothing to measure.
    pub(crate) floor: Option<f64>,
    pub(crate) runs: usize,
}

impl Figure {
    /// From several runs.
    pub(crate) fn of(name: &'static str, unit: &'static str, runs: &[f64]) -> Self {
        Self { name, unit, value: middle(runs), floor: None, runs: runs.len() }
    }
    pub(crate) fn beside(self, floors: &[f64]) -> Self {
        Self { floor: Some(middle(floors)), ..self }
    }
    fn ratio(&self) -> Option<f64> {
        self.floor.map(|floor| self.value / floor)
    }
}

/// The middle of what was measured.
pub(crate) fn middle(runs: &[f64]) -> f64 {
    quantile(runs, 0.5)
}

/// So much of what was measured is no larger.
pub(crate) fn quantile(runs: &[f64], share: f64) -> f64 {
    let mut sorted = runs.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a short list"
    )]
    let at = (last as f64 * share).round() as usize;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) is_json: bool,
}

impl Report {
    #[expect(clippy::print_stdout, reason = "this is what a benchmark is for")]
    pub(crate) fn tell(&self, figure: &Figure) {
        let Figure { name, unit, value, floor, runs } = figure;
        let ratio = figure.ratio();
        if self.is_json {
            let line = json!({
                "name": name, "value": value, "unit": unit, "floor": floor, "ratio": ratio, "runs": runs,
            });
            return println!("{line}");
        }
        let beside = floor
            .zip(ratio)
            .map(|(floor, ratio)| format!("  floor {floor:>10.1}  ratio {ratio:.3}"));
        println!("{name:<20} {value:>12.2} {unit:<12}{}", beside.unwrap_or_default());
    }
}
