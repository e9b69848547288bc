//! Everything that the portal says. A language that lacks a word does not compile.

mod de;
mod en;

pub(super) use de::DE;
pub(super) use en::EN;

macro_rules! words {
    ($($name:ident)*) => {
        /// What is said where; backticks mark code in sentences.
        #[derive(Debug)]
        pub(super) struct Words {
            $(pub(super) $name: &'static str,)*
        }

        impl Words {
            #[cfg(test)]
            fn all(&self) -> Vec<(&'static str, &'static str)> {
                vec![$((stringify!($name), self.$name)),*]
            }
        }
    };
}

/// A sentence with its gaps filled.
pub(super) fn filled(sentence: &str, with: &[&str]) -> String {
    with.iter().fold(sentence.to_owned(), |said, word| said.replacen("{}", word, 1))
}

words! {
    skip sections home start market pricing api status
    preview_at preview_alone
    missing missing_body back_home
    too_many too_many_body broken broken_body refused refused_body try_again code request
    footer_served footer_keys footer_identity footer_health
    hero hero_lead begin browse
    all_well not_well listed_agents token_life token_life_value stored_secrets stored_secrets_value
    offered
    offer_tokens offer_tokens_body offer_tokens_link
    offer_github offer_github_body offer_github_link
    offer_names offer_names_body offer_names_link
    offer_market offer_market_body offer_market_link
    one_line newest
    start_lead start_copy
    step_register step_register_body step_credential step_credential_body
    step_token step_token_body step_token_program step_token_answer
    step_call step_call_body step_call_check step_call_find step_call_register step_call_inside
    step_github step_github_body step_github_policy step_github_register step_github_token step_github_note
    market_lead search kind any_kind capability owner search_button clear
    found_one found_many range none_listed none_listed_body none_found none_found_body
    earlier later pages
    all_agents about publisher version runs_in since agent_id did endpoint can
    document document_body check_body
    report report_body reason reason_hint report_send reported bad_reason
    pricing_lead not_limited free price_unknown not_sold buy unlimited
    limit_agents limit_calls limit_workers limit_environments
    day week month year every
    api_lead
    status_lead part_api part_store part_room part_keys part_market
    works fails full locked open closed status_machine
    market_closed market_closed_body market_closed_hint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_everything_with_the_same_code_in_it() {
        let code = |text: &str| {
            let parts = text.split('`').skip(1).step_by(2);
            parts.map(str::to_owned).collect::<Vec<_>>()
        };
        for ((name, english), (_, german)) in EN.all().into_iter().zip(DE.all()) {
            assert!(!english.is_empty() && !german.is_empty(), "{name}");
            assert_eq!(code(english), code(german), "{name}");
            assert_eq!(english.matches("{}").count(), german.matches("{}").count(), "{name}");
        }
    }
}
