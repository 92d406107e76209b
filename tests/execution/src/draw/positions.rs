//! Positions that are kept like other varyings, so that no vertex is cut off or behind another.
//!
//! The words of a vertex shader get another entry point, which calls theirs, keeps the position at
//! a location of its own and moves the point, one pixel wide, to a pixel of its own. Every route ends in words, so
//! that the same is done to the shader as given.

use std::collections::BTreeMap;

use crate::draw::scene::SIZE;

const HEADER: usize = 5;
const ENTRY_POINT: u32 = 15;
const EXECUTION_MODE: u32 = 16;
const TYPE_VOID: u32 = 19;
const TYPE_INT: u32 = 21;
const TYPE_FLOAT: u32 = 22;
const TYPE_VECTOR: u32 = 23;
const TYPE_POINTER: u32 = 32;
const TYPE_FUNCTION: u32 = 33;
const CONSTANT: u32 = 43;
const FUNCTION: u32 = 54;
const FUNCTION_END: u32 = 56;
const FUNCTION_CALL: u32 = 57;
const VARIABLE: u32 = 59;
const LOAD: u32 = 61;
const STORE: u32 = 62;
const ACCESS_CHAIN: u32 = 65;
const DECORATE: u32 = 71;
const MEMBER_DECORATE: u32 = 72;
const COMPOSITE_CONSTRUCT: u32 = 80;
const CONVERT_TO_FLOAT: u32 = 111;
const ADD: u32 = 129;
const MULTIPLY: u32 = 133;
const SHIFT_RIGHT: u32 = 194;
const AND: u32 = 199;
const LABEL: u32 = 248;
const RETURN: u32 = 253;
const VERTEX: u32 = 0;
const INPUT: u32 = 1;
const OUTPUT: u32 = 3;
const BUILT_IN: u32 = 11;
const LOCATION: u32 = 30;
const POSITION: u32 = 0;
const POINT_SIZE: u32 = 1;
const VERTEX_INDEX: u32 = 42;

/// What stands behind decorations: types, constants and variables.
const FIRST_GLOBALS: std::ops::Range<u32> = TYPE_VOID..FUNCTION;

type Instruction = (u32, Vec<u32>);

struct Module {
    bound: u32,
    all: Vec<Instruction>,
    /// Types, constants and variables that are added before the functions.
    globals: Vec<Instruction>,
    decorations: Vec<Instruction>,
    body: Vec<Instruction>,
}

impl Module {
    fn id(&mut self) -> u32 {
        self.bound += 1;
        self.bound - 1
    }

    /// The type or constant with these operands after its own id, which are there once.
    fn global(&mut self, opcode: u32, operands: &[u32]) -> u32 {
        let known = self.all.iter().chain(&self.globals).find(|(each, all)| {
            *each == opcode && all.split_first().is_some_and(|(_, rest)| rest == operands)
        });
        if let Some((_, all)) = known {
            return all.first().copied().unwrap_or_default();
        }
        let id = self.id();
        let all = [&[id], operands].concat();
        self.globals.push((opcode, all));
        id
    }

    fn constant(&mut self, ty: u32, word: u32) -> u32 {
        let id = self.id();
        self.globals.push((CONSTANT, vec![ty, id, word]));
        id
    }

    /// A variable, or a member of it.
    fn place(&mut self, variable: u32, member: Option<u32>, pointer: u32) -> u32 {
        let Some(member) = member else {
            return variable;
        };
        let signed = self.global(TYPE_INT, &[32, 1]);
        let number = self.constant(signed, member);
        self.step(ACCESS_CHAIN, pointer, &[variable, number])
    }

    fn step(&mut self, opcode: u32, ty: u32, operands: &[u32]) -> u32 {
        let id = self.id();
        let all = [&[ty, id], operands].concat();
        self.body.push((opcode, all));
        id
    }
}

