//! Words: what the app says outside of its page, in the language of the console.
//!
//! The page chooses the language and says so; it is kept, so that the tray is right at the next start before
//! the page is there. What the coordinator or a provider says is shown as it was said.

mod de;
mod en;
mod fr;

use crate::{desk::Desk, links::Page};
use std::fmt::Display;
use tauri::{AppHandle, Manager};

/// A language of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    En,
    De,
    Fr,
}

/// All of them, as the page names them.
const LANGUAGES: [(&str, Language); 3] =
    [("en", Language::En), ("de", Language::De), ("fr", Language::Fr)];
/// Those that the console takes by itself: the first guess must be what the page will say.
const ASSUMED: [Language; 2] = [Language::En, Language::De];

/// A sentence that counts something.
#[derive(Debug)]
#[cfg_attr(test, derive(serde::Serialize))]
pub(crate) struct Plural {
    one: &'static str,
    other: &'static str,
}

/// Everything that is said. A language that lacks a sentence does not compile.
#[derive(Debug)]
#[cfg_attr(test, derive(serde::Serialize))]
pub(crate) struct Words {
    /// Whether zero is counted as one is.
    zero_is_one: bool,
    pub(crate) decimal_mark: &'static str,

    pub(crate) show_muster: &'static str,
    pub(crate) run_job: &'static str,
    pub(crate) add_worker: &'static str,
    pub(crate) open_in_browser: &'static str,
    pub(crate) coordinators: &'static str,
    pub(crate) this_machine: &'static str,
    pub(crate) stop_here: &'static str,
    pub(crate) work_again: &'static str,
    pub(crate) stop_billable: &'static str,
    pub(crate) quit: &'static str,

    pub(crate) running: Plural,
    pub(crate) waiting: Plural,
    pub(crate) needs_you: Plural,
    pub(crate) idle: &'static str,
    pub(crate) no_answer: &'static str,
    pub(crate) online: Plural,
    pub(crate) asleep: Plural,
    pub(crate) away: Plural,
    pub(crate) no_workers: &'static str,
    pub(crate) no_news: &'static str,
    pub(crate) is_paused: &'static str,

    // The menu bar. The letter behind `&` opens a menu where menus are opened by letters.
    pub(crate) file: &'static str,
    pub(crate) edit: &'static str,
    pub(crate) view: &'static str,
    pub(crate) go: &'static str,
    pub(crate) window: &'static str,
    pub(crate) help: &'static str,
    pub(crate) undo: &'static str,
    pub(crate) redo: &'static str,
    pub(crate) cut: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) paste: &'static str,
    pub(crate) select_all: &'static str,
    pub(crate) reload: &'static str,
    pub(crate) zoom_in: &'static str,
    pub(crate) zoom_out: &'static str,
    pub(crate) zoom_reset: &'static str,
    pub(crate) full_screen: &'static str,
    pub(crate) hide_bar: &'static str,
    pub(crate) documentation: &'static str,
    pub(crate) shortcuts: &'static str,
    pub(crate) support_bundle: &'static str,
    pub(crate) about: &'static str,
    pub(crate) open_settings: &'static str,
    pub(crate) services: &'static str,
    pub(crate) hide: &'static str,
    pub(crate) hide_others: &'static str,
    pub(crate) show_all: &'static str,
    pub(crate) minimise: &'static str,
    pub(crate) close_window: &'static str,

    overview: &'static str,
    jobs: &'static str,
    workers: &'static str,
    environments: &'static str,
    schedules: &'static str,
    templates: &'static str,
    agents: &'static str,
    marketplace: &'static str,
    usage: &'static str,
    billing: &'static str,
    audit: &'static str,
    doctor: &'static str,
    settings: &'static str,

    pub(crate) show: &'static str,
    pub(crate) open_job: &'static str,
    pub(crate) open_environment: &'static str,
    pub(crate) job_failed: &'static str,
    pub(crate) jobs_failed: Plural,
    pub(crate) it_failed: &'static str,
    pub(crate) stops_at: &'static str,
    pub(crate) environments_stop: Plural,
    pub(crate) stops_because: &'static str,
    pub(crate) falls_asleep: &'static str,
    pub(crate) stands_still: Plural,
    pub(crate) stays_blank: &'static str,
    pub(crate) blank_because: &'static str,

    pub(crate) cannot_stop_here: &'static str,
    pub(crate) cannot_work_again: &'static str,
    pub(crate) no_worker_here: &'static str,
    /// The reason that others read of the pause.
    pub(crate) stopped_from_here: &'static str,

    pub(crate) billable_title: &'static str,
    pub(crate) cannot_stop_billable: &'static str,
    pub(crate) costs_nothing: &'static str,
    pub(crate) nothing_runs: &'static str,
    pub(crate) stop_them: &'static str,
    pub(crate) they_cost: &'static str,
    pub(crate) and_more: &'static str,
    pub(crate) all_stopped: &'static str,
    pub(crate) confirmed: Plural,
    pub(crate) not_all_stopped: &'static str,
    pub(crate) not_confirmed: &'static str,

    pub(crate) cancel: &'static str,
    pub(crate) add_coordinator: &'static str,
    pub(crate) connect_to: &'static str,
    pub(crate) connect: &'static str,
    pub(crate) restore_title: &'static str,
    pub(crate) restore_question: &'static str,
    pub(crate) restore: &'static str,
}

