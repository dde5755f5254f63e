use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::alerts::AlertState;
use crate::vocabulary::Score;

const HEADING: u32 = 0x1F_3864;
const FOR_PEOPLE: u32 = 0xBF_8F00;
const TO_FILL_IN: u32 = 0xFF_F9E5;
const LINE: u32 = 0xD9_D9D9;
pub(super) const RED: u32 = 0xF8_CBAD;
pub(super) const AMBER: u32 = 0xFF_E699;
pub(super) const GREEN: u32 = 0xC6_E0B4;
const BLUE: u32 = 0xBD_D7EE;

/// How cells look.
pub(super) struct Looks {
    /// From where on there are hits: where the colours of scores begin.
    pub threshold: Score,
    pub heading: Format,
    /// The heading of what people fill in.
    pub heading_for_people: Format,
    pub plain: Format,
    pub wrapped: Format,
    pub number: Format,
    pub score: Format,
    /// What people fill in, as text: a spreadsheet makes nothing else of it.
    pub to_fill_in: Format,
    pub day_to_fill_in: Format,
    pub title: Format,
    pub section: Format,
    pub label: Format,
    pub count: Format,
    pub loud: Format,
    pub good: Format,
    states: [Format; AlertState::ALL.len()],
}

impl Looks {
    pub(super) fn new(threshold: Score) -> Self {
        let cell = || Format::new().set_align(FormatAlign::Top);
        let heading = |color: u32| {
            let heading = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter);
            heading.set_font_color(Color::White).set_background_color(Color::RGB(color))
        };
        let to_fill_in = || {
            let cell = cell().set_background_color(Color::RGB(TO_FILL_IN));
            cell.set_border(FormatBorder::Thin).set_border_color(Color::RGB(LINE))
        };
        let of_state = |state: &AlertState| {
            let color = match state {
                AlertState::New => BLUE,
                AlertState::Changed => AMBER,
                AlertState::Open => TO_FILL_IN,
                AlertState::Cleared => GREEN,
                AlertState::Confirmed => RED,
            };
            cell().set_background_color(Color::RGB(color))
        };
        Self {
            threshold,
            heading: heading(HEADING),
            heading_for_people: heading(FOR_PEOPLE),
            plain: cell(),
            wrapped: cell().set_text_wrap(),
            number: cell().set_align(FormatAlign::Center),
            score: cell().set_num_format("0.0000").set_align(FormatAlign::Center),
            to_fill_in: to_fill_in().set_num_format("@").set_text_wrap(),
            day_to_fill_in: to_fill_in().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            title: Format::new().set_bold().set_font_size(16).set_font_color(Color::RGB(HEADING)),
            section: heading(HEADING).set_font_size(11),
            label: cell().set_text_wrap().set_font_color(Color::RGB(0x59_5959)),
            count: cell().set_num_format("#,##0").set_align(FormatAlign::Left),
            loud: cell()
                .set_bold()
                .set_text_wrap()
                .set_font_color(Color::RGB(0x9C_0006))
                .set_background_color(Color::RGB(RED)),
            good: cell().set_bold().set_text_wrap().set_background_color(Color::RGB(GREEN)),
            states: AlertState::ALL.each_ref().map(of_state),
        }
    }

    /// How a state looks; a word that is none looks plain.
    pub(super) fn state(&self, word: &str) -> &Format {
        let state = AlertState::ALL.iter().position(|state| state.as_str() == word);
        state.map_or(&self.plain, |state| &self.states[state])
    }
}
