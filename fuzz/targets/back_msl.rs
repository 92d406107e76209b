//! The writer of the name, for what any front end reads.

#![no_main]

use naga_toolchain::target::TargetLanguage;

libfuzzer_sys::fuzz_target!(|data: &[u8]| naga_toolchain_fuzz::back(TargetLanguage::Msl, data));