impl Language {
    /// The one of this name, if the console has it.
    pub(crate) fn named(name: &str) -> Option<Self> {
        LANGUAGES.iter().find(|(known, _)| *known == name).map(|(_, language)| *language)
    }

    /// As the page names it.
    pub(crate) fn name(self) -> &'static str {
        LANGUAGES.iter().find(|(_, language)| *language == self).map_or("en", |(name, _)| *name)
    }

    /// The first guess, from the languages that the system prefers.
    fn of_system(preferred: impl IntoIterator<Item = String>) -> Self {
        let spoken = |tag: String| {
            let name = tag.split(['-', '_', '.']).next().unwrap_or_default().to_lowercase();
            Self::named(&name).filter(|language| ASSUMED.contains(language))
        };
        preferred.into_iter().find_map(spoken).unwrap_or(Self::En)
    }

    /// What is said in it.
    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::En => &en::WORDS,
            Self::De => &de::WORDS,
            Self::Fr => &fr::WORDS,
        }
    }
}

impl Words {
    /// A sentence that counts, in the form for this many.
    pub(crate) fn count(&self, sentence: &Plural, count: u64) -> String {
        let is_one = count == 1 || (count == 0 && self.zero_is_one);
        let form = if is_one { sentence.one } else { sentence.other };
        fill(form, &[("count", &count)])
    }

    /// What a page is called.
    pub(crate) fn page(&self, page: Page) -> &'static str {
        match page {
            Page::Overview => self.overview,
            Page::Jobs => self.jobs,
            Page::Workers => self.workers,
            Page::Environments => self.environments,
            Page::Schedules => self.schedules,
            Page::Templates => self.templates,
            Page::Agents => self.agents,
            Page::Marketplace => self.marketplace,
            Page::Usage => self.usage,
            Page::Billing => self.billing,
            Page::Audit => self.audit,
            Page::Doctor => self.doctor,
            Page::Settings => self.settings,
        }
    }
}

/// The language that the person has: what the page said last, or what the system speaks.
pub(crate) fn language(app: &AppHandle) -> Language {
    let kept = app.state::<Desk>().preferences.get().language;
    let chosen = kept.as_deref().and_then(Language::named);
    chosen.unwrap_or_else(|| Language::of_system(sys_locale::get_locales()))
}

/// What is said in it.
pub(crate) fn words(app: &AppHandle) -> &'static Words {
    language(app).words()
}

/// A sentence with its gaps filled. What fills one is never read for gaps: others have written it.
pub(crate) fn fill(sentence: &str, values: &[(&str, &dyn Display)]) -> String {
    let (mut filled, mut rest) = (String::new(), sentence);
    while let Some((before, name, after)) = gap(rest) {
        filled.push_str(before);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            filled.push_str(&value.to_string());
        }
        rest = after;
    }
    filled + rest
}

