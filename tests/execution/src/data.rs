//! What a shader reads: invented from the layouts of its resources.

use std::collections::BTreeMap;

use half::f16;
use naga_toolchain::reflect::Reflection;
use naga_toolchain::reflect::model::{Access, Binding, EntryPoint, ResourceClass, Texture};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as FormatError, StrDeserializer};
use wgpu::{Extent3d, TextureDimension, TextureFormat};

use crate::case::{Distribution, Settings};
use crate::layout::{self, Leaf, Scalar};
use crate::random::Random;

/// A resource, by its group and binding in the source.
pub type Origin = (u32, u32);

/// Stands in every byte that a shader is to write and in every byte between the numbers.
pub const POISON: u8 = 0xa5;

/// Samples of a texel, where it has several: what every device has.
const SAMPLES: u32 = 4;

/// The content of a buffer.
#[derive(Clone, Debug)]
pub struct BufferData {
    /// Name of the variable.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The numbers in them.
    pub leaves: Vec<Leaf>,
    /// Whether the shader may write it.
    pub writable: bool,
}

/// The content of a texture.
#[derive(Clone, Debug)]
pub struct TextureData {
    /// Name of the variable.
    pub name: String,
    /// Texel format.
    pub format: TextureFormat,
    /// Dimension.
    pub dimension: TextureDimension,
    /// Size of the first level, with the layers.
    pub size: Extent3d,
    /// Samples of a texel.
    pub samples: u32,
    /// The bytes of each level, rows and layers without gaps; samples are one after the other.
    pub levels: Vec<Vec<u8>>,
    /// Whether the shader may write it.
    pub writable: bool,
}

impl TextureData {
    /// The size of a level.
    #[must_use]
    pub fn level_size(&self, level: usize) -> Extent3d {
        self.size.mip_level_size(level as u32, self.dimension)
    }
}

/// All that a shader is given.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Buffers.
    pub buffers: BTreeMap<Origin, BufferData>,
    /// Textures.
    pub textures: BTreeMap<Origin, TextureData>,
    /// Immediates (push constants).
    pub immediates: Vec<u8>,
    /// Where their numbers are, and how long each is.
    pub immediate_places: Vec<(usize, usize)>,
    /// Workgroups.
    pub groups: [u32; 3],
}

/// Invents the content of everything that an entry point uses.
///
/// # Errors
///
/// A resource that this does not know how to fill.
pub fn invent(
    reflection: &Reflection,
    entry_point: &EntryPoint,
    settings: &Settings,
    distribution: Distribution,
    random: &mut Random,
) -> Result<Inputs, String> {
    let groups = settings.groups.unwrap_or([2, 1, 1]);
    let size = entry_point.workgroup_size.as_ref();
    let invocations: u32 = size
        .map_or([None; 3], |size| [size.x, size.y, size.z])
        .into_iter()
        .zip(groups)
        .map(|(size, groups)| size.unwrap_or(1) * groups)
        .product();
    let mut source = Numbers {
        settings,
        distribution,
        random,
    };
    let mut inputs = Inputs {
        groups,
        ..Inputs::default()
    };
    for each in &entry_point.bindings {
        let origin = (each.group, each.binding);
        let binding = binding(reflection, origin)?;
        if binding.binding_array.is_some() {
            return Err("arrays of bindings are not filled".to_owned());
        }
        let name = binding.name.clone().unwrap_or_default();
        let elements = settings
            .elements_of
            .get(&name)
            .copied()
            .or(settings.elements)
            .unwrap_or(invocations as usize);
        if let Some(buffer) = &binding.buffer {
            let mut size = layout::size(buffer, elements);
            if buffer.runtime_array.is_none() {
                // In a block of its own a vector of three takes the place of four.
                size = size.next_multiple_of(16);
            }
            let leaves = layout::leaves(reflection, &buffer.layout, elements)
                .map_err(|error| format!("{name}: {error}"))?;
            let mut bytes = vec![POISON; size];
            // What is only written starts as poison throughout.
            if binding.access != Some(Access::Write) {
                source.fill(&name, &leaves, &mut bytes);
            }
            let writable = binding.access != Some(Access::Read);
            let data = BufferData {
                name,
                bytes,
                leaves,
                writable,
            };
            inputs.buffers.insert(origin, data);
        } else if let Some(texture) = &binding.texture {
            let data = source.texture(binding, texture, name)?;
            inputs.textures.insert(origin, data);
        }
    }
    if entry_point.immediates.is_some() {
        for immediates in &reflection.immediates {
            let name = immediates.name.clone().unwrap_or_default();
            let leaves = layout::leaves(reflection, &immediates.layout, 0)
                .map_err(|error| format!("{name}: {error}"))?;
            let size = (immediates.layout.size as usize).next_multiple_of(4);
            inputs.immediates = vec![POISON; size];
            inputs.immediate_places = places(&leaves);
            source.fill(&name, &leaves, &mut inputs.immediates);
        }
    }
    Ok(inputs)
}

