//! SPIR-V as text.
