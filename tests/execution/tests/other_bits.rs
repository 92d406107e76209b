//! Functions of the bits of 16-bit and 64-bit integers, against those of Rust. There is no run as
//! given: the naga inside wgpu panics on them.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that fails may panic and say why"
)]

use std::path::PathBuf;

use execution::case::{Case, Distribution, Settings};
use execution::data;
use execution::gpu::Gpu;
use execution::random::Random;
use execution::route::{self, ROUTES};
use execution::subject::{self, Subject};
use naga_toolchain::source::Language;

/// The bits of a number with some functions, all of it as `u64` with zeros above.
#[derive(Clone, Copy)]
struct Kind {
    width: u32,
    signed: bool,
}

impl Kind {
    const fn all(self) -> u64 {
        u64::MAX >> (64 - self.width)
    }

    const fn spread(self, x: u64) -> i64 {
        let unused = 64 - self.width;
        (x << unused).cast_signed() >> unused
    }

    fn leading_zeros(self, x: u64) -> u64 {
        u64::from(x.leading_zeros() - (64 - self.width))
    }

    fn first_leading(self, x: u64) -> u64 {
        let x = match self.signed && self.spread(x) < 0 {
            true => !x & self.all(),
            false => x,
        };
        u64::from(self.width - 1).wrapping_sub(self.leading_zeros(x)) & self.all()
    }

    fn trailing_zeros(self, x: u64) -> u64 {
        u64::from(x.trailing_zeros().min(self.width))
    }

    fn first_trailing(self, x: u64) -> u64 {
        match x {
            0 => self.all(),
            _ => self.trailing_zeros(x),
        }
    }

    const fn reversed(self, x: u64) -> u64 {
        x.reverse_bits() >> (64 - self.width)
    }

    /// Bit by bit.
    fn extracted(self, x: u64, offset: u32, count: u32) -> u64 {
        let bit = |at: u32| x >> at & 1;
        let offset = offset.min(self.width);
        let count = count.min(self.width - offset);
        let mut result = (0..count).fold(0, |sum, at| sum | bit(offset + at) << at);
        if self.signed && count > 0 && bit(offset + count - 1) == 1 {
            result = (count..self.width).fold(result, |sum, at| sum | 1 << at);
        }
        result
    }

    fn inserted(self, x: u64, new: u64, offset: u32, count: u32) -> u64 {
        let end = offset.saturating_add(count).min(self.width);
        (offset..end).fold(x, |sum, at| {
            sum & !(1 << at) | (new >> (at - offset) & 1) << at
        })
    }

    fn least(self, a: u64, b: u64) -> u64 {
        match self.signed {
            true => self.spread(a).min(self.spread(b)).cast_unsigned() & self.all(),
            false => a.min(b),
        }
    }

    fn results(self, [x, y]: [u64; 2], offset: u32, count: u32) -> Vec<u64> {
        let mut results: Vec<u64> = Vec::new();
        let mut both = |of: &dyn Fn(u64, u64) -> u64| results.extend([of(x, y), of(y, x)]);
        both(&|x, _| u64::from(x.count_ones()));
        both(&|x, _| self.leading_zeros(x));
        both(&|x, _| self.trailing_zeros(x));
        both(&|x, _| self.first_leading(x));
        both(&|x, _| self.first_trailing(x));
        both(&|x, _| self.reversed(x));
        both(&|x, _| self.extracted(x, offset, count));
        both(&|x, y| self.inserted(x, y, offset, count));
        results.extend([
            self.first_leading(x) ^ self.inserted(x, self.reversed(y), 5, offset),
            self.least(self.extracted(y, 3, count), u64::from(x.count_ones())),
        ]);
        results
    }
}

/// The numbers of some bytes.
fn numbers(bytes: &[u8], width: u32) -> Vec<u64> {
    let size = width as usize / 8;
    bytes
        .chunks_exact(size)
        .map(|each| {
            let mut number = [0; 8];
            number[..size].copy_from_slice(each);
            u64::from_le_bytes(number)
        })
        .collect()
}

#[test]
fn all_functions_of_all_kinds() {
    let gpu = match Gpu::open() {
        Ok(gpu) => gpu,
        Err(error) if std::env::var_os("CI").is_none() => {
            eprintln!("skipped: {error}");
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let path = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../in/wgsl/other_bits.wgsl"
    ));
    let case = Case {
        name: "other_bits.wgsl".to_owned(),
        path,
        language: Language::Wgsl,
        settings: Settings::default(),
    };
    let source = subject::source(&case).expect("the shader is there");
    let subject =
        Subject::read(source, None, &route::options(&case).expect("options")).expect("it is read");
    let entry_point = subject.entry_point().expect("it has one");
    let routes = ROUTES
        .iter()
        .filter(|route| ["to SPIR-V", "to GLSL"].contains(&route.name));
    for route in routes {
        let program = route::follow(&case, &subject, route)
            .unwrap_or_else(|stop| panic!("{}: {stop:?}", route.name));
        let ready = gpu.prepare(&program).expect(route.name);
        for (distribution, seed) in [
            (Distribution::Small, 21),
            (Distribution::Wide, 22),
            (Distribution::Edges, 23),
        ] {
            let mut random = Random::new(route.name, seed);
            let inputs = data::invent(
                &subject.reflection,
                entry_point,
                &case.settings,
                distribution,
                &mut random,
            )
            .expect(route.name);
            let outputs = ready.run(&inputs).expect(route.name);
            let given = &inputs.buffers[&(0, 0)].bytes;
            for (binding, at, width, signed) in [
                (1, 0, 16, true),
                (2, 4, 16, false),
                (3, 16, 64, true),
                (4, 32, 64, false),
            ] {
                let kind = Kind { width, signed };
                let expected: Vec<u64> = given
                    .chunks_exact(64)
                    .flat_map(|each| {
                        let pair = numbers(&each[at..at + width as usize / 4], width);
                        let last = numbers(&each[48..56], 32);
                        let [offset, count] = [last[0], last[1]].map(|each| (each % 80) as u32);
                        kind.results([pair[0], pair[1]], offset, count)
                    })
                    .collect();
                let found = numbers(&outputs.buffers[&(0, binding)], width);
                assert!(found.len() >= 18 * 32 && expected.len() >= found.len());
                let first = found.iter().zip(&expected).position(|(a, b)| a != b);
                assert_eq!(
                    first, None,
                    "{} {distribution:?} binding {binding}: {found:x?}\n{expected:x?}",
                    route.name
                );
            }
        }
    }
}
