//! Links the program at a fixed address.
//!
//! A position-independent program is relocated at each start: with naga's tables that is a
//! fifth of the time a small shader takes from start to finish.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
