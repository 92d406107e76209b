"""Surfaces and displays.

Generated from wgpu 30.0.1 (`make generate`); docs by the authors of wgpu.
"""

from __future__ import annotations

import math

from pywgpu.types._base import F32, U8, U32, F32x2, Many, Model
from pywgpu.types.enums import (
    CompositeAlphaMode,
    DisplayGamut,
    PresentMode,
    SurfaceColorSpace,
    TextureFormat,
)
from pywgpu.types.flags import SurfaceColorSpaces, TextureUsages

__all__ = [
    "DisplayChromaticity",
    "DisplayCoarseRange",
    "DisplayHdrInfo",
    "DisplayHeadroom",
    "DisplayLuminance",
    "SurfaceCapabilities",
    "SurfaceConfiguration",
    "SurfaceFormatCapabilities",
]


class SurfaceFormatCapabilities(Model, frozen=True):
    """wgpu's `SurfaceFormatCapabilities`.

    A texture format supported by a surface, together with the color spaces in which the surface
    can present it.
    """

    format: TextureFormat
    """The texture format."""
    color_spaces: SurfaceColorSpaces
    """The set of color spaces the surface supports for this format.

    This reports which color spaces the surface can be *configured* with; it does not
    reflect whether the display is currently in HDR mode. For the display's live HDR state,
    see `DisplayHdrInfo`.

    Guaranteed to be non-empty.
    """


class SurfaceCapabilities(Model, frozen=True):
    """Defines the capabilities of a given surface and adapter."""

    formats: Many[TextureFormat] = ()
    """List of supported formats to use with the given adapter. The first format in the vector
    is preferred.

    Only contains formats that can be configured with the default `SurfaceColorSpace.Auto`;
    formats available exclusively in explicit-opt-in (wide-gamut / HDR) color spaces appear
    only in `format_capabilities`.

    Returns an empty vector if the surface is incompatible with the adapter.
    """
    format_capabilities: Many[SurfaceFormatCapabilities] = ()
    """List of supported formats together with the color spaces supported for each format, in
    the same preference order as `formats`, of which it is a superset.

    Returns an empty vector if the surface is incompatible with the adapter.
    """
    present_modes: Many[PresentMode] = ()
    """List of supported presentation modes to use with the given adapter.

    Returns an empty vector if the surface is incompatible with the adapter.
    """
    alpha_modes: Many[CompositeAlphaMode] = ("opaque",)
    """List of supported alpha modes to use with the given adapter.

    Will return at least one element, `CompositeAlphaMode.Opaque` or
    `CompositeAlphaMode.Inherit`.
    """
    usages: TextureUsages = TextureUsages.RENDER_ATTACHMENT
    """Bitflag of supported texture usages for the surface to use with the given adapter.

    The usage `TextureUsages.RENDER_ATTACHMENT` is guaranteed.
    """

    def color_spaces(self, texture_format: TextureFormat) -> SurfaceColorSpaces:
        """The colour spaces in which a format can be shown."""
        found = SurfaceColorSpaces(0)
        for one in self.format_capabilities:
            if one.format == texture_format:
                found |= one.color_spaces
        return found


class DisplayLuminance(Model, frozen=True):
    """Absolute luminance levels in nits (cd/m²).

    Populated only on Windows (via DXGI); `None` on every other platform.

    Advisory: OS/EDID figures run optimistic. A `0.0` from the OS stays `0.0`; absence is
    `None`. These are achromatic (luminance = CIE Y), not a per-color ceiling: a display can't
    reach `max_nits` at a saturated chromaticity. Pair them with `DisplayChromaticity` for gamut
    mapping.
    """

    max_nits: F32 | None = None
    """Peak luminance of a small patch, nits. DXGI `MaxLuminance`."""
    max_full_frame_nits: F32 | None = None
    """Sustained full-white-frame luminance, nits: the ceiling for a fully-lit frame, which
    power/thermal limits can hold below the small-patch peak `max_nits`. May equal
    `max_nits` if the OS reports no distinct limit. Prefer it over `max_nits` for large
    bright regions; don't derive it from `max_nits`. DXGI `MaxFullFrameLuminance`.
    """
    min_nits: F32 | None = None
    """Minimum (black) luminance, nits. DXGI `MinLuminance`."""
    sdr_white_nits: F32 | None = None
    """Luminance the OS maps SDR reference white to, nits; moves with the brightness slider.
    Converts between absolute nits and relative EDR headroom (`max_nits / sdr_white_nits`).
    Read via the `DISPLAYCONFIG_SDR_WHITE_LEVEL` query, separate from the other nits, so
    `None` only if that query fails.
    """


