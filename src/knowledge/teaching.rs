//! Lines held against each other and against the built-in tables, and learnt.
//!
//! What is refused would find fewer people without anybody noticing: a name taught as a title counts for next to nothing.

use std::collections::HashMap;

use super::{Error, NamesFile, names_file::Statement};
use crate::likeness::{Equivalents, Rarity};
use crate::name::{NameKind, Role, Roles};
use crate::vocabulary::Position;

/// The tables with what was added.
pub(super) struct Taught {
    pub roles: Roles,
    pub equivalents: Equivalents,
    pub rarity: Rarity,
}

pub(super) fn teach(files: &[NamesFile]) -> Result<Taught, Error> {
    let mut lesson = Lesson::default();
    for file in files {
        for (position, statement) in file.statements()? {
            lesson.hear(&position, statement).map_err(|why| Error::Line { position, why })?;
        }
    }
    lesson.learn()
}

/// What was said so far, and where.
#[derive(Default)]
struct Lesson {
    pairs: HashMap<(String, String), Position>,
    named: HashMap<String, Position>,
    roles: HashMap<String, (Role, Position)>,
    rarity: HashMap<(String, NameKind), (&'static str, Position)>,
    forms: HashMap<String, (String, Position)>,
    /// In the order in which they were said.
    form_order: Vec<String>,
}

fn called(role: Role) -> &'static str {
    if role == Role::Title { "title" } else { "particle" }
}

impl Lesson {
    fn hear(&mut self, position: &Position, statement: Statement) -> Result<(), String> {
        match statement {
            Statement::Equivalents(left, right) => {
                for a in &left {
                    right.iter().try_for_each(|b| self.equivalent(position, a, b))?;
                }
                Ok(())
            }
            Statement::Words(role, words) => words.into_iter().try_for_each(|word| self.role(position, word, role)),
            Statement::Rarity(kind, class, words) => {
                words.into_iter().try_for_each(|word| self.common(position, word, (class, kind)))
            }
            Statement::Forms(forms, class) => {
                forms.into_iter().try_for_each(|form| self.form(position, form, class.clone()))
            }
        }
    }

