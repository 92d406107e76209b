//! Arrays whose elements lie farther apart than WGSL and MSL would put them, or than HLSL would in a
//! constant buffer.
//!
//! These languages take the distance from the element's type. Each element becomes a struct of the
//! size of the distance, and what reaches an element goes one step farther, to its only member.

use std::collections::{HashMap, HashSet};

use naga::proc::Layouter;
use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    AddressSpace, Expression, Function, Handle, Module, Span, StructMember, Type, TypeInner,
    UniqueArena,
};

use super::copy::{Copy, Edit, copy};
use super::handles::operands_mut;
use super::retype::{Types, retype};

/// Whether the module has arrays whose elements lie farther apart than their type says.
pub(super) fn has_wide_strides(module: &Module) -> bool {
    !wide(module).is_empty()
}

/// Arrays, with the distance of their elements.
pub(super) type Wide = HashMap<Handle<Type>, u32>;

/// Those whose elements lie farther apart than their type says.
pub(super) fn wide(module: &Module) -> Wide {
    wider_than(module, |stride| stride)
}

/// Those in constant buffers whose elements lie farther apart than the registers that each takes.
pub(super) fn beyond_registers(module: &Module) -> Wide {
    let mut wide = wider_than(module, |stride| stride.next_multiple_of(REGISTER));
    if !wide.is_empty() {
        let constants = in_constant_buffers(module);
        wide.retain(|ty, _| constants.contains(ty));
    }
    wide
}

/// The bytes of a register of a constant buffer.
const REGISTER: u32 = 16;

/// The types of what HLSL has in constant buffers.
fn in_constant_buffers(module: &Module) -> HashSet<Handle<Type>> {
    let is_constant = |space| matches!(space, AddressSpace::Uniform | AddressSpace::Immediate);
    let variables = module.global_variables.iter();
    let mut queue: Vec<Handle<Type>> = variables
        .filter(|(_, variable)| is_constant(variable.space))
        .map(|(_, variable)| variable.ty)
        .collect();
    let mut found = HashSet::new();
    while let Some(ty) = queue.pop() {
        if !found.insert(ty) {
            continue;
        }
        match &module.types[ty].inner {
            TypeInner::Struct { members, .. } => queue.extend(members.iter().map(|each| each.ty)),
            TypeInner::Array { base, .. } | TypeInner::BindingArray { base, .. } => {
                queue.push(*base);
            }
            _ => {}
        }
    }
    found
}

/// Arrays whose elements lie farther apart than a function of the natural distance.
fn wider_than(module: &Module, least: impl Fn(u32) -> u32) -> Wide {
    let is_array = |(_, ty): (_, &Type)| matches!(ty.inner, TypeInner::Array { .. });
    let mut layouter = Layouter::default();
    if !module.types.iter().any(is_array) || layouter.update(module.to_ctx()).is_err() {
        return HashMap::new();
    }
    module
        .types
        .iter()
        .filter_map(|(handle, ty)| match ty.inner {
            TypeInner::Array { base, stride, .. } if stride > least(layouter[base].to_stride()) => {
                Some((handle, stride))
            }
            _ => None,
        })
        .collect()
}

/// Wraps the elements of these.
pub(super) fn wrap_elements(module: &mut Module, info: &ModuleInfo, wide: &Wide) {
    let before = module.types.clone();
    let (moved, wrappers) = rebuild(module, wide);
    retype(module, &moved);
    wrap_constants(module, &wrappers);
    let edit = |function: &mut Function, info: &FunctionInfo| {
        let mut wrap = Wrap {
            info,
            before: &before,
            wide,
            wrappers: &wrappers,
        };
        copy(function, &mut wrap);
    };
    for (handle, function) in module.functions.iter_mut() {
        edit(function, &info[handle]);
    }
    for (index, entry_point) in module.entry_points.iter_mut().enumerate() {
        edit(&mut entry_point.function, info.get_entry_point(index));
    }
}

