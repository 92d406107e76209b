from collections.abc import Awaitable, Callable, Generator, Iterable, Mapping, Sequence
from os import PathLike
from types import TracebackType
from typing import Generic, Literal, Protocol, TypeAlias, TypedDict, TypeVar, final, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray
from typing_extensions import Buffer as Readable
from typing_extensions import CapsuleType, Self, Unpack, disjoint_base

from pywgpu.core.errors import GPUError
from pywgpu.options import ShaderOptions
from pywgpu.reflection import Language, Reflection, Stage
from pywgpu.types import texture as models
from pywgpu.types.binding import (
    BindGroupDescriptor,
    BindGroupEntry,
    BindGroupLayoutDescriptor,
    BindGroupLayoutEntry,
    PipelineLayoutDescriptor,
)
from pywgpu.types.buffer import (
    BufferBinding,
    BufferDescriptor,
    BufferInitDescriptor,
    BufferTransition,
)
from pywgpu.types.commands import (
    CommandEncoderDescriptor,
    ComputePassDescriptor,
    ComputePassTimestampWrites,
    QuerySetDescriptor,
    QueryTypeValue,
    RenderBundleDepthStencil,
    RenderBundleDescriptor,
    RenderBundleEncoderDescriptor,
    RenderPassColorAttachment,
    RenderPassDepthStencilAttachment,
    RenderPassDescriptor,
    RenderPassTimestampWrites,
)
from pywgpu.types.device import DeviceDescriptor, MemoryHintsValue
from pywgpu.types.enums import (
    AccelerationStructureUpdateMode,
    AddressMode,
    Backend,
    CompareFunction,
    DeviceType,
    ErrorFilter,
    ExternalTextureFormat,
    FilterMode,
    IndexFormat,
    MapMode,
    MipmapFilterMode,
    PowerPreference,
    SamplerBorderColor,
    TextureAspect,
    TextureDimension,
    TextureFormat,
    TextureSampleType,
    TextureViewDimension,
    VertexFormat,
)
from pywgpu.types.flags import (
    AccelerationStructureFlags,
    Backends,
    BufferUsages,
    Features,
    InstanceFlags,
    PipelineStatisticsTypes,
    TextureUsages,
)
from pywgpu.types.geometry import Color, Extent3d, Origin3d
from pywgpu.types.instance import (
    BackendOptions,
    InstanceDescriptor,
    MemoryBudgetThresholds,
    RequestAdapterOptions,
)
from pywgpu.types.limits import Limits
from pywgpu.types.pipeline import (
    BlendState,
    ComputePipelineDescriptor,
    DepthStencilState,
    FragmentState,
    MeshPipelineDescriptor,
    MeshState,
    MultisampleState,
    PipelineCacheDescriptor,
    PrimitiveState,
    RenderPipelineDescriptor,
    TaskState,
    VertexState,
)
from pywgpu.types.ray_tracing import (
    BlasBuildEntry,
    BlasGeometrySizeDescriptorsValue,
    CreateBlasDescriptor,
    CreateTlasDescriptor,
)
from pywgpu.types.shader import PipelineCompilationOptions, ShaderModuleDescriptor
from pywgpu.types.surface import SurfaceConfiguration
from pywgpu.types.texture import (
    ExternalTextureDescriptor,
    ExternalTextureTransferFunction,
    ImageSubresourceRange,
    SamplerDescriptor,
    TexelCopyBufferInfo,
    TexelCopyBufferLayout,
    TextureDescriptor,
    TextureTransition,
    TextureViewDescriptor,
)

__all__ = [
    "WGPU_VERSION",
    "Adapter",
    "BindGroup",
    "BindGroupLayout",
    "Blas",
    "Buffer",
    "BufferSlice",
    "BufferView",
    "BufferViewMut",
    "CommandBuffer",
    "CommandEncoder",
    "ComputePass",
    "ComputePipeline",
    "Device",
    "ErrorScopeGuard",
    "ExternalTexture",
    "Instance",
    "MappedMemory",
    "Pending",
    "PipelineCache",
    "PipelineLayout",
    "QuerySet",
    "Queue",
    "QueueWriteBufferView",
    "RenderBundle",
    "RenderBundleEncoder",
    "RenderPass",
    "RenderPipeline",
    "Sampler",
    "ShaderModule",
    "StagingBelt",
    "SubmissionIndex",
    "Surface",
    "SurfaceTexture",
    "TexelCopyTextureInfo",
    "Texture",
    "TextureBlitter",
    "TextureView",
    "Tlas",
    "TlasInstance",
    "__version__",
    "_after_fork_in_child",
    "_at_exit",
    "_enum_sets",
    "_flag_sets",
    "_limit_names",
    "make_spirv_raw",
    "pipeline_cache_key",
    "texture_footprint",
    "texture_format",
    "texture_format_features",
    "texture_sample_type",
    "vertex_format",
]

__version__: str
WGPU_VERSION: str

_Scalar = TypeVar("_Scalar", bound=np.generic)
_Result_co = TypeVar("_Result_co", covariant=True)
_Flag = TypeVar("_Flag", bound=int)
_Writable: TypeAlias = bytearray | memoryview

class _ArrayInterface(Protocol):
    @property
    def __array_interface__(self) -> Mapping[str, object]: ...

class _DLPack(Protocol):
    def __dlpack__(self) -> object: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...

class _NagaModule(Protocol):
    def __naga_module__(self) -> bytes: ...

