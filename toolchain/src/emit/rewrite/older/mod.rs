//! What older versions of GLSL do not have, and OpenGL ES of those that it goes with: written out by what
//! they have.

mod choices;
mod functions;
mod images;
mod names;

use self::functions::Extent;
use super::Rewrite;
use crate::emit::needs::GlslNeed;
use crate::options::version::GlslVersion::{Core140, Core400, Core420, Core450, Es300, Es310};
use crate::target::TargetLanguage::Glsl;

/// A rewrite, and which versions of GLSL need none.
pub(in crate::emit) struct Older {
    pub(in crate::emit) since: GlslNeed,
    pub(in crate::emit) rewrite: Rewrite,
}

const BITS: GlslNeed = GlslNeed::since(Core400, Es310);
const CHOICES: GlslNeed = GlslNeed::since(Core450, Es310);
const PAIRS: GlslNeed = GlslNeed {
    webgl: true,
    ..GlslNeed::since(Core420, Es300)
};

/// Tried where a version was asked for that lacks something of these, after all that may add what is
/// written out here.
pub(in crate::emit) const OLDER: &[Older] = &[
    Older {
        since: CHOICES,
        rewrite: Rewrite {
            step: "counting the leading zeros of signed vectors",
            targets: &[Glsl],
            found: |module, info, _| functions::has_functions(module, info, Extent::Choices),
            apply: |change| functions::call_functions(change.module, change.info, Extent::Choices),
        },
    },
    Older {
        since: BITS,
        rewrite: Rewrite {
            step: "writing out functions of bits",
            targets: &[Glsl],
            found: |module, info, _| functions::has_functions(module, info, Extent::Bits),
            apply: |change| functions::call_functions(change.module, change.info, Extent::Bits),
        },
    },
    Older {
        since: PAIRS,
        rewrite: Rewrite {
            step: "writing out the packing of pairs",
            targets: &[Glsl],
            found: |module, info, _| functions::has_functions(module, info, Extent::Pairs),
            apply: |change| functions::call_functions(change.module, change.info, Extent::Pairs),
        },
    },
    Older {
        since: CHOICES,
        rewrite: Rewrite {
            step: "choosing between the components of vectors",
            targets: &[Glsl],
            found: |module, info, _| choices::has_choices(module, info),
            apply: |change| {
                choices::choose_components(change.module, change.info);
                Ok(())
            },
        },
    },
    Older {
        since: GlslNeed::desktop(Core140),
        rewrite: Rewrite {
            step: "keeping functions from having names of built-in ones",
            targets: &[Glsl],
            found: |module, _, _| names::has_taken_names(module),
            apply: |change| {
                names::rename(change.module);
                Ok(())
            },
        },
    },
    Older {
        since: GlslNeed::desktop(Core140),
        rewrite: Rewrite {
            step: "narrowing the access of storage textures",
            targets: &[Glsl],
            found: |module, info, _| images::has_any(module, info),
            apply: |change| {
                images::narrow(change.module, change.info);
                Ok(())
            },
        },
    },
];
