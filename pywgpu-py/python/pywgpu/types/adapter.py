"""What an adapter says of itself.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

from pywgpu.types._base import U32, Model
from pywgpu.types.enums import Backend, CooperativeScalarType, DeviceType, ShaderModel
from pywgpu.types.flags import DownlevelFlags, Features, TextureFormatFeatureFlags, TextureUsages
from pywgpu.types.limits import Limits

__all__ = [
    "AdapterInfo",
    "AdapterLimitBucketInfo",
    "CooperativeMatrixProperties",
    "DownlevelCapabilities",
    "DownlevelLimits",
    "TextureFormatFeatures",
]


class AdapterLimitBucketInfo(Model, frozen=True):
    """wgpu's `AdapterLimitBucketInfo`.

    Information about the applied limit bucket, present in the `limit_bucket` field of
    `AdapterInfo` when limit bucketing is requested.
    """

    name: str
    """The name of the assigned bucket.

    No guarantee is made about the format or stability of the bucket names. This should only
    be used for diagnostic purposes.
    """
    raw_limits: Limits
    """The adapter's original limits, before bucketing was applied."""
    raw_features: Features
    """The adapter's original features, before bucketing was applied."""
    raw_subgroup_min_size: U32
    """The adapter's original subgroup_min_size, before bucketing was applied."""
    raw_subgroup_max_size: U32
    """The adapter's original subgroup_max_size, before bucketing was applied."""


class AdapterInfo(Model, frozen=True):
    """Information about an adapter."""

    name: str
    """Adapter name"""
    vendor: U32
    """`Backend`-specific vendor ID of the adapter

    This generally is a 16-bit PCI vendor ID in the least significant bytes of this field.
    However, more significant bytes may be non-zero if the backend uses a different
    representation.

    - For `Backend.Vulkan`, the `VkPhysicalDeviceProperties.vendorID` is used, which is a
      superset of PCI IDs.
    """
    device: U32
    """`Backend`-specific device ID of the adapter

    This generally is a 16-bit PCI device ID in the least significant bytes of this field.
    However, more significant bytes may be non-zero if the backend uses a different
    representation.

    - For `Backend.Vulkan`, the `VkPhysicalDeviceProperties.deviceID` is used, which is a
      superset of PCI IDs.
    """
    device_type: DeviceType
    """Type of device"""
    device_pci_bus_id: str
    """`Backend`-specific PCI bus ID of the adapter.

    - For `Backend.Vulkan`, `VkPhysicalDevicePCIBusInfoPropertiesEXT` is used, if available,
      in the form `bus:device.function`, e.g. `0000:01:00.0`.
    """
    driver: str
    """Driver name"""
    driver_info: str
    """Driver info"""
    backend: Backend
    """Backend used for device"""
    subgroup_min_size: U32
    """Minimum possible size of a subgroup on this adapter. Will never be lower than
    `MINIMUM_SUBGROUP_MIN_SIZE`.

    This will vary from device to device. Typical values are listed below.

    - NVIDIA: 32
    - AMD GCN/Vega: 64
    - AMD RDNA+: 32
    - Intel: 8 or 16
    - Qualcomm: 64
    - WARP: 4
    - lavapipe: 8
    """
    subgroup_max_size: U32
    """Maximum possible size of a subgroup on this adapter. Will never be higher than
    `MAXIMUM_SUBGROUP_MAX_SIZE`.

    This will vary from device to device. Typical values are listed below:

    - NVIDIA: 32
    - AMD GCN/Vega: 64
    - AMD RDNA+: 64
    - Intel: 16 or 32
    - Qualcomm: 128
    - WARP: 4 or 128
    - lavapipe: 8
    """
    transient_saves_memory: bool | None = None
    """Whether adding `TextureUsages.TRANSIENT_ATTACHMENT` to a texture will decrease memory
    usage. This is None on web, which means it is unknown from the adapter.
    """
    limit_bucket: AdapterLimitBucketInfo | None = None
    """If limit bucketing was requested, contains the name of the applied bucket and the
    original capabilities of the adapter.
    """


class DownlevelLimits(Model, frozen=True):
    """wgpu's `DownlevelLimits`.

    Represents the sets of additional limits on an adapter, which take place when running on
    downlevel backends.
    """


class DownlevelCapabilities(Model, frozen=True):
    """Lists various ways the underlying platform does not conform to the WebGPU standard."""

    flags: DownlevelFlags = DownlevelFlags.all() & ~DownlevelFlags.ANISOTROPIC_FILTERING
    """Combined boolean flags."""
    limits: DownlevelLimits = DownlevelLimits()
    """Additional limits"""
    shader_model: ShaderModel = "sm5"
    """Which collections of features shaders support. Defined in terms of D3D's shader models."""

    def is_webgpu_compliant(self) -> bool:
        """Whether the adapter does all that WebGPU asks for."""
        wanted = DownlevelCapabilities()
        return (
            self.flags & wanted.flags == wanted.flags
            and self.limits == wanted.limits
            and self.shader_model == "sm5"
        )


class TextureFormatFeatures(Model, frozen=True):
    """Features supported by a given texture format.

    Features are defined by WebGPU specification unless
    `Features.TEXTURE_ADAPTER_SPECIFIC_FORMAT_FEATURES` is enabled.
    """

    allowed_usages: TextureUsages
    """Valid bits for `TextureDescriptor.Usage` provided for format creation."""
    flags: TextureFormatFeatureFlags
    """Additional property flags for the format."""


class CooperativeMatrixProperties(Model, frozen=True):
    """Describes a supported cooperative matrix configuration.

    Cooperative matrices perform the operation `C = A * B + C` where:

    - `A` is an MxK matrix
    - `B` is a KxN matrix
    - `C` is an MxN matrix (both input accumulator and output)
    """

    m_size: U32
    """Number of rows in matrices A and C (M dimension)"""
    n_size: U32
    """Number of columns in matrices B and C (N dimension)"""
    k_size: U32
    """Number of columns in A / rows in B (K dimension)"""
    ab_type: CooperativeScalarType
    """Element type for input matrices A and B"""
    cr_type: CooperativeScalarType
    """Element type for accumulator matrix C and the result"""
    saturating_accumulation: bool
    """Whether saturating accumulation is supported.

    When true, the multiply-add operation clamps the result to prevent overflow.
    """
