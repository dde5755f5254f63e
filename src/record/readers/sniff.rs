use csv_core::{ReadRecordResult, ReaderBuilder};

/// Delimiters that files have, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// So many bytes are looked at.
const SAMPLE: usize = 1 << 16;
/// So many rows are looked at.
const ROWS: usize = 50;

/// Finds the delimiter from a file's first bytes, the header and some rows.
///
/// The one under which the header has most known headings; then under which most rows are as wide as the header;
/// then under which it is widest. `recognised` counts the known headings of a header.
pub(crate) fn delimiter(start: &[u8], recognised: impl Fn(&[String]) -> usize) -> u8 {
    let start = &start[..start.len().min(SAMPLE)];
    let mut best = (b',', (0, 0, 0));
    for delimiter in DELIMITERS {
        let rows = first_rows(start, delimiter);
        let Some(header) = rows.first() else { continue };
        let even = rows.iter().filter(|row| row.len() == header.len()).count();
        let found = (recognised(header), even * ROWS / rows.len(), header.len());
        if found > best.1 {
            best = (delimiter, found);
        }
    }
    best.0
}

/// The delimiter of a first line `sep=;`, which Excel writes and reads.
pub(crate) fn declared(start: &[u8]) -> Option<u8> {
    let rest = start.strip_prefix(b"sep=").or_else(|| start.strip_prefix(b"SEP="))?;
    match rest {
        [delimiter, b'\r' | b'\n', ..] if DELIMITERS.contains(delimiter) => Some(*delimiter),
        _ => None,
    }
}

/// The cells of the first rows; the last row that the bytes hold may be cut and is left out unless it is the only one.
fn first_rows(start: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut parser = ReaderBuilder::new().delimiter(delimiter).build();
    let (mut text, mut ends) = (vec![0; start.len() + 1], vec![0; start.len() + 2]);
    let (mut at, mut rows) = (0, Vec::new());
    while rows.len() < ROWS {
        let (result, read, length, cells) = parser.read_record(&start[at..], &mut text, &mut ends);
        at += read;
        let whole = result == ReadRecordResult::Record;
        if !whole && (length == 0 || !rows.is_empty()) {
            break;
        }
        if !whole {
            ends[cells] = length;
        }
        let row_ends = &ends[..cells + usize::from(!whole)];
        let starts = std::iter::once(0).chain(row_ends.iter().copied());
        let cell = |(start, end): (usize, &usize)| String::from_utf8_lossy(&text[start..*end]).into_owned();
        rows.push(starts.zip(row_ends).map(cell).collect());
        if !whole {
            break;
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::headings::Overrides;

    fn sniffed(text: &str) -> char {
        let overrides = Overrides::default();
        char::from(delimiter(text.as_bytes(), |header| overrides.recognised(header)))
    }

    #[test]
    fn each_delimiter_is_found_whatever_stands_in_quotes() {
        for delimiter in [',', ';', '\t', '|'] {
            let text = "id,name,country\n1,\"Example, Ada; Dr.|\t\",NO\n2,\"Example, Bo; Dr.|\t\",NO\n";
            let mut quoted = false;
            let text: String = text
                .chars()
                .map(|c| {
                    quoted ^= c == '"';
                    if c == ',' && !quoted { delimiter } else { c }
                })
                .collect();
            assert_eq!(sniffed(&text), delimiter);
        }
    }

    #[test]
    fn a_single_column_works_even_with_commas_in_its_names() {
        assert_ne!(sniffed("name\nExample, Ada\nExample, Bo\nSolo\n"), ',');
        assert_eq!(sniffed("name\nAda Example\n"), ',');
        assert_eq!(sniffed("name"), ',');
    }

    #[test]
    fn unknown_headings_are_told_apart_by_even_rows() {
        assert_eq!(sniffed("a;b, c;d\n1;2;3\n1;2;3\n"), ';');
    }

    #[test]
    fn what_excel_declares_is_taken() {
        assert_eq!(declared(b"sep=;\r\nname\r\n"), Some(b';'));
        assert_eq!(declared(b"separator"), None);
    }
}
