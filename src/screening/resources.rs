//! What a run used. Linux tells in `/proc`; elsewhere it stays unknown.

use std::fs;

/// User and system time of this process so far, in seconds.
pub(crate) fn cpu_seconds() -> Option<f64> {
    // fields 14 and 15 behind the name in brackets, in ticks of 1/100 s (proc(5))
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (f64, f64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) / 100.0)
}

/// The most memory that was resident, in bytes.
pub(crate) fn peak_memory_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
