use super::{Format, LookupObject, RunContext, Screened};

/// `results.ndjson`: one lookup object a record with hits, or every record.
pub(super) struct ResultsNdjson;

impl Format for ResultsNdjson {
    fn file_name(&self) -> &'static str {
        "results.ndjson"
    }

    fn screened(&self, run: &RunContext, screened: &Screened, out: &mut Vec<u8>) {
        if screened.hits.is_empty() && !run.all {
            return;
        }
        // writing to memory does not fail, and no key of the object is anything but text
        if serde_json::to_writer(&mut *out, &LookupObject::new(run, screened)).is_ok() {
            out.push(b'\n');
        }
    }
}
