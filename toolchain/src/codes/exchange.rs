//! Codes of `exchange`.

use super::codes;

codes! { EXCHANGE;
    MODULE_BYTES_FOREIGN = "module-bytes-foreign", Source, "Bytes that are to be a module were not written as one.";
    MODULE_BYTES_VERSION = "module-bytes-version", Source, "Another version of naga wrote the bytes of a module.";
    MODULE_BYTES_CORRUPT = "module-bytes-corrupt", Source, "The bytes of a module are damaged.";
    MODULE_BYTES_NESTING = "module-bytes-nesting", Source, "Blocks of a module are nested too deep to hand it on.";
    MODULE_HANDLE = "module-handle", Source, "A module that no front end made contradicts itself, for example with a handle that refers to nothing.";
}
