//! Writes functions that every invocation computes the whole of a matrix with.

use super::{Component, Helper, Matrix, Memory, Order, Scalar};

/// The type of a matrix: its rows, one after the other.
pub(in super::super) fn structure(name: &str, matrix: &Matrix) -> String {
    format!(
        "struct {name} {{ values: array<{}, ({}) * ({})> }}",
        matrix.component.scalar().name(),
        matrix.rows,
        matrix.columns
    )
}

/// The text of a function.
pub(in super::super) fn function(
    name: &str,
    helper: &Helper,
    type_name: &mut dyn FnMut(&Matrix) -> String,
) -> String {
    match helper {
        Helper::Load(memory, matrix) => load(name, memory, matrix, type_name),
        Helper::Store(memory, matrix) => store(name, memory, matrix, type_name),
        Helper::Fill(matrix) => {
            let ty = type_name(matrix);
            format!(
                "fn {name}(value: {scalar}) -> {ty} {{ var matrix: {ty}; let filled = {value}; \
                 for (var i = 0u; i < {count}; i++) {{ matrix.values[i] = filled; }} return matrix; }}",
                scalar = matrix.component.scalar().name(),
                value = in_range(matrix.component),
                count = count(matrix),
            )
        }
        Helper::Scalar(matrix, operator) => {
            let ty = type_name(matrix);
            let sum = format!("result.values[i] {} operand", operator.sign());
            format!(
                "fn {name}(matrix: {ty}, value: {scalar}) -> {ty} {{ var result = matrix; let operand = {value}; \
                 for (var i = 0u; i < {count}; i++) {{ result.values[i] = {sum}; }} return result; }}",
                scalar = matrix.component.scalar().name(),
                value = in_range(matrix.component),
                count = count(matrix),
                sum = wrapped(matrix.component, &sum),
            )
        }
        Helper::Multiply {
            left,
            right,
            result,
            accumulates,
        } => {
            let (l, r, ty) = (type_name(left), type_name(right), type_name(result));
            let scalar = result.component.scalar().name();
            let (parameter, start) = match accumulates {
                true => (format!(", sum: {ty}"), " = sum"),
                false => (String::new(), ""),
            };
            let (columns, inner) = (number(&right.columns), number(&left.columns));
            format!(
                "fn {name}(left: {l}, right: {r}{parameter}) -> {ty} {{ \
                 var l = left; var r = right; var result: {ty}{start}; \
                 for (var row = 0u; row < {rows}; row++) {{ for (var column = 0u; column < {columns}; column++) {{ \
                 let at = row * {columns} + column; var value = result.values[at]; \
                 for (var i = 0u; i < {inner}; i++) {{ \
                 value += {scalar}(l.values[row * {inner} + i]) * {scalar}(r.values[i * {columns} + column]); }} \
                 result.values[at] = {value}; }} }} return result; }}",
                rows = number(&left.rows),
                value = wrapped(result.component, "value"),
            )
        }
    }
}

fn load(
    name: &str,
    memory: &Memory,
    matrix: &Matrix,
    type_name: &mut dyn FnMut(&Matrix) -> String,
) -> String {
    let ty = type_name(matrix);
    let pointer = memory.pointer(type_name);
    let walk = Walk { memory, matrix };
    format!(
        "{checks}fn {name}(memory: {pointer}, {parameters}) -> {ty} {{ var matrix: {ty}; {body} return matrix; }}",
        checks = walk.checks(),
        parameters = memory.parameters(""),
        body = walk.text(&walk.read()),
    )
}

/// One invocation stores: all of the subgroup are there when it is elected, and have loaded what
/// they load before.
fn store(
    name: &str,
    memory: &Memory,
    matrix: &Matrix,
    type_name: &mut dyn FnMut(&Matrix) -> String,
) -> String {
    let ty = type_name(matrix);
    let pointer = memory.pointer(type_name);
    let walk = Walk { memory, matrix };
    format!(
        "{checks}fn {name}(memory: {pointer}, {parameters}) {{ \
         if subgroupExclusiveAdd(1u) == 0u {{ var matrix = value; {body} }} }}",
        checks = walk.checks(),
        parameters = memory.parameters(&format!("value: {ty}, ")),
        body = walk.text(&walk.write()),
    )
}

