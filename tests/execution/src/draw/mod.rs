//! Vertex and fragment shaders, drawn as given and after each way of translating them.
//!
//! [`case`](self::case) pairs files; [`counterpart`] writes the stage that a shader lacks;
//! [`positions`] keeps what they would be
//! cut off by; [`scene`] says what is drawn and invents its inputs; [`program`] puts two stages into one
//! pipeline; [`render`] draws; [`check`] compares. The comparison itself and everything about
//! resources is that of compute shaders.

pub mod case;
pub mod check;
pub mod counterpart;
pub mod positions;
pub mod program;
pub mod render;
pub mod scene;
pub mod wgsl;
