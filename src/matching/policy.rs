//! Rules for single lists and list types: threshold, weak aliases, and what is required besides a name.

use std::fmt;
use std::str::FromStr;

use super::hit::HitEvidence;
use super::settings::{Settings, WeakAliases};
use crate::index::{EntityView, Index};
use crate::vocabulary::{ListType, Score};

/// What is said of one list or list type; what is not said stays as it is elsewhere.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ListPolicy {
    /// Its threshold.
    pub min_score: Option<Score>,
    /// What its weak aliases may do.
    pub weak_aliases: Option<WeakAliases>,
    /// What a hit must rest on; never for sanctions.
    pub require: Option<Require>,
}

/// The rules of a run, by name of the list and by list type. None by default.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Policies {
    /// By name of the list, in the order of names.
    pub lists: Vec<(String, ListPolicy)>,
    /// By list type, in the order of their words.
    pub list_types: Vec<(ListType, ListPolicy)>,
}

/// What a hit must rest on: any one of several kinds of evidence. `name+dob|name+country`.
#[derive(Clone, PartialEq, Debug)]
pub struct Require(Vec<HitEvidence>);

impl Require {
    /// Whether this is enough.
    pub fn is_met(&self, evidence: HitEvidence) -> bool {
        self.0.iter().any(|wanted| evidence.covers(*wanted))
    }
}

impl FromStr for Require {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let alternative = |words: &str| {
            let mut evidence = HitEvidence::default();
            for word in words.split('+') {
                match word.trim() {
                    "name" => evidence.name = true,
                    "dob" => evidence.birth_date = true,
                    "country" => evidence.country = true,
                    "id" => evidence.id = true,
                    other => {
                        return Err(format!(
                            "`{other}` is no evidence: it is made of `name`, `dob`, `country` and `id`"
                        ));
                    }
                }
            }
            Ok(evidence)
        };
        text.split('|').map(alternative).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Require {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"))
    }
}

impl fmt::Display for ListPolicy {
    /// `min_score=0.9000 weak_aliases=ignore require=name+dob`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules = [
            self.min_score.map(|score| format!("min_score={score}")),
            self.weak_aliases.map(|policy| format!("weak_aliases={}", policy.as_str())),
            self.require.as_ref().map(|require| format!("require={require}")),
        ];
        f.write_str(&rules.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

impl fmt::Display for Policies {
    /// `[list.UN] min_score=0.7500; [list_type.PEP] require=name+dob`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lists = self.lists.iter().map(|(name, policy)| format!("[list.{name}] {policy}"));
        let types = self.list_types.iter().map(|(list_type, policy)| format!("[list_type.{list_type}] {policy}"));
        f.write_str(&lists.chain(types).collect::<Vec<_>>().join("; "))
    }
}

impl Policies {
    /// Leaves all thresholds to the run.
    pub fn forget_thresholds(&mut self) {
        let lists = self.lists.iter_mut().map(|(_, policy)| policy);
        lists.chain(self.list_types.iter_mut().map(|(_, policy)| policy)).for_each(|policy| policy.min_score = None);
    }

    /// The lowest threshold that any of them sets.
    pub fn lowest(&self) -> Option<Score> {
        self.all().filter_map(|policy| policy.min_score).min()
    }

    /// Whether any requires more than a name.
    pub fn require_anything(&self) -> bool {
        self.all().any(|policy| policy.require.is_some())
    }

    fn all(&self) -> impl Iterator<Item = &ListPolicy> {
        self.lists.iter().map(|(_, policy)| policy).chain(self.list_types.iter().map(|(_, policy)| policy))
    }

    /// Lists and list types that have a rule and are not in an index, as they stand in the file: `[list.UNN]`.
    pub fn unknown_to(&self, index: &Index) -> Vec<String> {
        let catalogue = index.catalogue();
        let lists = self.lists.iter().filter(|(name, _)| !catalogue.lists.iter().any(|list| list.name == *name));
        let types = self.list_types.iter().filter(|(list_type, _)| !catalogue.list_types.contains(list_type));
        let lists = lists.map(|(name, _)| format!("[list.{name}]"));
        lists.chain(types.map(|(list_type, _)| format!("[list_type.{list_type}]"))).collect()
    }

    /// A list of which more than a name is required and that has entries under sanctions.
    pub fn required_of_sanctions(&self, index: &Index) -> Option<&str> {
        let sanctions = sanctions_bits(index);
        let mut required = self.lists.iter().filter(|(_, policy)| policy.require.is_some());
        required.find_map(|(name, _)| {
            let list = index.catalogue().lists.iter().position(|list| list.name == *name)?;
            let mut entities = index.entity_numbers().map(|number| index.entity(number));
            entities.any(|entity| entity.list == list && entity.list_types & sanctions != 0).then_some(name.as_str())
        })
    }
}

