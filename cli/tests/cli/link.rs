//! Shaders of several files, read from disk.

use super::support::Place;

const MAIN: &str = "import package::util::color::tint;
import shapes::square::area;
@fragment fn main() -> @location(0) vec4f {
    @if(BRIGHT) return tint() * constants::GAIN;
    @else return vec4f(area(2.0));
}
";

fn place() -> Place {
    Place::new()
        .with("app/src/main/main.wesl", MAIN)
        .with(
            "app/src/util/color.wesl",
            "fn tint() -> vec4f { return vec4f(0.25); }\n",
        )
        .with(
            "libs/shapes/src/square.wesl",
            "fn area(side: f32) -> f32 { return side * side; }\n",
        )
}

#[test]
fn imports_are_read_and_told_to_the_build() {
    let place = place();
    place
        .run(&[
            "translate",
            "app/src/main/main.wesl",
            "--to",
            "msl",
            "-o",
            "out.metal",
            "--depfile",
            "out.d",
            "--module-path",
            "libs",
        ])
        .exits(0);
    assert!(place.read("out.metal").contains("area(2.0)"));
    assert_eq!(
        place.read("out.d"),
        "out.metal: app/src/main/main.wesl libs/shapes/src/square.wesl\n"
    );
    let ran = place
        .run(&[
            "translate",
            "app/src/main/main.wesl",
            "--to",
            "wgsl",
            "-D",
            "BRIGHT",
            "-D",
            "GAIN=1.5",
        ])
        .exits(0);
    assert!(ran.stdout.contains("tint()") && ran.stdout.contains("1.5"));
}

#[test]
fn messages_name_the_file_that_is_wrong() {
    let place = place().with(
        "libs/shapes/src/square.wesl",
        "// A square.\nfn area(side: f32) -> f32 {\n    return sid * side;\n}\n",
    );
    let args = [
        "validate",
        "app/src/main/main.wesl",
        "--package",
        "shapes=libs/shapes",
    ];
    place
        .run(&args)
        .exits(1)
        .says("libs/shapes/src/square.wesl:3:12")
        .says("`sid`");
    place
        .run(&["validate", "app/src/main/main.wesl"])
        .exits(1)
        .says("app/src/main/main.wesl:2:8")
        .says("--module-path");
}

#[test]
fn bevy_modules_are_found_below_a_folder() {
    let place = Place::new()
        .with(
            "main.wgsl",
            "#import lib::noise::hash\n#ifdef TWICE\n#define N 2\n#else\n#define N 1\n#endif\n\
             @fragment fn main() -> @location(0) vec4f { return vec4f(hash(#{N}u)); }\n",
        )
        .with(
            "modules/deep/noise.wgsl",
            "#define_import_path lib::noise\nfn hash(x: u32) -> f32 { return f32(x); }\n",
        );
    place
        .run(&["validate", "main.wgsl"])
        .exits(1)
        .says("--linker naga-oil");
    let args = |extra: &[&'static str]| {
        let mut args = vec![
            "translate",
            "main.wgsl",
            "--to",
            "wgsl",
            "--linker",
            "naga-oil",
            "--module-path",
            "modules",
        ];
        args.extend(extra);
        args
    };
    place.run(&args(&[])).exits(0).prints("hash(1u)");
    place
        .run(&args(&["-D", "TWICE"]))
        .exits(0)
        .prints("hash(2u)");
}
