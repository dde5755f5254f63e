//! Images come, and take one another's place.

use chrono::{DateTime, Utc};

use super::{Action, Circumstances, Effects};
use crate::dossier::event::ImageReceived;
use crate::dossier::image::Inspected;
use crate::dossier::{ComponentState, DocumentType, Dossier, Error, HeldBack, Image, Process, Provider, Status};

impl Dossier {
    pub(super) fn receive_image(
        &mut self,
        event: &ImageReceived,
        image: Option<&Inspected>,
        at: DateTime<Utc>,
        around: &Circumstances<'_>,
        effects: &mut Effects,
    ) -> Result<(), Error> {
        let id = self.which(event.process_id)?;
        let process = self.process_mut(id)?;
        let provider = around.providers.get(&process.contents.provider)?;
        if !provider.accepts_images {
            return Err(Error::ImagesNotAccepted);
        }
        let status = process.facts.status;
        if status.is_final() {
            return Err(Error::FinalStatus { status });
        }
        let found = image.ok_or(Error::ImageUnread)?;
        if let Some(declared) = event.media_type.filter(|declared| *declared != found.media_type) {
            return Err(Error::ImageTypeMismatch { declared, found: found.media_type });
        }
        process.contents.document_type = Some(document_type(process, event, provider)?);
        process.touch(at);

        match process.contents.images.iter().position(|image| image.kind == event.image) {
            // the same picture, sent once more
            Some(place) if process.contents.images[place].sha256 == found.sha256 => return Ok(()),
            // the evidence must be what the provider looked at
            Some(_) if status != Status::Pending => return Err(Error::AlreadyStarted),
            Some(place) => {
                let old = process.contents.images.remove(place);
                if around.on_hold {
                    process.contents.held_back.push(HeldBack { kind: old.kind, sha256: old.sha256, replaced_at: at });
                }
                effects.actions.push(Action::ReplaceImage {
                    process: id,
                    image: old.kind,
                    old_sha256: old.sha256,
                    destroy: !around.on_hold,
                });
                process.keep(event, found, at, old.replaced_count + 1);
            }
            None => process.keep(event, found, at, 0),
        }
        effects.actions.insert(0, Action::KeepImage { process: id, image: event.image, sha256: found.sha256 });

        let waits = status == Status::Pending && provider.needs_start(process.contents.process_type.as_deref());
        if waits && provider.starts_by_itself && process.lacks().is_empty() {
            process.facts.status = Status::Processing;
            process.facts.started_at = Some(at);
            effects.actions.push(Action::Start { process: id });
        }
        Ok(())
    }
}

impl Process {
    fn keep(&mut self, event: &ImageReceived, found: &Inspected, at: DateTime<Utc>, replaced_count: u32) {
        let image = Image {
            kind: event.image,
            media_type: found.media_type,
            bytes: found.bytes,
            sha256: found.sha256,
            received_at: at,
            replaced_count,
        };
        self.contents.images.push(image);
        self.contents.images.sort_by_key(|image| image.kind);
        self.facts.components.insert(event.image, ComponentState::Held);
    }
}

/// The document's kind, which process and image must agree on.
fn document_type(process: &Process, event: &ImageReceived, provider: &Provider) -> Result<DocumentType, Error> {
    let kind = match (process.contents.document_type, event.document_type) {
        (Some(before), Some(now)) if before != now => return Err(Error::ProcessConflict { field: "documentType" }),
        (before, now) => before.or(now).ok_or(Error::DocumentTypeMissing)?,
    };
    if provider.takes(kind) { Ok(kind) } else { Err(Error::DocumentTypeNotTaken) }
}
