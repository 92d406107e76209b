//! What some shaders must leave, computed here, in Rust and from their text alone: a fault that all
//! ways of running a shader share would not show in a comparison of them.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that fails may panic and say why"
)]

use execution::case::{self, Distribution};
use execution::data::{self, BufferData, Inputs};
use execution::gpu::{Gpu, Outputs};
use execution::random::Random;
use execution::route;
use execution::subject::{self, Subject};

/// The words of a buffer.
fn words(bytes: &[u8]) -> Vec<u32> {
    bytes
        .chunks_exact(4)
        .map(|word| u32::from_le_bytes(word.try_into().expect("four bytes")))
        .collect()
}

/// The buffer of this name. Blocks of GLSL may have none: `read` and `written` say which is meant.
fn buffer<'a>(inputs: &'a Inputs, name: &str) -> (&'a data::Origin, &'a BufferData) {
    inputs
        .buffers
        .iter()
        .find(|(_, data)| match name {
            "read" => !data.writable,
            "written" => data.writable,
            _ => data.name == name,
        })
        .unwrap_or_else(|| panic!("no buffer {name}"))
}

fn read(inputs: &Inputs, name: &str) -> Vec<u32> {
    words(&buffer(inputs, name).1.bytes)
}

/// Runs a shader as given, twice with other numbers, and shows each run to `check`.
fn run(name: &str, check: impl Fn(&Inputs, &dyn Fn(&str) -> Vec<u32>)) {
    let gpu = match Gpu::open() {
        Ok(gpu) => gpu,
        Err(error) if std::env::var_os("CI").is_none() => {
            eprintln!("skipped: {error}");
            return;
        }
        Err(error) => panic!("{error}"),
    };
    let case = case::all()
        .expect("the cases can be read")
        .into_iter()
        .find(|case| case.name.ends_with(name))
        .expect(name);
    let source = subject::source(&case).expect(name);
    let subject =
        Subject::read(source, None, &route::options(&case).expect("options")).expect(name);
    let program = route::as_given(&case, &subject).expect(name);
    let ready = gpu.prepare(&program).expect(name);
    for (distribution, seed) in [(Distribution::Small, 11), (Distribution::Wide, 12)] {
        let mut random = Random::new(name, seed);
        let entry_point = subject.entry_point().expect(name);
        let reflection = &subject.reflection;
        let inputs = data::invent(
            reflection,
            entry_point,
            &case.settings,
            distribution,
            &mut random,
        )
        .expect(name);
        let outputs: Outputs = ready.run(&inputs).expect(name);
        check(&inputs, &|name| {
            let (origin, _) = buffer(&inputs, name);
            words(outputs.buffers.get(origin).expect(name))
        });
    }
}

#[test]
fn integer_division() {
    run("wgsl/integer_division.wgsl", |inputs, found| {
        let divide = |a: u32, b: u32| {
            let (a, b) = (a.cast_signed(), b.cast_signed());
            a.checked_div(b).unwrap_or(a).cast_unsigned()
        };
        let remainder = |a: u32, b: u32| {
            let (a, b) = (a.cast_signed(), b.cast_signed());
            a.checked_rem(b).unwrap_or(0).cast_unsigned()
        };
        let udiv = |a: u32, b: u32| a.checked_div(b).unwrap_or(a);
        let urem = |a: u32, b: u32| a.checked_rem(b).unwrap_or(0);
        let least = i32::MIN.cast_unsigned();
        let mut quotients = Vec::new();
        for v in read(inputs, "pairs").chunks_exact(4) {
            let (x, y, z, w) = (v[0], v[1], v[2], v[3]);
            quotients.extend([divide(x, y), remainder(x, y), divide(x, 0), remainder(x, 0)]);
            quotients.extend([
                divide(least, w),
                remainder(least, w),
                divide(least, u32::MAX),
                remainder(least, u32::MAX),
            ]);
            let by = [0, x, 3, u32::MAX];
            quotients.extend(v.iter().zip(by).map(|(a, b)| divide(*a, b)));
            quotients.extend(v.iter().zip(by).map(|(a, b)| remainder(*a, b)));
            let one = [udiv(x, y), urem(x, y), udiv(x, 0), urem(x, 0)];
            let turned = [y, z, w, x];
            let mirrored = [w, z, y, x];
            let mut last: Vec<u32> = (0..4)
                .map(|i| {
                    one[i]
                        .wrapping_add(udiv(v[i], turned[i]))
                        .wrapping_add(urem(v[i], mirrored[i]))
                })
                .collect();
            last[0] = divide(last[0], w);
            last[1] = remainder(last[1], 0);
            quotients.extend(last);
        }
        assert_eq!(found("quotients"), quotients);
        // The nearest float below the limit stands for what is beyond it.
        let unsigned = |bits: u32| f32::from_bits(bits).clamp(0.0, 4_294_967_040.0) as u32;
        let signed = |bits: u32| {
            let scaled = f32::from_bits(bits) * 1.0e9;
            (scaled.clamp(-2_147_483_648.0, 2_147_483_520.0) as i32).cast_unsigned()
        };
        let mut converted = Vec::new();
        for v in read(inputs, "floats").chunks_exact(4) {
            converted.extend(v.iter().map(|bits| unsigned(*bits)));
            converted.extend(v.iter().map(|bits| signed(*bits)));
        }
        assert_eq!(found("converted"), converted);
    });
}

