//! From words to naga's module, and what is refused.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use naga::{
    AddressSpace, Binding, BuiltIn, EntryPoint, Expression, Interpolation, MeshOutputTopology,
    Module, ShaderStage, TypeInner, UnaryOperator,
};

use crate::check::check;
use crate::diagnostic::Failure;
use crate::options::Options;
use crate::parse::parse;
use crate::source::{Language, Source};

/// A stage that writes each kind of output once.
const MESH: &str = "\
OpCapability MeshShadingEXT
OpExtension \"SPV_EXT_mesh_shader\"
OpMemoryModel Logical GLSL450
OpEntryPoint MeshEXT %main \"main\" %vertices %level %layers %id %indices %payload
OpExecutionMode %main LocalSize 3 1 1
OpExecutionMode %main OutputVertices 3
OpExecutionMode %main OutputPrimitivesEXT 1
OpExecutionMode %main OutputTrianglesEXT
OpName %level \"level\"
OpDecorate %Block Block
OpMemberDecorate %Block 0 BuiltIn Position
OpMemberDecorate %Block 1 BuiltIn PointSize
OpDecorate %level Location 4
OpDecorate %layers BuiltIn Layer
OpDecorate %layers PerPrimitiveEXT
OpDecorate %id BuiltIn PrimitiveId
OpDecorate %id PerPrimitiveEXT
OpDecorate %indices BuiltIn PrimitiveTriangleIndicesEXT
%void = OpTypeVoid
%fn = OpTypeFunction %void
%uint = OpTypeInt 32 0
%int = OpTypeInt 32 1
%float = OpTypeFloat 32
%v4 = OpTypeVector %float 4
%u3 = OpTypeVector %uint 3
%u0 = OpConstant %uint 0
%u1 = OpConstant %uint 1
%u2 = OpConstant %uint 2
%u3_ = OpConstant %uint 3
%i7 = OpConstant %int 7
%f1 = OpConstant %float 1
%place = OpConstantComposite %v4 %f1 %f1 %f1 %f1
%corners = OpConstantComposite %u3 %u0 %u1 %u2
%Block = OpTypeStruct %v4 %float
%blocks = OpTypeArray %Block %u3_
%levels = OpTypeArray %uint %u3_
%ints = OpTypeArray %int %u1
%triples = OpTypeArray %u3 %u1
%to_blocks = OpTypePointer Output %blocks
%to_place = OpTypePointer Output %v4
%to_float = OpTypePointer Output %float
%to_block = OpTypePointer Output %Block
%to_levels = OpTypePointer Output %levels
%to_level = OpTypePointer Output %uint
%to_ints = OpTypePointer Output %ints
%to_int = OpTypePointer Output %int
%to_triples = OpTypePointer Output %triples
%to_triple = OpTypePointer Output %u3
%to_payload = OpTypePointer TaskPayloadWorkgroupEXT %uint
%vertices = OpVariable %to_blocks Output
%level = OpVariable %to_levels Output
%layers = OpVariable %to_ints Output
%id = OpVariable %to_ints Output
%indices = OpVariable %to_triples Output
%payload = OpVariable %to_payload TaskPayloadWorkgroupEXT
%main = OpFunction %void None %fn
%entry = OpLabel
OpSetMeshOutputsEXT %u3_ %u1
%a = OpAccessChain %to_place %vertices %u1 %u0
OpStore %a %place
%b = OpAccessChain %to_level %level %u2
%read = OpLoad %uint %payload
OpStore %b %read
%c = OpAccessChain %to_int %id %u0
OpStore %c %i7
%d = OpAccessChain %to_triple %indices %u0
OpStore %d %corners
; more
OpReturn
OpFunctionEnd
";

fn read_with(text: &str, options: &Options) -> Result<Module, Failure> {
    let source = Source::text("t.spvasm", Language::SpirvAssembly, text);
    let parsed = parse(&source, options)?;
    Ok(check(parsed, options)?.module().clone())
}