fn sanctions_bits(index: &Index) -> u32 {
    let types = index.catalogue().list_types.iter().enumerate();
    types.filter(|(_, list_type)| list_type.is_sanctions()).fold(0, |bits, (bit, _)| bits | 1 << bit)
}

/// Where a threshold comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin<'a> {
    /// The run's settings: asked for, or the mode's default.
    Run,
    /// The record's own.
    Record,
    /// The rule for the list.
    List(&'a str),
    /// The rule for a list type.
    ListType(&'a str),
}

/// The rules that hold for one entity.
#[derive(Clone, PartialEq, Debug)]
pub struct EntityRules<'a> {
    /// From which score it is a hit.
    pub threshold: Score,
    /// Who said so.
    pub origin: Origin<'a>,
    /// What its weak aliases may do.
    pub weak_aliases: WeakAliases,
    /// Any of these must be met, where there is one.
    pub require: Vec<&'a Require>,
}

/// The rules of a run, by the numbers of an index.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    threshold: Score,
    lists: Vec<(String, ListPolicy, WeakAliases)>,
    list_types: Vec<(u32, ListType, ListPolicy)>,
    sanctions: u32,
}

impl Rules {
    pub(super) fn new(settings: &Settings, index: &Index) -> Self {
        let (policies, threshold) = (&settings.policies, settings.threshold());
        let catalogue = index.catalogue();
        let list_policy = |name: &str| {
            let policy = policies.lists.iter().find(|(known, _)| known == name);
            policy.map(|(_, policy)| policy.clone()).unwrap_or_default()
        };
        let lists = catalogue
            .lists
            .iter()
            .map(|list| (list.name.clone(), list_policy(&list.name), settings.mode.weak_aliases(&list.kind)));
        let of_type = |(list_type, policy): &(ListType, ListPolicy)| {
            let bit = catalogue.list_types.iter().position(|known| known == list_type)?;
            Some((1 << bit, list_type.clone(), policy.clone()))
        };
        Self {
            threshold,
            lists: lists.collect(),
            list_types: policies.list_types.iter().filter_map(of_type).collect(),
            sanctions: sanctions_bits(index),
        }
    }

    /// The rules for an entity: the lowest threshold of those for its list and its list types, and the most that its weak
    /// aliases may do; the run's own where there is none.
    ///
    /// What is said of other list types never makes it harder to be a hit for an entity that is also under sanctions: a rule
    /// for PEPs cannot raise the threshold of a sanctioned PEP, nor silence its weak aliases, nor require anything of it.
    pub(super) fn of(&self, entity: &EntityView) -> EntityRules<'_> {
        let sanctioned = entity.list_types & self.sanctions != 0;
        let list = self.lists.get(entity.list);
        let of_list = list.map(|(name, policy, _)| (Origin::List(name), policy));
        let of_types = || {
            let applying = self.list_types.iter().filter(|(bit, ..)| entity.list_types & bit != 0);
            applying
                .map(|(_, list_type, policy)| (list_type.is_sanctions(), Origin::ListType(list_type.as_str()), policy))
        };
        // rules that speak of this kind of entity, and those that may only make more of it
        let own = || {
            let types = of_types().filter(|(of_sanctions, ..)| *of_sanctions == sanctioned);
            of_list.into_iter().chain(types.map(|(_, origin, policy)| (origin, policy)))
        };
        let others = || {
            let types = of_types().filter(|(of_sanctions, ..)| *of_sanctions != sanctioned);
            types.map(|(_, origin, policy)| (origin, policy))
        };
        let score = |(origin, policy): (_, &ListPolicy)| policy.min_score.map(|score| (score, origin));
        let lowest = own().filter_map(score).min_by_key(|(score, _)| *score).unwrap_or((self.threshold, Origin::Run));
        let (threshold, origin) =
            others().filter_map(score).chain([lowest]).min_by_key(|(score, _)| *score).unwrap_or(lowest);

        let weak = |(_, policy): (_, &ListPolicy)| policy.weak_aliases;
        let default = list.map_or(WeakAliases::Search, |(_, _, default)| *default);
        let weak_aliases = match list.and_then(|(_, policy, _)| policy.weak_aliases) {
            Some(said) => said,
            None => own()
                .filter_map(weak)
                .max()
                .unwrap_or(default)
                .max(others().filter_map(weak).max().unwrap_or(WeakAliases::Ignore)),
        };
        let require =
            if sanctioned { Vec::new() } else { own().filter_map(|(_, policy)| policy.require.as_ref()).collect() };
        EntityRules { threshold, origin, weak_aliases, require }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::EntityType;
    use crate::watchlist::{Entity, ListSpec, load};

