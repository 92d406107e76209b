//! Shaders made to hurt, of kinds that grow without end: at the limits they are done, beyond the
//! limits they are refused, and nothing in between overflows a stack or panics.
//!
//! A stack overflow ends this test's process: that is the failure. The depths are those that the
//! default limits let through, and an unoptimised build has the largest frames there are.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails may panic"
)]

mod common;

use std::fmt::Write as _;

use naga_toolchain::diagnostic::{Failure, Kind};
use naga_toolchain::options::Options;
use naga_toolchain::source::{Language, Source};
use naga_toolchain::target::TargetLanguage;

/// A way to make a shader of any size.
struct Growth {
    name: &'static str,
    file: &'static str,
    /// The size that the limits just let through, or a little less.
    most: usize,
    make: fn(usize) -> String,
    /// Whether naga itself may refuse the largest.
    refused: bool,
}

const fn growth(
    name: &'static str,
    file: &'static str,
    most: usize,
    make: fn(usize) -> String,
) -> Growth {
    Growth {
        name,
        file,
        most,
        make,
        refused: false,
    }
}

fn wgsl(body: &str) -> String {
    format!(
        "@group(0) @binding(0) var<storage, read_write> o: array<i32>;\n\
         @compute @workgroup_size(1) fn main() {{\n{body}\n}}\n"
    )
}

fn glsl(body: &str) -> String {
    format!(
        "#version 450\nlayout(local_size_x = 1) in;\n\
         layout(std430, binding = 0) buffer B {{ int o[]; }};\nvoid main() {{\n{body}\n}}\n"
    )
}

fn spirv(globals: &str, body: &str) -> String {
    format!(
        "OpCapability Shader\nOpMemoryModel Logical GLSL450\n\
         OpEntryPoint GLCompute %main \"main\"\nOpExecutionMode %main LocalSize 1 1 1\n\
         %void = OpTypeVoid\n%fn = OpTypeFunction %void\n%u32 = OpTypeInt 32 0\n%bool = OpTypeBool\n\
         %yes = OpConstantTrue %bool\n%one = OpConstant %u32 1\n%two = OpConstant %u32 2\n\
         %ptr = OpTypePointer Private %u32\n%v = OpVariable %ptr Private\n{globals}\
         %main = OpFunction %void None %fn\n%start = OpLabel\n{body}OpReturn\nOpFunctionEnd\n"
    )
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, index| {
        text.push_str(&line(index));
        text.push('\n');
        text
    })
}

fn nested(n: usize, open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(n), close.repeat(n))
}

/// `if` inside `if`, in SPIR-V.
fn nested_selections(n: usize) -> String {
    let mut body = String::new();
    for index in 0..n {
        let _ = write!(
            body,
            "OpSelectionMerge %m{index} None\nOpBranchConditional %yes %i{index} %m{index}\n\
             %i{index} = OpLabel\n"
        );
    }
    for index in (0..n).rev() {
        let _ = write!(body, "OpBranch %m{index}\n%m{index} = OpLabel\n");
    }
    spirv("", &body)
}

fn nested_loops(n: usize) -> String {
    let mut body = String::new();
    for index in 0..n {
        let _ = write!(
            body,
            "OpBranch %h{index}\n%h{index} = OpLabel\nOpLoopMerge %m{index} %c{index} None\n\
             OpBranch %i{index}\n%i{index} = OpLabel\n"
        );
    }
    for index in (0..n).rev() {
        let _ = write!(
            body,
            "OpBranch %m{index}\n%c{index} = OpLabel\nOpBranch %h{index}\n%m{index} = OpLabel\n"
        );
    }
    spirv("", &body)
}

