//! Codes of `source` and `parse`.

use super::codes;

codes! { PARSE;
    NOT_UTF8 = "not-utf8", Source, "A text source is not UTF-8.";
    UNKNOWN_LANGUAGE = "unknown-language", Source, "The language of an input cannot be told from its name.";
    STAGE_NEEDED = "stage-needed", Source, "A GLSL source does not say which stage it is.";
    STAGE_UNSUPPORTED = "stage-unsupported", Source, "A GLSL source is of a stage that cannot be read.";
}
