//! `[list.NAME]` and `[list_type.WORD]`: rules for single lists and list types.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::{Config, Placed};
use crate::matching::{ListPolicy, Policies, Require, WeakAliases};
use crate::vocabulary::{ListType, Score};
use crate::watchlist::{SOURCES, SourceKind};
use crate::{Error, Index};

/// `[list.NAME]` and `[list_type.WORD]`.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PolicyTable {
    min_score: Option<Spanned<f64>>,
    weak_aliases: Option<Spanned<String>>,
    require: Option<Spanned<String>>,
}

impl Config {
    /// The rules for lists and list types.
    ///
    /// # Errors
    /// Where a value is none, or more than a name is required of entries under sanctions.
    pub fn policies(&self) -> Result<Policies, Error> {
        let mut policies = Policies::default();
        for (name, table) in &self.tables.list {
            if let Some(require) = table.require.as_ref().filter(|_| self.is_sanctions_list(name)) {
                return Err(self.never_required(require, &format!("[list.{name}]")));
            }
            policies.lists.push((name.clone(), self.policy(table)?));
        }
        for (word, table) in &self.tables.list_type {
            let list_type = ListType::new(word);
            if policies.list_types.iter().any(|(known, _)| *known == list_type) {
                let message = format!("{}: `[list_type.{word}]` stands there twice, once in other letters", self.file);
                return Err(Error::Usage(format!("{message}: leave one of them out")));
            }
            if let Some(require) = table.require.as_ref().filter(|_| list_type.is_sanctions()) {
                return Err(self.never_required(require, &format!("[list_type.{word}]")));
            }
            policies.list_types.push((list_type, self.policy(table)?));
        }
        Ok(policies)
    }

    fn never_required(&self, require: &Spanned<String>, table: &str) -> Error {
        Error::Usage(format!(
            "{}: `require` is never for sanctions (`{table}`): leave it out, or set `min_score`",
            self.placed(require).place
        ))
    }

    /// Whether a list of this name has nothing but entries under sanctions, as far as can be known without its index: a kind, or a source,
    /// is called so.
    fn is_sanctions_list(&self, name: &str) -> bool {
        let is_called_so = |kind: &SourceKind| (kind.list_name)(Path::new("")) == Some(name);
        let mut kinds = SOURCES.iter().filter(|kind| is_called_so(kind)).chain(self.kinds_called(name));
        kinds.any(SourceKind::is_sanctions)
    }

    /// Refuses what more than a name is required of, where an index shows that it has entries under sanctions.
    ///
    /// # Errors
    /// Where it has, with the line.
    pub fn check_required(&self, index: &Index) -> Result<(), Error> {
        let policies = self.policies()?;
        let require = |list: &str| self.tables.list.get(list).and_then(|table| table.require.as_ref());
        match policies.required_of_sanctions(index).and_then(|list| Some((list, require(list)?))) {
            Some((list, require)) => Err(self.never_required(require, &format!("[list.{list}]"))),
            None => Ok(()),
        }
    }

    fn policy(&self, table: &PolicyTable) -> Result<ListPolicy, Error> {
        let weak_aliases = table.weak_aliases.as_ref().map(|word| {
            let Placed { value, place } = self.placed(word);
            let known = WeakAliases::ALL.into_iter().find(|policy| policy.as_str() == value);
            let unknown =
                || Error::Usage(format!("{place}: unknown `weak_aliases`: give `search`, `confirm` or `ignore`"));
            known.ok_or_else(unknown)
        });
        let require = table.require.as_ref().map(|text| {
            let Placed { value, place } = self.placed(text);
            let wrong = |why| Error::Usage(format!("{place}: {why}, as in `require = \"name+dob|name+country\"`"));
            value.parse::<Require>().map_err(wrong)
        });
        Ok(ListPolicy {
            min_score: self.score(table.min_score.as_ref())?,
            weak_aliases: weak_aliases.transpose()?,
            require: require.transpose()?,
        })
    }

    pub(super) fn score(&self, score: Option<&Spanned<f64>>) -> Result<Option<Score>, Error> {
        let Some(score) = score else { return Ok(None) };
        let Placed { value, place } = self.placed(score);
        let lowest = Score::LOWEST_THRESHOLD.as_unit();
        if (lowest..=1.0).contains(value) {
            Ok(Some(Score::from_unit(*value)))
        } else {
            Err(Error::Usage(format!("{place}: `min_score` must be from 0.50 to 1: under 0.50 nothing is searched")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policies(text: &str) -> Result<Policies, Error> {
        Config::parse("muster.toml", text)?.policies()
    }

    #[test]
    fn rules_are_read_for_lists_and_list_types() {
        let text = "[list.\"UN list\"]\nmin_score = 0.75\n[list_type.PEP]\nmin_score = 1\nweak_aliases = \"ignore\"\n\
                    require = \"name+dob|name+country\"\n";
        let shown = policies(text).unwrap().to_string();
        assert_eq!(
            shown,
            "[list.UN list] min_score=0.7500; [list_type.PEP] min_score=1.0000 weak_aliases=ignore require=name+dob|name+country"
        );
        assert_eq!(policies("").unwrap(), Policies::default());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, message) in [
            ("[list.UN]\n\nmin_scor = 0.8\n", "muster.toml:3: unknown field `min_scor`, expected one of `min_score`"),
            ("\n[list_types]\n", "muster.toml:2: unknown field `list_types`"),
            ("[list.UN]\nmin_score = 0.4\n", "muster.toml:2: `min_score` must be from 0.50 to 1"),
            ("[list.UN]\nmin_score = \"high\"\n", "muster.toml:2: "),
            ("[list_type.PEP]\nweak_aliases = \"maybe\"\n", "muster.toml:2: unknown `weak_aliases`"),
            ("[list_type.PEP]\nrequire = \"name+birthday\"\n", "muster.toml:2: `birthday` is no evidence"),
            ("[list_type.sanctions]\nrequire = \"name+dob\"\n", "muster.toml:2: `require` is never for sanctions"),
            ("[list_type.OFAC]\n\nrequire = \"name+dob\"\n", "muster.toml:3: `require` is never for sanctions"),
            ("[list.UN]\nrequire = \"name+dob\"\n", "muster.toml:2: `require` is never for sanctions (`[list.UN]`)"),
            (
                "[list.Own]\nrequire = \"name+dob\"\n[source.x]\nkind = \"uk\"\nname = \"Own\"\n",
                "muster.toml:2: `require` is never for sanctions (`[list.Own]`)",
            ),
            ("[list_type.PEP]\n[list_type.pep]\n", "`[list_type.pep]` stands there twice"),
            ("[list.UN\n", "muster.toml:1: "),
            ("[list.UN]\nmin_score = 0.8\n[list.UN]\n", "muster.toml:3: "),
        ] {
            let error = policies(text).unwrap_err();
            assert!(error.to_string().starts_with(message) || error.to_string().contains(message), "{error}");
            assert_eq!(error.exit_code(), 2);
        }
    }
}
