use std::collections::BTreeMap;
use std::time::Instant;

use super::ask::{Answer, Fields, Question, ask};
use super::candidates::candidates;
use super::control::{NAMES, control, damaged, names_to_damage};
use super::customers::{Customers, Person, questions};
use super::difference::form_of;
use super::figures::{Earlier, figures};
use super::findings::{Collector, Findings, Part};
use super::hold_out::{Choice, HeldOut, Hold, hold_out};
use super::labelled::LabelledFile;
use super::lists::{Listed, lot, sample};
use super::measure::{Asked, false_alerts};
use super::results::{Evaluation, FalseAlerts, Groups, Mutations, Recall, Resources};
use super::script::script_of;
use super::{Error, Watch};
use crate::index::Index;
use crate::matching::{Matcher, Mode, PairComparer, Settings};
use crate::name::NameKind;
use crate::report::OwnedListSummary;
use crate::screening::{cpu_seconds, peak_memory_bytes};
use crate::vocabulary::{EntityType, Score, Strength};
use crate::watchlist::Entity;

/// What is measured, apart from the data.
#[derive(Clone, Debug)]
pub struct Options {
    /// How names are compared; its threshold is looked at more closely.
    pub settings: Settings,
    /// What is held out; default nothing.
    pub hold_out: Vec<Hold>,
    /// Hold out only aliases that resemble another name that remains: token sort ratio of 0.70 or more; default no.
    pub resembling: bool,
    /// Hold out and damage only names of entries of this type; default any.
    pub entity_type: Option<EntityType>,
    /// Ask for every listed name unchanged; default no.
    pub control: bool,
    /// Damage listed names; default no.
    pub mutate: bool,
    /// By which samples are drawn; default 1.
    pub seed: u64,
    /// Hold out and ask at most so many (in each script for scripts); default all, and 1,000 names to damage.
    pub sample: Option<usize>,
    /// Questions that are compared with every entry by the plain path; default 20.
    pub check_candidates: usize,
}

/// The data.
#[derive(Default)]
pub struct Inputs {
    /// Lists; needed for everything but pairs and decisions.
    pub listed: Option<Listed>,
    /// People who are on no list.
    pub negatives: Option<Customers>,
    /// People who are.
    pub positives: Option<Customers>,
    /// Labelled pairs.
    pub pairs: Option<LabelledFile>,
    /// Decisions on hits.
    pub decisions: Option<LabelledFile>,
    /// Another run.
    pub against: Option<Earlier>,
}

/// Measures everything that is asked for.
///
/// # Errors
/// Where nobody can be asked for, a file holds something that it may not, or it was stopped.
pub fn run(inputs: &Inputs, options: &Options, watch: &Watch) -> Result<(Evaluation, Findings), Error> {
    let (started, cpu_before) = (Instant::now(), cpu_seconds());
    let settings = &options.settings;
    let threshold = settings.threshold();
    let mut run = Run {
        options,
        inputs,
        watch,
        low: Settings { min_score: Some(Score::LOWEST_THRESHOLD.min(threshold)), ..settings.clone() },
        collector: Collector::new(threshold, PairComparer::of(settings), options.seed),
        configuration: String::new(),
    };
    let mut evaluation = Evaluation {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        configuration: String::new(),
        settings: settings.shown().into_iter().collect(),
        threshold,
        seed: options.seed,
        sample: options.sample,
        lists: Vec::new(),
        held_out: Vec::new(),
        positives: None,
        negatives: None,
        control: None,
        mutations: None,
        pairs: None,
        decisions: None,
        figures: Vec::new(),
        against: None,
        resources: Resources { seconds: 0.0, cpu_seconds: None, peak_memory_bytes: None },
    };
    if let Some(pairs) = &inputs.pairs {
        let (labelled, wrong) = pairs.score_pairs(settings)?;
        run.collector.wrong_pairs = wrong;
        evaluation.pairs = Some(labelled);
    }
    if let Some(decisions) = &inputs.decisions {
        let (labelled, wrong) = decisions.score_decisions(threshold)?;
        run.collector.wrong_decisions = wrong;
        evaluation.decisions = Some(labelled);
    }
    if let Some(listed) = &inputs.listed {
        for hold in &options.hold_out {
            evaluation.held_out.push(run.held_out(listed, *hold)?);
        }
        run.on_whole_lists(listed, &mut evaluation)?;
    }
    evaluation.configuration = std::mem::take(&mut run.configuration);
    if evaluation.configuration.is_empty() {
        evaluation.configuration = PairComparer::of(settings).configuration().to_string();
    }
    evaluation.figures = figures(&evaluation);
    evaluation.against = inputs.against.as_ref().map(|earlier| earlier.against(&evaluation));
    let hundredths = |seconds: f64| (seconds * 100.0).round() / 100.0;
    evaluation.resources = Resources {
        seconds: hundredths(started.elapsed().as_secs_f64()),
        cpu_seconds: cpu_seconds().zip(cpu_before).map(|(after, before)| hundredths(after - before)),
        peak_memory_bytes: peak_memory_bytes(),
    };
    Ok((evaluation, run.collector.findings()))
}

