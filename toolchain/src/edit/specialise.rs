//! Functions that are given variables of the module as arguments, written anew for each variable.
//!
//! WGSL lets a function have a parameter that points into a buffer or into memory of the workgroup; naga and most targets
//! do not. Nor does naga let a function write to a texture that is a parameter. Such a function is written anew for each
//! variable, and each way into the variable, that it is called with: its body names the variable itself, and what was
//! computed on the way there, the indices of arrays, are its parameters.

mod places;

use std::collections::{BTreeMap, HashMap};

use naga::{
    Arena, Block, Expression, Function, FunctionArgument, Handle, Module, Range, Span, Statement,
    TypeInner,
};

use super::handles::{Role, blocks, blocks_mut, operands_mut, statement_mut};
use places::{Place, Places};

/// How many expressions and statements the functions may have that are written anew: types that nest
/// give ways whose number doubles with each level.
const LARGEST: usize = 1 << 20;

/// The types of the parameters that are to go.
pub(crate) type Wanted = fn(&TypeInner) -> bool;

/// Why a module stays as it is.
#[derive(Debug)]
pub(crate) enum Left {
    /// An argument is another pointer than the parameter.
    Mismatch {
        function: Handle<Function>,
        argument: usize,
        span: Span,
    },
    /// The functions would be too many; or a pointer is not one that is known.
    Unknown,
}

/// A function for the places that its pointers point to.
struct Variant {
    function: Function,
    /// What it is called now.
    handle: Option<Handle<Function>>,
}

/// All variants of a function, in the order in which they were met.
struct Variants {
    original: Handle<Function>,
    span: Span,
    /// Which parameters are such pointers.
    pointers: Vec<usize>,
    /// Expressions and statements.
    size: usize,
    numbers: HashMap<Vec<Place>, usize>,
    list: Vec<Variant>,
}

/// Writes functions with such parameters anew, and gives those that nothing calls, which are left out.
pub(crate) fn specialise(
    module: &mut Module,
    wanted: Wanted,
) -> Result<Vec<(Function, Span)>, Left> {
    if !is_wanted(module, wanted) {
        return Ok(Vec::new());
    }
    let mut all = variants(module, wanted);
    let mut entry_points: Vec<Function> = module
        .entry_points
        .iter()
        .map(|each| each.function.clone())
        .collect();
    let mut left = LARGEST;
    for function in &entry_points {
        ask(module, function, &mut all, &mut left)?;
    }
    // Functions stand behind those that they call.
    for caller in (0..all.len()).rev() {
        let mut at = 0;
        while let Some(variant) = all[caller].list.get_mut(at) {
            let function = std::mem::take(&mut variant.function);
            let asked = ask(module, &function, &mut all, &mut left);
            all[caller].list[at].function = function;
            asked?;
            at += 1;
        }
    }
    let mut functions = Arena::new();
    let mut unused = Vec::new();
    for number in 0..all.len() {
        let mut list = std::mem::take(&mut all[number].list);
        for variant in &mut list {
            call_variants(module, &mut variant.function, &all)?;
            let function = std::mem::take(&mut variant.function);
            variant.handle = Some(functions.append(function, all[number].span));
        }
        if list.is_empty() {
            let original = all[number].original;
            unused.push((module.functions[original].clone(), all[number].span));
        }
        all[number].list = list;
    }
    for function in &mut entry_points {
        call_variants(module, function, &all)?;
    }
    for (entry_point, function) in module.entry_points.iter_mut().zip(entry_points) {
        entry_point.function = function;
    }
    if let Some(comments) = &mut module.doc_comments {
        let old = std::mem::take(&mut comments.functions);
        for each in &all {
            let Some(text) = old.get(&each.original) else {
                continue;
            };
            for handle in each.list.iter().filter_map(|variant| variant.handle) {
                comments.functions.insert(handle, text.clone());
            }
        }
    }
    module.functions = functions;
    Ok(unused)
}