/// Lets a vertex shader keep its position at a location.
///
/// # Errors
///
/// No such entry point, or a module without types.
pub fn keep(words: &[u32], entry_point: &str, location: u32) -> Result<Vec<u32>, String> {
    let header = words.get(..HEADER).ok_or("no header")?;
    let mut module = Module {
        bound: header.get(3).copied().unwrap_or_default(),
        all: instructions(words),
        globals: Vec::new(),
        decorations: Vec::new(),
        body: Vec::new(),
    };
    let at = module
        .all
        .iter()
        .position(|each| is_entry_point(each, entry_point))
        .ok_or("no vertex entry point of this name")?;
    let operands = module
        .all
        .get(at)
        .map(|(_, operands)| operands.clone())
        .unwrap_or_default();
    let old = operands.get(1).copied().unwrap_or_default();
    let interface = operands
        .get(3 + entry_point.len() / 4..)
        .unwrap_or_default();
    let known = output(&module.all, interface, POSITION);
    let point_size = output(&module.all, interface, POINT_SIZE);

    let void = module.global(TYPE_VOID, &[]);
    let function = module.global(TYPE_FUNCTION, &[void]);
    let float = module.global(TYPE_FLOAT, &[32]);
    let vector = module.global(TYPE_VECTOR, &[float, 4]);
    let pointer = module.global(TYPE_POINTER, &[OUTPUT, vector]);
    let mut added = Vec::new();
    let (position, member) = known.unwrap_or_else(|| {
        let position = module.id();
        added.push(position);
        module
            .globals
            .push((VARIABLE, vec![pointer, position, OUTPUT]));
        module
            .decorations
            .push((DECORATE, vec![position, BUILT_IN, POSITION]));
        (position, None)
    });
    let (index, integer) = match vertex_index(&module.all, interface) {
        Some((variable, ty)) => (variable, ty),
        None => {
            let integer = module.global(TYPE_INT, &[32, 0]);
            let pointer = module.global(TYPE_POINTER, &[INPUT, integer]);
            let variable = module.id();
            module
                .globals
                .push((VARIABLE, vec![pointer, variable, INPUT]));
            module
                .decorations
                .push((DECORATE, vec![variable, BUILT_IN, VERTEX_INDEX]));
            added.push(variable);
            (variable, integer)
        }
    };
    let kept = module.id();
    module.globals.push((VARIABLE, vec![pointer, kept, OUTPUT]));
    module
        .decorations
        .push((DECORATE, vec![kept, LOCATION, location]));
    let new = module.id();

    let label = module.id();
    module.body.push((FUNCTION, vec![void, new, 0, function]));
    module.body.push((LABEL, vec![label]));
    let place = module.place(position, member, pointer);
    let [zero, half, one] =
        [0.0_f32, 0.5, 1.0].map(|number| module.constant(float, number.to_bits()));
    // What is not written is what the toolchain lets it be.
    let origin = module.step(COMPOSITE_CONSTRUCT, vector, &[zero, zero, zero, one]);
    module.body.push((STORE, vec![place, origin]));
    module.step(FUNCTION_CALL, void, &[old]);
    let value = module.step(LOAD, vector, &[place]);
    module.body.push((STORE, vec![kept, value]));
    let number = module.step(LOAD, integer, &[index]);
    let mask = module.constant(integer, SIZE - 1);
    let shift = module.constant(integer, SIZE.trailing_zeros());
    let scale = module.constant(float, (2.0 / SIZE as f32).to_bits());
    let middle = module.constant(float, (1.0 / SIZE as f32 - 1.0).to_bits());
    let column = module.step(AND, integer, &[number, mask]);
    let row = module.step(SHIFT_RIGHT, integer, &[number, shift]);
    let [x, y] = [column, row].map(|each| {
        let each = module.step(CONVERT_TO_FLOAT, float, &[each]);
        let each = module.step(MULTIPLY, float, &[each, scale]);
        module.step(ADD, float, &[each, middle])
    });
    let moved = module.step(COMPOSITE_CONSTRUCT, vector, &[x, y, half, one]);
    module.body.push((STORE, vec![place, moved]));
    if let Some((variable, member)) = point_size {
        // Larger points would hide their neighbours, and not every language has them.
        let pointer = module.global(TYPE_POINTER, &[OUTPUT, float]);
        let place = module.place(variable, member, pointer);
        module.body.push((STORE, vec![place, one]));
    }
    module.body.push((RETURN, vec![]));
    module.body.push((FUNCTION_END, vec![]));

    for (opcode, operands) in &mut module.all {
        let place = match *opcode {
            ENTRY_POINT if operands.get(1) == Some(&old) => {
                operands.push(kept);
                operands.extend(&added);
                operands.get_mut(1)
            }
            EXECUTION_MODE if operands.first() == Some(&old) => operands.first_mut(),
            _ => None,
        };
        if let Some(place) = place {
            *place = new;
        }
    }
    written(header, module)
}

