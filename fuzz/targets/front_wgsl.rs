//! The front end of the name, validation and reflection.

#![no_main]

use naga_toolchain::source::Language;

libfuzzer_sys::fuzz_target!(|data: &[u8]| naga_toolchain_fuzz::front(Language::Wgsl, data));