fn read(text: &str) -> Module {
    read_with(text, &Options::default()).unwrap_or_else(|failure| panic!("{failure:?}"))
}

fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(MESH.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

fn bindings(module: &Module, ty: naga::Handle<naga::Type>) -> Vec<Binding> {
    let TypeInner::Struct { members, .. } = &module.types[ty].inner else {
        panic!("{:?}", module.types[ty]);
    };
    members
        .iter()
        .map(|member| member.binding.clone().unwrap())
        .collect()
}

fn negations(module: &Module) -> usize {
    let all = module
        .functions
        .iter()
        .flat_map(|(_, it)| it.expressions.iter());
    let is_negation = |expression: &Expression| {
        matches!(
            expression,
            Expression::Unary {
                op: UnaryOperator::Negate,
                ..
            }
        )
    };
    all.filter(|(_, each)| is_negation(each)).count()
}

#[test]
fn a_mesh_stage_has_its_outputs_in_one_variable() {
    let module = read(MESH);
    let [entry_point] = module.entry_points.as_slice() else {
        panic!("{:?}", module.entry_points);
    };
    assert_eq!(
        (entry_point.stage, entry_point.name.as_str()),
        (ShaderStage::Mesh, "main")
    );
    let mesh = entry_point.mesh_info.as_ref().unwrap();
    assert_eq!(mesh.topology, MeshOutputTopology::Triangles);
    assert_eq!((mesh.max_vertices, mesh.max_primitives), (3, 1));
    // The point size and the layer are declared, and never written.
    assert_eq!(
        bindings(&module, mesh.vertex_output_type),
        [
            Binding::BuiltIn(BuiltIn::Position { invariant: false }),
            Binding::Location {
                location: 4,
                interpolation: Some(Interpolation::Flat),
                sampling: None,
                blend_src: None,
                per_primitive: false,
            },
        ]
    );
    assert_eq!(
        bindings(&module, mesh.primitive_output_type),
        [
            Binding::BuiltIn(BuiltIn::TriangleIndices),
            Binding::BuiltIn(BuiltIn::PrimitiveIndex),
        ]
    );
    let payload = &module.global_variables[entry_point.task_payload.unwrap()];
    assert_eq!(payload.space, AddressSpace::TaskPayload);
    assert!(matches!(
        module.types[payload.ty].inner,
        TypeInner::Struct { .. }
    ));
}

#[test]
fn what_is_written_is_an_output() {
    let text = edited(&[(
        "; more",
        "%e = OpAccessChain %to_float %vertices %u1 %u1\nOpStore %e %f1",
    )]);
    let module = read(&text);
    let mesh = module.entry_points[0].mesh_info.as_ref().unwrap();
    assert_eq!(
        bindings(&module, mesh.vertex_output_type).last(),
        Some(&Binding::BuiltIn(BuiltIn::PointSize))
    );
}

#[test]
fn positions_are_turned_over_as_those_of_vertex_stages() {
    let parts = edited(&[(
        "; more",
        "%e = OpAccessChain %to_float %a %u1\n%y = OpLoad %float %e\nOpStore %e %y\n\
         %x = OpAccessChain %to_float %vertices %u0 %u0 %u0\nOpStore %x %f1\n\
         %whole = OpAccessChain %to_block %vertices %u0\n%block = OpLoad %Block %whole\n\
         OpStore %whole %block",
    )]);
    let mut options = Options::default();
    for (adjust, whole, with_parts) in [(true, 1, 5), (false, 0, 0)] {
        options.spirv_in.adjust_coordinate_space = adjust;
        assert_eq!(negations(&read_with(MESH, &options).unwrap()), whole);
        assert_eq!(negations(&read_with(&parts, &options).unwrap()), with_parts);
    }
}

#[test]
fn a_task_stage_returns_what_it_asks_for() {
    let text = "\
OpCapability MeshShadingEXT
OpExtension \"SPV_EXT_mesh_shader\"
OpMemoryModel Logical GLSL450
OpEntryPoint TaskEXT %main \"main\"
OpExecutionMode %main LocalSize 1 1 1
%void = OpTypeVoid
%fn = OpTypeFunction %void
%uint = OpTypeInt 32 0
%u1 = OpConstant %uint 1
%main = OpFunction %void None %fn
%entry = OpLabel
OpEmitMeshTasksEXT %u1 %u1 %u1
OpFunctionEnd
";
    let module = read(text);
    let EntryPoint {
        stage,
        function,
        task_payload,
        ..
    } = &module.entry_points[0];
    assert_eq!(*stage, ShaderStage::Task);
    let result = function.result.as_ref().unwrap();
    assert_eq!(
        result.binding,
        Some(Binding::BuiltIn(BuiltIn::MeshTaskSize))
    );
    // It hands nothing on, and naga wants something.
    assert!(task_payload.is_some());
}

#[test]
fn what_cannot_be_kept_is_told() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (
            &[(
                "; more",
                "%e = OpAccessChain %to_int %layers %u0\nOpStore %e %i7",
            )],
            "writing the built-in `Layer` in a mesh stage is not supported",
        ),
        (
            &[("OutputVertices 3", "OutputVertices 4")],
            "an output with 3 elements in a mesh stage of 4 vertices is not supported",
        ),
        (
            &[("OutputVertices 3", "OutputVertices 0")],
            "the mode `OutputVertices` with 0 instead of 1 to 4096 is not supported",
        ),
        (
            &[("OpExecutionMode %main OutputVertices 3\n", "")],
            "a mesh stage (`main`) without the mode `OutputVertices` is not supported",
        ),
        (
            &[("OpExecutionMode %main OutputTrianglesEXT\n", "")],
            "a mesh stage (`main`) that does not say what its primitives are is not supported",
        ),
        (
            &[("OutputTrianglesEXT", "OutputLinesEXT")],
            "indices of other primitives than those of the mesh stage are not supported",
        ),
        (
            &[("OpDecorate %level Location 4\n", "")],
            "an output of a mesh stage without a location or a built-in is not supported",
        ),
        (
            &[(
                "OpDecorate %level Location 4",
                "OpDecorate %level Location 4\nOpDecorate %level Component 1",
            )],
            "an output of a mesh stage that begins inside of a location is not supported",
        ),
        (
            &[("; more", "%e = OpLoad %levels %level")],
            "reading all outputs of a kind at once is not supported",
        ),
        (
            &[(
                "; more",
                "%e = OpAccessChain %to_float %a %read\nOpStore %e %f1",
            )],
            "a component of a position, chosen at run time, is not supported",
        ),
        (
            &[
                (
                    "%main = OpFunction %void None %fn",
                    "%ofn = OpTypeFunction %void %to_place\n%main = OpFunction %void None %fn",
                ),
                ("; more", "%e = OpFunctionCall %void %other %a"),
                (
                    "OpFunctionEnd\n",
                    "OpFunctionEnd\n%other = OpFunction %void None %ofn\n\
                     %p = OpFunctionParameter %to_place\n%inner = OpLabel\nOpReturn\nOpFunctionEnd\n",
                ),
            ],
            "a pointer to an output of a mesh stage as an argument of a function is not supported",
        ),
        (
            &[("MeshEXT %main", "MeshNV %main")],
            "mesh stages of `SPV_NV_mesh_shader` (`main`) are not supported",
        ),
    ];
    for (edits, expected) in cases {
        let failure = read_with(&edited(edits), &Options::default()).unwrap_err();
        let said = failure.to_string();
        assert!(said.contains(expected), "{expected}:\n{said}");
    }
}

#[test]
fn the_limits_hold_for_what_was_put_together() {
    let text = edited(&[("Location 4", "Location 4000000000")]);
    let failure = read_with(&text, &Options::default()).unwrap_err();
    assert!(
        failure.to_string().contains("location 4000000000"),
        "{failure}"
    );
}
