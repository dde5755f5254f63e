//! An alert's card as HTML. By hand and not by a template: there may be ten thousand, and as many more are given up for them.

use std::fmt::{Display, Write};

use super::super::alert_card::{AlertCard, CardLine, Sign};
use super::super::words;
use crate::alerts::Decision;

/// Longer texts are cut on the page: a cell may hold a mebibyte.
const MOST_LETTERS: usize = 400;
/// An explanation has one piece for each part of the name.
const MOST_OF_EXPLANATION: usize = 1_500;
/// More parts of a name are counted, not shown.
const MOST_PARTS: usize = 24;
/// So many names, parts and programmes are searched.
const MOST_SEARCHED: usize = 48;
/// So many values of what the list says are shown.
const MOST_VALUES: usize = 10;

/// The card, from its attributes on: what stands before them is known when all alerts are.
///
/// Where scripts run, a browser does not look at what `noscript` holds: the page opens at once, and the script takes out what is
/// shown. Where none run, all of it is there.
pub(super) fn write(card: &AlertCard, out: &mut String) {
    let mut html = Html(out);
    html.attributes(card);
    html.raw("><noscript>");
    html.heading(card);
    html.comparison(card);
    html.about(card);
    html.raw("</noscript></article>\n");
}

struct Html<'o>(&'o mut String);

