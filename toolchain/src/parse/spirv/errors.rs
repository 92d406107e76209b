//! From the errors of naga's SPIR-V front end to diagnostics.

use std::fmt::Debug;

use naga::front::spv::Error;
use rspirv::spirv;

use super::module::{Instruction, Module, op_name, string};
use crate::codes;
use crate::diagnostic::{Code, Diagnostic, Kind, Phase};
use crate::source::Source;

/// What is said of one error.
struct Said {
    code: Code,
    message: String,
    help: Option<&'static str>,
}

fn said(code: Code, message: impl Into<String>) -> Said {
    Said {
        code,
        message: message.into(),
        help: None,
    }
}

impl Said {
    fn help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }
}

/// The diagnostic for an error after which `taken` words had been read.
pub(super) fn diagnostic(
    source: &Source,
    module: &Module<'_>,
    error: &Error,
    taken: usize,
) -> Diagnostic {
    let index = module.instruction_at(taken);
    let Said {
        code,
        message,
        help,
    } = say(module, error, index);
    let mut diagnostic = Diagnostic::error(code, Phase::Parse, Kind::Rejected, source, message);
    if let Some(index) = index {
        let at = module.get(index).map_or(0, |instruction| instruction.at);
        let mut note = format!("at {}, word {at}", module.describe(index));
        if let Some(function) = module.function_around(index) {
            note.push_str(&format!(", in function {}", module.id(function)));
        }
        diagnostic = diagnostic.with_note(note);
    }
    diagnostic.help = help.map(str::to_owned);
    diagnostic
}

/// The name of a number in one of SPIR-V's enumerations.
fn named<T: Debug>(value: Option<T>, number: u32) -> String {
    match value {
        Some(value) => format!("`{value:?}`"),
        None => format!("number {number}"),
    }
}

/// The string of the `OpExtInstImport` that defines an id.
fn import_name(module: &Module<'_>, id: u32) -> String {
    module
        .definition(id)
        .and_then(|definition| definition.operands.get(1..))
        .map(string)
        .filter(|name| !name.is_empty())
        .map_or_else(|| module.id(id), |name| format!("`{name}`"))
}

/// An id that naga could not find among what it keeps of its kind.
fn missing_id(module: &Module<'_>, id: u32) -> Said {
    match module.definition(id) {
        None => said(
            codes::SPIRV_ID,
            format!("{} is used but never defined", module.id(id)),
        ),
        Some(definition) if is_combined_sampler(module, definition) => said(
            codes::SPIRV_COMBINED_SAMPLER,
            format!(
                "the variable {} joins an image and its sampler, which is not supported",
                module.id(variable_of(module, definition))
            ),
        )
        .help(
            "declare them as two variables and join them with `OpSampledImage` where they are used",
        ),
        Some(definition) => said(
            codes::SPIRV_ID,
            format!(
                "{} ({}) cannot be used here, or is defined only later",
                module.id(id),
                definition.name()
            ),
        ),
    }
}

/// Whether an instruction loads an image together with its sampler.
fn is_combined_sampler(module: &Module<'_>, load: &Instruction<'_>) -> bool {
    load.opcode == spirv::Op::Load as u32
        && load
            .result_type
            .and_then(|ty| module.definition(ty))
            .is_some_and(|ty| ty.opcode == spirv::Op::TypeSampledImage as u32)
}

/// The variable behind what a load reads.
fn variable_of(module: &Module<'_>, load: &Instruction<'_>) -> u32 {
    let pointer = load.operands.get(2).copied().unwrap_or_default();
    let is_chain = |instruction: &&Instruction<'_>| {
        [
            spirv::Op::AccessChain as u32,
            spirv::Op::InBoundsAccessChain as u32,
        ]
        .contains(&instruction.opcode)
    };
    module
        .definition(pointer)
        .filter(is_chain)
        .and_then(|chain| chain.operands.get(2).copied())
        .unwrap_or(pointer)
}

/// The type that the current instruction gives its result, or is.
fn current_type(module: &Module<'_>, index: Option<usize>) -> String {
    let instruction = index.and_then(|index| module.get(index));
    match instruction {
        Some(instruction) if instruction.name().starts_with("OpType") => instruction
            .result
            .map_or_else(|| "this type".to_owned(), |id| module.type_text(id)),
        Some(instruction) => instruction
            .result_type
            .map_or_else(|| "this type".to_owned(), |id| module.type_text(id)),
        None => "a type".to_owned(),
    }
}