/// Wraps the elements of constants: what is the same type for SPIR-V may be one of a buffer and of a
/// constant. No front end leaves an element of a constant in another to be computed.
fn wrap_constants(module: &mut Module, wrappers: &Types) {
    let is_wide = |(_, expression): (_, &Expression)| matches!(expression, Expression::Compose { ty, .. } if wrappers.contains_key(ty));
    if !module.global_expressions.iter().any(is_wide) {
        return;
    }
    let old = std::mem::take(&mut module.global_expressions);
    let mut moved = Vec::with_capacity(old.len());
    for (handle, expression) in old.iter() {
        let (mut expression, span) = (expression.clone(), old.get_span(handle));
        // Operands stand before what uses them.
        operands_mut(&mut expression, |operand| *operand = moved[operand.index()]);
        if let Expression::Compose { ty, components } = &mut expression
            && let Some(&wrapper) = wrappers.get(ty)
        {
            for component in components {
                let wrapped = Expression::Compose {
                    ty: wrapper,
                    components: vec![*component],
                };
                *component = module.global_expressions.append(wrapped, span);
            }
        }
        moved.push(module.global_expressions.append(expression, span));
    }
    let new = |handle: &mut Handle<Expression>| *handle = moved[handle.index()];
    for (_, constant) in module.constants.iter_mut() {
        new(&mut constant.init);
    }
    for (_, each) in module.overrides.iter_mut() {
        each.init.iter_mut().for_each(new);
    }
    for (_, variable) in module.global_variables.iter_mut() {
        variable.init.iter_mut().for_each(new);
    }
    for entry_point in &mut module.entry_points {
        let sizes = entry_point.workgroup_size_overrides.iter_mut();
        sizes.flatten().flatten().for_each(new);
        if let Some(mesh) = &mut entry_point.mesh_info {
            mesh.max_vertices_override.iter_mut().for_each(new);
            mesh.max_primitives_override.iter_mut().for_each(new);
        }
    }
}

/// Writes the types anew with the wrappers; where each old one is, and the wrapper of each new
/// array.
fn rebuild(module: &mut Module, wide: &Wide) -> (Types, Types) {
    let old = std::mem::take(&mut module.types);
    let mut moved = Types::new();
    let mut wrappers = Types::new();
    for (handle, ty) in old.iter() {
        let (mut ty, span) = (ty.clone(), old.get_span(handle));
        let mut wrapped = None;
        let new = |handle: &mut Handle<Type>| {
            if let Some(&new) = moved.get(handle) {
                *handle = new;
            }
        };
        match &mut ty.inner {
            TypeInner::Array { base, .. } => {
                new(base);
                if let Some(&stride) = wide.get(&handle) {
                    let wrapper = Type {
                        name: Some("Element".to_owned()),
                        inner: TypeInner::Struct {
                            members: vec![StructMember {
                                name: Some("value".to_owned()),
                                ty: *base,
                                binding: None,
                                offset: 0,
                            }],
                            span: stride,
                        },
                    };
                    let wrapper = module.types.insert(wrapper, span);
                    wrapped = Some(wrapper);
                    *base = wrapper;
                }
            }
            TypeInner::BindingArray { base, .. } | TypeInner::Pointer { base, .. } => new(base),
            TypeInner::Struct { members, .. } => {
                for member in members {
                    new(&mut member.ty);
                }
            }
            TypeInner::Scalar(_)
            | TypeInner::Vector { .. }
            | TypeInner::Matrix { .. }
            | TypeInner::CooperativeMatrix { .. }
            | TypeInner::Atomic(_)
            | TypeInner::ValuePointer { .. }
            | TypeInner::Image { .. }
            | TypeInner::Sampler { .. }
            | TypeInner::AccelerationStructure { .. }
            | TypeInner::RayQuery { .. } => {}
        }
        let new = module.types.insert(ty, span);
        wrappers.extend(wrapped.map(|wrapper| (new, wrapper)));
        moved.insert(handle, new);
    }
    (moved, wrappers)
}

struct Wrap<'a> {
    /// Of the function as it was.
    info: &'a FunctionInfo,
    /// The types as they were, of which `info` speaks.
    before: &'a UniqueArena<Type>,
    wide: &'a Wide,
    /// Of the types as they are.
    wrappers: &'a Types,
}