/// Whether a module has a function with a parameter of such a type.
pub(crate) fn is_wanted(module: &Module, wanted: Wanted) -> bool {
    module
        .functions
        .iter()
        .flat_map(|(_, function)| &function.arguments)
        .any(|argument| wanted(&module.types[argument.ty].inner))
}

fn size(function: &Function) -> usize {
    let mut size = function.expressions.len() + 1;
    let mut pending = vec![&function.body];
    while let Some(block) = pending.pop() {
        size += block.len();
        pending.extend(block.iter().flat_map(blocks));
    }
    size
}

/// Of functions without such parameters there is one variant, the function itself.
fn variants(module: &Module, wanted: Wanted) -> Vec<Variants> {
    module
        .functions
        .iter()
        .map(|(original, function)| {
            let is_pointer = |(at, argument): (usize, &FunctionArgument)| {
                wanted(&module.types[argument.ty].inner).then_some(at)
            };
            let pointers: Vec<usize> = function
                .arguments
                .iter()
                .enumerate()
                .filter_map(is_pointer)
                .collect();
            let mut each = Variants {
                original,
                span: module.functions.get_span(original),
                size: match pointers.as_slice() {
                    [] => 0,
                    _ => size(function),
                },
                pointers,
                numbers: HashMap::new(),
                list: Vec::new(),
            };
            if each.pointers.is_empty() {
                each.numbers.insert(Vec::new(), 0);
                each.list.push(Variant {
                    function: function.clone(),
                    handle: None,
                });
            }
            each
        })
        .collect()
}

/// Makes the variants that the calls of a function need.
fn ask(
    module: &mut Module,
    function: &Function,
    all: &mut [Variants],
    left: &mut usize,
) -> Result<(), Left> {
    let mut places = Places::default();
    let mut pending = vec![&function.body];
    while let Some(block) = pending.pop() {
        for (statement, &span) in block.span_iter() {
            pending.extend(blocks(statement));
            let Statement::Call {
                function: callee,
                arguments,
                result: _,
            } = statement
            else {
                continue;
            };
            let Some(asked) = all.get_mut(callee.index()) else {
                return Err(Left::Unknown);
            };
            if asked.pointers.is_empty() {
                continue;
            }
            let (key, _) = places.of_call(module, function, *callee, asked, arguments, span)?;
            if asked.numbers.contains_key(&key) {
                continue;
            }
            *left = left.checked_sub(asked.size).ok_or(Left::Unknown)?;
            let written = written(&module.functions[*callee], &asked.pointers, &key);
            asked.numbers.insert(key, asked.list.len());
            asked.list.push(Variant {
                function: written,
                handle: None,
            });
        }
    }
    Ok(())
}

/// Lets a function call what was written for its calls.
fn call_variants(
    module: &mut Module,
    function: &mut Function,
    all: &[Variants],
) -> Result<(), Left> {
    let mut places = Places::default();
    let mut results = Vec::new();
    let mut body = std::mem::take(&mut function.body);
    let mut pending = vec![&mut body];
    while let Some(block) = pending.pop() {
        for (statement, span) in block.span_iter_mut() {
            if let Statement::Call {
                function: callee,
                arguments,
                result,
            } = statement
            {
                let asked = all.get(callee.index()).ok_or(Left::Unknown)?;
                let span = span.map_or(Span::UNDEFINED, |span| *span);
                let (key, given) =
                    places.of_call(module, function, *callee, asked, arguments, span)?;
                let handle = asked
                    .numbers
                    .get(&key)
                    .and_then(|&number| asked.list.get(number)?.handle)
                    .ok_or(Left::Unknown)?;
                *callee = handle;
                *arguments = given;
                results.extend(result.map(|result| (result, handle)));
            }
            pending.extend(blocks_mut(statement));
        }
    }
    function.body = body;
    // Not before: types are found by the functions of before.
    for (result, handle) in results {
        function.expressions[result] = Expression::CallResult(handle);
    }
    Ok(())
}