const ALL: &[Growth] = &[
    growth("sum", "a.wgsl", 3900, |n| {
        wgsl(&format!("o[0] = o[1]{};", " + o[1]".repeat(n)))
    }),
    growth("constant sum", "a.wgsl", 3900, |n| {
        format!("const a = 1{};", " + 1".repeat(n))
    }),
    growth("swizzles", "a.wgsl", 3900, |n| {
        wgsl(&format!(
            "var v = vec4<i32>(); o[0] = v{}.x;",
            ".wzyx".repeat(n)
        ))
    }),
    Growth {
        refused: true,
        ..growth("negations", "a.wgsl", 3900, |n| {
            wgsl(&format!("o[0] = {}o[1];", "- ".repeat(n)))
        })
    },
    Growth {
        refused: true,
        ..growth("brackets", "a.wgsl", 490, |n| {
            wgsl(&format!("o[0] = {};", nested(n, "(", "o[1]", ")")))
        })
    },
    growth("brackets as naga takes them", "a.wgsl", 90, |n| {
        wgsl(&format!("o[0] = {};", nested(n, "abs(", "o[1]", ")")))
    }),
    growth("blocks", "a.wgsl", 120, |n| {
        wgsl(&nested(n, "{", "o[0] = 1;", "}"))
    }),
    growth("loops", "a.wgsl", 60, |n| {
        wgsl(&nested(
            n,
            "loop { if o[0] > 1 { break; }",
            "o[0] = 1;",
            "}",
        ))
    }),
    growth("else if", "a.wgsl", 490, |n| {
        wgsl(&format!(
            "if o[0] == 0 {{ o[1] = 0; }}{}",
            " else if o[0] == 1 { o[1] = 1; }".repeat(n)
        ))
    }),
    growth("and", "a.wgsl", 900, |n| {
        wgsl(&format!(
            "if o[0] == 1{} {{ o[1] = 0; }}",
            " && o[2] == 3".repeat(n)
        ))
    }),
    growth("constants in a chain", "a.wgsl", 19_000, |n| {
        lines(n, |i| format!("const c{i} = c{};", i + 1)) + &format!("const c{n} = 1;")
    }),
    growth("types in types", "a.wgsl", 490, |n| {
        let structs = lines(n, |i| format!("struct S{i} {{ a: S{} }}", i + 1));
        format!(
            "{structs}struct S{n} {{ a: i32 }}\nvar<private> v: S0;\n{}",
            wgsl("var w = v; v = w;")
        )
    }),
    growth("arrays of arrays", "a.wgsl", 490, |n| {
        let aliases = lines(n, |i| format!("alias A{i} = array<A{}, 1>;", i + 1));
        let index = "[0]".repeat(n);
        format!(
            "{aliases}alias A{n} = i32;\nvar<private> v: A0;\n{}",
            wgsl(&format!("v{index} = 1;"))
        )
    }),
    growth("calls in a chain", "a.wgsl", 3000, |n| {
        lines(n, |i| format!("fn f{i}() {{ f{}(); }}", i + 1))
            + &format!("fn f{n}() {{}}\n")
            + &wgsl("f0();")
    }),
    growth("lets in a chain", "a.wgsl", 3000, |n| {
        wgsl(
            &(lines(n, |i| format!("let a{} = a{i} + 1;", i + 1)).replacen(
                "let",
                "let a0 = o[0]; let",
                1,
            ) + &format!("o[1] = a{n};")),
        )
    }),
    growth("entry points", "a.wgsl", 600, |n| {
        lines(n, |i| format!("@compute @workgroup_size(1) fn e{i}() {{}}"))
    }),
    growth("bindings", "a.wgsl", 2000, |n| {
        lines(n, |i| {
            format!("@group(0) @binding({i}) var<storage> g{i}: array<i32>;")
        }) + &wgsl("").replace("binding(0)", "binding(999999)")
    }),
    growth("sum", "a.comp", 3900, |n| {
        glsl(&format!("o[0] = o[1]{};", " + o[1]".repeat(n)))
    }),
    growth("brackets", "a.comp", 490, |n| {
        glsl(&format!("o[0] = {};", nested(n, "(", "o[1]", ")")))
    }),
    growth("calls", "a.comp", 490, |n| {
        glsl(&format!("o[0] = {};", nested(n, "abs(", "o[1]", ")")))
    }),
    growth("indices", "a.comp", 490, |n| {
        glsl(&format!("o[0] = {};", nested(n, "o[", "1", "]")))
    }),
    growth("negations", "a.comp", 3900, |n| {
        glsl(&format!("o[0] = {}o[1];", "- ".repeat(n)))
    }),
    growth("assignments", "a.comp", 3900, |n| {
        glsl(&format!("int a; {}1;", "a = ".repeat(n)))
    }),
    growth("conditions", "a.comp", 900, |n| {
        glsl(&format!("o[0] = {}1;", "o[1] == 2 ? 1 : ".repeat(n)))
    }),
    growth("blocks", "a.comp", 490, |n| {
        glsl(&nested(n, "{", "o[0] = 1;", "}"))
    }),
    growth("ifs", "a.comp", 490, |n| {
        glsl(&nested(n, "if (o[1] == 2) {", "o[0] = 1;", "}"))
    }),
    growth("ifs without blocks", "a.comp", 490, |n| {
        glsl(&format!("{} o[0] = 1;", "if (o[1] == 2) ".repeat(n)))
    }),
    growth("loops", "a.comp", 490, |n| {
        glsl(&nested(
            n,
            "for (int i = 0; i < 2; i++) {",
            "o[0] = 1;",
            "}",
        ))
    }),
    growth("else if", "a.comp", 490, |n| {
        glsl(&format!(
            "if (o[0] == 0) o[1] = 0;{}",
            " else if (o[0] == 1) { o[1] = 1; }".repeat(n)
        ))
    }),
    growth("macros in macros", "a.comp", 490, |n| {
        glsl(&format!("o[0] = {};", nested(n, "F(", "o[1]", ")"))).replacen(
            "450\n",
            "450\n#define F(x) x\n",
            1,
        )
    }),
    growth("sum", "a.spvasm", 3900, |n| {
        let sums = lines(n, |i| format!("%s{} = OpIAdd %u32 %s{i} %one", i + 1));
        spirv(
            "",
            &format!("%s0 = OpLoad %u32 %v\n{sums}OpStore %v %s{n}\n"),
        )
    }),
    growth("ifs", "a.spvasm", 990, nested_selections),
    growth("loops", "a.spvasm", 990, nested_loops),
    growth("types in types", "a.spvasm", 250, |n| {
        let types = lines(n, |i| format!("%t{} = OpTypeStruct %t{i}", i + 1));
        spirv(
            &format!(
                "%t0 = OpTypeStruct %u32\n{types}%tp = OpTypePointer Private %t{n}\n\
                 %tv = OpVariable %tp Private\n%null = OpConstantNull %t{n}\n"
            ),
            &format!("%x = OpLoad %t{n} %tv\nOpStore %tv %x\n"),
        )
    }),
    growth("constants that double", "a.spvasm", 24, |n| {
        let arrays = lines(n, |i| {
            format!(
                "%a{0} = OpTypeArray %a{i} %two\n%k{0} = OpConstantComposite %a{0} %k{i} %k{i}",
                i + 1
            )
        });
        spirv(
            &format!(
                "%a0 = OpTypeArray %u32 %two\n%k0 = OpConstantComposite %a0 %one %two\n{arrays}\
                 %tp = OpTypePointer Private %a{n}\n%tv = OpVariable %tp Private\n"
            ),
            &format!("OpStore %tv %k{n}\n"),
        )
    }),
];