impl Wrap<'_> {
    /// Whether a value, or what a pointer points at, is such an array.
    fn is_wide(&self, expression: Handle<Expression>) -> bool {
        let resolution = &self.info[expression].ty;
        let ty = match *resolution.inner_with(self.before) {
            TypeInner::Pointer { base, .. } => Some(base),
            _ => resolution.handle(),
        };
        ty.is_some_and(|ty| self.wide.contains_key(&ty))
    }
}

/// How an expression is added to a copy: evaluated by a statement, or not.
type Append = fn(&mut Copy, Expression, Span) -> Handle<Expression>;

impl Wrap<'_> {
    /// An array with its elements wrapped; all else as it is.
    fn wrapped(
        &self,
        copy: &mut Copy,
        mut expression: Expression,
        span: Span,
        append: Append,
    ) -> Handle<Expression> {
        if let Expression::Compose { ty, components } = &mut expression
            && let Some(&wrapper) = self.wrappers.get(ty)
        {
            for component in components {
                let wrapped = Expression::Compose {
                    ty: wrapper,
                    components: vec![*component],
                };
                *component = append(copy, wrapped, span);
            }
        }
        append(copy, expression, span)
    }
}

impl Edit for Wrap<'_> {
    fn evaluated(
        &mut self,
        copy: &mut Copy,
        old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        let reaches = match copy.old[old] {
            Expression::Access { base, .. } | Expression::AccessIndex { base, .. } => {
                self.is_wide(base)
            }
            _ => false,
        };
        let new = self.wrapped(copy, expression, span, Copy::append);
        if reaches {
            copy.append(
                Expression::AccessIndex {
                    base: new,
                    index: 0,
                },
                span,
            )
        } else {
            new
        }
    }

    fn constant(
        &mut self,
        copy: &mut Copy,
        _old: Handle<Expression>,
        expression: Expression,
        span: Span,
    ) -> Handle<Expression> {
        self.wrapped(copy, expression, span, Copy::append_result)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{emitted, module, valid};
    use super::*;
    use crate::target::TargetLanguage;

    const WEIGHTS: &str = "#version 450
        layout(std140, set = 0, binding = 0) uniform Weights { float w[4]; vec2 offsets[4]; };
        layout(location = 0) out vec4 o;
        void main() {
            o = vec4(0.0);
            for (int i = 0; i < 4; i++) { o.xy += offsets[i] * w[i]; }
            o.z = w[2];
        }";

    #[test]
    fn elements_of_uniform_arrays_are_wrapped() {
        let mut wide = module("weights.frag", WEIGHTS);
        let info = valid(&wide);
        assert!(has_wide_strides(&wide));
        let found = super::wide(&wide);
        wrap_elements(&mut wide, &info, &found);
        assert!(!has_wide_strides(&wide));
        valid(&wide);
        let text = emitted("weights.frag", WEIGHTS, TargetLanguage::Wgsl);
        assert!(text.contains("@size(16) value: f32"), "{text}");
        assert!(text.contains("@size(16) value: vec2<f32>"), "{text}");
        assert!(text.contains("].value"), "{text}");
    }

    #[test]
    fn elements_reached_before_every_statement_are_wrapped() {
        let source = "#version 450
            struct Foo { float a[4]; };
            layout(location = 0) out Foo foo;
            void main() {
                gl_Position = vec4(1.0);
                for (int i = 0; i < 4; i++) { foo.a[i] = float(i + 2); }
            }";
        let text = emitted("inner.vert", source, TargetLanguage::Wgsl);
        assert!(text.contains("foo.a[0].value"), "{text}");
    }

    #[test]
    fn elements_of_first_values_are_wrapped() {
        let source = "fn f(i: u32) -> vec2f {
            var corners = array(vec2f(0.0, 1.0), vec2f(2.0, 3.0));
            return corners[i];
        }";
        let mut wide = module("corners.wgsl", source);
        let arrays: Vec<_> = wide
            .types
            .iter()
            .map(|(handle, ty)| (handle, ty.clone()))
            .collect();
        for (handle, mut ty) in arrays {
            if let TypeInner::Array { stride, .. } = &mut ty.inner {
                *stride = 16;
                wide.types.replace(handle, ty);
            }
        }
        let info = valid(&wide);
        let found = super::wide(&wide);
        assert_eq!(found.len(), 1);
        wrap_elements(&mut wide, &info, &found);
        valid(&wide);
    }

    /// The type of a uniform array is that of a constant, too.
    const TABLE: &str = r#"
        OpCapability Shader
        OpMemoryModel Logical GLSL450
        OpEntryPoint GLCompute %main "main"
        OpExecutionMode %main LocalSize 1 1 1
        OpDecorate %wide ArrayStride 16
        OpMemberDecorate %Weights 0 Offset 0
        OpDecorate %Weights Block
        OpDecorate %u DescriptorSet 0
        OpDecorate %u Binding 0
        OpDecorate %tight ArrayStride 4
        OpMemberDecorate %Left 0 Offset 0
        OpDecorate %Left Block
        OpDecorate %left DescriptorSet 0
        OpDecorate %left Binding 1
        %void = OpTypeVoid
        %fn = OpTypeFunction %void
        %uint = OpTypeInt 32 0
        %uint_0 = OpConstant %uint 0
        %uint_1 = OpConstant %uint 1
        %uint_2 = OpConstant %uint 2
        %uint_3 = OpConstant %uint 3
        %uint_4 = OpConstant %uint 4
        %uint_7 = OpConstant %uint 7
        %wide = OpTypeArray %uint %uint_4
        %Weights = OpTypeStruct %wide
        %weights = OpTypePointer Uniform %Weights
        %u = OpVariable %weights Uniform
        %tight = OpTypeRuntimeArray %uint
        %Left = OpTypeStruct %tight
        %left_ptr = OpTypePointer StorageBuffer %Left
        %left = OpVariable %left_ptr StorageBuffer
        %uniform1 = OpTypePointer Uniform %uint
        %stored1 = OpTypePointer StorageBuffer %uint
        %local4 = OpTypePointer Function %wide
        %local1 = OpTypePointer Function %uint
        %table = OpConstantComposite %wide %uint_7 %uint_3 %uint_2 %uint_4
        %main = OpFunction %void None %fn
        %start = OpLabel
        %k = OpVariable %local4 Function
        OpStore %k %table
        %a1 = OpAccessChain %uniform1 %u %uint_0 %uint_1
        %a = OpLoad %uint %a1
        %i = OpBitwiseAnd %uint %a %uint_3
        %k1 = OpAccessChain %local1 %k %i
        %b = OpLoad %uint %k1
        %o1 = OpAccessChain %stored1 %left %uint_0 %uint_0
        OpStore %o1 %b
        OpReturn
        OpFunctionEnd
        "#;

    #[test]
    fn elements_of_constants_are_wrapped() {
        let mut wide = module("table.spvasm", TABLE);
        let info = valid(&wide);
        let found = super::wide(&wide);
        wrap_elements(&mut wide, &info, &found);
        assert!(!has_wide_strides(&wide));
        valid(&wide);
        let text = emitted("table.spvasm", TABLE, TargetLanguage::Wgsl);
        assert!(text.contains("@size(16) value: u32"), "{text}");
        assert!(text.contains("Element(7u), Element(3u)"), "{text}");
    }

    #[test]
    fn elements_are_wrapped_for_msl() {
        let text = emitted("weights.frag", WEIGHTS, TargetLanguage::Msl);
        assert!(text.contains("float value;\n    char _pad1[12];"), "{text}");
        assert!(text.contains("].value"), "{text}");
    }

    #[test]
    fn elements_beyond_registers_are_wrapped_for_hlsl() {
        let far = TABLE.replace("ArrayStride 16", "ArrayStride 32");
        let text = emitted("table.spvasm", &far, TargetLanguage::Hlsl);
        assert!(text.contains("uint value;\n    int _end_pad_0;"), "{text}");
        let near = emitted("table.spvasm", TABLE, TargetLanguage::Hlsl);
        assert!(!near.contains("Element"), "{near}");
    }

    #[test]
    fn arrays_of_the_natural_distance_stay() {
        let natural = module(
            "natural.wgsl",
            "@group(0) @binding(0) var<uniform> v: array<vec4<f32>, 4>;
             @group(0) @binding(1) var<storage> s: array<f32>;
             @fragment fn main() -> @location(0) vec4<f32> { return v[1] * s[2]; }",
        );
        assert!(!has_wide_strides(&natural));
    }
}