class DisplayHeadroom(Model, frozen=True):
    """wgpu's `DisplayHeadroom`.

    Relative EDR headroom (Apple): unitless multipliers over current SDR white, where `1.0`
    means no headroom. Moves with brightness, ambient light, battery, and which display the
    window is on. Apple exposes no absolute-nit equivalent, so this is separate from
    `DisplayLuminance` and can't be converted to nits.

    Populated only on macOS; `None` on iOS, tvOS, and visionOS.
    """

    current: F32 | None = None
    """Headroom available *right now* (`maximumExtendedDynamicRangeColorComponentValue` / iOS
    `UIScreen.currentEDRHeadroom`). `1.0` means no headroom at this instant, even on an
    HDR-capable panel.
    """
    potential: F32 | None = None
    """Headroom the display could reach under ideal conditions
    (`maximumPotentialExtendedDynamicRangeColorComponentValue` /
    `UIScreen.potentialEDRHeadroom`).
    """
    reference: F32 | None = None
    """Headroom for reference-white content
    (`maximumReferenceExtendedDynamicRangeColorComponentValue`). `None` if unreported.
    """


class DisplayChromaticity(Model, frozen=True):
    """CIE 1931 xy chromaticity of a display's primaries and white point.

    Each coordinate is `[x, y]`; a coordinate the platform omits is `None`.
    """

    red: F32x2 | None = None
    """xy of the red primary."""
    green: F32x2 | None = None
    """xy of the green primary."""
    blue: F32x2 | None = None
    """xy of the blue primary."""
    white: F32x2 | None = None
    """xy of the white point."""


class DisplayCoarseRange(Model, frozen=True):
    """Coarse, boolean dynamic-range and gamut signal.

    This is the only luminance-adjacent data the web exposes, and a useful cross-check on other
    platforms.
    """

    high_dynamic_range: bool | None = None
    """CSS `@media (dynamic-range: high)`: the display *can* present HDR-range content.
    Best-effort and platform-defined — "capable", not "an HDR mode is active". It feeds
    `tone_map_headroom`: `False` marks a definitively-SDR display, collapsing the headroom
    to `1.0`.
    """
    gamut: DisplayGamut | None = None
    """Best gamut bucket the display covers (CSS `color-gamut`)."""


class DisplayHdrInfo(Model, frozen=True):
    """wgpu's `DisplayHdrInfo`.

    HDR and luminance characteristics of the display backing a `Surface`, as reported by the
    platform at query time.

    This describes the display; it does not configure it. Set the output color space through
    `SurfaceConfiguration.color_space`; wgpu does not write HDR metadata (`vkSetHdrMetadataEXT`
    / DXGI `SetHDRMetaData`).

    Use it for tone mapping, not to decide whether to enable HDR - that is a capability question
    for `SurfaceCapabilities`, and holds even when the panel has no headroom right now. The live
    highlight multiplier is `tone_map_headroom`.

    The values change as the display does, so re-query after the surface moves or resizes or the
    display configuration changes.

    Every field is `Option` and no platform reports them all; `None` means unknown, never zero
    and never SDR (Windows reports nits, macOS only a headroom multiplier). The numbers are
    advisory hints, not contracts: OS/EDID figures run optimistic and report the panel's claim,
    not what survives the compositor.
    """

    luminance: DisplayLuminance | None = None
    """Absolute-nit luminance levels. `Some` only on platforms that report absolute nits
    (Windows, via DXGI). `None` on Apple EDR, the web, Vulkan on non-Windows, and GLES.
    """
    headroom: DisplayHeadroom | None = None
    """Relative EDR-headroom multipliers. `Some` only on Apple. `None` elsewhere."""
    chromaticity: DisplayChromaticity | None = None
    """Chromaticity of the display's primaries and white point (CIE 1931 xy). `Some` only on
    Windows (via DXGI). `None` on Apple (which exposes no primaries), the web
    (boolean-only), Vulkan on non-Windows, and GLES. Advisory (often EDID-sourced).
    """
    coarse: DisplayCoarseRange | None = None
    """Coarse, boolean dynamic-range + gamut bucket. The only luminance-adjacent data the web
    exposes (CSS `dynamic-range` / `color-gamut`), and a useful cross-check elsewhere.
    `None` only when nothing at all is known.
    """
    bits_per_color: U8 | None = None
    """Output signal bit depth, e.g. `8` / `10` / `12` (DXGI `BitsPerColor`). Advisory and
    often unreliable (may report `8` on a 10-bit panel). `None` if unreported.
    """

    def tone_map_headroom(self) -> float | None:
        """How many times brighter than SDR white the display gets; None where nobody knows."""
        current = None if self.headroom is None else self.headroom.current
        if current is not None and math.isfinite(current):
            return current
        if self.coarse is not None and self.coarse.high_dynamic_range is False:
            return 1.0
        if self.luminance is None:
            return None
        most, white = self.luminance.max_nits, self.luminance.sdr_white_nits
        if most is None or white is None or white <= 0.0:
            return None
        return most / white if math.isfinite(most) and math.isfinite(white) else None


