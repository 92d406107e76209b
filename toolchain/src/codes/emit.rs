//! Codes of `transform`, `emit` and `guard`.

use super::codes;

codes! { EMIT;
    INTERNAL_PANIC = "internal-panic", Emit, "A library under this program stopped with a panic, a failed assertion or a crash.";
    INTERNAL_ERROR = "internal-error", Emit, "This program contradicted itself.";
    ENTRY_POINT_NOT_FOUND = "entry-point-not-found", Transform, "No entry point has the name that was asked for.";
    ENTRY_POINT_NAME_TAKEN = "entry-point-name-taken", Transform, "Two entry points of a stage would have the same name.";
    OVERRIDE_NOT_FOUND = "override-not-found", Transform, "No override has the name or id that was given.";
    OVERRIDE_VALUE_NEEDED = "override-value-needed", Transform, "An override has neither a default nor a given value.";
    OVERRIDE_VALUE_ASSUMED = "override-value-assumed", Transform, "An override has neither a default nor a given value, and was written as 1.";
    OVERRIDE_VALUE_INVALID = "override-value-invalid", Transform, "The value given for an override does not fit its type.";
    OVERRIDE_UNRESOLVED = "override-unresolved", Transform, "With these override values the module is not valid.";
    BINDING_ARRAY_LENGTH = "binding-array-length", Transform, "A length was given for what is no array of bindings without one.";
    BINDING_ARRAY_LENGTH_ASSUMED = "binding-array-length-assumed", Emit, "An array of bindings has no length, and was written with the one that is assumed.";
    BINDING_ARRAY_SPLIT = "binding-array-split", Emit, "The target's readers may have no arrays of bindings, so each element is a variable with a binding of its own.";
    BINDING_SLOT_MISSING = "binding-slot-missing", Transform, "A binding map does not name a binding that the shader uses.";
    BINDING_SLOT_CLASH = "binding-slot-clash", Transform, "Two bindings were given the same slot.";
    BINDING_SLOT_RANGE = "binding-slot-range", Transform, "A slot number is larger than the target allows.";
    TARGET_CAPABILITY = "target-capability", Emit, "The target language has nothing for a construct of the shader.";
    TARGET_VERSION = "target-version", Emit, "The target version is too low for a construct of the shader.";
    TARGET_CONSTRUCT = "target-construct", Emit, "The writer of the target cannot express a construct of the shader.";
    POINT_SIZE_DROPPED = "point-size-dropped", Emit, "The target has no point size, so it was left out.";
    POINT_COORDINATE_FIXED = "point-coordinate-fixed", Emit, "The target has no point coordinate; its points are one pixel wide, so it is their middle.";
    BASE_LEFT_OUT = "base-left-out", Emit, "The target has no base vertex or instance, so it was not taken from the number of the vertex or instance.";
    DRAW_INDEX_FIXED = "draw-index-fixed", Emit, "The target has no number of the draw, which is 0 in a draw made alone.";
    STORAGE_FORMAT_REPLACED = "storage-format-replaced", Emit, "The target has no storage textures of this format, so this one has another.";
    TEXTURE_WIDENED = "texture-widened", Emit, "The target has no such textures of one dimension, so this is a 2D texture of one row.";
    EARLY_DEPTH_TEST_DROPPED = "early-depth-test-dropped", Emit, "The target cannot ask for this early depth test, so it was left out.";
    TARGET_ENTRY_POINT = "target-entry-point", Emit, "The target is written for an entry point and the module has none: an empty one is added (warning), or there is no stage for all of its functions.";
}
