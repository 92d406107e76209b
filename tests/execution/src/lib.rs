//! Runs compute shaders on a GPU as they are and after each way of translating them.
//!
//! [`case`] says what is run and with what; [`subject`] is a shader that was read; [`route`] makes
//! programs of it, the first of them without the toolchain; [`data`] invents what the shaders read,
//! by their layouts; [`gpu`] runs a program; [`compare`] tells what differs; [`sweep`] does it for shaders of which
//! nothing is known. Nothing here knows a shader by name.
//!
//! This crate is for tests alone: nothing imports it.

pub mod apart;
pub mod binding;
pub mod case;
pub mod check;
pub mod compare;
pub mod data;
pub mod draw;
pub mod dxc;
pub mod glsl;
pub mod gpu;
pub mod hlsl;
pub mod layout;
pub mod random;
mod resources;
pub mod route;
mod samples;
pub mod subject;
pub mod sweep;
pub mod tools;
pub mod words;