fn source(growth: &Growth, n: usize) -> Source {
    let text = (growth.make)(n);
    let language = match growth.file {
        "a.wgsl" => Language::Wgsl,
        "a.comp" => Language::Glsl,
        _ => Language::SpirvAssembly,
    };
    Source::text(growth.file, language, text)
}

#[track_caller]
fn not_internal(what: &str, failure: &Failure) {
    assert!(
        failure.kind() != Kind::Internal,
        "{what}: {failure}\n{failure:#?}"
    );
}

#[test]
fn the_largest_that_passes_the_limits_is_done() {
    let options = Options::default();
    common::on_large_stack(|| {
        for growth in ALL {
            let what = format!("{} ({}, {})", growth.name, growth.file, growth.most);
            let checked = match common::read(&source(growth, growth.most), &options) {
                Ok(checked) => checked,
                Err(failure) => {
                    not_internal(&what, &failure);
                    assert!(growth.refused, "{what}: {failure}");
                    continue;
                }
            };
            for target in TargetLanguage::ALL {
                // One entry point shows what a writer does.
                let index = target.is_per_entry_point().then_some(0);
                if let Err(failure) = naga_toolchain::emit::emit(&checked, target, index, &options)
                {
                    not_internal(&format!("{what} to {target}"), &failure);
                }
            }
        }
    });
}

#[test]
fn what_is_far_beyond_the_limits_is_refused_at_once() {
    let options = Options::default();
    // On whatever stack the test has: limits come before the large one.
    for growth in ALL
        .iter()
        .filter(|growth| growth.most < 10_000 && growth.most > 100)
    {
        let far = (growth.most * 12).min(40_000);
        let Err(failure) = common::read(&source(growth, far), &options) else {
            // What is only many, and not deep.
            assert!(
                matches!(growth.name, "calls in a chain" | "lets in a chain"),
                "{} ({}) is taken",
                growth.name,
                growth.file
            );
            continue;
        };
        assert!(
            matches!(failure.kind(), Kind::Limit | Kind::Rejected),
            "{}: {failure}",
            growth.name
        );
    }
}
