//! What means the same as a built-in function, in words that naga evaluates.

/// Whether [`values`] has something for a function.
pub(super) fn is_known(function: &str) -> bool {
    matches!(
        function,
        "mix"
            | "smoothstep"
            | "reflect"
            | "faceForward"
            | "refract"
            | "ldexp"
            | "transpose"
            | "determinant"
            | "pack4x8unorm"
            | "pack2x16unorm"
            | "pack4x8snorm"
            | "pack2x16snorm"
            | "unpack4x8unorm"
            | "unpack2x16unorm"
    )
}

/// What means the same as a call, in the order in which it is to be tried; nothing for other
/// functions, or another number of arguments.
pub(super) fn values(function: &str, arguments: &[String]) -> Vec<String> {
    match (function, arguments) {
        ("mix", [a, b, t]) => vec![format!("(({a})*(1.0-({t}))+({b})*({t}))")],
        ("smoothstep", [low, high, x]) => {
            let t = format!("saturate((({x})-({low}))*1.0/(({high})-({low})))");
            vec![format!("({t}*{t}*(3.0-2.0*{t}))")]
        }
        ("reflect", [i, n]) => vec![format!("(({i})-2.0*dot(({n}),({i}))*({n}))")],
        ("faceForward", [n, i, reference]) => {
            vec![format!("select(-({n}),({n}),dot(({i}),({reference}))<0.0)")]
        }
        ("refract", [i, n, eta]) => {
            let along = format!("dot(({n}),({i}))");
            let k = format!("(1.0-({eta})*({eta})*(1.0-{along}*{along}))");
            vec![format!(
                "select(({i})*0.0,({eta})*({i})-(({eta})*{along}+sqrt(max({k},0.0)))*({n}),{k}>=0.0)"
            )]
        }
        ("ldexp", [x, exponent]) => vec![
            format!("(({x})*exp2(({exponent})*1.0))"),
            format!("(({x})*exp2(f32({exponent})))"),
        ],
        ("transpose", [m]) => transposed(m),
        // A matrix of fewer columns has no column of this number.
        ("determinant", [m]) => vec![determinant(m, 4), determinant(m, 3), determinant(m, 2)],
        ("pack4x8unorm", [v]) => vec![joined(4, |at| {
            format!("u32(floor(0.5+255.0*saturate(({v})[{at}])))")
        })],
        ("pack2x16unorm", [v]) => vec![joined(2, |at| {
            format!("u32(floor(0.5+65535.0*saturate(({v})[{at}])))")
        })],
        ("pack4x8snorm", [v]) => vec![joined(4, |at| {
            format!("(u32(i32(floor(0.5+127.0*clamp(({v})[{at}],-1.0,1.0))))&255u)")
        })],
        ("pack2x16snorm", [v]) => vec![joined(2, |at| {
            format!("(u32(i32(floor(0.5+32767.0*clamp(({v})[{at}],-1.0,1.0))))&65535u)")
        })],
        ("unpack4x8unorm", [e]) => vec![parts(4, |at| {
            format!("f32((({e})>>{}u)&255u)/255.0", 8 * at)
        })],
        ("unpack2x16unorm", [e]) => vec![parts(2, |at| {
            format!("f32((({e})>>{}u)&65535u)/65535.0", 16 * at)
        })],
        _ => Vec::new(),
    }
}

/// Numbers side by side in one word.
fn joined(count: usize, part: impl Fn(usize) -> String) -> String {
    let parts: Vec<String> = (0..count)
        .map(|at| format!("({}<<{}u)", part(at), at * 32 / count))
        .collect();
    format!("({})", parts.join("|"))
}

/// A vector of floats.
fn parts(count: usize, part: impl Fn(usize) -> String) -> String {
    let parts: Vec<String> = (0..count).map(part).collect();
    format!("vec{count}f({})", parts.join(","))
}

/// The transposed matrix, for every number of columns and rows: the highest that can be read are
/// those that it has.
fn transposed(m: &str) -> Vec<String> {
    let sizes = [4, 3, 2];
    sizes
        .iter()
        .flat_map(|&columns| sizes.map(|rows| (columns, rows)))
        .map(|(columns, rows)| {
            let elements: Vec<String> = (0..rows)
                .flat_map(|row| (0..columns).map(move |column| format!("({m})[{column}][{row}]")))
                .collect();
            format!("mat{rows}x{columns}({})", elements.join(","))
        })
        .collect()
}

/// The determinant of a matrix of so many columns, along its first column.
fn determinant(m: &str, size: usize) -> String {
    let all: Vec<usize> = (0..size).collect();
    minor(m, 0, &all)
}

/// The determinant of the columns from one on, in some rows.
fn minor(m: &str, column: usize, rows: &[usize]) -> String {
    if rows.is_empty() {
        return "1.0".to_owned();
    }
    let terms: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(position, &row)| {
            let others: Vec<usize> = rows.iter().copied().filter(|&other| other != row).collect();
            let sign = if position % 2 == 0 { "" } else { "-" };
            format!(
                "{sign}({m})[{column}][{row}]*{}",
                minor(m, column + 1, &others)
            )
        })
        .collect();
    format!("({})", terms.join("+"))
}
