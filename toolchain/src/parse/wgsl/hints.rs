//! What to do about an error, where it can be told.

use std::ops::Range;

use super::convert::{Raw, UNKNOWN_VALUE};
use super::foreign::{foreign, of_other_times};
use crate::codes;
use crate::diagnostic::Code;
use crate::parse::names::nearest;
use crate::wgsl_text::{DeclarationKind, Kind, Scan};

/// What naga expected, in words and WGSL's own spellings.
pub(super) fn expected(raw: &Raw) -> Option<String> {
    let (_, label) = raw.labels.first()?;
    let text = label.strip_prefix("expected ")?;
    let inner = |start: &str| {
        text.strip_prefix(start)
            .and_then(|rest| rest.strip_suffix("`)"))
            .map(|token| format!("`{token}`"))
    };
    Some(match text {
        "@" => "`@`".to_owned(),
        "->" => "`->`".to_owned(),
        "number" => "a number".to_owned(),
        "identifier" => "a name".to_owned(),
        "expression" => "an expression".to_owned(),
        "statement" => "a statement".to_owned(),
        "increment operation" => "`++`".to_owned(),
        "decrement operation" => "`--`".to_owned(),
        "template args start" => "`<`".to_owned(),
        "template args end" => "`>`".to_owned(),
        "end" => "the end of the file".to_owned(),
        "assignment or increment/decrement" => "an assignment, `++` or `--`".to_owned(),
        "variable access" => "an access mode".to_owned(),
        "function name" => "the name of a function".to_owned(),
        "the `diagnostic` attribute identifier" => "`diagnostic`".to_owned(),
        _ if text.starts_with("LHS expression") => "something to assign to".to_owned(),
        _ if text.starts_with("switch item") => "`case`, `default` or `}`".to_owned(),
        _ if text.starts_with("workgroup size separator") => "`,` or `)`".to_owned(),
        _ if text.starts_with("global item") => "a declaration".to_owned(),
        _ if text.starts_with("next argument, trailing comma") => "`,` or `;`".to_owned(),
        _ if text.starts_with("next argument or end of list") => "a name or `;`".to_owned(),
        _ if text.starts_with("for loop initializer") => {
            "the first part of a `for` loop: a declaration, an assignment or a call".to_owned()
        }
        _ if text.starts_with("for loop update") => {
            "the last part of a `for` loop: an assignment, `++`, `--` or a call".to_owned()
        }
        _ => inner("operation (`")
            .or_else(|| inner("logical operation (`"))
            .or_else(|| inner("bitshift (`"))
            .or_else(|| inner("unknown (`"))
            .unwrap_or_else(|| {
                if text.chars().all(|c| c.is_alphanumeric() || c == '_') {
                    format!("`{text}`")
                } else {
                    text.to_owned()
                }
            }),
    })
}

/// Name, declared type and type of the value in naga's message about an initialiser.
pub(super) fn initialiser_types(message: &str) -> Option<(&str, &str, &str)> {
    let rest = message.strip_prefix("the type of `")?;
    let (name, rest) = rest.split_once("` is expected to be `")?;
    let (expected, rest) = rest.split_once("`, but got `")?;
    Some((name, expected, rest.strip_suffix('`')?))
}

/// The type there is and the type there should be in naga's messages about conversions.
pub(super) fn conversion_types(message: &str) -> Option<(&str, &str)> {
    let rest = message
        .strip_prefix("automatic conversions cannot convert elements of `")
        .or_else(|| message.strip_prefix("automatic conversions cannot convert `"))?;
    let (from, to) = rest.split_once("` to `")?;
    Some((from, to.strip_suffix('`')?))
}

/// The value after the `=` that follows a declared name.
pub(super) fn initialiser(scan: &Scan<'_>, name: &Range<usize>) -> Option<Range<usize>> {
    let start = scan.token_at(name.start);
    let equals = (start..scan.tokens.len())
        .take(64)
        .take_while(|&index| !scan.is(index, b';'))
        .find(|&index| scan.is(index, b'='))?;
    let end = (equals + 1..scan.tokens.len())
        .take(512)
        .find(|&index| scan.is(index, b';'))?;
    (equals + 1 < end).then(|| scan.span(&(equals + 1..end)))
}

