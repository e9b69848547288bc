//! Paint: five signals and an accent, or none at all.

/// What a colour means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing.
    Plain,
    /// As it should be.
    Good,
    /// It works.
    Busy,
    /// Somebody should know.
    Notice,
    /// It went wrong.
    Danger,
    /// It does not matter any more, or is asleep.
    Muted,
    /// One can act here.
    Accent,
}

impl Tone {
    /// The SGR parameter: colours of the terminal's own palette, so that it fits every theme.
    fn parameter(self) -> Option<u8> {
        match self {
            Self::Plain => None,
            Self::Good => Some(32),
            Self::Busy => Some(34),
            Self::Notice => Some(33),
            Self::Danger => Some(31),
            Self::Muted => Some(2),
            Self::Accent => Some(36),
        }
    }
}

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paint {
    is_on: bool,
}

impl Paint {
    pub(crate) fn new(is_on: bool) -> Self {
        Self { is_on }
    }

    pub(crate) fn tone(self, tone: Tone, text: &str) -> String {
        match tone.parameter() {
            Some(parameter) if self.is_on => format!("\x1b[{parameter}m{text}\x1b[0m"),
            Some(_) | None => text.to_owned(),
        }
    }
}
