use super::*;
use crate::dossier::event::ImageSource;
use crate::dossier::{Action, ImageKind, MediaType, Status};

#[test]
fn a_start_needs_front_and_selfie_and_the_back_where_there_is_one() {
    for (document, needed) in [
        ("passport", &["front", "selfie"][..]),
        ("identity_card", &["front", "selfie", "back"]),
        ("driving_licence", &["front", "selfie", "back"]),
        ("residence_permit", &["front", "selfie", "back"]),
    ] {
        let mut desk = Desk::with_process(&format!(r#""provider":"onfido","documentType":"{document}""#));
        for kind in needed {
            assert_eq!(desk.code("process.started", ""), "image_missing", "{document}");
            desk.image(kind, 1, "").unwrap();
        }
        desk.event("process.started", "").unwrap();
        assert_eq!(desk.process().facts.status, Status::Processing, "{document}");
    }
    // who takes the pictures itself needs none
    let mut desk = Desk::with_process(r#""provider":"eid""#);
    desk.event("process.started", "").unwrap();
    assert_eq!(desk.image("front", 1, "").unwrap_err().code(), "images_not_accepted");
}

#[test]
fn readid_starts_by_itself_once_the_images_are_in() {
    let mut desk = Desk::with_process(r#""provider":"readid""#);
    assert_eq!(desk.image("front", 1, "").unwrap_err().code(), "document_type_missing");
    let card = r#","documentType":"identity_card""#;
    for kind in ["front", "selfie"] {
        let applied = desk.image(kind, 1, card).unwrap();
        assert!(!applied.actions().contains(&Action::Start { process: id(PROCESS) }));
    }
    let applied = desk.image("back", 1, "").unwrap();
    assert_eq!(applied.actions().last(), Some(&Action::Start { process: id(PROCESS) }));
    assert_eq!(desk.process().facts.status, Status::Processing);
    assert_eq!(desk.process().facts.started_at, Some(desk.now));
    // being told of the start afterwards changes nothing that counts
    let applied = desk.event("process.started", "").unwrap();
    assert!(applied.actions().is_empty());
}

#[test]
fn the_same_kind_again_replaces_and_destroys_unless_on_hold() {
    let mut desk = Desk::with_passport();
    desk.image("front", 1, "").unwrap();
    let first = desk.process().contents.images[0].sha256;
    let applied = desk.image("front", 2, "").unwrap();
    let [Action::KeepImage { sha256: second, .. }, replaced] = applied.actions() else { panic!() };
    let image = ImageKind::Front;
    assert_eq!(replaced, &Action::ReplaceImage { process: id(PROCESS), image, old_sha256: first, destroy: true });
    assert!(desk.process().contents.held_back.is_empty());

    desk.on_hold = true;
    let applied = desk.image("front", 3, "").unwrap();
    assert_eq!(
        applied.actions()[1],
        Action::ReplaceImage { process: id(PROCESS), image, old_sha256: *second, destroy: false }
    );
    assert_eq!(desk.process().contents.images.len(), 1);
    assert_eq!(desk.process().contents.images[0].replaced_count, 2);
    let released = desk.dossier.release_held_back();
    assert_eq!(released.actions(), [Action::DestroyImage { process: id(PROCESS), image, sha256: *second }]);
    assert_eq!(desk.dossier.release_held_back(), Applied::Unchanged);

    // the same file once more from its beginning
    assert_eq!(desk.image("front", 1, ""), Ok(Applied::Unchanged));
    // the same picture by another name is no other picture
    let found = image::inspect(&pictures::png(2, 2, 3), None, &Limits::default()).unwrap();
    let again =
        desk.apply("image.received", r#""image":"front","data":"data:…","mediaType":"image/png""#, Some(&found));
    assert!(again.unwrap().actions().is_empty());
    assert_eq!(desk.process().contents.images[0].replaced_count, 2);
}

#[test]
fn an_image_must_be_of_the_process_document_and_of_its_declared_type() {
    let mut desk = Desk::with_passport();
    let card = r#","documentType":"identity_card""#;
    assert_eq!(desk.image("front", 1, card).unwrap_err().code(), "process_conflict");
    assert_eq!(desk.image("front", 1, r#","mediaType":"image/jpeg""#).unwrap_err().code(), "image_type_mismatch");
    assert_eq!(desk.code("image.received", r#""image":"front","path":"a.png""#), "image_unread");
    let licence = r#""provider":"nobody","documentType":"passport""#;
    assert_eq!(desk.code("process.created", licence), "unknown_provider");
    desk.providers = desk
        .providers
        .clone()
        .with("alias,accepts_images,start,no_start_for,document_types\nours,yes,asked,,passport:NOR\n")
        .unwrap();
    let licence = r#""provider":"ours","documentType":"driving_licence""#;
    assert_eq!(desk.code("process.created", licence), "document_type_not_taken");
}

#[test]
fn a_path_stays_below_the_folder_of_the_events() {
    let source = |fields: &str| {
        let line = format!(r#"{{"type":"image.received","externalReference":"K-1","image":"front"{fields}}}"#);
        let Event::ImageReceived(event) = Event::parse(&line).unwrap() else { panic!() };
        event.source().map(|source| matches!(source, ImageSource::Path(_))).map_err(|error| error.code())
    };
    assert_eq!(source(r#","path":"images/a b.png""#), Ok(true));
    assert_eq!(source(r#","data":"data:image/png;base64,""#), Ok(false));
    assert_eq!(source(""), Err("image_source"));
    assert_eq!(source(r#","path":"a.png","data":"data:""#), Err("image_source"));
    for path in
        ["../a.png", "a/../../b.png", "/etc/passwd", "C:/a.png", "a\\\\..\\\\b", "./a", "a//b", "", "a\\u0000b", "a/"]
    {
        assert_eq!(source(&format!(r#","path":"{path}""#)), Err("bad_path"), "{path}");
    }
}

#[test]
fn an_image_is_what_its_bytes_say() {
    let limits = Limits::default();
    let (png, jpeg) = (pictures::png(3, 2, 9), pictures::jpeg(40, 30));
    let found = image::inspect(&png, Some(MediaType::Png), &limits).unwrap();
    assert_eq!((found.width, found.height, found.bytes), (3, 2, png.len() as u64));
    assert_eq!(found.sha256, crate::vocabulary::Sha256::of(&png));
    assert_eq!(image::inspect(&jpeg, None, &limits).unwrap().media_type, MediaType::Jpeg);
    assert_eq!(MediaType::Jpeg.extension(), "jpg");

    let code = |bytes: &[u8], declared, limits: &Limits| image::inspect(bytes, declared, limits).unwrap_err().code();
    assert_eq!(code(&jpeg, Some(MediaType::Png), &limits), "image_type_mismatch");
    assert_eq!(code(&png, Some(MediaType::Jpeg), &limits), "image_type_mismatch");
    assert_eq!(code(b"", None, &limits), "image_type_unknown");
    assert_eq!(code(b"GIF89a", Some(MediaType::Png), &limits), "image_type_unknown");
    assert_eq!(code(b"<svg onload=alert(1)>", None, &limits), "image_type_unknown");
    assert_eq!(code(&png[..png.len() - 1], None, &limits), "image_truncated");
    assert_eq!(code(&jpeg[..jpeg.len() - 2], None, &limits), "image_truncated");
    assert_eq!(code(&png, None, &Limits { bytes: 10, ..limits }), "image_too_large");
    // a bomb says what it is before anybody unpacks it
    assert_eq!(code(&pictures::png(60_000, 60_000, 0), None, &limits), "image_too_many_pixels");
    assert_eq!(code(&pictures::jpeg(60_000, 60_000), None, &limits), "image_too_many_pixels");
    assert_eq!(code(&pictures::png(u32::MAX, u32::MAX, 0), None, &limits), "image_damaged");
}
