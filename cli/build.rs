//! Makes the program start fast on Linux.
//!
//! It is linked at a fixed address, because a position-independent program is relocated at each
//! start: with naga's tables that is a fifth of the time a small shader takes from start to finish.
//! And the libraries of the system are linked into it where the compiler has them to link: finding
//! shared ones and looking up their symbols takes another fifth. It then runs on any Linux, too.
//! The constructors of glslang's C++, which fill tables of keywords, are set aside until glslang is
//! needed: they are a tenth.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a Rust program is linked to, and the C++ runtime, which glslang needs. `gcc_s` is what
/// unwinds; its static form has another name.
const LIBRARIES: [(&str, &str); 8] = [
    ("c", "c"),
    ("m", "m"),
    ("util", "util"),
    ("rt", "rt"),
    ("pthread", "pthread"),
    ("dl", "dl"),
    ("gcc_s", "gcc_eh"),
    ("stdc++", "stdc++"),
];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=CXX");
    println!("cargo:rustc-check-cfg=cfg(glslang_waits)");
    let target = |name: &str| env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if target("OS") != "linux" || target("ENV") != "gnu" {
        return;
    }
    println!("cargo:rustc-link-arg-bins=-no-pie");
    if env::var_os("TARGET") == env::var_os("HOST")
        && let Some(folder) = static_libraries()
    {
        println!("cargo:rustc-link-arg-bins=-static");
        println!("cargo:rustc-link-arg-bins=-L{}", folder.display());
    }
    if env::var_os("CARGO_FEATURE_GLSLANG").is_some() && has_usual_linker() {
        set_glslang_aside();
    }
}

/// Puts the constructors of glslang between two symbols and not among those that run at the start.
const SCRIPT: &str = "\
SECTIONS {
  .glslang_constructors : {
    glslang_constructors_begin = .;
    KEEP(*libglslang_sys-*.rlib:(.init_array .init_array.*))
    glslang_constructors_end = .;
  }
} INSERT AFTER .init_array;
";

/// Whether nobody has chosen a linker: GNU's and LLVM's, of which Rust takes one, know such scripts.
fn has_usual_linker() -> bool {
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    env::var_os("RUSTC_LINKER").is_none() && !flags.contains("link")
}

/// Has the linker set the constructors of glslang aside; the program then runs them.
fn set_glslang_aside() -> Option<()> {
    let script = PathBuf::from(env::var_os("OUT_DIR")?).join("glslang.ld");
    fs::write(&script, SCRIPT).ok()?;
    println!("cargo:rustc-link-arg-bins=-Wl,-T,{}", script.display());
    println!("cargo:rustc-cfg=glslang_waits");
    Some(())
}

/// A folder with the static libraries and without the shared ones, which a linker would prefer.
/// None where one is missing: then all stay shared.
fn static_libraries() -> Option<PathBuf> {
    let compiler = env::var_os("CXX").unwrap_or_else(|| OsString::from("c++"));
    let folder = PathBuf::from(env::var_os("OUT_DIR")?).join("static");
    fs::create_dir_all(&folder).ok()?;
    for (name, archive) in LIBRARIES {
        let asked = Command::new(&compiler)
            .arg(format!("-print-file-name=lib{archive}.a"))
            .output()
            .ok()?;
        let answer = String::from_utf8(asked.stdout).ok()?;
        let found = Path::new(answer.trim());
        // A compiler without one answers with the bare name.
        if !found.is_absolute() {
            return None;
        }
        fs::copy(found, folder.join(format!("lib{name}.a"))).ok()?;
    }
    Some(folder)
}
