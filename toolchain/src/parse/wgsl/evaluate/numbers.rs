//! The numbers that an expression of constants has, asked of naga.

use std::collections::{HashMap, HashSet};

use naga::{Expression, GlobalVariable, Handle, Literal, Module, Scalar, Type, TypeInner};

use crate::wgsl_text::{Declaration, DeclarationKind, Scan};

/// Components of a vector, at most.
const MOST: usize = 4;

/// A scalar or a vector.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Numbers {
    pub(super) is_vector: bool,
    pub(super) components: Vec<Literal>,
}

/// A type of scalars or vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) scalar: Scalar,
    /// Components of a vector.
    pub(super) vector: Option<usize>,
}

/// What is declared for expressions, and nothing else: a text in which they can be read though other
/// parts of the text are wrong. None where one says a name that is no constant and no type.
pub(super) fn surroundings(scan: &Scan<'_>, expressions: &[&str]) -> Option<String> {
    let declarations = scan.declarations();
    let named: HashMap<&str, &Declaration> = declarations
        .list
        .iter()
        .filter_map(|each| Some((scan.word(each.name?), each)))
        .collect();
    let is_directive = |each: &&Declaration| each.kind == DeclarationKind::Directive;
    let directives = declarations.list.iter().filter(is_directive);
    let mut needed: Vec<usize> = directives.map(|each| each.tokens.start).collect();
    let mut seen = HashSet::new();
    let mut open: Vec<&Declaration> = Vec::new();
    for expression in expressions {
        let words = Scan::new(expression);
        let words = (0..words.tokens.len()).map(|index| words.word(index));
        open.extend(words.filter_map(|word| named.get(word)));
    }
    while let Some(each) = open.pop() {
        if !seen.insert(each.tokens.start) {
            continue;
        }
        let keyword = scan.after_attributes(each.tokens.start, each.tokens.end);
        if !matches!(scan.word(keyword), "const" | "alias" | "struct") {
            return None;
        }
        needed.push(each.tokens.start);
        let words = each.tokens.clone().map(|index| scan.word(index));
        open.extend(words.filter_map(|word| named.get(word)));
    }
    needed.sort_unstable();
    let starts: HashSet<usize> = needed.into_iter().collect();
    let kept = declarations
        .list
        .iter()
        .filter(|each| starts.contains(&each.tokens.start));
    kept.map(|each| scan.text.get(scan.span(&each.tokens)))
        .try_fold(String::new(), |text, part| Some(text + part? + "\n"))
}

/// The variables of a module by their names.
pub(super) fn variables(module: &Module) -> HashMap<&str, &GlobalVariable> {
    let variables = module.global_variables.iter();
    variables
        .filter_map(|(_, each)| Some((each.name.as_deref()?, each)))
        .collect()
}

/// What a variable begins with.
pub(super) fn numbers(module: &Module, variable: &GlobalVariable) -> Option<Numbers> {
    let mut components = Vec::new();
    collect(module, variable.init?, &mut components)?;
    Some(Numbers {
        is_vector: shape(module, variable.ty)?.vector.is_some(),
        components,
    })
}

pub(super) fn shape(module: &Module, ty: Handle<Type>) -> Option<Shape> {
    match module.types[ty].inner {
        TypeInner::Scalar(scalar) => Some(Shape {
            scalar,
            vector: None,
        }),
        TypeInner::Vector { size, scalar } => Some(Shape {
            scalar,
            vector: Some(size as usize),
        }),
        _ => None,
    }
}

/// The components of an expression, one behind the other. Vectors of vectors do not nest deeper than
/// a vector has components.
fn collect(module: &Module, expression: Handle<Expression>, into: &mut Vec<Literal>) -> Option<()> {
    let mut open = vec![expression];
    while let Some(next) = open.pop() {
        if into.len() + open.len() > MOST {
            return None;
        }
        match module.global_expressions[next] {
            Expression::Literal(literal) => into.push(literal),
            Expression::Constant(constant) => open.push(module.constants[constant].init),
            Expression::Splat { size, value } => open.extend(vec![value; size as usize]),
            Expression::Compose { ref components, .. } => open.extend(components.iter().rev()),
            Expression::ZeroValue(ty) => {
                let shape = shape(module, ty)?;
                let zero = Literal::zero(shape.scalar)?;
                into.extend(vec![zero; shape.vector.unwrap_or(1)]);
            }
            _ => return None,
        }
    }
    Some(())
}