impl Html<'_> {
    fn raw(&mut self, html: &str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    fn shown(&mut self, value: impl Display) -> &mut Self {
        // writing to memory does not fail; only numbers, keys and days come here
        let _ = write!(self.0, "{value}");
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.cut(text, MOST_LETTERS)
    }

    fn cut(&mut self, text: &str, most: usize) -> &mut Self {
        match text.char_indices().nth(most) {
            None => escape(text, self.0),
            Some((end, _)) => {
                escape(&text[..end], self.0);
                self.raw("… (cut)");
            }
        }
        self
    }

    /// Text in any script, kept from turning round what stands beside it.
    fn foreign(&mut self, text: &str) -> &mut Self {
        self.raw("<bdi>").text(text).raw("</bdi>")
    }

    /// What the script sorts, filters and searches by.
    fn attributes(&mut self, card: &AlertCard) {
        self.raw(" data-s=\"").raw(card.state.as_str());
        self.raw("\" data-p=\"").shown(card.score);
        self.raw("\" data-k=\"").raw(card.match_kind.as_str());
        self.raw("\" data-d=\"").raw(&card.first_alerted_at);
        self.raw("\" data-l=\"").text(&card.list.name);
        self.raw("\" data-t=\"");
        for (at, list_type) in card.list_types.iter().enumerate() {
            self.raw(if at > 0 { ";" } else { "" }).text(list_type);
        }
        self.raw("\" data-c=\"");
        for (at, country) in card.countries.iter().enumerate() {
            self.raw(if at > 0 { ";" } else { "" }).text(country.name());
        }
        self.raw("\" data-i=\"").text(card.record_id);
        self.raw("\" data-n=\"").text(card.name);
        self.raw("\" data-q=\"");
        let also: Vec<&str> =
            [card.listed_name, card.entity_id, card.reference].into_iter().chain(card.also.iter().copied()).collect();
        for (at, word) in also.iter().enumerate().take(MOST_SEARCHED).filter(|(at, word)| !also[..*at].contains(word)) {
            self.raw(if at > 0 { " " } else { "" }).text(word);
        }
        self.raw("\" data-a=\"").shown(card.key).raw("\"");
    }

    fn heading(&mut self, card: &AlertCard) {
        self.raw("<header><span class=\"state ").raw(card.state.as_str()).raw("\">").raw(words::state(card.state));
        self.raw("</span> <b class=\"score\">").shown(card.score).raw("</b> <span class=\"kind\">");
        self.raw(words::match_kind(card.match_kind)).raw("; rests on ").raw(&card.rests_on).raw("</span>");
        if card.is_weak {
            self.raw(" <span class=\"weak\">weak alias</span>");
        }
        if card.of > 1 {
            self.raw(" <span class=\"of\">")
                .shown(card.rank)
                .raw(" of ")
                .shown(card.of)
                .raw(" of this customer</span>");
        }
        self.raw("</header><h3>").foreign(card.name).raw(" <span class=\"soft\">against</span> ");
        self.foreign(card.listed_name).raw("</h3>");
        self.raw("<p class=\"where\">Customer <code>").text(card.record_id).raw("</code> · ").foreign(&card.list.name);
        match card.list.date {
            Some(date) => self.raw(" of ").shown(date),
            None => self.raw(", <b class=\"late\">date unknown</b>"),
        };
        self.raw(" · entry <code>").text(card.entity_id).raw("</code>");
        if !card.reference.is_empty() && card.reference != card.entity_id {
            self.raw(", cited as <code>").text(card.reference).raw("</code>");
        }
        self.raw(" · ").raw(card.entity_type);
        if !card.measures.is_empty() {
            self.raw(" · <b>").raw(&card.measures.join(", ")).raw("</b>");
        }
        self.raw("</p>");
        if !card.first_alerted_at.is_empty() || !card.note.is_empty() {
            self.raw("<p class=\"since\">");
            if !card.first_alerted_at.is_empty() {
                self.raw("First alerted on ").raw(&card.first_alerted_at);
            }
            if !card.note.is_empty() {
                self.raw(if card.first_alerted_at.is_empty() { "" } else { "; " }).text(card.note);
            }
            self.raw("</p>");
        }
        if let Some(decision) = card.decision {
            self.decision(decision);
        }
    }

    fn decision(&mut self, decision: &Decision) {
        self.raw("<p class=\"decision\">");
        match decision.ruling {
            Some(ruling) => self.raw("Decided: <b>").raw(words::ruling(ruling)).raw("</b>"),
            None => self.raw("Not decided, but noted"),
        };
        for (before, given) in [
            (" by ", &decision.decided_by),
            (" on ", &decision.decided_at),
            (", confirmed by ", &decision.confirmed_by),
            (", until ", &decision.expires_at),
            (": ", &decision.reason),
        ] {
            if !given.is_empty() {
                self.raw(before).foreign(given);
            }
        }
        self.raw("</p>");
    }

    fn comparison(&mut self, card: &AlertCard) {
        self.raw("<p class=\"why\">").cut(card.explanation, MOST_OF_EXPLANATION).raw("</p>");
        self.raw(
            "<table class=\"side\"><thead><tr><td></td><th scope=\"col\">Customer</th><th scope=\"col\">Listed</th>",
        );
        self.raw("<th scope=\"col\">Agreement</th></tr></thead>");
        if let Some(names) = &card.names {
            self.group(std::slice::from_ref(names), 0);
        }
        let (shown, left_out) = card.parts.split_at(card.parts.len().min(MOST_PARTS));
        self.group(shown, left_out.len());
        for line in &card.others {
            self.group(std::slice::from_ref(line), 0);
        }
        self.raw("</table>");
    }

    /// Lines of one heading.
    fn group(&mut self, lines: &[CardLine], left_out: usize) {
        let Some(first) = lines.first() else { return };
        self.raw("<tbody>");
        for (at, line) in lines.iter().enumerate() {
            self.raw("<tr class=\"").raw(sign(line.sign)).raw("\">");
            match (at, lines.len() + usize::from(left_out > 0)) {
                (0, 1) => _ = self.raw("<th scope=\"row\">").raw(first.what).raw("</th>"),
                (0, rows) => {
                    self.raw("<th scope=\"rowgroup\" rowspan=\"").shown(rows).raw("\">").raw(first.what).raw("</th>");
                }
                _ => {}
            }
            self.raw("<td>").value(&line.customer).raw("</td><td>").value(&line.listed).raw("</td><td>").raw(line.how);
            if let Some(similarity) = line.similarity {
                self.raw(" <small>").shown(format_args!("{similarity:.2}")).raw("</small>");
            }
            if let Some(effect) = line.effect.filter(|effect| effect.abs() >= 0.000_05) {
                self.raw(" <small>").shown(format_args!("{effect:+.4}")).raw("</small>");
            }
            self.raw("</td></tr>");
        }
        if left_out > 0 {
            self.raw("<tr><td colspan=\"3\">and ").shown(left_out).raw(" more parts</td></tr>");
        }
        self.raw("</tbody>");
    }

    fn value(&mut self, text: &str) -> &mut Self {
        if text.is_empty() { self.raw("–") } else { self.foreign(text) }
    }

    fn about(&mut self, card: &AlertCard) {
        self.raw("<dl>");
        for (what, values) in &card.about {
            self.raw("<div><dt>").raw(what).raw("</dt><dd>");
            for (at, value) in values.iter().take(MOST_VALUES).enumerate() {
                self.raw(if at > 0 { "; " } else { "" }).foreign(value);
            }
            if values.len() > MOST_VALUES {
                self.raw("; and ").shown(values.len() - MOST_VALUES).raw(" more");
            }
            self.raw("</dd></div>");
        }
        self.raw("<div><dt>Alert key</dt><dd><code class=\"key\">").shown(card.key).raw("</code></dd></div></dl>");
    }
}

fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::Agrees => "y",
        Sign::Alike => "a",
        Sign::Conflict => "x",
        Sign::Open => "u",
    }
}

/// Text as it may stand in HTML, in an attribute too.
fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_means_something_in_html_is_left() {
        let mut out = String::new();
        escape("</noscript><b a='1' c=\"2\">&lt;é", &mut out);
        assert_eq!(out, "&lt;/noscript&gt;&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;lt;é");
    }

    #[test]
    fn long_text_is_cut_between_letters() {
        let mut out = String::new();
        Html(&mut out).cut("ééééé", 3).cut("ab", 2);
        assert_eq!(out, "ééé… (cut)ab");
    }
}
