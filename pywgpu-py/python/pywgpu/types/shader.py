"""Shader modules.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from pydantic import Field

from pywgpu.types._base import F64, U32, Many, Model
from pywgpu.types._native import ShaderSource
from pywgpu.types.enums import CompilationMessageType

__all__ = [
    "CompilationInfo",
    "CompilationMessage",
    "CreateShaderModuleDescriptorPassthrough",
    "PassthroughShaderEntryPoint",
    "PipelineCompilationOptions",
    "ShaderModuleDescriptor",
    "ShaderRuntimeChecks",
    "SourceLocation",
]


class ShaderModuleDescriptor(Model, frozen=True):
    """Descriptor for use with `Device.create_shader_module`.

    Corresponds to WebGPU `GPUShaderModuleDescriptor`.
    """

    language: str | None = None
    """Language of a text; WGSL without it, or what `path` says."""
    path: str | None = None
    """What messages call a text, and where its includes and imports start from."""
    stage: str | None = None
    """Stage of a GLSL or HLSL text."""
    defines: dict[str, str] | None = None
    """Definitions for the preprocessor of GLSL and HLSL, or for the linker of WGSL."""
    label: str | None = None
    """Debug label of the shader module. This will show up in graphics debuggers for easy
    identification.
    """
    source: ShaderSource
    """WGSL, GLSL or HLSL text, SPIR-V bytes, or a module of the `naga` package."""


class ShaderRuntimeChecks(Model, frozen=True):
    """Describes how shader bound checks should be performed."""

    bounds_checks: bool
    """Enforce bounds checks in shaders, even if the underlying driver doesn't support doing so
    natively.

    When this is `True`, `wgpu` promises that shaders can only read or write the accessible
    region of a bindgroup's buffer bindings. If the underlying graphics platform cannot
    implement these bounds checks itself, `wgpu` will inject bounds checks before presenting
    the shader to the platform.

    When this is `False`, `wgpu` only enforces such bounds checks if the underlying platform
    provides a way to do so itself. `wgpu` does not itself add any bounds checks to
    generated shader code.

    Note that `wgpu` users may try to initialize only those portions of buffers that they
    anticipate might be read from. Passing `False` here may allow shaders to see wider
    regions of the buffers than expected, making such deferred initialization visible to the
    application.
    """
    force_loop_bounding: bool
    """If false, the caller MUST ensure that all passed shaders do not contain any infinite
    loops.

    If it does, backend compilers MAY treat such a loop as unreachable code and draw
    conclusions about other safety-critical code paths. This option SHOULD NOT be disabled
    when running untrusted code.
    """
    ray_query_initialization_tracking: bool
    """If false, the caller **MUST** ensure that in all passed shaders every function operating
    on a ray query must obey these rules (functions using wgsl naming)

    - `rayQueryInitialize` must have called before `rayQueryProceed`
    - `rayQueryProceed` must have been called, returned true and have hit an AABB before
      `rayQueryGenerateIntersection` is called
    - `rayQueryProceed` must have been called, returned true and have hit a triangle before
      `rayQueryConfirmIntersection` is called
    - `rayQueryProceed` must have been called and have returned true before
      `rayQueryTerminate`, `getCandidateHitVertexPositions` or
      `rayQueryGetCandidateIntersection` is called
    - `rayQueryProceed` must have been called and have returned false before
      `rayQueryGetCommittedIntersection` or `getCommittedHitVertexPositions` are called
    - when calling `rayQueryInitialize`, the ray desc argument must not contain NaNs in any
      floating point values and must not contain Infs in any component of `dir`, `origin`,
      `tmin`
    """
    task_shader_dispatch_tracking: bool
    """If false, task shaders will not validate that the mesh shader grid they dispatch is
    within legal limits.
    """
    mesh_shader_primitive_indices_clamp: bool
    """If false, mesh shaders won't clamp the output primitives' vertex indices, which can lead
    to undefined behavior and arbitrary memory access.
    """
    int_div_checks: bool
    """If false, integer division and modulo operations will use raw instructions without
    guards against division by zero or signed integer overflow (`INT_MIN / -1`). The caller
    **MUST** ensure that all divisors are non-zero and that no signed overflow occurs.
    """

    @classmethod
    def all_checks(cls, *, enabled: bool) -> ShaderRuntimeChecks:
        """All checks on or off."""
        return cls(**dict.fromkeys(cls.model_fields, enabled))

    @classmethod
    def checked(cls) -> ShaderRuntimeChecks:
        """All checks: safe with any shader."""
        return cls.all_checks(enabled=True)

    @classmethod
    def unchecked(cls) -> ShaderRuntimeChecks:
        """No checks: undefined behaviour in the shader is undefined behaviour here."""
        return cls.all_checks(enabled=False)


class PassthroughShaderEntryPoint(Model, frozen=True):
    """Describes a single entry point in a passthrough shader descriptor."""

    name: str
    """The name of the entry point. Only used in validation and for GLSL or DXIL."""
    workgroup_size: tuple[U32, U32, U32]
    """Number of workgroups in each dimension x, y and z. Only used for metal with compute-like
    shader stages.
    """


class CreateShaderModuleDescriptorPassthrough(Model, frozen=True):
    """Descriptor for a shader module given by any of several sources.

    These shaders are passed through directly to the underlying api. At least one shader type
    that may be used by the backend must be given or a panic is raised.

    Note that you shouldn't expect this to work with bindings except on SPIR-V, and even on
    SPIR-V there will be some caveats.
    """

    label: str | None = None
    """Debug label of the shader module. This will show up in graphics debuggers for easy
    identification.
    """
    entry_points: Many[PassthroughShaderEntryPoint] = ()
    """The list of entry points and their corresponding workgroup sizes."""
    spirv: bytes | None = None
    """Binary SPIR-V data, in 4-byte words."""
    dxil: bytes | None = None
    """Shader DXIL source."""
    hlsl: str | None = None
    """Shader HLSL source."""
    metallib: bytes | None = None
    """Shader MetalLib source."""
    msl: str | None = None
    """Shader MSL source."""
    glsl: str | None = None
    """Shader GLSL source (currently unused)."""
    wgsl: str | None = None
    """Shader WGSL source."""


class SourceLocation(Model, frozen=True):
    """A human-readable representation for a span, tailored for text source.

    Roughly corresponds to the positional members of `GPUCompilationMessage` from the WebGPU
    specification, except

    - `offset` and `length` are in bytes (UTF-8 code units), instead of UTF-16 code units.
    - `line_position` is in bytes (UTF-8 code units), and is usually not directly intended for
      humans.
    """

    line_number: U32
    """1-based line number."""
    line_position: U32
    """1-based column in code units (in bytes) of the start of the span. Remember to convert
    accordingly when displaying to the user.
    """
    offset: U32
    """0-based Offset in code units (in bytes) of the start of the span."""
    length: U32
    """Length in code units (in bytes) of the span."""


class CompilationMessage(Model, frozen=True):
    """A single message from the shader compilation process.

    Roughly corresponds to `GPUCompilationMessage`, except that the location uses UTF-8 for all
    positions.
    """

    message: str
    """The text of the message."""
    message_type: CompilationMessageType
    """The type of the message."""
    location: SourceLocation | None = None
    """Where in the source code the message points at."""


class CompilationInfo(Model, frozen=True):
    """Compilation information for a shader module.

    Corresponds to WebGPU `GPUCompilationInfo`. The source locations use bytes, and index a
    UTF-8 encoded string.
    """

    messages: Many[CompilationMessage]
    """The messages from the shader compilation process."""


class PipelineCompilationOptions(Model, frozen=True):
    """Advanced options for use when a pipeline is compiled.

    This implements `Default`, and for most users can be set to `Default.default()`
    """

    constants: dict[str, F64] = Field(default_factory=dict[str, float])
    """Specifies the values of pipeline-overridable constants in the shader module.

    If an `@id` attribute was specified on the declaration, the key must be the pipeline
    constant ID as a decimal ASCII number; if not, the key must be the constant's identifier
    name.

    If the given constant is specified more than once, the last value specified is used.

    The value may represent any of WGSL's concrete scalar types.
    """
    zero_initialize_workgroup_memory: bool = True
    """Whether workgroup scoped memory will be initialized with zero values for this stage.

    This is required by the WebGPU spec, but may have overhead which can be avoided for
    cross-platform applications
    """