/// The innermost bracket that is open at the end of the text.
pub(super) fn unclosed(scan: &Scan<'_>) -> Option<Range<usize>> {
    let mut open: Vec<(u8, Range<usize>)> = Vec::new();
    for token in &scan.tokens {
        if let Kind::Punctuation(character) = token.kind {
            match character {
                b'(' => open.push((b')', token.start..token.end)),
                b'[' => open.push((b']', token.start..token.end)),
                b'{' => open.push((b'}', token.start..token.end)),
                b')' | b']' | b'}' => {
                    while let Some((wanted, _)) = open.pop() {
                        if wanted == character {
                            break;
                        }
                    }
                }
                _ => {}
            }
        }
    }
    open.pop().map(|(_, span)| span)
}

/// Attributes.
const ATTRIBUTES: &str = "\
    align binding blend_src builtin compute const diagnostic fragment group id interpolate \
    invariant location must_use size vertex workgroup_size early_depth_test task mesh \
    payload per_primitive";

/// Built-in values.
const BUILTIN_VALUES: &str = "\
    position vertex_index instance_index front_facing frag_depth sample_index sample_mask \
    local_invocation_id local_invocation_index global_invocation_id workgroup_id \
    num_workgroups subgroup_invocation_id subgroup_size subgroup_id num_subgroups \
    primitive_index view_index clip_distances draw_index barycentric point_size";

/// Names of built-in values in other languages.
const FOREIGN_BUILTINS: &[(&str, &str)] = &[
    ("vertex_id", "vertex_index"),
    ("instance_id", "instance_index"),
    ("frag_coord", "position"),
    ("global_id", "global_invocation_id"),
    ("local_id", "local_invocation_id"),
    ("dispatch_thread_id", "global_invocation_id"),
    ("vertex_idx", "vertex_index"),
    ("is_front_face", "front_facing"),
];

/// Types with the shorthand names that naga's list of predeclared names leaves out.
const SHORTHANDS: &[&str] = &[
    "vec2f",
    "vec3f",
    "vec4f",
    "vec2i",
    "vec3i",
    "vec4i",
    "vec2u",
    "vec3u",
    "vec4u",
    "vec2h",
    "vec3h",
    "vec4h",
    "mat2x2f",
    "mat3x3f",
    "mat4x4f",
    "mat2x2h",
    "mat3x3h",
    "mat4x4h",
    "true",
    "false",
    "immediate",
];

fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(wanted, candidates).map(|name| format!("did you mean `{name}`?"))
}

/// Every name that is declared in the text, those of the function around `offset` first.
fn declared<'a>(scan: &Scan<'a>, offset: usize) -> Vec<&'a str> {
    let declarations = scan.declarations();
    let mut names = Vec::new();
    for declaration in &declarations.list {
        let span = scan.span(&declaration.tokens);
        if declaration.kind == DeclarationKind::Function && span.contains(&offset) {
            let mut local: Vec<_> = scan
                .local_names(&declaration.tokens)
                .into_iter()
                .flatten()
                .collect();
            local.extend(scan.parameters(declaration));
            names.splice(0..0, local);
        }
        names.extend(declaration.name.map(|name| scan.word(name)));
    }
    names
}

