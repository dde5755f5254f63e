use chrono::NaiveDate;

use super::super::config::Config;
use super::super::typed::TypedScreen;
use super::screen::{Screen, resolve};
use crate::Error;

/// `screen`, resolved as a run would, but for what may be typed then: whom, against what, and where the results go. Also what of
/// that is neither typed nor in the file.
///
/// # Errors
/// What a run would refuse.
pub fn without_what_is_typed(
    typed: TypedScreen,
    config: &Config,
    today: NaiveDate,
) -> Result<(Screen, Vec<&'static str>), Error> {
    let file = config.screen()?;
    let (mut typed, mut missing) = (typed, Vec::new());
    if typed.inputs.is_empty() && typed.store.is_none() && file.inputs.is_empty() && file.store.is_none() {
        typed.inputs.push("customers.csv".into());
        missing.push("a file of customers or `--store`");
    }
    for (path, file, flag) in [(&mut typed.lists, &file.lists, "`--lists`"), (&mut typed.out, &file.out, "`--out`")] {
        if path.is_none() && file.is_none() {
            *path = Some(flag.into());
            missing.push(flag);
        }
    }
    let has_store = typed.store.is_some() || typed.inputs.is_empty() && file.store.is_some();
    if has_store && typed.key_file.is_none() && file.key_file.is_none() && config.key_file().is_none() {
        typed.key_file = Some("--key-file".into());
        missing.push("`--key-file` or `MUSTER_KEY_FILE`");
    }
    Ok((resolve(typed, None, config, today)?, missing))
}