/// Where each number is taken from is written down here from the rules of the language.
#[test]
fn uniform_layouts() {
    run("wgsl/uniform_layouts.wgsl", |inputs, found| {
        let block = read(inputs, "block");
        let at = |byte: usize| block[byte / 4];
        let results = found("plain");
        for (id, plain) in results.chunks_exact(68).enumerate() {
            let i = id & 1;
            // head 0, leaf 16 (a 16, b 28, m 32), rows 48, m32 96, m43 128, leaves 192 (each 32),
            // tail 256, last 288.
            assert_eq!(plain[0], at(0));
            assert_eq!(plain[1], at(16 + 4 * i));
            assert_eq!(plain[2], at(28));
            assert_eq!(plain[3], at(32 + 8 * i + 4));
            assert_eq!(plain[4], at(32 + 8 + 4 * i));
            for column in 0..3 {
                assert_eq!(plain[5 + 2 * column], at(96 + 8 * column));
                assert_eq!(plain[6 + 2 * column], at(96 + 8 * column + 4));
            }
            for column in 0..4 {
                for row in 0..3 {
                    assert_eq!(
                        plain[11 + 3 * column + row],
                        at(128 + 16 * column + 4 * row)
                    );
                }
            }
            assert_eq!(plain[25], at(192 + 32 * (1 - i) + 16));
            for row in 0..3 {
                assert_eq!(plain[48 + 4 * row], at(48 + 16 * row));
                assert_eq!(plain[48 + 4 * row + 1], at(48 + 16 * row + 12));
            }
            assert_eq!(plain[60], at(260));
            assert_eq!(plain[61], at(288 + 4 * i));
        }
    });
}

/// Where Direct3D has each number is written down here from its rules, in words.
#[test]
fn structured_layouts() {
    run("hlsl/structured_layouts.cs.hlsl", |inputs, found| {
        // Corner: at 0, normal 3, uv 6, tangents 10, id 16.
        const CORNER: usize = 17;
        // Face: weight 0, corners 1, turn 35 (by columns), map 44 (by rows), pose 50, grid 62
        // (each 6), lit 74, cell 75, colour 77.
        const FACE: usize = 81;
        let (faces, points) = (read(inputs, "faces"), read(inputs, "points"));
        let (turned, told) = (found("turned"), found("told"));
        for (i, told) in told.iter().enumerate().take(8) {
            assert_eq!(
                told / 2 * 2,
                (4 * FACE * 1_000_000 + 4 * CORNER * 1000 + 12) as u32
            );
            let face = &faces[i * FACE..];
            let left = &turned[i * FACE..];
            let same = |at: usize, from: usize| assert_eq!(left[at], face[from], "{at} of {i}");
            same(0, 0);
            same(1 + CORNER + 1, 50 + 2);
            same(1 + CORNER + 2, 50 + 4 + 2);
            same(1 + CORNER + 16, 1 + CORNER + 16);
            for column in 0..3 {
                same(35 + 3 * column, 35 + 3 * column);
                assert_eq!(left[35 + 3 * column + 1], points[3 * i + column]);
                same(35 + 3 * column + 2, 50 + 4 * column + 3);
            }
            for at in 44..49 {
                same(at, at);
            }
            // One of the columns of the first, in its second column.
            same(62 + 2 + (i & 1), 44 + 3 + i % 3);
            same(75, 76);
            same(76, 75);
            same(80, 77);
            same(79, 78);
        }
    });
}

#[test]
fn workgroup_memory() {
    run("wgsl/workgroup_memory.wgsl", |inputs, found| {
        let numbers = read(inputs, "numbers");
        let mut scanned = Vec::new();
        for (group, numbers) in numbers.chunks(32).enumerate() {
            let numbers: Vec<u32> = numbers.iter().map(|n| n % 1000).collect();
            let mut order: Vec<usize> = (0..32).collect();
            order.sort_by_key(|i| (numbers[*i], *i));
            let largest = numbers[order[31]];
            let mut sum = 0;
            for (i, n) in numbers.iter().enumerate() {
                sum += n;
                scanned.extend([sum, order[i] as u32, largest, group as u32]);
            }
        }
        assert_eq!(found("scanned"), scanned);
    });
}

