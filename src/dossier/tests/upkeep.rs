use chrono::TimeDelta;

use super::*;
use crate::dossier::{ABANDON_AFTER, Action, ComponentState, ImageKind, Status, secrets_expire};

#[test]
fn what_nobody_touches_for_thirty_days_is_given_up_once() {
    let mut desk = Desk::with_passport();
    let almost = desk.now + ABANDON_AFTER - TimeDelta::seconds(1);
    assert_eq!(desk.dossier.abandon(almost, ABANDON_AFTER), Applied::Unchanged);
    // an event starts the period anew
    desk.now = almost;
    desk.image("front", 1, "").unwrap();
    assert_eq!(desk.dossier.abandon(almost + TimeDelta::days(29), ABANDON_AFTER), Applied::Unchanged);
    let later = almost + ABANDON_AFTER;
    let applied = desk.dossier.abandon(later, ABANDON_AFTER);
    assert_eq!(applied.actions(), [Action::Notify { process: id(PROCESS) }]);
    let process = desk.process();
    assert_eq!(process.facts.status, Status::Canceled);
    assert_eq!(process.facts.completed_at, Some(later));
    assert_eq!(process.contents.fail_reason.as_deref(), Some("abandoned"));
    assert_eq!(desk.dossier.abandon(later + ABANDON_AFTER, ABANDON_AFTER), Applied::Unchanged);
    desk.now = later;
    assert_eq!(desk.code("process.result", r#""status":"accepted""#), "final_status");
}

#[test]
fn secrets_go_with_the_notification_or_after_thirty_days() {
    let secret = r#""provider":"onfido","documentType":"passport","authorizationHeader":"Bearer abc","sdkToken":"def""#;
    let mut desk = Desk::with_process(secret);
    let (now, process) = (desk.now, id(PROCESS));
    let json = serde_json::to_string(&desk.dossier).unwrap();
    assert!(!json.contains("abc") && !json.contains("def") && !format!("{:?}", desk.process().secrets).contains("abc"));
    assert_eq!(desk.dossier.notified(process, now), Ok(Applied::Unchanged));
    desk.event("process.result", r#""status":"accepted""#).unwrap();
    assert!(desk.process().facts.awaits_notification() && !secrets_expire(desk.process(), now));
    let applied = desk.dossier.notified(process, now).unwrap();
    assert_eq!(applied.actions(), [Action::DropSecrets { process }]);
    assert!(desk.process().secrets.is_none() && !desk.process().facts.awaits_notification());
    assert_eq!(desk.dossier.notified(process, now), Ok(Applied::Unchanged));
    // they do not come back
    desk.event("process.created", &format!(r#""processId":"{PROCESS}","provider":"onfido","sdkToken":"ghi""#)).unwrap();
    assert!(desk.process().secrets.is_none());

    let mut desk = Desk::with_process(secret);
    assert_eq!(desk.dossier.expire_secrets(now + TimeDelta::days(29)), Applied::Unchanged);
    assert_eq!(desk.dossier.expire_secrets(now + TimeDelta::days(30)).actions(), [Action::DropSecrets { process }]);
}

#[test]
fn addresses_and_secrets_that_would_do_harm_are_refused() {
    let mut desk = Desk::new();
    for (field, value, code) in [
        ("notificationUrl", "ftp://example.org", "bad_url"),
        ("notificationUrl", "https://", "bad_url"),
        ("notificationUrl", "https://user:pass@example.org/", "bad_url"),
        ("redirectUrl", "javascript:alert(1)", "bad_url"),
        ("redirectUrl", "https://example.org/a b", "bad_url"),
        ("authorizationHeader", "Bearer a\\r\\nHost: b", "bad_secret"),
    ] {
        assert_eq!(
            desk.code("process.created", &format!(r#""provider":"onfido","{field}":"{value}""#)),
            code,
            "{value}"
        );
    }
    desk.event("process.created", r#""provider":"onfido","notificationUrl":"https://example.org:8443/a?b=c@d""#)
        .unwrap();
}

#[test]
fn an_erased_image_leaves_only_that_it_was_there() {
    let mut desk = Desk::with_passport();
    desk.image("selfie", 1, "").unwrap();
    let sha256 = desk.process().contents.images[0].sha256;
    let updated_at = desk.dossier.facts.updated_at;
    desk.now += TimeDelta::days(9);
    let applied = desk.dossier.erase_image(id(PROCESS), ImageKind::Selfie).unwrap();
    assert_eq!(desk.dossier.facts.updated_at, updated_at, "no period begins anew because a part has gone");
    assert_eq!(applied.actions(), [Action::DestroyImage { process: id(PROCESS), image: ImageKind::Selfie, sha256 }]);
    assert_eq!(desk.process().facts.components[&ImageKind::Selfie], ComponentState::Erased);
    assert!(desk.process().contents.images.is_empty());
    assert_eq!(desk.dossier.erase_image(id(PROCESS), ImageKind::Selfie), Ok(Applied::Unchanged));
    // the delivery that brought it counted once and for all
    assert_eq!(desk.image("selfie", 1, ""), Ok(Applied::Unchanged));
    assert!(desk.process().contents.images.is_empty());
}

#[test]
fn the_latest_transaction_counts_and_a_day_that_was_set_starts_no_period_anew() {
    let mut desk = Desk::new();
    desk.event("transaction.made", r#""at":"2026-03-02T00:00:00Z""#).unwrap();
    desk.event("transaction.made", r#""at":"2026-02-02T00:00:00Z""#).unwrap();
    assert_eq!(desk.dossier.facts.transaction_at, Some(time("2026-03-02T00:00:00Z")));
    let updated_at = desk.dossier.facts.updated_at;
    desk.now += TimeDelta::days(9);
    desk.event("retention.changed", r#""retainUntil":"2031-05-01","reason":"matter 7""#).unwrap();
    assert_eq!(desk.dossier.facts.retain_until, "2031-05-01".parse().ok());
    assert_eq!(desk.dossier.facts.updated_at, updated_at);
    desk.event("retention.changed", r#""retainUntil":null"#).unwrap();
    assert_eq!(desk.dossier.facts.retain_until, None);
}