/// A function whose pointers point to these places.
fn written(old: &Function, pointers: &[usize], places: &[Place]) -> Function {
    let mut new = Function {
        name: old.name.clone(),
        result: old.result.clone(),
        local_variables: old.local_variables.clone(),
        diagnostic_filter_leaf: old.diagnostic_filter_leaf,
        ..Function::default()
    };
    let places: BTreeMap<usize, &Place> = pointers.iter().copied().zip(places).collect();
    // Parameters first: what evaluates them is one run of expressions then.
    let mut parameters: Vec<Vec<Handle<Expression>>> = Vec::new();
    for (at, argument) in old.arguments.iter().enumerate() {
        let arguments = match places.get(&at) {
            Some(place) => place.indices(argument),
            None => vec![argument.clone()],
        };
        let mut handles = Vec::new();
        for argument in arguments {
            let number = u32::try_from(new.arguments.len()).unwrap_or(u32::MAX);
            new.arguments.push(argument);
            let parameter = Expression::FunctionArgument(number);
            handles.push(new.expressions.append(parameter, Span::UNDEFINED));
        }
        parameters.push(handles);
    }
    let variables: BTreeMap<usize, Handle<Expression>> = places
        .iter()
        .map(|(&at, place)| {
            let variable = Expression::GlobalVariable(place.variable);
            (at, new.expressions.append(variable, Span::UNDEFINED))
        })
        .collect();
    let start = new.expressions.len();
    for (at, handles) in parameters.iter_mut().enumerate() {
        if let (Some(place), Some(&variable)) = (places.get(&at), variables.get(&at)) {
            let pointer = place.write(variable, handles, &mut new.expressions);
            *handles = vec![pointer];
        }
    }
    let reached = new.expressions.range_from(start);
    let mut map: Vec<Handle<Expression>> = Vec::new();
    for (handle, expression) in old.expressions.iter() {
        let known = match expression {
            Expression::FunctionArgument(number) => parameters
                .get(*number as usize)
                .and_then(|handles| handles.first()),
            _ => None,
        };
        map.push(known.copied().unwrap_or_else(|| {
            let mut expression = expression.clone();
            operands_mut(&mut expression, |operand| *operand = map[operand.index()]);
            let span = old.expressions.get_span(handle);
            new.expressions.append(expression, span)
        }));
    }
    for (_, local) in new.local_variables.iter_mut() {
        if let Some(init) = &mut local.init {
            *init = map[init.index()];
        }
    }
    new.named_expressions = old
        .named_expressions
        .iter()
        .filter(|(handle, _)| match old.expressions[**handle] {
            Expression::FunctionArgument(number) => !places.contains_key(&(number as usize)),
            _ => true,
        })
        .map(|(handle, name)| (map[handle.index()], name.clone()))
        .collect();
    let mut body = old.body.clone();
    renumber(&mut body, &map);
    if reached.first_and_last().is_some() {
        new.body.push(Statement::Emit(reached), Span::UNDEFINED);
    }
    new.body.extend_block(body);
    new
}

/// Gives the expressions of a body their new handles.
fn renumber(body: &mut Block, map: &[Handle<Expression>]) {
    let mut pending = vec![body];
    while let Some(block) = pending.pop() {
        for statement in block.iter_mut() {
            if let Statement::Emit(range) = statement
                && let Some((first, last)) = range.first_and_last()
            {
                *range = Range::new_from_bounds(map[first.index()], map[last.index()]);
            }
            if let Statement::Loop {
                break_if: Some(condition),
                ..
            } = statement
            {
                *condition = map[condition.index()];
            }
            statement_mut(statement, |_: Role, handle| *handle = map[handle.index()]);
            pending.extend(blocks_mut(statement));
        }
    }
}