/// Where numbers are, and how long each is.
fn places(leaves: &[Leaf]) -> Vec<(usize, usize)> {
    leaves
        .iter()
        .map(|leaf| (leaf.offset, leaf.scalar.size()))
        .collect()
}

/// The resource with this group and binding.
///
/// # Errors
///
/// When there is none.
pub fn binding(reflection: &Reflection, origin: Origin) -> Result<&Binding, String> {
    reflection
        .bindings
        .iter()
        .find(|each| (each.group, each.binding) == origin)
        .ok_or_else(|| format!("no resource at {origin:?}"))
}

/// The texel format that WGSL calls so.
///
/// # Errors
///
/// When there is none.
pub fn format(name: &str) -> Result<TextureFormat, String> {
    let name: StrDeserializer<'_, FormatError> = name.into_deserializer();
    TextureFormat::deserialize(name).map_err(|error| error.to_string())
}

/// The format of what is bound to a texture that is not for storing.
///
/// # Errors
///
/// A sample type that is not known.
pub fn sampled_format(texture: &Texture) -> Result<TextureFormat, String> {
    match (texture.format.as_deref(), texture.sample_type.as_str()) {
        (Some(name), _) => format(name),
        (None, "float") => Ok(TextureFormat::Rgba8Unorm),
        // Not every device has several samples of the widest ones.
        (None, "sint") if texture.multisampled => Ok(TextureFormat::Rgba16Sint),
        (None, "uint") if texture.multisampled => Ok(TextureFormat::Rgba16Uint),
        (None, "sint") => Ok(TextureFormat::Rgba32Sint),
        (None, "uint") => Ok(TextureFormat::Rgba32Uint),
        (None, "depth") => Ok(TextureFormat::Depth16Unorm),
        (None, other) => Err(format!("no format for samples of {other}")),
    }
}

/// Numbers of a kind for these places.
pub(crate) fn fill(
    settings: &Settings,
    distribution: Distribution,
    random: &mut Random,
    name: &str,
    leaves: &[Leaf],
    bytes: &mut [u8],
) {
    let mut source = Numbers {
        settings,
        distribution,
        random,
    };
    source.fill(name, leaves, bytes);
}

struct Numbers<'a> {
    settings: &'a Settings,
    distribution: Distribution,
    random: &'a mut Random,
}