/// Code, message and help for every error naga knows.
fn say(module: &Module<'_>, error: &Error, index: Option<usize>) -> Said {
    let id = |id: u32| module.id(id);
    match *error {
        Error::InvalidHeader => said(codes::SPIRV_MAGIC, "this is not a SPIR-V module"),
        Error::InvalidWordCount => said(
            codes::SPIRV_WORD_COUNT,
            "an instruction says that it has no words",
        ),
        Error::UnknownInstruction(opcode) => said(
            codes::SPIRV_INSTRUCTION,
            format!("{opcode} is not the number of an instruction"),
        ),
        Error::UnknownCapability(number) => said(
            codes::SPIRV_CAPABILITY,
            format!("{number} is not the number of a capability"),
        ),
        Error::UnsupportedInstruction(_, op) => {
            let name = op_name(op as u32);
            let in_function = index.is_some_and(|index| module.function_around(index).is_some());
            if !in_function && READ_IN_MODULE.contains(&op) {
                said(
                    codes::SPIRV_INSTRUCTION,
                    format!("`{name}` stands in the wrong section of the module"),
                )
            } else {
                said(
                    codes::SPIRV_INSTRUCTION,
                    format!("the instruction `{name}` is not supported"),
                )
            }
        }
        Error::UnsupportedCapability(capability) => said(
            codes::SPIRV_CAPABILITY,
            format!("the capability `{capability:?}` is not supported"),
        )
        .help("without `spirv_in.strict_capabilities` the module is read as far as its instructions allow"),
        Error::UnsupportedExtension(ref name) => said(
            codes::SPIRV_EXTENSION,
            format!("the extension `{name}` is not supported"),
        ),
        Error::UnsupportedExtSet(ref name) => said(
            codes::SPIRV_EXTENSION,
            format!("the extended instruction set `{name}` is not supported"),
        ),
        Error::UnsupportedExtInstSet(set) => said(
            codes::SPIRV_EXTENSION,
            format!(
                "the extended instruction set {} is not supported",
                import_name(module, set)
            ),
        ),
        Error::UnsupportedExtInst(number) => said(
            codes::SPIRV_EXTENDED_INSTRUCTION,
            format!(
                "the extended instruction {} is not supported",
                named(spirv::GlslStd450Op::from_u32(number), number)
            ),
        ),
        Error::UnsupportedType(_) => said(
            codes::SPIRV_TYPE,
            format!("{} is not supported here", current_type(module, index)),
        ),
        Error::UnsupportedExecutionModel(model) => said(
            codes::SPIRV_EXECUTION_MODEL,
            format!(
                "the execution model {} is not supported",
                named(spirv::ExecutionModel::from_u32(model), model)
            ),
        ),
        Error::UnsupportedExecutionMode(mode) => said(
            codes::SPIRV_EXECUTION_MODE,
            format!(
                "the execution mode {} is not supported",
                named(spirv::ExecutionMode::from_u32(mode), mode)
            ),
        ),
        Error::UnsupportedStorageClass(class) => said(
            codes::SPIRV_STORAGE_CLASS,
            format!(
                "the storage class {} is not supported",
                named(spirv::StorageClass::from_u32(class), class)
            ),
        ),
        Error::UnsupportedImageDim(dim) => said(
            codes::SPIRV_IMAGE,
            match spirv::Dim::from_u32(dim) {
                Some(spirv::Dim::DimBuffer) => {
                    "texel buffers (images of dimension `Buffer`) are not supported".to_owned()
                }
                Some(spirv::Dim::DimSubpassData) => {
                    "subpass inputs (images of dimension `SubpassData`) are not supported".to_owned()
                }
                other => format!(
                    "images of dimension {} are not supported",
                    named(other, dim).replace("`Dim", "`")
                ),
            },
        ),
        Error::UnsupportedImageFormat(format) => said(
            codes::SPIRV_IMAGE,
            format!(
                "the image format {} is not supported",
                named(spirv::ImageFormat::from_u32(format), format)
            ),
        ),
        Error::UnsupportedBuiltIn(built_in) => said(
            codes::SPIRV_BUILTIN,
            format!(
                "the built-in {} is not supported",
                named(spirv::BuiltIn::from_u32(built_in), built_in)
            ),
        ),
        Error::UnsupportedControlFlow(number) => said(
            codes::SPIRV_CONTROL_FLOW,
            format!("the loop or selection control {number} is not supported"),
        ),
        Error::UnsupportedBinaryOperator(number) => said(
            codes::SPIRV_OPERATOR,
            format!("the operator {number} is not supported"),
        ),
        Error::UnsupportedRuntimeArrayStorageClass => said(
            codes::SPIRV_STORAGE_CLASS,
            "a runtime array is supported only in a storage buffer",
        ),
        Error::UnsupportedMatrixStride {
            stride,
            columns,
            rows,
            width,
        } => said(
            codes::SPIRV_MATRIX_STRIDE,
            format!(
                "a matrix of {columns} columns and {rows} rows of {}-bit floats with a stride of {stride} bytes is not supported",
                u32::from(width) * 8
            ),
        ),
        Error::UnknownBinaryOperator(op) => said(
            codes::SPIRV_OPERATOR,
            format!("the operator `{}` is not supported", op_name(op as u32)),
        ),
        Error::UnknownRelationalFunction(op) => said(
            codes::SPIRV_OPERATOR,
            format!("the function `{}` is not supported", op_name(op as u32)),
        ),
        Error::UnsupportedGroupOperation(operation) => said(
            codes::SPIRV_OPERAND,
            format!(
                "the group operation {} is not supported",
                named(spirv::GroupOperation::from_u32(operation), operation)
            ),
        ),
        Error::InvalidParameter(op) => said(
            codes::SPIRV_OPERAND,
            format!("an operand of `{}` is not allowed", op_name(op as u32)),
        ),
        Error::InvalidOperandCount(op, count) => said(
            codes::SPIRV_OPERAND,
            format!(
                "`{}` cannot have {count} words",
                op_name(op as u32)
            ),
        ),
        Error::InvalidOperand => said(
            codes::SPIRV_OPERAND,
            "an operand is not allowed or not supported",
        ),
        Error::InvalidId(number) => missing_id(module, number),
        Error::InvalidDecoration(number) => said(
            codes::SPIRV_DECORATION,
            format!(
                "the decoration {} is not allowed here",
                named(spirv::Decoration::from_u32(number), number)
            ),
        ),
        // naga counts bytes, but where there are too many for it.
        Error::InvalidTypeWidth(width) => {
            let bits = if width < 256 { 8 * width } else { width };
            said(
                codes::SPIRV_TYPE,
                format!("numbers of {bits} bits are not supported"),
            )
        }
        Error::InvalidSign(sign) => said(
            codes::SPIRV_TYPE,
            format!("the signedness of an integer type is 0 or 1, not {sign}"),
        ),
        Error::InvalidInnerType(ty) => said(
            codes::SPIRV_TYPE,
            format!("{} cannot be used here", module.type_text(ty)),
        ),
        Error::InvalidVectorSize(size) => said(
            codes::SPIRV_TYPE,
            format!("a vector has 2, 3 or 4 components, not {size}"),
        ),
        Error::InvalidAccessType(ty) => said(
            codes::SPIRV_ACCESS,
            format!(
                "a value of type {} cannot be accessed like this",
                module.type_text(ty)
            ),
        ),
        Error::InvalidAccess(_) => said(
            codes::SPIRV_ACCESS,
            "an access chain needs a constant index here",
        ),
        Error::InvalidAccessIndex(index) => said(
            codes::SPIRV_ACCESS,
            format!("the index {index} is out of bounds"),
        ),
        Error::InvalidIndexType(ty) => said(
            codes::SPIRV_ACCESS,
            format!("{} cannot be an index", module.type_text(ty)),
        ),
        Error::InvalidBinding(variable) => said(
            codes::SPIRV_DECORATION,
            format!("{} has neither a location nor a built-in", id(variable)),
        ),
        Error::InvalidGlobalVar(_) => said(
            codes::SPIRV_VARIABLE,
            "a texture or sampler must come straight from a variable",
        ),
        Error::InvalidImageExpression(_) => said(
            codes::SPIRV_IMAGE,
            "a texture or sampler must come straight from a variable",
        ),
        Error::InvalidImageDepthStorage => said(
            codes::SPIRV_IMAGE,
            "an image cannot be a depth image and a storage image at once",
        ),
        Error::InvalidStorageImageWithoutFormat => said(
            codes::SPIRV_IMAGE,
            "storage images without a format are not supported",
        )
        .help("declare the image with a format, such as `Rgba8`"),
        Error::InvalidImageBaseType(_) => said(
            codes::SPIRV_IMAGE,
            "the sampled type of an image must be a 32-bit number",
        ),
        Error::InvalidImage(_) => said(
            codes::SPIRV_IMAGE,
            "this image operation does not fit the type of the image",
        ),
        Error::InvalidAsType(_) => said(
            codes::SPIRV_OPERAND,
            format!("a value cannot be converted to {}", current_type(module, index)),
        ),
        Error::InvalidVectorType(_) => said(
            codes::SPIRV_TYPE,
            "a vector is needed here",
        ),
        Error::InconsistentComparisonSampling(_) => said(
            codes::SPIRV_IMAGE,
            "an image or sampler is used both with and without depth comparison",
        ),
        Error::WrongFunctionResultType(ty) => said(
            codes::SPIRV_FUNCTION_TYPE,
            format!(
                "the function's result type {} is not the one of its function type",
                module.type_text(ty)
            ),
        ),
        Error::WrongFunctionArgumentType(ty) => said(
            codes::SPIRV_FUNCTION_TYPE,
            format!(
                "a parameter's type {} is not the one of the function type",
                module.type_text(ty)
            ),
        ),
        Error::MissingDecoration(decoration) => said(
            codes::SPIRV_DECORATION,
            format!("the decoration `{decoration:?}` is missing"),
        ),
        Error::BadString => said(codes::SPIRV_STRING, "a string is not UTF-8 or not ended"),
        Error::IncompleteData => said(codes::SPIRV_TRUNCATED, "the module ends too early")
            .help("the file was probably cut"),
        Error::InvalidTerminator => said(
            codes::SPIRV_CONTROL_FLOW,
            "a block does not end in a branch, return, kill or unreachable",
        ),
        Error::InvalidEdgeClassification => said(
            codes::SPIRV_CONTROL_FLOW,
            "a branch does not fit the structure of the merges around it",
        ),
        Error::ControlFlowGraphCycle(_) => said(
            codes::SPIRV_CONTROL_FLOW,
            "the blocks of a function form a cycle that is not a structured loop",
        ),
        Error::FunctionCallCycle(function) => said(
            codes::SPIRV_RECURSION,
            format!("the function {} calls itself", id(function)),
        ),
        Error::InvalidArraySize(size) => said(
            codes::SPIRV_TYPE,
            format!("{} cannot be the length of an array", id(size)),
        ),
        Error::InvalidBarrierScope(scope) => said(
            codes::SPIRV_BARRIER,
            format!("{} is not a scope that is supported here", id(scope)),
        ),
        Error::InvalidBarrierMemorySemantics(semantics) => said(
            codes::SPIRV_BARRIER,
            format!(
                "{} is not a memory semantics that is supported here",
                id(semantics)
            ),
        ),
        Error::NonBindingArrayOfImageOrSamplers => said(
            codes::SPIRV_VARIABLE,
            "an array of images or samplers is supported only as a binding",
        ),
        Error::SpecIdTooHigh(number) => said(
            codes::SPIRV_SPEC_ID,
            format!("the specialisation constant id {number} is above 65535"),
        ),
        Error::AtomicUpgradeError(ref error) => said(
            codes::SPIRV_ATOMIC,
            format!("an atomic operation is not supported on this variable: {error}"),
        ),
    }
}