fn gap(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::{BTreeMap, BTreeSet};

    /// What is the same word in two languages. Everything else that is equal was forgotten.
    const SHARED: &[&str] =
        &["agents", "audit", "jobs", "online one", "online other", "services", "workers"];

    /// Each sentence by its name, the forms of a plural by `name one` and `name other`.
    fn sentences(words: &Words) -> BTreeMap<String, String> {
        let Value::Object(fields) = serde_json::to_value(words).unwrap() else { panic!("fields") };
        let mut all = BTreeMap::new();
        for (name, value) in fields {
            match value {
                Value::String(text) => drop(all.insert(name, text)),
                Value::Object(forms) => all.extend(forms.into_iter().map(|(form, text)| {
                    (format!("{name} {form}"), text.as_str().unwrap().to_owned())
                })),
                _ => {}
            }
        }
        all
    }

    fn gaps(mut text: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        while let Some((_, name, after)) = gap(text) {
            names.insert(name.to_owned());
            text = after;
        }
        names
    }

    #[test]
    fn every_language_says_every_sentence_with_the_same_gaps() {
        let english = sentences(&en::WORDS);
        for (name, language) in LANGUAGES {
            let spoken = sentences(language.words());
            assert!(spoken.keys().eq(english.keys()), "{name}");
            for (key, text) in &spoken {
                assert!(!text.trim().is_empty(), "{name} says nothing for {key}");
                let (mut has, mut needs) = (gaps(text), gaps(&english[key]));
                if key.ends_with(" one") {
                    has.remove("count");
                    needs.remove("count");
                }
                assert_eq!(has, needs, "{name}: {key}");
            }
        }
    }

    #[test]
    fn nothing_is_left_in_english() {
        let english = sentences(&en::WORDS);
        for language in [Language::De, Language::Fr] {
            let spoken = sentences(language.words());
            let same = spoken.iter().filter(|(key, text)| english[*key] == **text);
            let forgotten: Vec<_> =
                same.filter(|(key, _)| !SHARED.contains(&key.as_str())).collect();
            assert!(forgotten.is_empty(), "{language:?}: {forgotten:?}");
        }
    }

    #[test]
    fn no_two_menus_of_the_bar_open_by_the_same_letter() {
        for (name, language) in LANGUAGES {
            let Words { file, edit, view, go, help, .. } = language.words();
            let letters = [file, edit, view, go, help].map(|title| {
                let (_, from) = title.split_once('&').expect("a letter that opens it");
                from.chars().next().map(|letter| letter.to_lowercase().to_string())
            });
            assert_eq!(letters.iter().collect::<BTreeSet<_>>().len(), 5, "{name}: {letters:?}");
        }
    }

    #[test]
    fn the_system_is_believed_in_languages_that_are_taken_by_themselves() {
        let guess = |tags: &[&str]| Language::of_system(tags.iter().map(ToString::to_string));
        assert_eq!(guess(&["de-AT", "en-GB"]), Language::De);
        assert_eq!(guess(&["de_DE.UTF-8"]), Language::De);
        assert_eq!(guess(&["ja-JP", "DE"]), Language::De);
        // The page is English there until somebody chooses French.
        assert_eq!(guess(&["fr-FR", "en-US"]), Language::En);
        for nothing in [&["C"][..], &["en-US-POSIX"][..], &[""][..], &[][..]] {
            assert_eq!(guess(nothing), Language::En, "{nothing:?}");
        }
    }

    #[test]
    fn the_page_names_languages_as_the_app_does() {
        for (name, language) in LANGUAGES {
            assert_eq!((Language::named(name), language.name()), (Some(language), name));
        }
        for other in ["", "EN", "de-DE", "pseudo", "../de"] {
            assert_eq!(Language::named(other), None, "{other}");
        }
    }

    #[test]
    fn what_fills_a_gap_is_not_read_for_gaps() {
        let label: &dyn Display = &"{job} {count}";
        assert_eq!(fill("{job}: {label}.", &[("job", &7), ("label", label)]), "7: {job} {count}.");
        assert_eq!(fill("no gap }{", &[]), "no gap }{");
    }

    #[test]
    fn zero_is_counted_as_each_language_does_it() {
        let said = |language: Language, count| {
            let words = language.words();
            words.count(&words.jobs_failed, count)
        };
        assert_eq!(said(Language::En, 0), "0 jobs failed");
        assert_eq!(said(Language::De, 2), "2 Jobs sind fehlgeschlagen");
        assert_eq!(said(Language::Fr, 0), "0 job a échoué");
    }
}