impl Numbers<'_> {
    fn fill(&mut self, variable: &str, leaves: &[Leaf], bytes: &mut [u8]) {
        for leaf in leaves {
            let path = match (variable, leaf.path.as_str()) {
                ("", path) => path.to_owned(),
                (variable, "") => variable.to_owned(),
                (variable, path) => format!("{variable}.{path}"),
            };
            let range = self.settings.ranges.get(&path).copied();
            let size = leaf.scalar.size();
            let number = match leaf.scalar {
                Scalar::Sint(bits) => self.integer(bits, true, range),
                Scalar::Uint(bits) => self.integer(bits, false, range),
                Scalar::Float(bits) => self.float(bits, range, leaf.diagonal),
            };
            let place = leaf.offset..leaf.offset + size;
            if let (Some(place), Some(number)) =
                (bytes.get_mut(place), number.to_le_bytes().get(..size))
            {
                place.copy_from_slice(number);
            }
        }
    }

    fn integer(&mut self, bits: u8, signed: bool, range: Option<[f64; 2]>) -> u64 {
        if let Some([low, high]) = range {
            return self.random.integer(low as i64, high as i64).cast_unsigned();
        }
        let top = 1_u64 << (bits - 1);
        let edges = [0, 1, 2, top - 1, top, top + 1, u64::MAX, u64::MAX - 1];
        match self.distribution {
            Distribution::Small if signed => self.random.integer(-16, 63).cast_unsigned(),
            Distribution::Small => self.random.below(64),
            Distribution::Unit => self.random.below(4),
            Distribution::Wide if self.random.below(4) > 0 => {
                // Every magnitude is as likely as every other.
                let shift = self.random.below(u64::from(bits));
                let number = self.random.bits() >> (64 - u64::from(bits)) >> shift;
                if signed && self.random.below(2) == 0 {
                    number.wrapping_neg()
                } else {
                    number
                }
            }
            Distribution::Wide | Distribution::Edges => {
                self.random.one_of(&edges).unwrap_or_default()
            }
        }
    }

    fn float(&mut self, bits: u8, range: Option<[f64; 2]>, diagonal: Option<bool>) -> u64 {
        let number = match (range, self.distribution) {
            (Some([low, high]), _) => self.random.float(low, high),
            (None, Distribution::Small) => self.random.integer(-256, 256) as f64 / 64.0,
            (None, Distribution::Unit) => {
                // Beside the borders of pixels and texels.
                let number = (self.random.integer(-256, 255) as f64 + 0.4) / 256.0;
                match diagonal {
                    Some(true) => 1.0 + number / 8.0,
                    Some(false) => number / 8.0,
                    None => number,
                }
            }
            (None, Distribution::Wide) => {
                let size = if bits == 16 { 6.0 } else { 20.0 };
                let exponent = self.random.float(-size, size);
                let sign = if self.random.below(2) == 0 { 1.0 } else { -1.0 };
                sign * exponent.exp2()
            }
            (None, Distribution::Edges) => {
                let (tiny, huge) = match bits {
                    16 => (6.2e-5, 65504.0),
                    32 => (f64::from(f32::MIN_POSITIVE), f64::from(f32::MAX)),
                    _ => (f64::MIN_POSITIVE, f64::MAX),
                };
                let edges = [0.0, 0.5, 1.0, 1.5, 2.5, 2.0, tiny, huge];
                let sign = if self.random.below(2) == 0 { 1.0 } else { -1.0 };
                sign * self.random.one_of(&edges).unwrap_or_default()
            }
        };
        match bits {
            16 => u64::from(f16::from_f64(number).to_bits()),
            32 => u64::from((number as f32).to_bits()),
            _ => number.to_bits(),
        }
    }

    fn texture(
        &mut self,
        binding: &Binding,
        texture: &Texture,
        name: String,
    ) -> Result<TextureData, String> {
        if texture.multisampled && texture.view_dimension != "2d" {
            return Err(format!(
                "{name}: layers of texels with several samples are not filled"
            ));
        }
        let format = sampled_format(texture)?;
        let stored = binding.class == ResourceClass::StorageTexture;
        let width = self.settings.draw.texels.unwrap_or(16);
        let (dimension, height, layers) = match texture.view_dimension.as_str() {
            "1d" => (TextureDimension::D1, 1, 1),
            "2d" => (TextureDimension::D2, width, 1),
            "2d-array" => (TextureDimension::D2, width, 4),
            "cube" => (TextureDimension::D2, width, 6),
            "cube-array" => (TextureDimension::D2, width, 12),
            "3d" => (TextureDimension::D3, width, 4),
            other => return Err(format!("{name}: no texture of dimension {other}")),
        };
        let mut data = TextureData {
            name,
            format,
            dimension,
            size: Extent3d {
                width,
                height,
                depth_or_array_layers: layers,
            },
            samples: if texture.multisampled { SAMPLES } else { 1 },
            levels: Vec::new(),
            writable: stored && binding.access != Some(Access::Read),
        };
        let levels = if stored || dimension == TextureDimension::D1 || texture.multisampled {
            1
        } else {
            3
        };
        let texel = format
            .block_copy_size(Some(wgpu::TextureAspect::All))
            .or_else(|| format.block_copy_size(Some(wgpu::TextureAspect::DepthOnly)))
            .ok_or_else(|| format!("{format:?} has no size"))? as usize;
        for level in 0..levels {
            let size = data.level_size(level);
            let layers = if dimension == TextureDimension::D3 {
                size.depth_or_array_layers
            } else {
                layers
            };
            let count = (size.width * size.height * layers * data.samples) as usize;
            let bytes = if binding.access == Some(Access::Write) {
                vec![POISON; count * texel]
            } else {
                self.texels(format, count * texel)
            };
            data.levels.push(bytes);
        }
        Ok(data)
    }

    /// Texels whose floats are finite.
    fn texels(&mut self, format: TextureFormat, size: usize) -> Vec<u8> {
        let name = format!("{format:?}");
        let width = if name.contains("32Float") {
            4
        } else if name.contains("16Float") {
            2
        } else {
            1
        };
        let mut bytes = Vec::with_capacity(size);
        while bytes.len() < size {
            let number = self.random.integer(-1024, 1024) as f32 / 256.0;
            match width {
                4 => bytes.extend(number.to_le_bytes()),
                2 => bytes.extend(f16::from_f32(number).to_le_bytes()),
                _ => bytes.push(self.random.bits() as u8),
            }
        }
        bytes
    }
}