/// What to do about an error.
pub(super) fn help(
    scan: &Scan<'_>,
    raw: &Raw,
    code: Code,
    culprit: Option<Range<usize>>,
    found: &str,
) -> Option<String> {
    let offset = culprit.map_or(0, |span| span.start);
    match code {
        codes::WGSL_SYNTAX => syntax(scan, raw, offset, found),
        codes::WGSL_IDENTIFIER_UNKNOWN => {
            let name = raw.unknown_identifier().unwrap_or(found);
            foreign(name).or_else(|| {
                did_you_mean(
                    name,
                    declared(scan, offset)
                        .into_iter()
                        .chain(SHORTHANDS.iter().copied())
                        .chain(naga::keywords::wgsl::BUILTIN_IDENTIFIERS.iter().copied()),
                )
            })
        }
        codes::WGSL_TYPE_UNKNOWN => foreign(found),
        codes::WGSL_FIELD_UNKNOWN => {
            if let Some(help) = column(scan, offset, found) {
                return Some(help);
            }
            let declarations = scan.declarations();
            did_you_mean(
                found,
                declarations
                    .list
                    .iter()
                    .filter(|declaration| declaration.kind == DeclarationKind::Struct)
                    .flat_map(|declaration| scan.members(declaration)),
            )
        }
        codes::WGSL_ATTRIBUTE_UNKNOWN => match found {
            "stage" => Some("write `@vertex`, `@fragment` or `@compute`".to_owned()),
            "block" => Some("WGSL needs no such attribute any more: remove it".to_owned()),
            "stride" => Some(
                "the stride follows from the element type; use `@size` or `@align` in a struct"
                    .to_owned(),
            ),
            "offset" => Some("offsets follow from the members; use `@size` or `@align`".to_owned()),
            "set" => Some("write `@group`".to_owned()),
            "if" | "elif" | "else" => {
                Some("conditions are part of WESL: read the source with `--linker wesl`".to_owned())
            }
            "override" => Some("write `override name: type;`, or `@id(0) override …`".to_owned()),
            "numthreads" | "local_size" => Some("write `@workgroup_size(x, y, z)`".to_owned()),
            _ => did_you_mean(found, ATTRIBUTES.split_whitespace()),
        },
        codes::WGSL_BUILTIN_UNKNOWN => FOREIGN_BUILTINS
            .iter()
            .find(|(from, _)| *from == found)
            .map(|(_, to)| format!("did you mean `{to}`?"))
            .or_else(|| did_you_mean(found, BUILTIN_VALUES.split_whitespace())),
        codes::WGSL_ENUMERANT_UNKNOWN => did_you_mean(
            found,
            naga::keywords::wgsl::BUILTIN_IDENTIFIERS
                .iter()
                .copied()
                .chain(["immediate"]),
        )
        .or_else(|| {
            raw.message.contains("address space").then(|| {
                "there are: function, private, workgroup, uniform, storage, immediate".to_owned()
            })
        })
        .or_else(|| {
            raw.message
                .contains("unknown access")
                .then(|| "there are: read, write, read_write".to_owned())
        }),
        codes::WGSL_EXTENSION_NEEDED => {
            let name = quoted(&raw.message)?;
            let unimplemented = raw
                .notes
                .iter()
                .any(|note| note.contains("not yet implemented"));
            (!unimplemented).then(|| format!("add `enable {name};` before the first declaration"))
        }
        codes::WGSL_EXTENSION_UNSUPPORTED => {
            let name = quoted(&raw.message)?;
            if name == "subgroups" {
                Some("the subgroup functions need no directive here: remove it".to_owned())
            } else if raw.message.contains("current environment") {
                Some("the option `wgsl_in.capabilities` does not allow it".to_owned())
            } else {
                None
            }
        }
        codes::WGSL_EXTENSION_UNKNOWN => {
            let name = quoted(&raw.message)?;
            let known: Vec<&str> = naga::front::wgsl::ImplementedEnableExtension::all()
                .iter()
                .map(|&extension| {
                    naga::front::wgsl::EnableExtension::Implemented(extension).to_ident()
                })
                .collect();
            raw.message.contains("enable-extension").then(|| {
                did_you_mean(name, known.iter().copied())
                    .unwrap_or_else(|| format!("there are: {}", known.join(", ")))
            })
        }
        codes::WGSL_RESERVED_WORD => {
            let name = quoted(&raw.message)?;
            Some(format!("choose another name, such as `{name}_`"))
        }
        codes::WGSL_IDENTIFIER if raw.message.contains("`_`") => {
            Some("to drop a value, write `_ = value;` without `let` or `var`".to_owned())
        }
        codes::WGSL_IDENTIFIER => Some("names must not start with `__`".to_owned()),
        codes::WGSL_DIRECTIVE_ORDER => Some("move it to the top of the file".to_owned()),
        codes::WGSL_ASSIGNMENT => assignment(scan, raw, offset, found),
        codes::WGSL_TYPE_MISMATCH => {
            let (from, to) = initialiser_types(&raw.message)
                .map(|(_, to, from)| (from, to))
                .or_else(|| conversion_types(&raw.message))?;
            converts(from, to).then(|| format!("convert it: `{to}(…)`"))
        }
        codes::WGSL_ATTRIBUTE_MISSING if raw.message.starts_with("workgroup size") => {
            Some("add `@workgroup_size(64)`, or what the host dispatches".to_owned())
        }
        codes::WGSL_ATOMIC if raw.message.starts_with("atomic variables") => {
            Some("use `atomicLoad(&a)`, `atomicStore(&a, value)` and the like".to_owned())
        }
        codes::WGSL_NOT_REFERENCE if raw.message.contains("`&`") => {
            Some("only a `var` has an address: declare it with `var` instead of `let`".to_owned())
        }
        codes::WGSL_ADDRESS_SPACE => Some("declare it at module scope".to_owned()),
        codes::WGSL_CONST_EXPRESSION if raw.message.contains("const context") => {
            Some("use literals, `const` declarations and built-in functions of these".to_owned())
        }
        codes::WGSL_CONST_EXPRESSION if raw.message.starts_with(UNKNOWN_VALUE) => Some(
            "constants are finite, and bits lie within their word; in a function, `let` takes what is \
             computed when the shader runs"
                .to_owned(),
        ),
        codes::WGSL_CALL if raw.message.starts_with("local") => hidden(scan, found),
        codes::WGSL_NO_VALUE => Some("call it in a statement of its own".to_owned()),
        _ => None,
    }
}