/// The way through the components of a matrix in memory.
///
/// What is accessed at once is a unit, a number of the array. A group is the fewest components that
/// are whole units.
struct Walk<'a> {
    memory: &'a Memory,
    matrix: &'a Matrix,
}

impl Walk<'_> {
    /// The components and the units of a group.
    const fn group(&self) -> (usize, usize) {
        let (component, unit) = (self.matrix.component.bytes(), self.memory.scalar.bytes());
        match component < unit {
            true => (unit / component, 1),
            false => (1, component / unit),
        }
    }

    /// Whether a component is stored as what a shader computes with.
    fn is_direct(&self) -> bool {
        let component = self.matrix.component;
        component.bytes() == self.memory.scalar.bytes() && component.scalar() == self.memory.scalar
    }

    /// Units from one element of the array to the next.
    const fn units(&self) -> usize {
        match self.memory.size {
            3 => 4,
            size => size,
        }
    }

    /// That what lies side by side is whole units.
    fn checks(&self) -> String {
        let (components, _) = self.group();
        let check = |size: &str| format!("const_assert 0 == ({size}) % {components};\n");
        match self.memory.order {
            _ if components == 1 => String::new(),
            Order::Rows => check(&self.matrix.columns),
            Order::Columns => check(&self.matrix.rows),
            Order::Given => check(&self.matrix.columns) + &check(&self.matrix.rows),
        }
    }

    /// The loops around what is done to a group.
    fn text(&self, group: &str) -> String {
        let (rows, columns) = (number(&self.matrix.rows), number(&self.matrix.columns));
        let select = |by_rows: &str, by_columns: &str| match self.memory.order {
            Order::Rows => by_rows.to_owned(),
            Order::Columns => by_columns.to_owned(),
            Order::Given => format!("select({by_rows}, {by_columns}, is_column_major)"),
        };
        let lines = select(&rows, &columns);
        let length = select(&columns, &rows);
        let (components, units) = self.group();
        let groups = match components {
            1 => length,
            _ => format!("{length} / {components}u"),
        };
        let step = match units {
            1 => "j".to_owned(),
            _ => format!("j * {units}u"),
        };
        format!(
            "for (var i = 0u; i < {lines}; i++) {{ let start = {start}; \
             for (var j = 0u; j < {groups}; j++) {{ let at = start + {step}; {group} }} }}",
            start = self.start(),
        )
    }

    /// The first unit of a line.
    fn start(&self) -> String {
        let units = self.units();
        let times = |text: &str, factor: usize| match factor {
            1 => text.to_owned(),
            _ => format!("{text} * {factor}u"),
        };
        if !self.memory.counts_components {
            return times("(offset + i * stride)", units);
        }
        let (components, of_component) = self.group();
        let line = match components {
            1 => times("i * stride", of_component),
            _ => format!("i * stride / {components}u"),
        };
        format!("{} + {line}", times("offset", units))
    }

    /// Where a component of a group is in the matrix.
    fn index(&self, of_group: usize) -> String {
        let (components, _) = self.group();
        let j = match components {
            1 => "j".to_owned(),
            _ => format!("(j * {components}u + {of_group}u)"),
        };
        let columns = number(&self.matrix.columns);
        let (by_rows, by_columns) = (
            format!("i * {columns} + {j}"),
            format!("{j} * {columns} + i"),
        );
        match self.memory.order {
            Order::Rows => by_rows,
            Order::Columns => by_columns,
            Order::Given => format!("select({by_rows}, {by_columns}, is_column_major)"),
        }
    }

    fn read(&self) -> String {
        let index = |of_group| self.index(of_group);
        if self.is_direct() {
            return format!("matrix.values[{}] = {};", index(0), self.unit(0));
        }
        let (components, units) = self.group();
        let mut text = match (self.memory.scalar, units) {
            (Scalar::F16, 1) => {
                let half = self.unit(0);
                format!("let bits = pack2x16float(vec2<f32>(f32({half}), 0.0));")
            }
            (Scalar::F16, _) => format!(
                "let bits = pack2x16float(vec2<f32>(f32({}), f32({})));",
                self.unit(0),
                self.unit(1)
            ),
            _ => format!("let bits = bitcast<u32>({});", self.unit(0)),
        };
        for component in 0..components {
            let value = match self.matrix.component {
                Component::F16 => {
                    format!("f16(unpack2x16float(bits).{})", ["x", "y"][component % 2])
                }
                Component::U8 => format!("extractBits(bits, {}u, 8u)", component * 8),
                Component::I8 => {
                    format!("extractBits(bitcast<i32>(bits), {}u, 8u)", component * 8)
                }
                whole => format!("bitcast<{}>(bits)", whole.scalar().name()),
            };
            text.push_str(&format!(" matrix.values[{}] = {value};", index(component)));
        }
        text
    }

    fn write(&self) -> String {
        let value = |of_group| format!("matrix.values[{}]", self.index(of_group));
        if self.is_direct() {
            return self.assignment(0, &value(0));
        }
        let (components, units) = self.group();
        let bits = match self.matrix.component {
            Component::F16 => format!(
                "pack2x16float(vec2<f32>(f32({}), f32({})))",
                value(0),
                value(1)
            ),
            Component::U8 | Component::I8 => (0..components)
                .map(|each| {
                    let value = value(each);
                    format!("((bitcast<u32>({value}) & 255u) << {}u)", each * 8)
                })
                .collect::<Vec<_>>()
                .join(" | "),
            _ => format!("bitcast<u32>({})", value(0)),
        };
        let mut text = format!("let bits = {bits};");
        for unit in 0..units {
            let value = match self.memory.scalar {
                Scalar::F16 => format!("f16(unpack2x16float(bits).{})", ["x", "y"][unit % 2]),
                scalar => format!("bitcast<{}>(bits)", scalar.name()),
            };
            text.push(' ');
            text.push_str(&self.assignment(unit, &value));
        }
        text
    }

    /// A unit of a group. Behind the third number of a vector there is one that nothing has.
    fn unit(&self, of_group: usize) -> String {
        let at = place(of_group);
        match self.memory.size {
            1 => format!("(*memory)[{at}]"),
            3 => format!(
                "select((*memory)[{at} / 4u][min({at} % 4u, 2u)], {}(0), {at} % 4u == 3u)",
                self.memory.scalar.name()
            ),
            size => format!("(*memory)[{at} / {size}u][{at} % {size}u]"),
        }
    }

    fn assignment(&self, of_group: usize, value: &str) -> String {
        let at = place(of_group);
        match self.memory.size {
            1 => format!("(*memory)[{at}] = {value};"),
            3 => format!(
                "if {at} % 4u != 3u {{ (*memory)[{at} / 4u][min({at} % 4u, 2u)] = {value}; }}"
            ),
            size => format!("(*memory)[{at} / {size}u][{at} % {size}u] = {value};"),
        }
    }
}

fn place(of_group: usize) -> String {
    match of_group {
        0 => "at".to_owned(),
        _ => format!("(at + {of_group}u)"),
    }
}

/// A size as a number of a shader.
fn number(size: &str) -> String {
    match size.bytes().all(|byte| byte.is_ascii_digit()) {
        true => format!("{size}u"),
        false => format!("u32({size})"),
    }
}

fn count(matrix: &Matrix) -> String {
    format!("{} * {}", number(&matrix.rows), number(&matrix.columns))
}

/// The parameter `value`, within what a component can be.
const fn in_range(component: Component) -> &'static str {
    match component {
        Component::U8 => "min(value, 255u)",
        Component::I8 => "clamp(value, -128i, 127i)",
        _ => "value",
    }
}

/// What remains of a result in a component.
fn wrapped(component: Component, value: &str) -> String {
    match component {
        Component::U8 | Component::I8 => format!("extractBits({value}, 0u, 8u)"),
        _ => value.to_owned(),
    }
}