fn instructions(words: &[u32]) -> Vec<Instruction> {
    let mut rest = words.get(HEADER..).unwrap_or_default();
    let mut all = Vec::new();
    while let Some(first) = rest.first() {
        let count = ((first >> 16) as usize).clamp(1, rest.len());
        let (instruction, after) = rest.split_at(count);
        let operands = instruction.get(1..).unwrap_or_default();
        all.push((first & 0xffff, operands.to_vec()));
        rest = after;
    }
    all
}

fn is_entry_point((opcode, operands): &Instruction, name: &str) -> bool {
    if *opcode != ENTRY_POINT || operands.first() != Some(&VERTEX) {
        return false;
    }
    let letters = operands.get(2..).unwrap_or_default().iter();
    let mut bytes = letters.flat_map(|word| word.to_le_bytes());
    bytes.by_ref().take(name.len()).eq(name.bytes()) && bytes.next() == Some(0)
}

/// The variables of these that point to something, with what they point to.
fn variables(all: &[Instruction], interface: &[u32], class: u32) -> Vec<(u32, u32)> {
    let mut pointers = BTreeMap::new();
    let mut found = Vec::new();
    for (opcode, operands) in all {
        match (*opcode, operands.as_slice()) {
            (TYPE_POINTER, [id, of, to]) if *of == class => drop(pointers.insert(*id, *to)),
            (VARIABLE, [ty, id, ..]) if interface.contains(id) => {
                found.extend(pointers.get(ty).map(|to| (*id, *to)));
            }
            _ => {}
        }
    }
    found
}

/// The variable of a built-in output, and its member if it is a block.
fn output(all: &[Instruction], interface: &[u32], which: u32) -> Option<(u32, Option<u32>)> {
    let outputs = variables(all, interface, OUTPUT);
    all.iter()
        .find_map(|(opcode, operands)| match (*opcode, operands.as_slice()) {
            (DECORATE, [id, BUILT_IN, each]) if *each == which => {
                let is_output = outputs.iter().any(|(each, _)| each == id);
                is_output.then_some((*id, None))
            }
            (MEMBER_DECORATE, [ty, member, BUILT_IN, each]) if *each == which => {
                let (variable, _) = outputs.iter().find(|(_, to)| to == ty)?;
                Some((*variable, Some(*member)))
            }
            _ => None,
        })
}

/// The variable of the number of a vertex, with its type.
fn vertex_index(all: &[Instruction], interface: &[u32]) -> Option<(u32, u32)> {
    let inputs = variables(all, interface, INPUT);
    all.iter()
        .find_map(|(opcode, operands)| match (*opcode, operands.as_slice()) {
            (DECORATE, [id, BUILT_IN, VERTEX_INDEX]) => {
                inputs.iter().find(|(each, _)| each == id).copied()
            }
            _ => None,
        })
}

fn written(header: &[u32], module: Module) -> Result<Vec<u32>, String> {
    let Module {
        bound,
        all,
        globals,
        decorations,
        body,
    } = module;
    // Decorations stand before all types.
    let first = all
        .iter()
        .position(|(opcode, _)| FIRST_GLOBALS.contains(opcode))
        .ok_or("there are no types")?;
    let functions = all
        .iter()
        .position(|(opcode, _)| *opcode == FUNCTION)
        .unwrap_or(all.len());
    let mut words = header.to_vec();
    if let Some(place) = words.get_mut(3) {
        *place = bound;
    }
    let parts = [
        all.get(..first).unwrap_or_default(),
        &decorations,
        all.get(first..functions).unwrap_or_default(),
        &globals,
        all.get(functions..).unwrap_or_default(),
        &body,
    ];
    for (opcode, operands) in parts.into_iter().flatten() {
        words.push((operands.len() as u32 + 1) << 16 | opcode);
        words.extend(operands);
    }
    Ok(words)
}
