//! What the topics of a FollowTheMoney entity mean for screening.

use super::ftm::Item;
use super::os_simple;
use crate::vocabulary::{ListType, Measure, Measures};

/// Topics that are on by themselves, with their list type and measure.
const ON: &[(&str, &str, Measure)] = &[
    ("sanction", ListType::SANCTIONS, Measure::Block),
    ("role.pep", ListType::PEP, Measure::Pep),
    ("role.rca", ListType::PEP, Measure::Rca),
];

/// The list types and measures of an entity, or the reason why it is not used.
///
/// `asked` is `type=`: a topic (`debarment`) switches that topic on, as a list type of this name; any other word is
/// the list type of all that is on.
pub(super) fn listing(item: &Item, asked: &[ListType]) -> Result<(Vec<ListType>, Measures), String> {
    let topics: Vec<&str> = item.all("topics").collect();
    let (marks, instead): (Vec<&ListType>, Vec<&ListType>) = asked.iter().partition(|word| is_topic(word.as_str()));
    let mut types: Vec<ListType> = Vec::new();
    let mut measures = Measures::default();
    let mut push = |one: ListType| {
        if !types.contains(&one) {
            types.push(one);
        }
    };
    for topic in &topics {
        if let Some((_, list_type, measure)) = ON.iter().find(|(on, ..)| on == topic) {
            push(ListType::new(list_type));
            measures = measures.with(*measure);
        } else if let Some(mark) = marks.iter().find(|mark| mark.as_str().eq_ignore_ascii_case(topic)) {
            push((*mark).clone());
            measures = measures.with(if *topic == "debarment" { Measure::Debarment } else { Measure::Other });
        }
    }
    if topics.is_empty() && item.target {
        let (list_type, measure) = os_simple::type_of_datasets(&item.datasets);
        push(ListType::new(list_type));
        measures = measures.with(measure);
    }
    if types.is_empty() {
        return Err(match topics.first() {
            Some(topic) => format!("topic {topic} only, which is off unless chosen with type={topic}"),
            None => "no topic and no target".to_owned(),
        });
    }
    if !instead.is_empty() {
        let is_mark = |one: &ListType| marks.contains(&one);
        types = instead.into_iter().cloned().chain(types.into_iter().filter(is_mark)).collect();
    }
    Ok((types, measures))
}

/// Whether a word is a topic: they have dots in them, but for a few.
fn is_topic(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.contains('.') || ["debarment", "poi", "crime", "wanted", "asset-freeze"].contains(&word.as_str())
}
