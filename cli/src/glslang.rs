//! Runs the constructors of glslang that the build script had the linker set aside. (Tests are linked
//! without: there they run when the program starts.)

/// What a constructor of C++ is to the linker.
type Constructor = unsafe extern "C" fn();

#[expect(unsafe_code, reason = "the linker defines them")]
unsafe extern "C" {
    #[link_name = "glslang_constructors_begin"]
    static BEGIN: Constructor;
    #[link_name = "glslang_constructors_end"]
    static END: Constructor;
}

/// Has the constructors run before glslang is asked for the first time.
pub(crate) fn start_when_needed() {
    naga_toolchain::before_glslang(construct);
}

#[expect(
    unsafe_code,
    reason = "what the C library does with the constructors of a program"
)]
fn construct() {
    let mut constructor = &raw const BEGIN;
    let end = &raw const END;
    while constructor < end {
        // SAFETY: the linker put constructors, and nothing else, between the two symbols; each runs
        // once, because the toolchain calls this once, and before anything of glslang does.
        unsafe { (*constructor)() };
        constructor = constructor.wrapping_add(1);
    }
}
