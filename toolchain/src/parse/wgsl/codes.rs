//! From the words of naga's WGSL errors to stable codes.
//!
//! naga hands out a message, labels and notes, not the kind of error, so the fixed parts of
//! its messages are matched here. What matches nothing gets a generic code; a test walks over
//! erroneous shaders of every kind and fails when one falls through.

use crate::codes;
use crate::diagnostic::{Code, Kind};

/// What is known of an error from its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class {
    /// The stable code.
    pub(super) code: Code,
    /// What it means for the caller.
    pub(super) kind: Kind,
    /// Which of naga's labels marks the culprit.
    pub(super) culprit: usize,
}

enum Fixed {
    /// The whole message.
    Is(&'static str),
    /// Its start.
    Starts(&'static str),
    /// Its end.
    Ends(&'static str),
    /// Start and end.
    Around(&'static str, &'static str),
}
use Fixed::{Around, Ends, Is, Starts};

impl Fixed {
    fn matches(&self, message: &str) -> bool {
        match *self {
            Is(text) => message == text,
            Starts(text) => message.starts_with(text),
            Ends(text) => message.ends_with(text),
            Around(start, end) => message.starts_with(start) && message.ends_with(end),
        }
    }
}

/// The fixed parts with code and culprit. The order matters where one contains another.
const TABLE: &[(Fixed, Code, usize)] = &[
    (
        Is("expected global declaration, but found a global directive"),
        codes::WGSL_DIRECTIVE_ORDER,
        0,
    ),
    (
        Starts("expected an image, but found"),
        codes::WGSL_TEXTURE,
        0,
    ),
    (Is("expected global variable"), codes::WGSL_NOT_REFERENCE, 0),
    (Starts("expected "), codes::WGSL_SYNTAX, 0),
    (Is("unexpected components"), codes::WGSL_CONSTRUCTOR, 0),
    (
        Starts("this operation is not supported in a const context"),
        codes::WGSL_CONST_EXPRESSION,
        0,
    ),
    (
        Starts("invalid numeric literal format"),
        codes::WGSL_NUMBER,
        0,
    ),
    (
        Starts("numeric literal not representable"),
        codes::WGSL_NUMBER,
        0,
    ),
    (
        Starts("matrix scalar type must be floating-point"),
        codes::WGSL_MATRIX_SCALAR,
        0,
    ),
    (
        Starts("invalid field accessor"),
        codes::WGSL_FIELD_UNKNOWN,
        0,
    ),
    (
        Starts("no definition in scope for identifier"),
        codes::WGSL_IDENTIFIER_UNKNOWN,
        0,
    ),
    (Starts("unknown scalar type"), codes::WGSL_TYPE_UNKNOWN, 0),
    (
        Starts("textureStore can only be applied"),
        codes::WGSL_TEXTURE,
        0,
    ),
    (
        Starts("texture sample type must be"),
        codes::WGSL_TEXTURE,
        0,
    ),
    (
        Starts("increment/decrement operation requires"),
        codes::WGSL_OPERATION,
        0,
    ),
    (Starts("cannot cast a "), codes::WGSL_CAST, 0),
    (
        Starts("A break if is only allowed"),
        codes::WGSL_CONTROL_FLOW,
        0,
    ),
    (Starts("textureGather component"), codes::WGSL_TEXTURE, 0),
    (
        Starts("invalid type for constructor component"),
        codes::WGSL_CONSTRUCTOR,
        0,
    ),
    (Starts("Identifier can't be"), codes::WGSL_IDENTIFIER, 0),
    (
        Starts("Identifier starts with a reserved prefix"),
        codes::WGSL_IDENTIFIER,
        0,
    ),
    (
        Starts("unknown address space"),
        codes::WGSL_ENUMERANT_UNKNOWN,
        0,
    ),
    (
        Starts("invalid address space for local variable"),
        codes::WGSL_ADDRESS_SPACE,
        0,
    ),
    (Starts("unknown ray flag"), codes::WGSL_ENUMERANT_UNKNOWN, 0),
    (
        Starts("repeated attribute"),
        codes::WGSL_ATTRIBUTE_REPEATED,
        0,
    ),
    (
        Starts("unknown attribute"),
        codes::WGSL_ATTRIBUTE_UNKNOWN,
        0,
    ),
    (Starts("unknown builtin"), codes::WGSL_BUILTIN_UNKNOWN, 0),
    (Starts("unknown access"), codes::WGSL_ENUMERANT_UNKNOWN, 0),
    (
        Starts("unknown storage format"),
        codes::WGSL_ENUMERANT_UNKNOWN,
        0,
    ),
    (
        Starts("unknown conservative depth"),
        codes::WGSL_ENUMERANT_UNKNOWN,
        0,
    ),
    (
        Starts("unknown enable-extension"),
        codes::WGSL_EXTENSION_UNKNOWN,
        0,
    ),
    (
        Starts("unknown language extension"),
        codes::WGSL_EXTENSION_UNKNOWN,
        0,
    ),
    (
        Starts("unknown `diagnostic("),
        codes::WGSL_DIAGNOSTIC_RULE,
        0,
    ),
    (
        Starts("struct member size must be"),
        codes::WGSL_ATTRIBUTE_VALUE,
        0,
    ),
    (
        Starts("@size attribute requires"),
        codes::WGSL_ATTRIBUTE_VALUE,
        0,
    ),
    (
        Starts("struct member alignment must be"),
        codes::WGSL_ATTRIBUTE_VALUE,
        0,
    ),
    (
        Is("input/output binding is not consistent"),
        codes::WGSL_BINDING_INCONSISTENT,
        0,
    ),
    (
        Around("type `", "` is not constructible"),
        codes::WGSL_NOT_CONSTRUCTIBLE,
        0,
    ),
    (
        Is("type can't be inferred"),
        codes::WGSL_TYPE_NOT_INFERABLE,
        0,
    ),
    (Starts("the type of `"), codes::WGSL_TYPE_MISMATCH, 0),
    (
        Around("declaration of `", "needs a type specifier or initializer"),
        codes::WGSL_TYPE_MISSING,
        0,
    ),
    (
        Around("variable `", "' attribute"),
        codes::WGSL_ATTRIBUTE_MISSING,
        0,
    ),
    (
        Is("cannot take the address of a vector component"),
        codes::WGSL_ADDRESS_OF,
        0,
    ),
    (Starts("atomic operation is done on"), codes::WGSL_ATOMIC, 0),
    (Starts("atomic operand type"), codes::WGSL_ATOMIC, 0),
    (
        Starts("atomic variables cannot be accessed"),
        codes::WGSL_ATOMIC,
        0,
    ),
    (
        Starts("ray query operation is done on"),
        codes::WGSL_RAY_QUERY,
        0,
    ),
    (
        Is("the operand of the `*` operator must be a pointer"),
        codes::WGSL_NOT_POINTER,
        0,
    ),
    (Ends("must be a reference"), codes::WGSL_NOT_REFERENCE, 0),
    (
        Is("invalid left-hand side of assignment"),
        codes::WGSL_ASSIGNMENT,
        0,
    ),
    (
        Around("name `", "is a reserved keyword"),
        codes::WGSL_RESERVED_WORD,
        0,
    ),
    (Starts("redefinition of `"), codes::WGSL_REDEFINITION, 0),
    (
        Around("declaration of `", "is recursive"),
        codes::WGSL_RECURSION,
        0,
    ),
    (
        Around("declaration of `", "is cyclic"),
        codes::WGSL_RECURSION,
        0,
    ),
    (Starts("invalid `switch`"), codes::WGSL_SWITCH, 0),
    (Is("entry point cannot be called"), codes::WGSL_CALL, 0),
    (
        Is("local declaration cannot be called"),
        codes::WGSL_CALL,
        0,
    ),
    (
        Starts("wrong number of arguments"),
        codes::WGSL_ARGUMENT_COUNT,
        0,
    ),
    (
        Starts("too many arguments passed to"),
        codes::WGSL_ARGUMENT_COUNT,
        1,
    ),
    (
        Starts("wrong type passed as argument"),
        codes::WGSL_ARGUMENT_TYPE,
        1,
    ),
    (
        Starts("inconsistent type passed as argument"),
        codes::WGSL_ARGUMENT_TYPE,
        1,
    ),
    (
        Is("function does not return any value"),
        codes::WGSL_NO_VALUE,
        0,
    ),
    (
        Starts("unused return value from function"),
        codes::WGSL_MUST_USE,
        0,
    ),
    (
        Starts("function annotated with @must_use"),
        codes::WGSL_MUST_USE,
        0,
    ),
    (
        Starts("attribute `@must_use` is only valid"),
        codes::WGSL_MUST_USE,
        0,
    ),
    (
        Starts("incorrect type passed to workgroupUniformLoad"),
        codes::WGSL_ARGUMENT_TYPE,
        0,
    ),
    (
        Starts("must be a const-expression that resolves to"),
        codes::WGSL_CONST_EXPRESSION,
        0,
    ),
    (
        Starts("must be non-negative"),
        codes::WGSL_CONST_EXPRESSION,
        0,
    ),
    (
        Starts("array element count must be positive"),
        codes::WGSL_ARRAY_LENGTH,
        0,
    ),
    (
        Starts("workgroup size is missing"),
        codes::WGSL_ATTRIBUTE_MISSING,
        0,
    ),
    (
        Starts("incoming payload is missing"),
        codes::WGSL_ATTRIBUTE_MISSING,
        0,
    ),
    (
        Starts("automatic conversions cannot convert"),
        codes::WGSL_TYPE_MISMATCH,
        1,
    ),
    (
        Starts("failed to convert expression to a concrete type"),
        codes::WGSL_CONST_EXPRESSION,
        0,
    ),
    (Is("brace nesting limit reached"), codes::WGSL_NESTING, 0),
    (
        Is(super::refine::MISPLACED_BINDING),
        codes::WGSL_ATTRIBUTE_MISPLACED,
        0,
    ),
    (
        Starts("pipeline constant ID must be"),
        codes::WGSL_ATTRIBUTE_VALUE,
        0,
    ),
    (Is("`const_assert` failure"), codes::WGSL_CONST_ASSERT, 0),
    (
        Around("the `", "extension is not yet supported"),
        codes::WGSL_EXTENSION_UNSUPPORTED,
        0,
    ),
    (
        Around("the `", "enable-extension is not yet supported"),
        codes::WGSL_EXTENSION_UNSUPPORTED,
        0,
    ),
    (
        Around(
            "the `",
            "extension is not supported in the current environment",
        ),
        codes::WGSL_EXTENSION_UNSUPPORTED,
        0,
    ),
    (
        Around("the `", "enable extension is not enabled"),
        codes::WGSL_EXTENSION_NEEDED,
        0,
    ),
    (
        Starts("invalid `diagnostic("),
        codes::WGSL_DIAGNOSTIC_RULE,
        0,
    ),
    (
        Starts("found conflicting `diagnostic("),
        codes::WGSL_DIAGNOSTIC_RULE,
        1,
    ),
    (Starts("`@diagnostic("), codes::WGSL_DIAGNOSTIC_RULE, 0),
    (
        Starts("unexpected argument type for `select`"),
        codes::WGSL_ARGUMENT_TYPE,
        0,
    ),
    (
        Starts("type mismatch for reject and accept"),
        codes::WGSL_ARGUMENT_TYPE,
        1,
    ),
    (
        Is("struct member is too large"),
        codes::WGSL_TYPE_TOO_LARGE,
        0,
    ),
    (Is("type is too large"), codes::WGSL_TYPE_TOO_LARGE, 0),
    (Starts("cooperative "), codes::WGSL_COOPERATIVE_MATRIX, 0),
    (
        Around("identifier `", "resolves to a declaration"),
        codes::WGSL_ENUMERANT_EXPECTED,
        0,
    ),
    (
        Is("unused expressions for template"),
        codes::WGSL_TEMPLATE,
        0,
    ),
    (Is("unexpected template"), codes::WGSL_TEMPLATE, 0),
    (
        Around("`", "needs a template argument specified"),
        codes::WGSL_TEMPLATE,
        0,
    ),
    (Is("unterminated block comment"), codes::WGSL_COMMENT, 0),
    // What resolving the type of an expression says; naga gives these no place.
    (Starts("Index "), codes::WGSL_OPERATION, 0),
    (
        Starts("Invalid access into expression"),
        codes::WGSL_OPERATION,
        0,
    ),
    (
        Starts("Invalid sub-access into type"),
        codes::WGSL_OPERATION,
        0,
    ),
    (Starts("Invalid scalar"), codes::WGSL_OPERATION, 0),
    (Starts("Invalid vector"), codes::WGSL_OPERATION, 0),
    (Starts("Invalid pointer"), codes::WGSL_OPERATION, 0),
    (Starts("Invalid image"), codes::WGSL_TEXTURE, 0),
    (
        Around("Function ", "not defined"),
        codes::WGSL_IDENTIFIER_UNKNOWN,
        0,
    ),
    (Is("Function without return type"), codes::WGSL_NO_VALUE, 0),
    (Starts("Incompatible operands"), codes::WGSL_OPERATION, 0),
    (Starts("Function argument "), codes::WGSL_ARGUMENT_COUNT, 0),
    (Starts("Call to builtin"), codes::WGSL_ARGUMENT_TYPE, 0),
    (
        Starts("Special type is not registered"),
        codes::WGSL_INTERNAL,
        0,
    ),
];

/// naga's label on whatever its constant evaluator refuses.
const EVALUATOR_LABEL: &str = "see msg";

/// Classifies an error by its message, the text of its first label and its first note.
pub(super) fn classify(
    message: &str,
    first_label: Option<&str>,
    first_note: Option<&str>,
) -> Class {
    let class = |code, culprit| Class {
        code,
        kind: Kind::Rejected,
        culprit,
    };
    if message == "internal WGSL front end error" {
        // A limit that naga words as a fault of its own.
        if first_note.is_some_and(|note| note.contains("recursion limit")) {
            return class(codes::WGSL_NESTING, 0);
        }
        return Class {
            code: codes::WGSL_INTERNAL,
            kind: Kind::Internal,
            culprit: 0,
        };
    }
    if first_label == Some(EVALUATOR_LABEL) {
        return class(evaluator(message), 0);
    }
    if message == "unexpected expression" {
        let wants_type = first_label.is_some_and(|label| label.contains("type declaration"));
        return class(
            if wants_type {
                codes::WGSL_TYPE_EXPECTED
            } else {
                codes::WGSL_ENUMERANT_EXPECTED
            },
            0,
        );
    }
    // The description of the argument follows a colon.
    let head = message.split_once(": ").map_or(message, |(head, _)| head);
    TABLE
        .iter()
        .find(|(fixed, ..)| fixed.matches(message) || fixed.matches(head))
        .map_or_else(
            || class(codes::WGSL_INVALID, 0),
            |&(_, code, culprit)| class(code, culprit),
        )
}

/// What the constant evaluator, which sees every expression, says that is not about constants.
fn evaluator(message: &str) -> Code {
    const STARTS: &[(&str, Code)] = &[
        ("Constructor ", codes::WGSL_CONSTRUCTOR),
        ("Splat ", codes::WGSL_CONSTRUCTOR),
        ("Type is not constructible", codes::WGSL_NOT_CONSTRUCTIBLE),
        ("Type is too large", codes::WGSL_TYPE_TOO_LARGE),
        ("Cannot apply the ", codes::WGSL_OPERATION),
        ("Cannot access ", codes::WGSL_OPERATION),
        ("Cannot cast ", codes::WGSL_CAST),
        ("Cannot apply ", codes::WGSL_ARGUMENT_TYPE),
        ("the concrete type ", codes::WGSL_TYPE_MISMATCH),
        ("Expected ", codes::WGSL_ARGUMENT_TYPE),
        ("swizzle component", codes::WGSL_FIELD_UNKNOWN),
    ];
    if message.contains("built-in function expects") {
        return codes::WGSL_ARGUMENT_COUNT;
    }
    STARTS
        .iter()
        .find(|(start, _)| message.starts_with(start))
        .map_or(codes::WGSL_CONST_EXPRESSION, |&(_, code)| code)
}

/// A message or label with naga's spellings replaced by those of WGSL.
pub(super) fn plain(text: &str) -> String {
    let mut plain = text
        .replace("{AbstractFloat}", "AbstractFloat")
        .replace("{AbstractInt}", "AbstractInt");
    // Sentences start in lower case here; names and `@size` keep their case.
    let mut letters = text.chars();
    if let (Some(first), Some(second)) = (letters.next(), letters.next())
        && first.is_ascii_uppercase()
        && (second.is_ascii_lowercase() || second == ' ')
        && !text.starts_with("Abstract")
    {
        plain.replace_range(0..1, &first.to_ascii_lowercase().to_string());
    }
    plain
}