/// Module-level operations that naga reads, so that a refusal means the wrong place.
const READ_IN_MODULE: &[spirv::Op] = &[
    spirv::Op::Capability,
    spirv::Op::Extension,
    spirv::Op::ExtInstImport,
    spirv::Op::MemoryModel,
    spirv::Op::EntryPoint,
    spirv::Op::ExecutionMode,
    spirv::Op::String,
    spirv::Op::Source,
    spirv::Op::SourceExtension,
    spirv::Op::Name,
    spirv::Op::MemberName,
    spirv::Op::ModuleProcessed,
    spirv::Op::Decorate,
    spirv::Op::MemberDecorate,
    spirv::Op::TypeVoid,
    spirv::Op::TypeBool,
    spirv::Op::TypeInt,
    spirv::Op::TypeFloat,
    spirv::Op::TypeVector,
    spirv::Op::TypeMatrix,
    spirv::Op::TypeFunction,
    spirv::Op::TypePointer,
    spirv::Op::TypeArray,
    spirv::Op::TypeRuntimeArray,
    spirv::Op::TypeStruct,
    spirv::Op::TypeImage,
    spirv::Op::TypeSampledImage,
    spirv::Op::TypeSampler,
    spirv::Op::Constant,
    spirv::Op::SpecConstant,
    spirv::Op::ConstantComposite,
    spirv::Op::SpecConstantComposite,
    spirv::Op::ConstantNull,
    spirv::Op::ConstantTrue,
    spirv::Op::ConstantFalse,
    spirv::Op::Variable,
    spirv::Op::Function,
];