    fn equivalent(&mut self, position: &Position, a: &str, b: &str) -> Result<(), String> {
        if a == b {
            return Err(format!("both sides are `{a}` without case and accents: they are equal already, leave it out"));
        }
        for word in [a, b] {
            if let Some((role, said)) = self.roles.get(word) {
                let role = called(*role);
                return Err(format!("`{word}` cannot be a name, because {said} calls it a {role}: leave one out"));
            }
            if Roles::built_in().of(word) == Some(Role::Title) && Equivalents::built_in().of(word).is_empty() {
                return Err(format!("`{word}` is a title in the built-in tables and has no other forms: leave it out"));
            }
        }
        let pair = if a < b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) };
        if let Some(said) = self.pairs.get(&pair) {
            return Err(format!(
                "`{a}` and `{b}` are one name by {said} already, and `=` goes both ways: leave one out"
            ));
        }
        self.pairs.insert(pair, position.clone());
        for word in [a, b] {
            self.named.entry(word.to_owned()).or_insert_with(|| position.clone());
        }
        Ok(())
    }

    fn role(&mut self, position: &Position, word: String, role: Role) -> Result<(), String> {
        let name = called(role);
        if let Some((other, said)) = self.roles.get(&word) {
            return Err(format!("`{word}` is a {} by {said} already: leave one out", called(*other)));
        }
        if let Some(said) = self.named.get(&word) {
            return Err(format!("`{word}` cannot be a {name}, because {said} makes it a name: leave one out"));
        }
        if let Some((class, said)) = self.rarity.get(&(word.clone(), NameKind::Person)) {
            return Err(format!(
                "`{word}` cannot be a {name}, because {said} makes it a {} name: leave one out",
                class.replace('_', " ")
            ));
        }
        match Roles::built_in().of(&word) {
            Some(known) if known == role => {}
            Some(known) => {
                return Err(format!("`{word}` is a {} in the built-in tables: leave it out", called(known)));
            }
            None if is_name(&word) => {
                return Err(format!(
                    "`{word}` is a name in the built-in tables, and as a {name} it would count for next to nothing: leave it out"
                ));
            }
            None if word.bytes().all(|byte| byte.is_ascii_digit()) => {
                return Err(format!("`{word}` is a number and no {name}: leave it out"));
            }
            None => {}
        }
        self.roles.insert(word, (role, position.clone()));
        Ok(())
    }

    fn common(
        &mut self,
        position: &Position,
        word: String,
        (class, kind): (&'static str, NameKind),
    ) -> Result<(), String> {
        let role = self.roles.get(&word).map(|(role, said)| (*role, format!("by {said}")));
        let built_in = Roles::built_in().of(&word).map(|role| (role, "in the built-in tables".to_owned()));
        if let Some((role, whence)) = role.or(built_in) {
            let role = called(role);
            return Err(format!("`{word}` is a {role} {whence}, and weighs what a {role} weighs: leave it out"));
        }
        if let Some((other, said)) = self.rarity.get(&(word.clone(), kind)) {
            return Err(format!("`{word}` is {} by {said} already: leave one out", other.replace('_', " ")));
        }
        self.rarity.insert((word, kind), (class, position.clone()));
        Ok(())
    }

    fn form(&mut self, position: &Position, form: String, class: String) -> Result<(), String> {
        if form == class {
            return Err(format!(
                "both sides are `{form}` without case and accents: give a form that is known on the right"
            ));
        }
        if let Some((_, said)) = self.forms.get(&form) {
            return Err(format!("`{form}` has a class by {said} already: leave one out"));
        }
        self.forms.insert(form.clone(), (class, position.clone()));
        self.form_order.push(form);
        Ok(())
    }

    /// The class of a form that was taught: that of the one it is said to be like, and so on.
    fn class_of(&self, form: &str) -> Result<String, Error> {
        let built_in = Roles::built_in();
        let (mut at, mut seen) = (form, Vec::new());
        let wrong = |position: &Position, why| Error::Line { position: position.clone(), why };
        let position = &self.forms[form].1;
        while let Some((next, _)) = self.forms.get(at) {
            if seen.contains(&at) {
                let why =
                    format!("`{form}` leads back to itself: give a form that is known on the right, as `plc` or `Ltd`");
                return Err(wrong(position, why));
            }
            seen.push(at);
            at = next;
        }
        let class = built_in.class_of(at).or_else(|| built_in.classes().find(|class| *class == at));
        let Some(class) = class else {
            let classes = built_in.classes().collect::<Vec<_>>().join(", ");
            let why = format!(
                "`{at}` is no legal form that is known: give one on the right, as `plc` or `Ltd`, or a class ({classes})"
            );
            return Err(wrong(position, why));
        };
        match built_in.class_of(form) {
            Some(known) if known != class => {
                let why = format!("`{form}` is of the class `{known}` in the built-in tables: leave it out");
                Err(wrong(position, why))
            }
            _ => Ok(class.to_owned()),
        }
    }

    fn learn(self) -> Result<Taught, Error> {
        let (mut roles, mut rarity) = (Roles::built_in().clone(), Rarity::built_in().clone());
        let mut equivalents = Equivalents::built_in().clone();
        self.pairs.keys().for_each(|(a, b)| equivalents.add(a, b));
        self.roles.iter().for_each(|(word, (role, _))| roles.add_word(word, *role));
        self.rarity.iter().for_each(|((word, kind), (class, _))| rarity.add(word, class, *kind));
        for form in &self.form_order {
            roles.add_form(form, &self.class_of(form)?);
        }
        Ok(Taught { roles, equivalents, rarity })
    }
}

/// Whether the built-in tables have a word among names of people.
fn is_name(word: &str) -> bool {
    Rarity::built_in().knows(word, NameKind::Person) || !Equivalents::built_in().of(word).is_empty()
}