# What the package `naga` has written.
class _NagaText(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...

class _NagaBinary(Protocol):
    @property
    def data(self) -> bytes: ...
    @property
    def language(self) -> str: ...

# A descriptor as a mapping from the names of its fields.
_Record: TypeAlias = Mapping[str, object]
_Flags: TypeAlias = _Flag | int | str | Iterable[str]
_Data: TypeAlias = Readable | _ArrayInterface | _DLPack
_Extent: TypeAlias = Extent3d | Sequence[int] | int | _Record
_Origin: TypeAlias = Origin3d | Sequence[int] | _Record
_Color: TypeAlias = Color | Sequence[float] | _Record
_Blend: TypeAlias = (
    BlendState
    | Literal["replace", "alpha-blending", "premultiplied-alpha-blending", "additive"]
    | _Record
)
_Platform: TypeAlias = Literal["x11", "wayland", "windows", "macos"]
_Source: TypeAlias = str | PathLike[str] | Readable | _NagaModule | _NagaText | _NagaBinary
_ColorAttachment: TypeAlias = RenderPassColorAttachment | TextureView | Texture | _Record
_DepthAttachment: TypeAlias = RenderPassDepthStencilAttachment | TextureView | Texture | _Record
_CopyBuffer: TypeAlias = TexelCopyBufferInfo | _Record
_CopyTexture: TypeAlias = Texture | TexelCopyTextureInfo | models.TexelCopyTextureInfo | _Record
_Resource: TypeAlias = (
    Buffer
    | BufferSlice
    | BufferBinding
    | Sampler
    | TextureView
    | Texture
    | Tlas
    | ExternalTexture
    | _Record
    | Sequence[BufferSlice]
    | Sequence[Sampler]
    | Sequence[TextureView]
    | Sequence[Tlas]
)

class _AdapterInfo(TypedDict):
    name: str
    vendor: int
    device: int
    device_type: DeviceType
    device_pci_bus_id: str
    driver: str
    driver_info: str
    backend: Backend
    subgroup_min_size: int
    subgroup_max_size: int
    transient_saves_memory: bool | None
    limit_bucket: str | None

class _TextureFormat(TypedDict):
    planes: int | None
    channels: int
    has_color_aspect: bool
    has_depth_aspect: bool
    has_stencil_aspect: bool
    size_multiple_requirement: tuple[int, int]
    block_dimensions: tuple[int, int]
    is_compressed: bool
    is_bcn: bool
    is_astc: bool
    required_features: int
    target_pixel_byte_cost: int | None
    target_component_alignment: int | None
    components: int
    is_srgb: bool
    remove_srgb_suffix: TextureFormat
    add_srgb_suffix: TextureFormat
    subsampling_factors: list[tuple[int, int]]
    storage_format: str | None
    block_copy_size: int | None
    aspects: dict[TextureAspect, tuple[TextureFormat, int | None, int]]

@final
class Instance:
    @property
    def backends(self) -> int: ...
    def __new__(
        cls,
        descriptor: InstanceDescriptor | None = None,
        *,
        backends: _Flags[Backends] | None = None,
        flags: _Flags[InstanceFlags] | None = None,
        memory_budget_thresholds: MemoryBudgetThresholds | _Record | None = None,
        backend_options: BackendOptions | _Record | None = None,
    ) -> Self: ...
    @staticmethod
    def enabled_backend_features() -> int: ...
    @property
    def wgsl_language_features(self) -> int: ...
    def enumerate_adapters(self, backends: _Flags[Backends] | None = None) -> list[Adapter]: ...
    def request_adapter(
        self,
        descriptor: RequestAdapterOptions | _Record | None = None,
        *,
        power_preference: PowerPreference | None = None,
        force_fallback_adapter: bool | None = None,
        compatible_surface: Surface | None = None,
        apply_limit_buckets: bool | None = None,
        name: str | None = None,
    ) -> Adapter: ...
    def request_adapter_async(
        self,
        descriptor: RequestAdapterOptions | _Record | None = None,
        *,
        power_preference: PowerPreference | None = None,
        force_fallback_adapter: bool | None = None,
        compatible_surface: Surface | None = None,
        apply_limit_buckets: bool | None = None,
        name: str | None = None,
    ) -> Awaitable[Adapter]: ...
    def create_surface(
        self,
        window: object,
        *,
        platform: _Platform | None = None,
        display: int = 0,
        screen: int = 0,
    ) -> Surface: ...
    def poll_all(self, force_wait: bool = False) -> bool: ...
    def generate_report(self) -> str | None: ...

@final
class Adapter:
    @property
    def features(self) -> frozenset[str]: ...
    @property
    def limits(self) -> dict[str, int]: ...
    def get_info(self) -> _AdapterInfo: ...
    @property
    def info(self) -> _AdapterInfo: ...
    def get_downlevel_capabilities(self) -> dict[str, object]: ...
    def get_texture_format_features(self, format: TextureFormat) -> dict[str, object]: ...
    def get_presentation_timestamp(self) -> int | None: ...
    @property
    def cooperative_matrix_properties(self) -> list[dict[str, object]]: ...
    def is_surface_supported(self, surface: Surface) -> bool: ...
    def request_device(
        self,
        descriptor: DeviceDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        required_features: _Flags[Features] | None = None,
        required_limits: Limits | Mapping[str, int] | None = None,
        experimental_features: bool | None = None,
        memory_hints: MemoryHintsValue | None = None,
        trace: Literal["off"] | None = None,
    ) -> Device: ...
    def request_device_async(
        self,
        descriptor: DeviceDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        required_features: _Flags[Features] | None = None,
        required_limits: Limits | Mapping[str, int] | None = None,
        experimental_features: bool | None = None,
        memory_hints: MemoryHintsValue | None = None,
        trace: Literal["off"] | None = None,
    ) -> Awaitable[Device]: ...

@final
class Device:
    @property
    def label(self) -> str | None: ...
    @property
    def queue(self) -> Queue: ...
    @property
    def features(self) -> frozenset[str]: ...
    @property
    def limits(self) -> dict[str, int]: ...
    @property
    def adapter_info(self) -> _AdapterInfo: ...
    @property
    def is_lost(self) -> bool: ...
    @property
    def lost_reason(self) -> str | None: ...
    def poll(
        self,
        wait: bool = False,
        *,
        submission_index: SubmissionIndex | None = None,
        timeout: float | None = None,
    ) -> bool: ...
    def wait(self, timeout: float | None = None) -> None: ...
    def destroy(self) -> None: ...
    def push_error_scope(self, filter: ErrorFilter) -> ErrorScopeGuard: ...
    def measure_gpu_time(self, on: bool = True) -> None: ...
    def metrics(self) -> dict[str, float]: ...
    def reset_metrics(self) -> None: ...
    def get_internal_counters(self) -> dict[str, object]: ...
    def generate_allocator_report(self) -> dict[str, object] | None: ...
    def start_graphics_debugger_capture(self) -> None: ...
    def stop_graphics_debugger_capture(self) -> None: ...
    def create_buffer(
        self,
        descriptor: BufferDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        size: int | None = None,
        usage: _Flags[BufferUsages] | None = None,
        mapped_at_creation: bool | None = None,
    ) -> Buffer: ...
    def create_buffer_init(
        self,
        descriptor: BufferInitDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        contents: _Data | None = None,
        usage: _Flags[BufferUsages] | None = None,
    ) -> Buffer: ...
    def create_texture(
        self,
        descriptor: TextureDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        size: _Extent | None = None,
        mip_level_count: int | None = None,
        sample_count: int | None = None,
        dimension: TextureDimension | None = None,
        format: TextureFormat | None = None,
        usage: _Flags[TextureUsages] | None = None,
        view_formats: Sequence[TextureFormat] | None = None,
    ) -> Texture: ...
    def create_sampler(
        self,
        descriptor: SamplerDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        address_mode_u: AddressMode | None = None,
        address_mode_v: AddressMode | None = None,
        address_mode_w: AddressMode | None = None,
        mag_filter: FilterMode | None = None,
        min_filter: FilterMode | None = None,
        mipmap_filter: MipmapFilterMode | None = None,
        lod_min_clamp: float | None = None,
        lod_max_clamp: float | None = None,
        compare: CompareFunction | None = None,
        anisotropy_clamp: int | None = None,
        border_color: SamplerBorderColor | None = None,
    ) -> Sampler: ...
    def create_bind_group_layout(
        self,
        descriptor: BindGroupLayoutDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        entries: Sequence[BindGroupLayoutEntry | _Record] | None = None,
    ) -> BindGroupLayout: ...
    def create_bind_group(
        self,
        descriptor: BindGroupDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        layout: BindGroupLayout | ComputePipeline | RenderPipeline | None = None,
        entries: Sequence[BindGroupEntry | _Record] | Mapping[str, _Resource] | None = None,
    ) -> BindGroup: ...
    def create_pipeline_layout(
        self,
        descriptor: PipelineLayoutDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        bind_group_layouts: Sequence[BindGroupLayout | None] | None = None,
        immediate_size: int | None = None,
    ) -> PipelineLayout: ...
    def create_compute_pipeline(
        self,
        descriptor: ComputePipelineDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        layout: PipelineLayout | Literal["auto"] | None = None,
        module: ShaderModule | None = None,
        entry_point: str | None = None,
        compilation_options: PipelineCompilationOptions | _Record | None = None,
        constants: Mapping[str, float] | Mapping[int, float] | None = None,
        cache: PipelineCache | None = None,
        compute: ShaderModule | _Record | None = None,
    ) -> ComputePipeline: ...
    def create_render_pipeline(
        self,
        descriptor: RenderPipelineDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        layout: PipelineLayout | Literal["auto"] | None = None,
        vertex: VertexState | ShaderModule | _Record | None = None,
        primitive: PrimitiveState | _Record | None = None,
        depth_stencil: DepthStencilState | _Record | None = None,
        multisample: MultisampleState | _Record | None = None,
        fragment: FragmentState | ShaderModule | _Record | None = None,
        multiview_mask: int | None = None,
        cache: PipelineCache | None = None,
    ) -> RenderPipeline: ...
    def create_mesh_pipeline(
        self,
        descriptor: MeshPipelineDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        layout: PipelineLayout | Literal["auto"] | None = None,
        task: TaskState | ShaderModule | _Record | None = None,
        mesh: MeshState | ShaderModule | _Record | None = None,
        primitive: PrimitiveState | _Record | None = None,
        depth_stencil: DepthStencilState | _Record | None = None,
        multisample: MultisampleState | _Record | None = None,
        fragment: FragmentState | ShaderModule | _Record | None = None,
        multiview: int | None = None,
        cache: PipelineCache | None = None,
    ) -> RenderPipeline: ...
    def create_query_set(
        self,
        descriptor: QuerySetDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        ty: QueryTypeValue | PipelineStatisticsTypes | None = None,
        count: int | None = None,
    ) -> QuerySet: ...
    def create_render_bundle_encoder(
        self,
        descriptor: RenderBundleEncoderDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        color_formats: Sequence[TextureFormat | None] | None = None,
        depth_stencil: RenderBundleDepthStencil | _Record | None = None,
        sample_count: int | None = None,
        multiview: int | None = None,
    ) -> RenderBundleEncoder: ...
    def create_pipeline_cache(
        self,
        descriptor: PipelineCacheDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        data: _Data | None = None,
        fallback: bool | None = None,
    ) -> PipelineCache: ...
    def create_blas(
        self,
        descriptor: CreateBlasDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        flags: _Flags[AccelerationStructureFlags] | None = None,
        update_mode: AccelerationStructureUpdateMode | None = None,
        sizes: BlasGeometrySizeDescriptorsValue | _Record | None = None,
    ) -> Blas: ...
    def create_tlas(
        self,
        descriptor: CreateTlasDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        max_instances: int | None = None,
        flags: _Flags[AccelerationStructureFlags] | None = None,
        update_mode: AccelerationStructureUpdateMode | None = None,
    ) -> Tlas: ...
    def create_external_texture(
        self,
        descriptor: ExternalTextureDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        planes: Sequence[TextureView] | None = None,
        width: int | None = None,
        height: int | None = None,
        format: ExternalTextureFormat | None = None,
        yuv_conversion_matrix: Sequence[float] | None = None,
        gamut_conversion_matrix: Sequence[float] | None = None,
        src_transfer_function: ExternalTextureTransferFunction | _Record | None = None,
        dst_transfer_function: ExternalTextureTransferFunction | _Record | None = None,
        sample_transform: Sequence[float] | None = None,
        load_transform: Sequence[float] | None = None,
    ) -> ExternalTexture: ...
    def create_buffer_with_data(
        self, data: _Data, usage: _Flags[BufferUsages], *, label: str | None = None
    ) -> Buffer: ...
    def create_texture_with_data(
        self,
        descriptor: TextureDescriptor | _Record | None = None,
        data: _Data | None = None,
        *,
        order: Literal["layer-major", "mip-major"] = "layer-major",
        label: str | None = None,
        size: _Extent | None = None,
        mip_level_count: int | None = None,
        sample_count: int | None = None,
        dimension: TextureDimension | None = None,
        format: TextureFormat | None = None,
        usage: _Flags[TextureUsages] | None = None,
        view_formats: Sequence[TextureFormat] | None = None,
    ) -> Texture: ...
    def create_shader_module(
        self,
        source: _Source | ShaderModuleDescriptor | _Record,
        *,
        label: str | None = None,
        language: Language | None = None,
        path: str | PathLike[str] | None = None,
        stage: Stage | None = None,
        defines: Mapping[str, str | float] | None = None,
        **options: Unpack[ShaderOptions],
    ) -> ShaderModule: ...
    def create_shader_module_trusted(
        self,
        source: _Source | ShaderModuleDescriptor | _Record,
        *,
        label: str | None = None,
        language: Language | None = None,
        path: str | PathLike[str] | None = None,
        stage: Stage | None = None,
        defines: Mapping[str, str | float] | None = None,
        bounds_checks: bool = False,
        force_loop_bounding: bool = False,
        other_checks: bool = False,
        **options: Unpack[ShaderOptions],
    ) -> ShaderModule: ...
    def create_shader_module_passthrough(
        self,
        *,
        label: str | None = None,
        entry_points: Sequence[tuple[str, tuple[int, int, int]]] = ...,
        spirv: Readable | Sequence[int] | None = None,
        dxil: Sequence[int] | None = None,
        hlsl: str | None = None,
        metallib: Sequence[int] | None = None,
        msl: str | None = None,
        glsl: str | None = None,
        wgsl: str | None = None,
    ) -> ShaderModule: ...
    def create_command_encoder(
        self,
        descriptor: CommandEncoderDescriptor | _Record | None = None,
        *,
        label: str | None = None,
    ) -> CommandEncoder: ...

@final
class ErrorScopeGuard:
    def pop(self) -> GPUError | None: ...
    @property
    def error(self) -> GPUError | None: ...
    def __enter__(self) -> ErrorScopeGuard: ...
    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None: ...

@final
class Queue:
    def submit(
        self, command_buffers: CommandBuffer | Iterable[CommandBuffer]
    ) -> SubmissionIndex: ...
    def write_buffer(self, buffer: Buffer, offset: int, data: _Data) -> None: ...
    def write_buffer_with(self, buffer: Buffer, offset: int, size: int) -> QueueWriteBufferView: ...
    def write_texture(
        self,
        texture: Texture | TexelCopyTextureInfo | models.TexelCopyTextureInfo | _Record,
        data: _Data,
        data_layout: TexelCopyBufferLayout | _Record | None = None,
        size: _Extent | None = None,
    ) -> None: ...
    def get_timestamp_period(self) -> float: ...
    def on_submitted_work_done(self, timeout: float | None = None) -> None: ...
    def on_submitted_work_done_async(self) -> Pending[None]: ...
    def present(self, surface_texture: SurfaceTexture) -> None: ...
    def compact_blas(self, blas: Blas) -> Blas: ...

@final
class SubmissionIndex:
    def wait(self, timeout: float | None = None) -> None: ...
    def wait_async(self) -> Pending[None]: ...

@final
class Buffer:
    @property
    def device(self) -> Device: ...
    @property
    def label(self) -> str | None: ...
    @property
    def size(self) -> int: ...
    @property
    def usage(self) -> int: ...
    def write(self, data: _Data, offset: int = 0) -> None: ...
    @overload
    def read(
        self,
        dtype: None = None,
        shape: int | Sequence[int] | None = None,
        *,
        offset: int = 0,
        size: int | None = None,
        out: None = None,
        timeout: float | None = None,
    ) -> NDArray[np.uint8]: ...
    @overload
    def read(
        self,
        dtype: type[_Scalar],
        shape: int | Sequence[int] | None = None,
        *,
        offset: int = 0,
        size: int | None = None,
        out: None = None,
        timeout: float | None = None,
    ) -> NDArray[_Scalar]: ...
    @overload
    def read(
        self,
        dtype: DTypeLike,
        shape: int | Sequence[int] | None = None,
        *,
        offset: int = 0,
        size: int | None = None,
        out: None = None,
        timeout: float | None = None,
    ) -> NDArray[np.generic]: ...
    @overload
    def read(
        self,
        dtype: None = None,
        shape: None = None,
        *,
        offset: int = 0,
        size: int | None = None,
        out: NDArray[_Scalar],
        timeout: float | None = None,
    ) -> NDArray[_Scalar]: ...
    def read_into(
        self, out: NDArray[np.generic] | _Writable, *, offset: int = 0, timeout: float | None = None
    ) -> None: ...
    @overload
    def read_async(
        self,
        dtype: None = None,
        shape: int | Sequence[int] | None = None,
        *,
        offset: int = 0,
        size: int | None = None,
        out: None = None,
    ) -> Pending[NDArray[np.uint8]]: ...
    @overload
    def read_async(
        self,
        dtype: type[_Scalar],
        shape: int | Sequence[int] | None = None,
        *,
        offset: int = 0,
        size: int | None = None,
        out: None = None,
    ) -> Pending[NDArray[_Scalar]]: ...
    @overload
    def read_async(
        self,
        dtype: DTypeLike,
        shape: int | Sequence[int] | None = None,
        *,
        offset: int = 0,
        size: int | None = None,
        out: None = None,
    ) -> Pending[NDArray[np.generic]]: ...
    @overload
    def read_async(
        self,
        dtype: None = None,
        shape: None = None,
        *,
        offset: int = 0,
        size: int | None = None,
        out: NDArray[_Scalar],
    ) -> Pending[NDArray[_Scalar]]: ...
    def mapped(
        self,
        mode: MapMode = "read",
        *,
        offset: int = 0,
        size: int | None = None,
        timeout: float | None = None,
    ) -> BufferView: ...
    def map(
        self,
        mode: MapMode,
        offset: int = 0,
        size: int | None = None,
        *,
        timeout: float | None = None,
    ) -> None: ...
    def map_async(
        self, mode: MapMode, offset: int = 0, size: int | None = None
    ) -> Pending[None]: ...
    def get_mapped_range(self, offset: int = 0, size: int | None = None) -> BufferView: ...
    def get_mapped_range_mut(self, offset: int = 0, size: int | None = None) -> BufferViewMut: ...
    def unmap(self) -> None: ...
    def destroy(self) -> None: ...
    def slice(self, offset: int = 0, size: int | None = None) -> BufferSlice: ...
    def as_entire_binding(self) -> BufferSlice: ...
    def as_entire_buffer_binding(self) -> BufferSlice: ...
    def __len__(self) -> int: ...

@final
class BufferSlice:
    @property
    def buffer(self) -> Buffer: ...
    @property
    def offset(self) -> int: ...
    @property
    def size(self) -> int: ...
    def slice(self, offset: int = 0, size: int | None = None) -> Self: ...
    def map_async(self, mode: MapMode) -> Pending[None]: ...
    def get_mapped_range(self) -> BufferView: ...
    def get_mapped_range_mut(self) -> BufferViewMut: ...

@disjoint_base
class MappedMemory:
    @property
    def nbytes(self) -> int: ...
    @property
    def is_writable(self) -> bool: ...
    @property
    def is_released(self) -> bool: ...
    @property
    def exports(self) -> int: ...
    def __len__(self) -> int: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def slice(self, start: int = 0, stop: int | None = None) -> memoryview: ...
    def copy_from_slice(self, src: _Data) -> None: ...
    @overload
    def array(
        self, dtype: None = None, shape: int | Sequence[int] | None = None
    ) -> NDArray[np.uint8]: ...
    @overload
    def array(
        self, dtype: type[_Scalar], shape: int | Sequence[int] | None = None
    ) -> NDArray[_Scalar]: ...
    @overload
    def array(
        self, dtype: DTypeLike, shape: int | Sequence[int] | None = None
    ) -> NDArray[np.generic]: ...
    def __dlpack__(self, *args: object, **kwargs: object) -> CapsuleType: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...
    def release(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None: ...

@final
class BufferView(MappedMemory): ...

@final
class BufferViewMut(MappedMemory): ...

@final
class QueueWriteBufferView(MappedMemory): ...

@final
class Texture:
    @property
    def device(self) -> Device: ...
    @property
    def label(self) -> str | None: ...
    @property
    def size(self) -> tuple[int, int, int]: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def depth_or_array_layers(self) -> int: ...
    @property
    def mip_level_count(self) -> int: ...
    @property
    def sample_count(self) -> int: ...
    @property
    def dimension(self) -> TextureDimension: ...
    @property
    def format(self) -> TextureFormat: ...
    @property
    def usage(self) -> int: ...
    def create_view(
        self,
        descriptor: TextureViewDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        format: TextureFormat | None = None,
        dimension: TextureViewDimension | None = None,
        usage: _Flags[TextureUsages] | None = None,
        aspect: TextureAspect | None = None,
        base_mip_level: int | None = None,
        mip_level_count: int | None = None,
        base_array_layer: int | None = None,
        array_layer_count: int | None = None,
    ) -> TextureView: ...
    def as_image_copy(self) -> TexelCopyTextureInfo: ...
    def write(
        self,
        data: _Data,
        *,
        mip_level: int = 0,
        origin: _Origin | None = None,
        size: _Extent | None = None,
        aspect: TextureAspect | None = None,
    ) -> None: ...
    @overload
    def read(
        self,
        *,
        mip_level: int = 0,
        origin: _Origin | None = None,
        size: _Extent | None = None,
        aspect: TextureAspect | None = None,
        out: None = None,
        timeout: float | None = None,
    ) -> NDArray[np.generic]: ...
    @overload
    def read(
        self,
        *,
        mip_level: int = 0,
        origin: _Origin | None = None,
        size: _Extent | None = None,
        aspect: TextureAspect | None = None,
        out: NDArray[_Scalar],
        timeout: float | None = None,
    ) -> NDArray[_Scalar]: ...
    @overload
    def read_async(
        self,
        *,
        mip_level: int = 0,
        origin: _Origin | None = None,
        size: _Extent | None = None,
        aspect: TextureAspect | None = None,
        out: None = None,
    ) -> Pending[NDArray[np.generic]]: ...
    @overload
    def read_async(
        self,
        *,
        mip_level: int = 0,
        origin: _Origin | None = None,
        size: _Extent | None = None,
        aspect: TextureAspect | None = None,
        out: NDArray[_Scalar],
    ) -> Pending[NDArray[_Scalar]]: ...
    def destroy(self) -> None: ...

@final
class TexelCopyTextureInfo:
    @property
    def texture(self) -> Texture: ...
    @property
    def mip_level(self) -> int: ...
    @property
    def origin(self) -> tuple[int, int, int]: ...
    @property
    def aspect(self) -> TextureAspect: ...

@final
class TextureView:
    @property
    def device(self) -> Device: ...
    @property
    def texture(self) -> Texture: ...
    @property
    def label(self) -> str | None: ...

@final
class Sampler:
    @property
    def device(self) -> Device: ...
    @property
    def label(self) -> str | None: ...

@final
class BindGroupLayout:
    @property
    def label(self) -> str | None: ...

@final
class BindGroup:
    @property
    def label(self) -> str | None: ...

@final
class PipelineLayout:
    @property
    def label(self) -> str | None: ...

@final
class ShaderModule:
    @property
    def device(self) -> Device: ...
    @property
    def label(self) -> str | None: ...
    def get_compilation_info(self) -> list[dict[str, object]]: ...
    def reflect(
        self, constants: Mapping[str, float] | Mapping[int, float] | None = None
    ) -> Reflection | None: ...

@final
class ComputePipeline:
    @property
    def label(self) -> str | None: ...
    def get_bind_group_layout(self, index: int) -> BindGroupLayout: ...
    @property
    def bindings(self) -> dict[str, tuple[int, int]]: ...

@final
class RenderPipeline:
    @property
    def label(self) -> str | None: ...
    def get_bind_group_layout(self, index: int) -> BindGroupLayout: ...
    @property
    def bindings(self) -> dict[str, tuple[int, int]]: ...

@final
class PipelineCache:
    @property
    def label(self) -> str | None: ...
    def get_data(self) -> bytes | None: ...

@final
class CommandEncoder:
    @property
    def label(self) -> str | None: ...
    def begin_compute_pass(
        self,
        descriptor: ComputePassDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        timestamp_writes: ComputePassTimestampWrites | _Record | None = None,
    ) -> ComputePass: ...
    def begin_render_pass(
        self,
        descriptor: RenderPassDescriptor | _Record | None = None,
        *,
        label: str | None = None,
        color_attachments: Sequence[_ColorAttachment | None] | None = None,
        depth_stencil_attachment: _DepthAttachment | None = None,
        timestamp_writes: RenderPassTimestampWrites | _Record | None = None,
        occlusion_query_set: QuerySet | None = None,
        multiview_mask: int | None = None,
    ) -> RenderPass: ...
    def copy_buffer_to_buffer(
        self,
        source: Buffer,
        source_offset: int,
        destination: Buffer,
        destination_offset: int,
        copy_size: int | None = None,
    ) -> None: ...
    def copy_buffer_to_texture(
        self, source: _CopyBuffer, destination: _CopyTexture, copy_size: _Extent
    ) -> None: ...
    def copy_texture_to_buffer(
        self, source: _CopyTexture, destination: _CopyBuffer, copy_size: _Extent
    ) -> None: ...
    def copy_texture_to_texture(
        self, source: _CopyTexture, destination: _CopyTexture, copy_size: _Extent
    ) -> None: ...
    def clear_texture(
        self, texture: Texture, subresource_range: ImageSubresourceRange | _Record | None = None
    ) -> None: ...
    def clear_buffer(self, buffer: Buffer, offset: int = 0, size: int | None = None) -> None: ...
    def insert_debug_marker(self, label: str) -> None: ...
    def push_debug_group(self, label: str) -> None: ...
    def pop_debug_group(self) -> None: ...
    def resolve_query_set(
        self,
        query_set: QuerySet,
        query_range: range | slice | tuple[int, int],
        destination: Buffer,
        destination_offset: int = 0,
    ) -> None: ...
    def write_timestamp(self, query_set: QuerySet, query_index: int) -> None: ...
    def map_buffer_on_submit(
        self,
        buffer: Buffer,
        mode: MapMode,
        offset: int = 0,
        size: int | None = None,
        callback: Callable[[Exception | None], object] | None = None,
    ) -> None: ...
    def on_submitted_work_done(self, callback: Callable[[], object]) -> None: ...
    def build_acceleration_structures(
        self, blas: Sequence[BlasBuildEntry | _Record] = ..., tlas: Sequence[Tlas] = ...
    ) -> None: ...
    def mark_acceleration_structures_built(
        self, blas: Sequence[Blas] = ..., tlas: Sequence[Tlas] = ...
    ) -> None: ...
    def transition_resources(
        self,
        buffer_transitions: Sequence[BufferTransition | _Record] | None = None,
        texture_transitions: Sequence[TextureTransition | _Record] | None = None,
    ) -> None: ...
    def finish(self) -> CommandBuffer: ...

@final
class ComputePass:
    @property
    def label(self) -> str | None: ...
    def set_pipeline(self, pipeline: ComputePipeline) -> None: ...
    def set_bind_group(
        self, index: int, bind_group: BindGroup | None, offsets: Sequence[int] | None = None
    ) -> None: ...
    def set_immediates(self, offset: int, data: _Data) -> None: ...
    def dispatch_workgroups(self, x: int, y: int = 1, z: int = 1) -> None: ...
    def dispatch_workgroups_indirect(
        self, indirect_buffer: Buffer, indirect_offset: int = 0
    ) -> None: ...
    def insert_debug_marker(self, label: str) -> None: ...
    def push_debug_group(self, label: str) -> None: ...
    def pop_debug_group(self) -> None: ...
    def write_timestamp(self, query_set: QuerySet, query_index: int) -> None: ...
    def begin_pipeline_statistics_query(self, query_set: QuerySet, query_index: int) -> None: ...
    def end_pipeline_statistics_query(self) -> None: ...
    def transition_resources(
        self,
        buffer_transitions: Sequence[BufferTransition | _Record] | None = None,
        texture_transitions: Sequence[TextureTransition | _Record] | None = None,
    ) -> None: ...
    def map_buffer_on_submit(
        self,
        buffer: Buffer,
        mode: MapMode,
        offset: int = 0,
        size: int | None = None,
        callback: Callable[[Exception | None], object] | None = None,
    ) -> None: ...
    def on_submitted_work_done(self, callback: Callable[[], object]) -> None: ...
    def end(self) -> None: ...
    def __enter__(self) -> ComputePass: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None: ...

@final
class RenderPass:
    @property
    def label(self) -> str | None: ...
    def set_pipeline(self, pipeline: RenderPipeline) -> None: ...
    def set_bind_group(
        self, index: int, bind_group: BindGroup | None, offsets: Sequence[int] | None = None
    ) -> None: ...
    def set_immediates(self, offset: int, data: _Data) -> None: ...
    def set_blend_constant(self, color: _Color) -> None: ...
    def set_index_buffer(
        self,
        buffer_slice: Buffer | BufferSlice,
        index_format: IndexFormat,
        offset: int = 0,
        size: int | None = None,
    ) -> None: ...
    def set_vertex_buffer(
        self,
        slot: int,
        buffer_slice: Buffer | BufferSlice | None,
        offset: int = 0,
        size: int | None = None,
    ) -> None: ...
    def set_scissor_rect(self, x: int, y: int, width: int, height: int) -> None: ...
    def set_viewport(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        min_depth: float = 0.0,
        max_depth: float = 1.0,
    ) -> None: ...
    def set_stencil_reference(self, reference: int) -> None: ...
    def draw(
        self,
        vertex_count: int,
        instance_count: int = 1,
        first_vertex: int = 0,
        first_instance: int = 0,
    ) -> None: ...
    def draw_indexed(
        self,
        index_count: int,
        instance_count: int = 1,
        first_index: int = 0,
        base_vertex: int = 0,
        first_instance: int = 0,
    ) -> None: ...
    def draw_indirect(self, indirect_buffer: Buffer, indirect_offset: int = 0) -> None: ...
    def draw_indexed_indirect(self, indirect_buffer: Buffer, indirect_offset: int = 0) -> None: ...
    def draw_mesh_tasks(
        self, group_count_x: int, group_count_y: int = 1, group_count_z: int = 1
    ) -> None: ...
    def draw_mesh_tasks_indirect(
        self, indirect_buffer: Buffer, indirect_offset: int = 0
    ) -> None: ...
    def multi_draw_indirect(
        self, indirect_buffer: Buffer, indirect_offset: int, count: int
    ) -> None: ...
    def multi_draw_indexed_indirect(
        self, indirect_buffer: Buffer, indirect_offset: int, count: int
    ) -> None: ...
    def multi_draw_mesh_tasks_indirect(
        self, indirect_buffer: Buffer, indirect_offset: int, count: int
    ) -> None: ...
    def multi_draw_indirect_count(
        self,
        indirect_buffer: Buffer,
        indirect_offset: int,
        count_buffer: Buffer,
        count_offset: int,
        max_count: int,
    ) -> None: ...
    def multi_draw_indexed_indirect_count(
        self,
        indirect_buffer: Buffer,
        indirect_offset: int,
        count_buffer: Buffer,
        count_offset: int,
        max_count: int,
    ) -> None: ...
    def multi_draw_mesh_tasks_indirect_count(
        self,
        indirect_buffer: Buffer,
        indirect_offset: int,
        count_buffer: Buffer,
        count_offset: int,
        max_count: int,
    ) -> None: ...
    def execute_bundles(self, render_bundles: Sequence[RenderBundle]) -> None: ...
    def begin_occlusion_query(self, query_index: int) -> None: ...
    def end_occlusion_query(self) -> None: ...
    def insert_debug_marker(self, label: str) -> None: ...
    def push_debug_group(self, label: str) -> None: ...
    def pop_debug_group(self) -> None: ...
    def write_timestamp(self, query_set: QuerySet, query_index: int) -> None: ...
    def begin_pipeline_statistics_query(self, query_set: QuerySet, query_index: int) -> None: ...
    def end_pipeline_statistics_query(self) -> None: ...
    def map_buffer_on_submit(
        self,
        buffer: Buffer,
        mode: MapMode,
        offset: int = 0,
        size: int | None = None,
        callback: Callable[[Exception | None], object] | None = None,
    ) -> None: ...
    def on_submitted_work_done(self, callback: Callable[[], object]) -> None: ...
    def end(self) -> None: ...
    def __enter__(self) -> RenderPass: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None: ...

@final
class RenderBundleEncoder:
    @property
    def label(self) -> str | None: ...
    def set_pipeline(self, pipeline: RenderPipeline) -> None: ...
    def set_bind_group(
        self, index: int, bind_group: BindGroup | None, offsets: Sequence[int] | None = None
    ) -> None: ...
    def set_immediates(self, offset: int, data: _Data) -> None: ...
    def set_index_buffer(
        self,
        buffer_slice: Buffer | BufferSlice,
        index_format: IndexFormat,
        offset: int = 0,
        size: int | None = None,
    ) -> None: ...
    def set_vertex_buffer(
        self,
        slot: int,
        buffer_slice: Buffer | BufferSlice | None,
        offset: int = 0,
        size: int | None = None,
    ) -> None: ...
    def draw(
        self,
        vertex_count: int,
        instance_count: int = 1,
        first_vertex: int = 0,
        first_instance: int = 0,
    ) -> None: ...
    def draw_indexed(
        self,
        index_count: int,
        instance_count: int = 1,
        first_index: int = 0,
        base_vertex: int = 0,
        first_instance: int = 0,
    ) -> None: ...
    def draw_indirect(self, indirect_buffer: Buffer, indirect_offset: int = 0) -> None: ...
    def draw_indexed_indirect(self, indirect_buffer: Buffer, indirect_offset: int = 0) -> None: ...
    def finish(
        self,
        descriptor: RenderBundleDescriptor | _Record | None = None,
        *,
        label: str | None = None,
    ) -> RenderBundle: ...

@final
class RenderBundle:
    @property
    def label(self) -> str | None: ...

@final
class CommandBuffer:
    @property
    def label(self) -> str | None: ...

@final
class QuerySet:
    @property
    def label(self) -> str | None: ...
    @property
    def ty(self) -> Literal["occlusion", "timestamp"] | int: ...
    @property
    def count(self) -> int: ...
    def destroy(self) -> None: ...

@final
class ExternalTexture:
    @property
    def label(self) -> str | None: ...
    def destroy(self) -> None: ...

@final
class Blas:
    @property
    def label(self) -> str | None: ...
    @property
    def handle(self) -> int | None: ...
    def prepare_compaction_async(self, callback: Callable[[], object] | None = None) -> None: ...
    def ready_for_compaction(self) -> bool: ...

@final
class TlasInstance:
    def __new__(
        cls,
        blas: Blas,
        transform: Sequence[float] | None = None,
        custom_data: int = 0,
        mask: int = 0xFF,
    ) -> Self: ...
    @property
    def blas(self) -> Blas: ...
    @property
    def transform(self) -> list[float]: ...
    @property
    def custom_data(self) -> int: ...
    @property
    def mask(self) -> int: ...
    def set_blas(self, blas: Blas) -> None: ...

@final
class Tlas:
    @property
    def label(self) -> str | None: ...
    def get(self) -> list[TlasInstance | None]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, key: int, /) -> TlasInstance | None: ...
    def __setitem__(self, key: int, value: TlasInstance | None, /) -> None: ...
    def as_binding(self) -> Tlas: ...

@final
class Surface:
    def get_capabilities(self, adapter: Adapter) -> dict[str, object]: ...
    def display_hdr_info(self, adapter: Adapter) -> str: ...
    def get_default_config(
        self, adapter: Adapter, width: int, height: int
    ) -> dict[str, object] | None: ...
    def configure(self, device: Device, config: SurfaceConfiguration | _Record) -> None: ...
    def get_configuration(self) -> dict[str, object] | None: ...
    def get_current_texture(self) -> SurfaceTexture: ...

@final
class SurfaceTexture:
    @property
    def texture(self) -> Texture | None: ...
    @property
    def status(
        self,
    ) -> Literal["good", "suboptimal", "timeout", "occluded", "outdated", "lost", "validation"]: ...

@final
class Pending(Generic[_Result_co]):
    def notify(self, callback: Callable[[], object]) -> None: ...
    def result(self, timeout: float | None = None) -> _Result_co: ...
    def __await__(self) -> Generator[object, None, _Result_co]: ...

@final
class StagingBelt:
    def __new__(
        cls, device: Device, chunk_size: int, buffer_usages: _Flags[BufferUsages] | None = None
    ) -> Self: ...
    def write_buffer(
        self, encoder: CommandEncoder, target: Buffer, offset: int, data: _Data
    ) -> None: ...
    def finish(self) -> None: ...
    def recall(self) -> None: ...
    def finish_and_recall_on_submit(self, encoder: CommandEncoder) -> None: ...

@final
class TextureBlitter:
    def __new__(
        cls,
        device: Device,
        format: TextureFormat,
        *,
        sample_type: FilterMode = "nearest",
        blend_state: _Blend | None = None,
    ) -> Self: ...
    def copy(self, encoder: CommandEncoder, source: TextureView, target: TextureView) -> None: ...

def texture_format(format: TextureFormat) -> _TextureFormat: ...
def texture_sample_type(
    format: TextureFormat, aspect: TextureAspect | None, device_features: int
) -> TextureSampleType | None: ...
def texture_format_features(format: TextureFormat, device_features: int) -> tuple[int, int]: ...
def texture_footprint(format: TextureFormat, size: tuple[int, int, int]) -> int: ...
def vertex_format(format: VertexFormat) -> tuple[int, tuple[int, int] | None]: ...
def make_spirv_raw(data: _Data) -> list[int]: ...
def pipeline_cache_key(adapter_info: _AdapterInfo) -> str | None: ...
def _enum_sets() -> list[tuple[str, list[str]]]: ...
def _flag_sets() -> list[tuple[str, list[tuple[str, int]]]]: ...
def _limit_names() -> list[str]: ...
def _after_fork_in_child() -> None: ...
def _at_exit() -> None: ...
