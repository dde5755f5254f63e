//! What OFAC's programmes and lists mean for those on them, and what its lists are called.

use std::path::Path;

use crate::vocabulary::{Measure, Measures};

/// The list that blocks property.
const SDN: &str = "OFAC SDN";
/// All other lists together.
const CONSOLIDATED: &str = "OFAC Consolidated";

/// Which list a file in XML holds. Both have the same shape, and only the name of the file tells:
/// `CONSOLIDATED.XML` and `CONS_ADVANCED.XML`.
pub(super) fn is_consolidated(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| matches!(word, "cons" | "consolidated"))
}

/// What the list in a file is called.
pub(super) fn list_name(path: &Path) -> &'static str {
    if is_consolidated(path) { CONSOLIDATED } else { SDN }
}

/// What a programme on the list of Specially Designated Nationals means.
pub(super) fn blocking(_: &[String]) -> Measures {
    Measures::default().with(Measure::Block)
}

/// What a programme on the consolidated list means.
///
/// Directives under EO 13662, 14024, 14014 and 13850 restrict dealings with a sector's companies; EO 13959 forbids
/// buying securities; the former EO 13599 list was an asset freeze. All else is `other`: transactions to be rejected
/// but not frozen (NS-PLC), correspondent accounts (561), single measures from a menu (CAATSA, EO 14059).
pub(super) fn consolidated(programs: &[String]) -> Measures {
    let measure = |program: &String| match program.as_str() {
        p if ["UKRAINE-EO13662", "RUSSIA-EO14024", "BURMA-EO14014", "VENEZUELA-EO"]
            .iter()
            .any(|s| p.starts_with(s)) =>
        {
            Measure::Sectoral
        }
        p if p.starts_with("CMIC") || p.starts_with("CCMC") => Measure::Investment,
        p if p.contains("EO13599") => Measure::Block,
        _ => Measure::Other,
    };
    let measures: Measures = programs.iter().map(measure).collect();
    if measures.is_empty() { measures.with(Measure::Other) } else { measures }
}

/// What being on a list of this name means (`ListValues` of the advanced form); a list whose name is not given
/// counts as the SDN list, which is the safe side.
pub(super) fn of_list(list: &str, programs: &[String]) -> Measures {
    let list = list.to_ascii_lowercase();
    match () {
        () if list.contains("sectoral") => Measures::default().with(Measure::Sectoral),
        () if list.contains("military-industrial") || list.contains("cmic") => {
            Measures::default().with(Measure::Investment)
        }
        () if list.is_empty() || list.starts_with("sdn") || list.starts_with("specially designated") => {
            blocking(programs)
        }
        () => consolidated(programs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_tells_the_list() {
        for name in ["SDN.XML", "sdn_advanced.xml", "ofac_sdn.xml", "conservative.xml"] {
            assert_eq!(list_name(Path::new(name)), SDN, "{name}");
        }
        for name in ["x/CONSOLIDATED.XML", "cons_advanced.xml", "consolidated.xml.gz"] {
            assert_eq!(list_name(Path::new(name)), CONSOLIDATED, "{name}");
        }
    }

    #[test]
    fn the_name_of_a_list_tells_the_measure() {
        let programs = |program: &str| [program.to_owned()];
        for (list, program, measure) in [
            ("SDN List", "UKRAINE-EO13662", "block"),
            ("", "CUBA", "block"),
            ("Sectoral Sanctions Identifications List", "UKRAINE-EO13662", "sectoral"),
            ("Non-SDN Chinese Military-Industrial Complex Companies List", "CMIC-EO13959", "investment"),
            ("Consolidated List", "CMIC-EO13959", "investment"),
            ("Non-SDN Palestinian Legislative Council List", "NS-PLC", "other"),
        ] {
            assert_eq!(of_list(list, &programs(program)).to_string(), measure, "{list}");
        }
    }
}
