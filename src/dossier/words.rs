//! The closed sets of words on the wire.

use serde::{Deserialize, Deserializer};

use super::wire;
use crate::vocabulary::words;

/// Words of the wire: what was expected is said where one cannot be read.
macro_rules! wire_words {
    ($(#[$doc:meta])* $name:ident, $expected:literal: $($words:tt)*) => {
        words! { $(#[$doc])* $name: $($words)* }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::parse(text).ok_or_else(|| format!("expected {}", $expected))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                wire::read(deserializer, $expected, Self::parse)
            }
        }
    };
}

wire_words! {
    /// Which picture of a verification it is.
    ImageKind, "`front`, `back` or `selfie`":
    /// The document's front, or a passport's page.
    Front = "front";
    /// The document's back.
    Back = "back";
    /// The person.
    Selfie = "selfie";
}

wire_words! {
    /// What an image's bytes are.
    MediaType, "`image/png` or `image/jpeg`":
    /// Portable Network Graphics.
    Png = "image/png";
    /// JPEG.
    Jpeg = "image/jpeg";
}

impl MediaType {
    /// What a file of it ends with: `png`, `jpg`.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

wire_words! {
    /// What kind of identity document is shown.
    DocumentType, "`passport`, `identity_card`, `driving_licence` or `residence_permit`":
    /// Passport: one page is looked at.
    Passport = "passport";
    /// National identity card.
    IdentityCard = "identity_card";
    /// Driving licence.
    DrivingLicence = "driving_licence";
    /// Residence permit.
    ResidencePermit = "residence_permit";
}

impl DocumentType {
    /// Whether its back is needed too.
    pub fn two_sided(self) -> bool {
        self != Self::Passport
    }

    /// The images without which no process on it can start.
    pub fn images(self) -> &'static [ImageKind] {
        if self.two_sided() { ImageKind::ALL } else { &[ImageKind::Front, ImageKind::Selfie] }
    }
}

wire_words! {
    /// Where a process stands.
    Status, "`pending`, `processing`, `accepted`, `rejected`, `inconclusive`, `canceled` or `failed`":
    /// Created, not started.
    Pending = "pending";
    /// With the provider.
    Processing = "processing";
    /// The identity is certain. Final.
    Accepted = "accepted";
    /// The provider refused it. Final.
    Rejected = "rejected";
    /// The provider could not tell. Final.
    Inconclusive = "inconclusive";
    /// Given up before there was an answer. Final.
    Canceled = "canceled";
    /// It broke on the way. Final.
    Failed = "failed";
}

impl Status {
    /// Whether nothing can follow.
    pub fn is_final(self) -> bool {
        self.stage() == 2
    }

    /// How far on it is: what is further on is never left for what is less far, or for what is equally far.
    fn stage(self) -> u8 {
        match self {
            Self::Pending => 0,
            Self::Processing => 1,
            Self::Accepted | Self::Rejected | Self::Inconclusive | Self::Canceled | Self::Failed => 2,
        }
    }

    /// Whether a process may go from here to there. A stage may be passed over: a provider's answer says that it
    /// ran, whether or not anybody told of the start.
    pub fn may_become(self, next: Self) -> bool {
        next.stage() > self.stage()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_and_nothing_else_is_read() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.as_str()), Some(*status));
            assert_eq!(serde_json::from_str::<Status>(&serde_json::to_string(status).unwrap()).unwrap(), *status);
        }
        assert_eq!(Status::parse("Accepted"), None);
        assert_eq!(MediaType::parse("image/jpg"), None);
    }

    #[test]
    fn a_passport_has_one_side_and_everything_else_two() {
        let one: Vec<_> = DocumentType::ALL.iter().filter(|kind| !kind.two_sided()).collect();
        assert_eq!(one, [&DocumentType::Passport]);
        assert_eq!(DocumentType::Passport.images(), [ImageKind::Front, ImageKind::Selfie]);
    }
}