class SurfaceConfiguration(Model, frozen=True):
    """Configures a `Surface` for presentation."""

    usage: TextureUsages = TextureUsages.RENDER_ATTACHMENT
    """The usage of the swap chain. The only usage guaranteed to be supported is
    `TextureUsages.RENDER_ATTACHMENT`.
    """
    format: TextureFormat
    """The texture format of the swap chain. The only formats that are guaranteed are
    `TextureFormat.Bgra8Unorm` and `TextureFormat.Bgra8UnormSrgb`.
    """
    color_space: SurfaceColorSpace = "auto"
    """The color space in which the presentation engine interprets the values written to the
    swap chain.

    The supported color spaces for each format are listed in
    `SurfaceCapabilities.format_capabilities`. `SurfaceColorSpace.Auto` (the default) is
    supported for every format in `SurfaceCapabilities.formats`; any other value must be
    present in the format's `color_spaces` set.
    """
    width: U32
    """Width of the swap chain. Must be the same size as the surface, and nonzero.

    If this is not the same size as the underlying surface (e.g. if it is set once, and the
    window is later resized), the behaviour is defined but platform-specific, and may change
    in the future (currently macOS scales the surface, other platforms may do something
    else).
    """
    height: U32
    """Height of the swap chain. Must be the same size as the surface, and nonzero.

    If this is not the same size as the underlying surface (e.g. if it is set once, and the
    window is later resized), the behaviour is defined but platform-specific, and may change
    in the future (currently macOS scales the surface, other platforms may do something
    else).
    """
    present_mode: PresentMode = "fifo"
    """Presentation mode of the swap chain. Fifo is the only mode guaranteed to be supported.
    `FifoRelaxed`, `Immediate`, and `Mailbox` will crash if unsupported, while `AutoVsync`
    and `AutoNoVsync` will gracefully do a designed sets of fallbacks if their primary modes
    are unsupported.
    """
    desired_maximum_frame_latency: U32 = 2
    """Desired maximum number of monitor refreshes between a `Surface.get_current_texture` call
    and the texture being presented to the screen. This is sometimes called "Frames in
    Flight".

    Defaults to `2` when created via `Surface.get_default_config` as this is a reasonable
    default.

    This is ultimately a hint to the backend implementation and will always be clamped to
    the supported range.

    Typical values are `1` to `3`, but higher values are valid, though likely to be clamped.

    - Choose `1` to minimize latency above all else. This only gives a single monitor
      refresh for all of the CPU and GPU work to complete. ⚠️ As a result of these short
      swapchains, the CPU and GPU cannot run in parallel, prioritizing latency over
      throughput. For applications like GUIs doing a small amount of GPU work each frame
      that need low latency, this is a reasonable choice.
    - Choose `2` for a balance between latency and throughput. The CPU and GPU both can each
      use a full monitor refresh to do their computations. This is a reasonable default for
      most applications.
    - Choose `3` or higher to maximize throughput, sacrificing latency when the CPU and GPU
      are using less than a full monitor refresh each. For applications that use CPU-side
      pipelining of frames this may be a reasonable choice. ⚠️ On 60hz displays the latency
      can be very noticeable.

    This maps to the backend in the following ways:

    - Vulkan: Number of frames in the swapchain is `desired_maximum_frame_latency + 1`,
      clamped to the supported range.
    - DX12: Calls `IDXGISwapChain2.SetMaximumFrameLatency(desired_maximum_frame_latency)`.
    - Metal: Sets the `maximumDrawableCount` of the underlying `CAMetalLayer` to
      `desired_maximum_frame_latency + 1`, clamped to the supported range.
    - OpenGL: Ignored

    It also has various subtle interactions with various present modes and APIs.

    - DX12 + Mailbox: Limits framerate to `desired_maximum_frame_latency * Monitor Hz` fps.
    - Vulkan/Metal + Mailbox: If this is set to `2`, limits framerate to `2 * Monitor Hz`
      fps. `3` or higher is unlimited.
    """
    alpha_mode: CompositeAlphaMode = "auto"
    """Specifies how the alpha channel of the textures should be handled during compositing."""
    view_formats: Many[TextureFormat] = ()
    """Specifies what view formats will be allowed when calling `Texture.create_view` on the
    texture returned by `Surface.get_current_texture`.

    View formats of the same format as the texture are always allowed.

    Note: currently, only the srgb-ness is allowed to change. (ex: `Rgba8Unorm` texture +
    `Rgba8UnormSrgb` view)
    """
