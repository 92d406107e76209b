//! Tokens of naga's GLSL front end as a reader would write them.

use naga::front::glsl::{ExpectedToken, Precision, TokenValue};
use naga::{Interpolation, Sampling, StorageAccess};

use crate::parse::types::{Spelling, in_debug_text};

/// What was expected.
pub(super) fn expected(token: &ExpectedToken) -> String {
    match token {
        ExpectedToken::Token(token) => spelled(token),
        ExpectedToken::TypeName => "a type".to_owned(),
        ExpectedToken::Identifier => "a name".to_owned(),
        ExpectedToken::IntLiteral => "an integer".to_owned(),
        ExpectedToken::FloatLiteral => "a number".to_owned(),
        ExpectedToken::BoolLiteral => "`true` or `false`".to_owned(),
        ExpectedToken::Eof => "the end of the file".to_owned(),
    }
}

/// A token in backticks, or in words where it stands for many.
pub(super) fn spelled(token: &TokenValue) -> String {
    let text: String = match token {
        TokenValue::Identifier(name) if name.is_empty() => return "a name".to_owned(),
        TokenValue::Identifier(name) => name.clone(),
        TokenValue::FloatConstant(number) => number.value.to_string(),
        TokenValue::IntConstant(number) => number.value.to_string(),
        TokenValue::BoolConstant(value) => value.to_string(),
        TokenValue::TypeName(ty) => {
            match in_debug_text(&format!("{:?}", ty.inner), Spelling::Glsl).pop() {
                Some(name) => name,
                None => return "a type".to_owned(),
            }
        }
        fixed => fixed_text(fixed).to_owned(),
    };
    format!("`{text}`")
}

fn fixed_text(token: &TokenValue) -> &'static str {
    match token {
        // Spelled by the caller.
        TokenValue::Identifier(_)
        | TokenValue::FloatConstant(_)
        | TokenValue::IntConstant(_)
        | TokenValue::BoolConstant(_)
        | TokenValue::TypeName(_) => "",
        TokenValue::Layout => "layout",
        TokenValue::In => "in",
        TokenValue::Out => "out",
        TokenValue::InOut => "inout",
        TokenValue::Uniform => "uniform",
        TokenValue::Buffer => "buffer",
        TokenValue::Const => "const",
        TokenValue::Shared => "shared",
        TokenValue::Restrict => "restrict",
        TokenValue::MemoryQualifier(access) => {
            if *access == StorageAccess::LOAD {
                "readonly"
            } else {
                "writeonly"
            }
        }
        TokenValue::Invariant => "invariant",
        TokenValue::Interpolation(Interpolation::Flat) => "flat",
        TokenValue::Interpolation(Interpolation::Linear) => "noperspective",
        TokenValue::Interpolation(Interpolation::Perspective) => "smooth",
        TokenValue::Interpolation(Interpolation::PerVertex) => "pervertexEXT",
        TokenValue::Sampling(Sampling::Centroid) => "centroid",
        TokenValue::Sampling(Sampling::Sample) => "sample",
        TokenValue::Sampling(Sampling::Center | Sampling::First | Sampling::Either) => "center",
        TokenValue::Precision => "precision",
        TokenValue::PrecisionQualifier(Precision::Low) => "lowp",
        TokenValue::PrecisionQualifier(Precision::Medium) => "mediump",
        TokenValue::PrecisionQualifier(Precision::High) => "highp",
        TokenValue::Continue => "continue",
        TokenValue::Break => "break",
        TokenValue::Return => "return",
        TokenValue::Discard => "discard",
        TokenValue::If => "if",
        TokenValue::Else => "else",
        TokenValue::Switch => "switch",
        TokenValue::Case => "case",
        TokenValue::Default => "default",
        TokenValue::While => "while",
        TokenValue::Do => "do",
        TokenValue::For => "for",
        TokenValue::Void => "void",
        TokenValue::Struct => "struct",
        TokenValue::Assign => "=",
        TokenValue::AddAssign => "+=",
        TokenValue::SubAssign => "-=",
        TokenValue::MulAssign => "*=",
        TokenValue::DivAssign => "/=",
        TokenValue::ModAssign => "%=",
        TokenValue::LeftShiftAssign => "<<=",
        TokenValue::RightShiftAssign => ">>=",
        TokenValue::AndAssign => "&=",
        TokenValue::XorAssign => "^=",
        TokenValue::OrAssign => "|=",
        TokenValue::Increment => "++",
        TokenValue::Decrement => "--",
        TokenValue::LogicalOr => "||",
        TokenValue::LogicalAnd => "&&",
        TokenValue::LogicalXor => "^^",
        TokenValue::LessEqual => "<=",
        TokenValue::GreaterEqual => ">=",
        TokenValue::Equal => "==",
        TokenValue::NotEqual => "!=",
        TokenValue::LeftShift => "<<",
        TokenValue::RightShift => ">>",
        TokenValue::LeftBrace => "{",
        TokenValue::RightBrace => "}",
        TokenValue::LeftParen => "(",
        TokenValue::RightParen => ")",
        TokenValue::LeftBracket => "[",
        TokenValue::RightBracket => "]",
        TokenValue::LeftAngle => "<",
        TokenValue::RightAngle => ">",
        TokenValue::Comma => ",",
        TokenValue::Semicolon => ";",
        TokenValue::Colon => ":",
        TokenValue::Dot => ".",
        TokenValue::Bang => "!",
        TokenValue::Dash => "-",
        TokenValue::Tilde => "~",
        TokenValue::Plus => "+",
        TokenValue::Star => "*",
        TokenValue::Slash => "/",
        TokenValue::Percent => "%",
        TokenValue::VerticalBar => "|",
        TokenValue::Caret => "^",
        TokenValue::Ampersand => "&",
        TokenValue::Question => "?",
    }
}