#[test]
fn switches_and_loops_of_glsl() {
    run("glsl/control_flow.comp", |inputs, found| {
        let falls = |n: u32| match n % 7 {
            0 => 11,
            1 => 10,
            2 | 3 if n > 40 => 100,
            2 | 3 => (105 + 1000) * 3,
            5 => 0,
            _ => 1000 * 3,
        };
        let loops = |n: u32| {
            let mut sum = 0_u32;
            for i in 1..=12 {
                match i & 3 {
                    0 => continue,
                    1 => sum += n,
                    _ => sum ^= i,
                }
                if sum > 500 {
                    break;
                }
                sum += 2;
            }
            for a in 0..5 {
                if (a + n) & 1 == 1 {
                    sum += a * (9 - a);
                }
            }
            while sum >= 100 {
                sum /= 3;
            }
            sum
        };
        let choice = |n: u32| {
            let mut calls = 0;
            let mut noted = |value: bool| {
                calls = calls * 2 + 1;
                value
            };
            let choice = if n > 9 {
                if noted(true) { n + 1 } else { 2 }
            } else if noted(n > 4) && noted(n > 6) || noted(false) {
                5
            } else {
                6
            };
            choice * 100 + calls
        };
        let early = |n: u32| match n {
            3 => n,
            31.. => (n + 8) << 1,
            _ => n + 9,
        };
        let results: Vec<u32> = read(inputs, "read")
            .iter()
            .map(|n| n & 63)
            .flat_map(|n| [falls(n), loops(n), choice(n), early(n)])
            .collect();
        assert_eq!(found("written"), results);
    });
}

#[test]
fn phis_and_switches_of_spirv() {
    run("spirv/flow.spvasm", |inputs, found| {
        let bump = |local: &mut u32, n: u32| {
            let old = *local;
            if old & 1 == 1 {
                *local = old.wrapping_sub(n);
                return 3;
            }
            *local = old.wrapping_add(n);
            old
        };
        let results: Vec<u32> = read(inputs, "data")
            .iter()
            .map(|n| {
                let n = n & 63;
                let mut local = n;
                let (mut a, mut b, mut i) = (0_u32, 1_u32, 0);
                let fib = loop {
                    if i >= n {
                        break a;
                    }
                    let next = a + b;
                    if next > 100 {
                        break next;
                    }
                    i += if i & 1 == 0 { 1 } else { 2 };
                    (a, b) = (b, next);
                };
                let end = match n % 7 {
                    0 => {
                        let bumped = bump(&mut local, 5);
                        bump(&mut local, bumped)
                    }
                    1 => bump(&mut local, fib),
                    2 | 5 if n < 5 => return 100,
                    2 | 5 => fib,
                    _ => fib * 3,
                };
                (end.wrapping_mul(100)).wrapping_add(local)
            })
            .collect();
        assert_eq!(found("data"), results);
    });
}

/// Unordered comparisons are true where a number is none, ordered ones are not.
#[test]
fn comparisons_of_no_numbers() {
    run("spirv/comparisons.spvasm", |inputs, found| {
        let mut bits = Vec::new();
        for pair in read(inputs, "in").chunks_exact(4) {
            let (a, b) = (f32::from_bits(pair[0]), f32::from_bits(pair[1]));
            let x = if a > 3.0 { f32::NAN } else { a };
            let unordered = x.is_nan();
            let all = [
                x == b,
                unordered || x == b,
                !unordered && x != b,
                unordered || x != b,
                x < b,
                unordered || x < b,
                x >= b,
                unordered || x >= b,
                unordered,
            ];
            let sum: u32 = all
                .iter()
                .zip(0..)
                .map(|(is, at)| u32::from(*is) << at)
                .sum();
            let whole = b as i32;
            let rest = [whole % 7, whole / 7, whole.wrapping_neg() >> 2];
            // What no integer can hold is not promised.
            if b.abs() < 2.0e9 {
                bits.extend(
                    [sum]
                        .into_iter()
                        .chain(rest.map(i32::cast_unsigned))
                        .map(Some),
                );
            } else {
                bits.extend([Some(sum), None, None, None]);
            }
        }
        let found = found("out");
        assert_eq!(found.len(), bits.len());
        for (at, (found, wanted)) in found.iter().zip(bits).enumerate() {
            assert!(
                wanted.is_none_or(|wanted| wanted == *found),
                "{at}: {found:#x}, {wanted:x?}"
            );
        }
    });
}
