//! What things of ours are called and how they are marked, and the way back.

use crate::{
    environment::Place,
    name::{EnvironmentKey, Mark},
};
use std::collections::BTreeMap;

/// The one container of a group.
pub(crate) const CONTAINER: &str = "workspace";
/// The one volume of a group.
pub(crate) const VOLUME: &str = "home";

const MANAGED_BY: (&str, &str) = ("managed-by", "muster");
const MARK: &str = "muster-mark";
const ENVIRONMENT: &str = "environment";
const REGION: &str = "muster-region";

/// A group's tags.
pub(crate) fn tags<'a>(mark: &'a Mark, place: &'a Place) -> [(&'static str, &'a str); 4] {
    [
        MANAGED_BY,
        (MARK, mark.as_str()),
        (ENVIRONMENT, place.key.as_str()),
        (REGION, place.region.as_str()),
    ]
}

/// A share's metadata: the same, but its names have to be names in C#.
pub(crate) fn metadata(mark: &Mark, place: &Place) -> BTreeMap<String, String> {
    let tags = tags(mark, place).into_iter();
    tags.map(|(name, value)| (name.replace('-', "_"), value.to_owned())).collect()
}

/// Whether these tags or this metadata are of this installation.
pub(crate) fn is_ours(mark: &Mark, tags: &BTreeMap<String, String>) -> bool {
    read(tags, MARK) == Some(mark.as_str())
}

/// Which environment these tags or this metadata are of.
pub(crate) fn place(tags: &BTreeMap<String, String>) -> Option<Place> {
    let key: EnvironmentKey = read(tags, ENVIRONMENT)?.parse().ok()?;
    Some(Place { key, region: read(tags, REGION)?.to_owned() })
}

fn read<'a>(tags: &'a BTreeMap<String, String>, name: &str) -> Option<&'a str> {
    let found = tags.get(name).or_else(|| tags.get(&name.replace('-', "_")))?;
    Some(found)
}

/// Tags that are not ours but the order's.
pub(crate) fn others(tags: BTreeMap<String, String>) -> Vec<(String, String)> {
    let ours = [MANAGED_BY.0, MARK, ENVIRONMENT, REGION];
    let is_other = |name: &String| !ours.contains(&name.replace('_', "-").as_str());
    tags.into_iter().filter(|(name, _)| is_other(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_metadata_lead_back() {
        let mark = Mark::from_random([1; 16]);
        let place = Place { key: "env-1".parse().unwrap(), region: "eastus".into() };
        let tags: BTreeMap<_, _> = tags(&mark, &place)
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into_iter()
            .chain([("userId".to_owned(), "ada".to_owned())])
            .collect();
        for marks in [&tags, &metadata(&mark, &place)] {
            assert!(is_ours(&mark, marks));
            assert!(!is_ours(&Mark::from_random([2; 16]), marks));
            assert_eq!(super::place(marks).as_ref(), Some(&place));
        }
        assert_eq!(others(tags), [("userId".to_owned(), "ada".to_owned())]);
    }
}