    /// Entities of these list types, in one list called `L`.
    fn index_of(list_types: &[&[&str]]) -> Index {
        let sample = concat!("csv=", env!("CARGO_MANIFEST_DIR"), "/data/sample/watchlist.csv,name=L");
        let (info, _) = load(&sample.parse::<ListSpec>().unwrap()).unwrap();
        let entity = |(n, list_types): (usize, &&[&str])| Entity {
            list_types: list_types.iter().map(|word| ListType::new(word)).collect(),
            ..Entity::new(n.to_string(), EntityType::Person, "Anna Berg")
        };
        crate::index::build(&[(info, list_types.iter().enumerate().map(entity).collect())]).unwrap()
    }

    fn score(hundredths: u16) -> Score {
        Score::from_ten_thousandths(hundredths * 100)
    }

    fn by_type(list_type: &str, policy: ListPolicy) -> (ListType, ListPolicy) {
        (ListType::new(list_type), policy)
    }

    fn settings(policies: &Policies) -> Settings {
        Settings { policies: policies.clone(), ..Settings::default() }
    }

    fn thresholds(policies: &Policies, list_types: &[&[&str]]) -> Vec<u16> {
        let index = index_of(list_types);
        let rules = Rules::new(&settings(policies), &index);
        index.entity_numbers().map(|number| rules.of(&index.entity(number)).threshold.ten_thousandths() / 100).collect()
    }

    const ALL: [&[&str]; 4] = [&["PEP"], &["Sanctions"], &["PEP", "Sanctions"], &["Own"]];

    #[test]
    fn a_rule_for_peps_raises_no_sanctioned_pep() {
        let raised = Policies {
            list_types: vec![by_type("pep", ListPolicy { min_score: Some(score(95)), ..ListPolicy::default() })],
            ..Policies::default()
        };
        assert_eq!(thresholds(&raised, &ALL), [95, 80, 80, 80]);
        let lowered = Policies {
            list_types: vec![by_type("PEP", ListPolicy { min_score: Some(score(60)), ..ListPolicy::default() })],
            ..Policies::default()
        };
        assert_eq!(thresholds(&lowered, &ALL), [60, 80, 60, 80]);
    }

    #[test]
    fn the_lowest_rule_that_applies_counts_and_the_run_has_no_say_then() {
        let policies = Policies {
            lists: vec![("L".to_owned(), ListPolicy { min_score: Some(score(90)), ..ListPolicy::default() })],
            list_types: vec![
                by_type("PEP", ListPolicy { min_score: Some(score(95)), ..ListPolicy::default() }),
                by_type("Sanctions", ListPolicy { min_score: Some(score(85)), ..ListPolicy::default() }),
            ],
        };
        assert_eq!(thresholds(&policies, &ALL), [90, 85, 85, 90]);
    }

    #[test]
    fn nothing_is_required_of_the_sanctioned_and_their_weak_aliases_are_not_silenced() {
        let require = Some("name+dob|name+country".parse().unwrap());
        let policy = ListPolicy { require, weak_aliases: Some(WeakAliases::Ignore), ..ListPolicy::default() };
        let policies = Policies { list_types: vec![by_type("PEP", policy)], ..Policies::default() };
        let index = index_of(&ALL);
        let rules = Rules::new(&settings(&policies), &index);
        let of: Vec<_> = index.entity_numbers().map(|number| rules.of(&index.entity(number))).collect();
        assert_eq!(of.iter().map(|rules| rules.require.len()).collect::<Vec<_>>(), [1, 0, 0, 0]);
        let weak: Vec<_> = of.iter().map(|rules| rules.weak_aliases).collect();
        assert_eq!(weak, [WeakAliases::Ignore, WeakAliases::Search, WeakAliases::Search, WeakAliases::Search]);
    }

    #[test]
    fn what_is_required_reads_as_it_is_written() {
        let require: Require = "name+dob| name + country+id |id".parse().unwrap();
        assert_eq!(require.to_string(), "name+dob|name+country+id|id");
        let evidence = |name, birth_date, country, id| HitEvidence { name, birth_date, country, id };
        assert!(require.is_met(evidence(true, true, false, false)));
        assert!(!require.is_met(evidence(true, false, true, false)));
        assert!(require.is_met(evidence(false, false, false, true)));
        assert!("name+birthday".parse::<Require>().is_err());
        assert!("".parse::<Require>().is_err());
    }

    #[test]
    fn a_list_under_sanctions_and_unknown_names_are_noticed() {
        let require = ListPolicy { require: Some("name+dob".parse().unwrap()), ..ListPolicy::default() };
        let policies =
            Policies { lists: vec![("L".into(), require.clone()), ("M".into(), require)], ..Policies::default() };
        assert_eq!(policies.required_of_sanctions(&index_of(&ALL)), Some("L"));
        assert_eq!(policies.required_of_sanctions(&index_of(&[&["PEP"]])), None);
        assert_eq!(policies.unknown_to(&index_of(&ALL)), ["[list.M]"]);
    }
}