struct Run<'a> {
    options: &'a Options,
    inputs: &'a Inputs,
    watch: &'a Watch<'a>,
    /// The settings from 0.50 up.
    low: Settings,
    collector: Collector,
    configuration: String,
}

impl Run<'_> {
    /// It depends on the kinds of the lists, not on what is in them.
    fn note_configuration(&mut self, index: &Index) {
        if self.configuration.is_empty() {
            self.configuration = Matcher::new(index, self.options.settings.clone()).configuration().to_string();
        }
    }

    fn held_out(&mut self, listed: &Listed, hold: Hold) -> Result<Recall, Error> {
        let Options { seed, sample, resembling, entity_type, .. } = *self.options;
        let held = hold_out(listed, hold, &Choice { seed, sample, resembling, entity_type });
        if held.questions.is_empty() {
            let (what, advice) = match hold {
                Hold::Aliases => (
                    "no entry of the lists has an alias that can be held out",
                    "measure on a list whose entries have several names, or with `--positives`, `--mutate` or `--pairs`",
                ),
                Hold::Scripts => (
                    "no entry of the lists has a name in Latin script and one in another",
                    "measure on a list that has, or with `--positives` or `--pairs`",
                ),
            };
            return Err(Error::NobodyToAsk { what, advice });
        }
        let HeldOut { listed: reduced, questions, traits, not_asked } = &held;
        let index = reduced.index(&self.options.settings)?;
        self.note_configuration(&index);
        let entities: Vec<(usize, &Entity)> = reduced.entities().collect();
        let name = format!("held-out {}", hold.as_str());
        let part = Part { name: &name, listed: reduced, entities: &entities };
        let answers = ask(&index, &self.low, questions, true, self.watch, &name)?;
        // names of negatives are looked up in the whole lists: what is held out is listed all the same
        let script_is_asked =
            |person: &Person| hold == Hold::Aliases || traits.iter().any(|traits| traits.script == person.script());
        let negatives = self.negatives(listed, &index, &part, &script_is_asked)?;
        let (false_alerts, negative_answers) =
            negatives.map_or((None, Vec::new()), |(figures, answers)| (Some(figures), answers));
        let namesakes = namesakes(reduced, &entities, questions);
        let asked =
            Asked { questions, answers: &answers, namesakes: &namesakes, threshold: self.options.settings.threshold() };
        let mut recall = asked.recall(name.clone(), not_asked.clone(), false_alerts, &negative_answers);
        let by = |by, of: &dyn Fn(usize) -> String| asked.groups(by, &recall.at_rates, of);
        let resembles =
            |n: usize| if traits[n].resembles { "resembles another name" } else { "resembles no other name" };
        let groups: Vec<Groups> = vec![
            by("resemblance", &|n| resembles(n).to_owned()),
            by("kind of difference", &|n| traits[n].kind.to_owned()),
            by("list", &|n| traits[n].list.clone()),
            by("script", &|n| traits[n].script.to_owned()),
            by("type", &|n| traits[n].entity_type.to_string()),
        ];
        recall.groups = groups;
        if self.options.settings.mode == Mode::Fuzzy {
            let comparer = PairComparer::of(&self.options.settings);
            let most = self.options.check_candidates;
            recall.candidates = Some(candidates(&asked, reduced, &comparer, most, seed, self.watch)?);
        }
        self.cases(&part, &asked, |n| traits[n].kind);
        Ok(recall)
    }

    /// Misses and what is near the line.
    fn cases(&mut self, part: &Part, asked: &Asked, kind: impl Fn(usize) -> &'static str) {
        for (n, (question, answer)) in asked.questions.iter().zip(asked.answers).enumerate() {
            if asked.score(n, Fields::Name) < asked.threshold {
                self.collector.miss(part, question, answer, kind(n));
            }
        }
        self.collector.near(part, asked.questions, asked.answers, true);
    }

    /// Asks for the negatives.
    fn negatives(
        &mut self,
        listed: &Listed,
        index: &Index,
        part: &Part,
        wanted: &dyn Fn(&Person) -> bool,
    ) -> Result<Option<(FalseAlerts, Vec<Answer>)>, Error> {
        let Some(file) = &self.inputs.negatives else { return Ok(None) };
        let (people, set_aside) = file.not_listed(listed, self.inputs.positives.as_ref());
        let people: Vec<&Person> = people.into_iter().filter(|person| wanted(person)).collect();
        if people.is_empty() {
            let advice = "all are listed, among the positives, or in scripts that are not asked for: give other people";
            return Err(Error::Empty { file: file.file.clone(), what: "row that can be a negative", advice });
        }
        let questions = questions(&people);
        let answers = ask(index, &self.low, &questions, true, self.watch, "negatives")?;
        for ((question, answer), person) in questions.iter().zip(&answers).zip(&people) {
            self.collector.false_alerts(part, question, answer, &person.origin());
        }
        self.collector.near(part, &questions, &answers, false);
        let names: Vec<&str> = listed.lists.iter().map(|(info, _)| info.name.as_str()).collect();
        let threshold = self.options.settings.threshold();
        Ok(Some((false_alerts(file, &people, set_aside, &answers, threshold, &names), answers)))
    }

    /// Everything that needs no list with something taken out.
    fn on_whole_lists(&mut self, listed: &Listed, evaluation: &mut Evaluation) -> Result<(), Error> {
        let Options { settings, control: wants_control, mutate, seed, sample, entity_type, .. } = self.options;
        evaluation.lists = listed.lists.iter().map(|(info, _)| OwnedListSummary::of(info)).collect();
        // with names held out and nothing else, negatives were asked for already, against what remained
        let wants_negatives = self.inputs.positives.is_some() || self.options.hold_out.is_empty();
        if !(*wants_control || *mutate || wants_negatives) {
            return Ok(());
        }
        let index = listed.index(&self.options.settings)?;
        self.note_configuration(&index);
        let entities: Vec<(usize, &Entity)> = listed.entities().collect();
        if *wants_control {
            let (part, collector) = (Part { name: "control", listed, entities: &entities }, &mut self.collector);
            let missed = |question: &Question, answer: &Answer, why: &str| collector.miss(&part, question, answer, why);
            evaluation.control = Some(control(listed, &index, settings, self.watch, missed)?);
        }
        // with positives, it is these that are damaged
        if *mutate && self.inputs.positives.is_none() {
            let names = names_to_damage(listed, *seed, sample.unwrap_or(NAMES), *entity_type);
            if names.is_empty() {
                let advice = "leave out `--mutate`, or choose another `--entity-type`";
                return Err(Error::NobodyToAsk { what: "no listed name can be damaged", advice });
            }
            let part = Part { name: "mutations", listed, entities: &entities };
            evaluation.mutations = Some(self.damaged(&part, &index, &names)?);
        }
        let part = Part { name: "whole lists", listed, entities: &entities };
        let negatives = if wants_negatives { self.negatives(listed, &index, &part, &|_| true)? } else { None };
        match &self.inputs.positives {
            Some(positives) => {
                let (figures, answers) =
                    negatives.map_or((None, Vec::new()), |(figures, answers)| (Some(figures), answers));
                evaluation.positives = Some(self.positives(positives, listed, &entities, &index, figures, &answers)?);
            }
            None => evaluation.negatives = negatives.map(|(figures, _)| figures),
        }
        Ok(())
    }

    fn damaged(&mut self, part: &Part, index: &Index, names: &[Question]) -> Result<Mutations, Error> {
        let settings = &self.options.settings;
        let kind_of = |question: &Question| {
            let entity = question.right.and_then(|right| part.entities.get(right));
            entity.map_or(NameKind::Unknown, |(_, entity)| NameKind::of(entity.entity_type))
        };
        let damaged = damaged(index, settings, names, kind_of, (self.options.seed, self.watch))?;
        for ((question, kind), answer) in damaged.questions.iter().zip(&damaged.kinds).zip(&damaged.answers) {
            let score = match question.right {
                Some(right) => answer.score_of(right, Fields::Name),
                None => answer.best(Fields::Name),
            };
            if score < settings.threshold() {
                self.collector.miss(part, question, answer, kind);
            }
        }
        Ok(damaged.mutations)
    }

    fn positives(
        &mut self,
        file: &Customers,
        listed: &Listed,
        entities: &[(usize, &Entity)],
        index: &Index,
        false_alerts: Option<FalseAlerts>,
        negative_answers: &[Answer],
    ) -> Result<Recall, Error> {
        let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
        entities.iter().enumerate().for_each(|(number, (_, entity))| {
            by_id.entry(entity.id.as_str()).or_insert(number);
        });
        let mut not_asked: BTreeMap<&'static str, u64> = file.rejected.clone();
        // with a column of ids, a row without one that is on the lists cannot be judged
        let has_ids = file.people.iter().any(|person| person.entity_id.is_some());
        let mut asked_for = Vec::new();
        for person in &file.people {
            let right = person.entity_id.as_deref().and_then(|id| by_id.get(id)).copied();
            if has_ids && right.is_none() {
                *not_asked.entry("no entry of the lists has the row's entity_id").or_default() += 1;
                continue;
            }
            asked_for.push(Question { record: person.record.clone(), right });
        }
        let seed = self.options.seed;
        let questions = sample(asked_for, self.options.sample, |question| {
            lot(seed, "positives", &question.record.id, &question.record.searched_name)
        });
        if questions.is_empty() {
            let advice = "check that the lists are those that its `entity_id` cites";
            return Err(Error::Empty { file: file.file.clone(), what: "row that is on the lists", advice });
        }
        let part = Part { name: "positives", listed, entities };
        let answers = ask(index, &self.low, &questions, true, self.watch, part.name)?;
        let namesakes = namesakes(listed, entities, &questions);
        let threshold = self.options.settings.threshold();
        let asked = Asked { questions: &questions, answers: &answers, namesakes: &namesakes, threshold };
        let mut recall = asked.recall(file.file.clone(), not_asked, false_alerts, negative_answers);
        let script = |n: usize| script_of(&questions[n].record.searched_name).to_owned();
        recall.groups = vec![asked.groups("script", &recall.at_rates, script)];
        self.cases(&part, &asked, |_| "as given");
        if self.options.mutate {
            let part = Part { name: "positives, damaged", ..part };
            recall.damaged = Some(self.damaged(&part, index, &questions)?);
        }
        Ok(recall)
    }
}

/// For each question, the other entries that bear a name which the right one has too.
fn namesakes(listed: &Listed, entities: &[(usize, &Entity)], questions: &[Question]) -> Vec<Vec<usize>> {
    let bearers = listed.bearers();
    let of = |question: &Question| {
        let Some(right) = question.right else { return Vec::new() };
        let names = entities.get(right).map_or(&[][..], |(_, entity)| &entity.names);
        let strong = names.iter().filter(|name| name.strength != Strength::Weak);
        let mut others: Vec<usize> =
            strong.filter_map(|name| bearers.get(&form_of(&name.text))).flatten().copied().collect();
        others.sort_unstable();
        others.dedup();
        others.retain(|other| *other != right);
        others
    };
    questions.iter().map(of).collect()
}
