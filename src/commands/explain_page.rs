//! The page that `muster explain` prints.

use std::io::{self, Write};

use super::explaining::{table, write_comparison};
use crate::matching::{Agreement, Candidacy, EntityRules, Mode, Origin, Qualifier, Settings, Verdict, WeakAliases};
use crate::record::Record;
use crate::screening::Explanation;
use crate::vocabulary::{Country, Gender, Identifier, ListType, Score, Strength};
use crate::watchlist::ListInfo;

/// What a page is about.
pub(super) struct Page<'a> {
    pub settings: &'a Settings,
    pub lists: &'a [ListInfo],
    pub record: &'a Record<'a>,
    pub explanation: &'a Explanation<'a>,
}

impl Page<'_> {
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write_verdict(out)?;
        writeln!(out, "\n1. Who is compared\n")?;
        self.write_sides(out)?;
        writeln!(out, "\n2. Which names were compared, and what the search made of them\n")?;
        self.write_names(out)?;
        writeln!(out, "\n3. The name that counts, part by part\n")?;
        self.write_best(out)?;
        writeln!(out, "\n4. What else is known\n")?;
        self.write_qualifiers(out)?;
        writeln!(out, "\n5. The rules that hold for this entry\n")?;
        self.write_rules(out)
    }

    fn list_name(&self) -> &str {
        self.lists.get(self.explanation.list).map_or("", |list| &list.name)
    }

    fn write_verdict(&self, out: &mut dyn Write) -> io::Result<()> {
        let Explanation { judged, wanted, rank, shows_from, rules, .. } = self.explanation;
        let (score, threshold) = (self.explanation.decisive().score, rules.threshold);
        match (judged.verdict, wanted) {
            (_, false) => writeln!(out, "NO ALERT: none of its list types is among those that are searched")?,
            (Verdict::Alert, _) => {
                let place = match rank {
                    Some((rank, of)) => format!("number {rank} of {of} for this record"),
                    None => format!("not shown: the record has more hits than `--max-hits {}`", self.settings.max_hits),
                };
                writeln!(out, "ALERT: the score is {score}, the threshold {threshold}; {place}")?;
            }
            (Verdict::Discounted, _) => {
                writeln!(
                    out,
                    "NO ALERT: the score is {score}, the threshold {threshold}, but its list asks for more than that;"
                )?;
                writeln!(out, "it is in discounted.csv")?;
            }
            (Verdict::Below | Verdict::NoName, _) => {
                writeln!(out, "NO ALERT: the score is {score}, below the threshold {threshold}")?;
            }
        }
        match shows_from {
            _ if judged.verdict == Verdict::Alert && *wanted => Ok(()),
            Some(score) if score.ten_thousandths() >= threshold.ten_thousandths() => Ok(()),
            Some(score) => writeln!(out, "It would show from `--min-score {}` down.", floor(*score)),
            None => writeln!(out, "No threshold would show it: under 0.50 nothing is searched."),
        }
    }

    fn write_sides(&self, out: &mut dyn Write) -> io::Result<()> {
        let (record, entity) = (self.record, &self.explanation.details);
        let several = |values: Vec<String>| if values.is_empty() { "unknown".to_owned() } else { values.join(", ") };
        let names = self.explanation.searched.join(" · also ");
        let place =
            if record.line > 1 { format!(" (record {}, line {})", record.id, record.line) } else { String::new() };
        let list = self.lists.get(self.explanation.list);
        let date = list.and_then(|list| list.date).map_or("date unknown".to_owned(), |date| format!("of {date}"));
        let reference = if entity.reference.is_empty() { String::new() } else { format!(", {}", entity.reference) };
        let types = entity.list_types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let mut sides = table(["", "record", "entry"]);
        let mut row = |what: &str, given: String, listed: String| {
            sides.add_row([what.to_owned(), given, listed]);
        };
        row("name", format!("{names}{place}"), entity.primary_name().to_owned());
        row(
            "where",
            String::new(),
            format!("{} {date}: {}{reference} ({types}; {})", self.list_name(), entity.id, entity.measures),
        );
        row(
            "what",
            record.entity_type.map_or("unknown".to_owned(), |kind| kind.to_string()),
            entity.entity_type.to_string(),
        );
        row(
            "born",
            record.date_of_birth.map_or("unknown".to_owned(), |date| date.to_string()),
            several(entity.birth_dates.iter().map(ToString::to_string).collect()),
        );
        let texts = |countries: &[Country]| countries.iter().map(ToString::to_string).collect::<Vec<_>>();
        let given = [
            ("nationality ", texts(&record.nationalities)),
            ("born in ", texts(&record.birth_countries)),
            ("lives in ", record.country.iter().map(ToString::to_string).collect()),
        ];
        let listed = [
            ("nationality ", texts(&entity.nationalities)),
            ("born in ", texts(&entity.birth_countries)),
            ("address in ", texts(&entity.address_countries)),
        ];
        let countries = |kinds: [(&str, Vec<String>); 3]| {
            let kinds = kinds.into_iter().filter(|(_, countries)| !countries.is_empty());
            several(kinds.map(|(what, countries)| format!("{what}{}", countries.join(", "))).collect())
        };
        row("countries", countries(given), countries(listed));
        let gender = |gender: Option<Gender>| gender.map_or("unknown".to_owned(), |gender| gender.as_str().to_owned());
        row("gender", gender(record.gender), gender(entity.gender));
        let ids = |ids: &[Identifier]| several(ids.iter().map(|id| format!("{} {}", id.kind, id.number)).collect());
        row("ids", ids(&record.identifiers), ids(&entity.identifiers));
        writeln!(out, "{sides}")
    }

    fn write_names(&self, out: &mut dyn Write) -> io::Result<()> {
        let Explanation { names, searched, name_threshold, least_likeness, rules, .. } = self.explanation;
        let mut rows = table(["listed name", "strength", "searched name", "score", "in the search"]);
        for name in names {
            let policy = match (name.strength, rules.weak_aliases) {
                (Strength::Weak, WeakAliases::Confirm) => "; may support a hit, makes none",
                (Strength::Weak, WeakAliases::Ignore) => "; counts for nothing",
                (Strength::Weak, WeakAliases::Search) if self.settings.mode != Mode::Ofac => {
                    "; counts 0.95 of its score"
                }
                _ => "",
            };
            let became = match name.candidacy {
                Candidacy::Found => "found".to_owned(),
                Candidacy::Aligned => "looked at, scores too little".to_owned(),
                Candidacy::LeftOut => {
                    let (alike, parts) = name.comparison.alike_from(least_likeness.unwrap_or(0));
                    format!("left out: {alike} of {parts} parts have a counterpart")
                }
            };
            rows.add_row([
                name.text.clone(),
                name.strength.to_string(),
                searched.get(name.searched).cloned().unwrap_or_default(),
                name.comparison.score.to_string(),
                format!("{became}{policy}"),
            ]);
        }
        writeln!(out, "{rows}")?;
        match self.settings.mode {
            Mode::Fuzzy => {
                let likeness = least_likeness.map_or(0.0, |likeness| f64::from(likeness) / 10_000.0);
                writeln!(
                    out,
                    "The search finds every name of this entry that scores {name_threshold} or more: from there on birth date and\n\
                     country can lift it to the lowest threshold in force. It goes by parts that are at least {likeness:.4} alike, and\n\
                     leaves out names of which too few parts have such a counterpart to reach that score; what it leaves out it\n\
                     would not show."
                )
            }
            Mode::Exact => writeln!(out, "The search finds the names that have every searched part."),
            Mode::Ofac => writeln!(out, "All names are compared; those that score {name_threshold} or more are found."),
        }
    }

    fn write_best(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(name) = self.explanation.names.first() else { return writeln!(out, "the entry has no name") };
        if !name.counts {
            writeln!(out, "No listed name may make a hit; this one is most alike.\n")?;
        }
        write_comparison(self.settings.mode, &name.comparison, out)?;
        let judged = self.explanation.decisive();
        if name.strength == Strength::Weak && judged.best.is_some() && self.settings.mode != Mode::Ofac {
            writeln!(out, "a weak alias counts 0.95 of its score: {}", judged.name_score)?;
        }
        Ok(())
    }

    fn write_qualifiers(&self, out: &mut dyn Write) -> io::Result<()> {
        let judged = self.explanation.decisive();
        let qualifiers = &judged.qualifiers;
        let mut rows = table(["", "result", "effect", "score"]);
        rows.add_row(["name", "", "", &judged.name_score.to_string()]);
        let mut score = judged.name_score.as_unit();
        for qualifier in &qualifiers.list {
            score += qualifier.effect;
            let effect = format!("{:+.4}", qualifier.effect);
            rows.add_row([field(qualifier), result(qualifier.result), &effect, &format!("{score:.4}")]);
        }
        let known = |field| qualifiers.list.iter().any(|qualifier| qualifier.field == field);
        for (name, word, agreement) in [
            ("dateOfBirth", "birth date", qualifiers.birth_date),
            ("country", "country", qualifiers.country),
            ("idNumber", "id number", qualifiers.id),
        ] {
            if !known(name) {
                rows.add_row([word, result(agreement), "none", ""]);
            }
        }
        writeln!(out, "{rows}")?;
        if qualifiers.id_suffices {
            writeln!(out, "An equal number of this kind is a hit by itself: the score is 1.0000 whatever the name.")?;
        } else if judged.score > judged.weighed {
            writeln!(
                out,
                "On a sanctions list no conflict takes a name that scores 0.95 or more below the threshold: {} becomes {}.",
                judged.weighed, judged.score
            )?;
        }
        let raised =
            judged.name_score.as_unit() < 0.4 && qualifiers.list.iter().any(|qualifier| qualifier.effect == 0.0);
        if raised { writeln!(out, "Below a name score of 0.40 nothing lifts.") } else { Ok(()) }
    }

    fn write_rules(&self, out: &mut dyn Write) -> io::Result<()> {
        let Explanation { rules, wanted, judged, soundex, .. } = self.explanation;
        let EntityRules { threshold, origin, weak_aliases, require } = rules;
        let default = self.settings.min_score.is_none();
        let said_by = match origin {
            Origin::Run if default => format!("the default of `--mode {}`", self.settings.mode.as_str()),
            Origin::Run => "as the run was asked to".to_owned(),
            Origin::Record => "as the record's own row says".to_owned(),
            Origin::List(name) => format!("as [list.{name}] of the configuration says"),
            Origin::ListType(name) => format!("as [list_type.{name}] of the configuration says"),
        };
        writeln!(out, "threshold      {threshold}, {said_by}")?;
        let weak = match weak_aliases {
            WeakAliases::Search => "make a hit for 0.95 of their score",
            WeakAliases::Confirm => "support a hit, never make one",
            WeakAliases::Ignore => "count for nothing",
        };
        writeln!(out, "weak aliases   {}: they {weak}", weak_aliases.as_str())?;
        let required: Vec<String> = require.iter().map(ToString::to_string).collect();
        if required.is_empty() {
            writeln!(out, "required       nothing besides the score")?;
        } else {
            let met =
                if judged.verdict == Verdict::Discounted { "not met" } else { "met, or below the threshold anyway" };
            writeln!(out, "required       {}; it has {}: {met}", required.join("|"), judged.evidence())?;
        }
        let types: Vec<&str> = self.settings.list_types.iter().map(ListType::as_str).collect();
        let searched = if types.is_empty() { "all".to_owned() } else { types.join(", ") };
        writeln!(
            out,
            "list types     {searched} searched: {}",
            if *wanted { "this entry is among them" } else { "this entry is not" }
        )?;
        let codes = match (soundex, self.settings.phonetic) {
            (false, _) => "none",
            (true, Some(code)) => code.as_str(),
            (true, None) => "soundex",
        };
        writeln!(out, "mode           {}, phonetic codes: {codes}", self.settings.mode.as_str())
    }
}

/// To two decimals, never above.
fn floor(score: Score) -> String {
    format!("{:.2}", f64::from(score.ten_thousandths() / 100) / 100.0)
}

fn field(qualifier: &Qualifier) -> &'static str {
    match qualifier.field {
        "dateOfBirth" => "birth date",
        "entityType" => "person or not",
        "idNumber" => "id number",
        "weakAlias" => "a weak alias",
        other => other,
    }
}

fn result(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Unknown => "unknown",
        Agreement::Conflict => "in conflict",
        Agreement::Near => "near",
        Agreement::YearEqual => "agrees in the year",
        Agreement::Equal => "agrees",
    }
}