/// The column that is meant where a matrix is asked for a component.
fn column(scan: &Scan<'_>, offset: usize, found: &str) -> Option<String> {
    let number = ["x", "y", "z", "w"]
        .iter()
        .position(|name| *name == found)?;
    let at = scan.token_at(offset).checked_sub(2)?;
    if !scan.is(at + 1, b'.') || !scan.is_word(at) {
        return None;
    }
    let name = scan.word(at);
    let is_matrix = (0..scan.tokens.len()).any(|index| {
        scan.word(index) == name
            && scan.is(index + 1, b':')
            && scan.word(index + 2).starts_with("mat")
    });
    is_matrix.then(|| format!("`{name}` is a matrix: its columns are `{name}[{number}]` and so on"))
}

/// Help for a call of what is no function where it is called.
fn hidden(scan: &Scan<'_>, found: &str) -> Option<String> {
    let is_function = scan.declarations().list.iter().any(|declaration| {
        declaration.kind == DeclarationKind::Function
            && declaration
                .name
                .is_some_and(|name| scan.word(name) == found)
    });
    let hides = is_function || naga::keywords::wgsl::BUILTIN_IDENTIFIERS.contains(&found);
    hides.then(|| {
        format!("the variable hides the function `{found}`: give the variable another name")
    })
}

/// The first thing in backticks.
pub(super) fn quoted(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once('`')?;
    rest.split_once('`').map(|(name, _)| name)
}

/// Whether a constructor of one type takes a value of the other.
fn converts(from: &str, to: &str) -> bool {
    const SCALARS: [&str; 9] = [
        "f32",
        "i32",
        "u32",
        "bool",
        "f16",
        "f64",
        "i64",
        "u64",
        "{AbstractInt}",
    ];
    let scalar = |name: &str| SCALARS.contains(&name) || name == "{AbstractFloat}";
    if scalar(from) && scalar(to) {
        return !to.starts_with('{');
    }
    let vector = |name: &str| -> Option<u8> {
        let rest = name.strip_prefix("vec")?;
        rest.bytes().next().filter(|_| rest.contains('<'))
    };
    vector(from).is_some() && vector(from) == vector(to) && !to.contains('{')
}

fn assignment(scan: &Scan<'_>, raw: &Raw, offset: usize, found: &str) -> Option<String> {
    if raw.notes.iter().any(|note| note.contains("swizzles")) {
        return Some(
            "WGSL cannot assign to several components at once: assign each, or the whole vector"
                .to_owned(),
        );
    }
    let name = found
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .next()
        .filter(|name| !name.is_empty())?;
    let declarations = scan.declarations();
    let function = declarations.list.iter().find(|declaration| {
        declaration.kind == DeclarationKind::Function
            && scan.span(&declaration.tokens).contains(&offset)
    })?;
    if scan.parameters(function).contains(&name) {
        return Some(format!(
            "a parameter cannot be assigned to: copy it first, as in `var {name}_ = {name};`"
        ));
    }
    if let Some(note) = raw
        .notes
        .iter()
        .find(|note| note.starts_with("consider declaring `"))
    {
        return Some(format!(
            "declare `{}` with `var` instead of `let`",
            quoted(note)?
        ));
    }
    declarations
        .list
        .iter()
        .find(|declaration| {
            declaration.kind == DeclarationKind::Value
                && declaration
                    .name
                    .is_some_and(|index| scan.word(index) == name)
        })
        .map(|_| format!("`{name}` is not a variable: declare it with `var`"))
}

/// Help for a token that cannot stand where it stands.
fn syntax(scan: &Scan<'_>, raw: &Raw, offset: usize, found: &str) -> Option<String> {
    let wanted = expected(raw).unwrap_or_default();
    let token = scan.token_at(offset);
    let previous = token.checked_sub(1).map_or("", |index| scan.word(index));
    let at_module_scope = wanted == "a declaration";
    if let Some(text) = of_other_times(scan, token, found, &wanted) {
        return Some(text.to_owned());
    }
    let text = match found {
        "#" => "WGSL has no preprocessor",
        "\"" | "'" => "WGSL has no strings or character literals",
        "?" => "for a choice between two values write `select(if_false, if_true, condition)`",
        "elseif" | "elif" | "elsif" => "write `else if`",
        "let" if at_module_scope => {
            "at module scope write `const`, or `override` for a value the host gives"
        }
        "type" if at_module_scope => "write `alias`",
        "import" if at_module_scope => {
            "WGSL has no imports; those of WESL stand first and are read with `--linker wesl`"
        }
        "}" if at_module_scope => "there is one `}` too many above",
        "[" if at_module_scope => "attributes are written `@location(0)`, without brackets",
        "layout" | "uniform" | "precision" | "attribute" | "varying" | "in" | "out" | "buffer"
        | "cbuffer" | "Texture2D" | "static"
            if at_module_scope =>
        {
            "this looks like GLSL or HLSL; name the language if the source is not WGSL"
        }
        _ if at_module_scope && foreign(found).is_some() => {
            "WGSL writes `fn name(parameter: type) -> type { … }` and `var<private> name: type;`"
        }
        _ if wanted == "`:`" && scan.tokens.get(token).is_some_and(|t| t.kind == Kind::Word) => {
            "WGSL writes `name: type`"
        }
        _ if wanted.starts_with("an assignment")
            && scan.tokens.get(token).is_some_and(|t| t.kind == Kind::Word)
            && (foreign(previous).is_some() || SHORTHANDS.contains(&previous)) =>
        {
            "WGSL declares variables as `var name: type = value;` or `let name = value;`"
        }
        "mut" => "write `var` instead of `let mut`",
        "=" if wanted == "`{`" => "to compare write `==`",
        _ if previous == "++" || found == "++" || found == "--" => {
            "`++` and `--` are statements and have no value"
        }
        _ => return None,
    };
    Some(text.to_owned())
}
