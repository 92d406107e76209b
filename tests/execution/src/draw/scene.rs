//! What is drawn and what it is drawn into, by the reflection of the shaders.

use std::collections::BTreeMap;

use naga_toolchain::reflect::model::EntryPoint;
use naga_toolchain::source::Stage;
use wgpu::{Extent3d, PrimitiveTopology, TextureDimension, TextureFormat, VertexFormat};

use crate::case::{Distribution, Settings};
use crate::data::{self, BufferData, Inputs, Origin, TextureData};
use crate::draw::case::Stages;
use crate::draw::counterpart::{Place, asked_for, places};
use crate::layout::{Leaf, Scalar};
use crate::random::Random;
use crate::subject::Subject;

/// Pixels of a row and rows: even, so that no border of the squares runs through a pixel's middle.
pub const SIZE: u32 = 64;
/// What the fragment shader of the harness keeps.
pub const CAPTURE: Origin = (u32::MAX, 8);
/// Where it has it.
pub const CAPTURE_PLACE: (u32, u32) = (7, 900);
/// The depth.
pub const DEPTH: Origin = (u32::MAX, 15);
/// The first target.
pub const TARGETS: u32 = 16;
/// The vertices that are drawn where nothing else is said.
const VERTICES: u32 = 192;

/// The types of numbers that pass between stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `f32`.
    Float,
    /// `i32`.
    Sint,
    /// `u32`.
    Uint,
}

impl Kind {
    /// The kind that WGSL calls so.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "f32" => Self::Float,
            "i32" => Self::Sint,
            "u32" => Self::Uint,
            _ => return None,
        })
    }

    /// The type of so many, in GLSL.
    #[must_use]
    pub fn glsl(self, components: u32) -> String {
        match (self, components) {
            (Self::Float, 1) => "float".to_owned(),
            (Self::Sint, 1) => "int".to_owned(),
            (Self::Uint, 1) => "uint".to_owned(),
            (Self::Float, _) => format!("vec{components}"),
            (Self::Sint, _) => format!("ivec{components}"),
            (Self::Uint, _) => format!("uvec{components}"),
        }
    }

    const fn scalar(self) -> Scalar {
        match self {
            Self::Float => Scalar::Float(32),
            Self::Sint => Scalar::Sint(32),
            Self::Uint => Scalar::Uint(32),
        }
    }

    const fn vertex(self, components: u32) -> VertexFormat {
        match (self, components) {
            (Self::Float, 1) => VertexFormat::Float32,
            (Self::Float, 2) => VertexFormat::Float32x2,
            (Self::Float, 3) => VertexFormat::Float32x3,
            (Self::Float, _) => VertexFormat::Float32x4,
            (Self::Sint, 1) => VertexFormat::Sint32,
            (Self::Sint, 2) => VertexFormat::Sint32x2,
            (Self::Sint, 3) => VertexFormat::Sint32x3,
            (Self::Sint, _) => VertexFormat::Sint32x4,
            (Self::Uint, 1) => VertexFormat::Uint32,
            (Self::Uint, 2) => VertexFormat::Uint32x2,
            (Self::Uint, 3) => VertexFormat::Uint32x3,
            (Self::Uint, _) => VertexFormat::Uint32x4,
        }
    }

    /// A format that keeps every bit.
    const fn target(self, components: u32) -> TextureFormat {
        match (self, components) {
            (Self::Float, 1) => TextureFormat::R32Float,
            (Self::Float, 2) => TextureFormat::Rg32Float,
            (Self::Float, _) => TextureFormat::Rgba32Float,
            (Self::Sint, 1) => TextureFormat::R32Sint,
            (Self::Sint, 2) => TextureFormat::Rg32Sint,
            (Self::Sint, _) => TextureFormat::Rgba32Sint,
            (Self::Uint, 1) => TextureFormat::R32Uint,
            (Self::Uint, 2) => TextureFormat::Rg32Uint,
            (Self::Uint, _) => TextureFormat::Rgba32Uint,
        }
    }
}

/// A colour target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The type of its numbers.
    pub kind: Kind,
    /// Its format.
    pub format: TextureFormat,
    /// The components that the shader writes: the others stay as they were.
    pub components: u32,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Vertex inputs.
    pub attributes: Vec<wgpu::VertexAttribute>,
    /// Bytes of a vertex.
    pub stride: u32,
    /// Names and types of the vertex inputs.
    names: Vec<(String, Place)>,
    /// Colour targets by location.
    pub targets: Vec<Option<Target>>,
    /// Whether the first target has two sources.
    pub dual: bool,
    /// What the vertices are.
    pub topology: PrimitiveTopology,
    /// Vertices of a draw.
    pub vertices: u32,
    /// Instances of a draw.
    pub instances: u32,
    /// Number of the first vertex.
    pub first_vertex: u32,
    /// Number of the first instance.
    pub first_instance: u32,
    /// Samples of a pixel.
    pub samples: u32,
    /// Whether depth is tested against 0.5.
    pub depth_test: bool,
    /// How samplers filter.
    pub filter: wgpu::FilterMode,
    /// The location at which positions are kept.
    pub position: Option<u32>,
    /// Numbers that the harness keeps of each pixel, where the fragment shader is its own.
    kept: Vec<Scalar>,
}

/// One draw: what the shaders are given, and what is drawn into.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Resources of the shaders.
    pub inputs: Inputs,
    /// The vertex buffer.
    pub vertices: Vec<u8>,
    /// The targets, as textures.
    pub targets: BTreeMap<Origin, TextureData>,
}

impl Frame {
    /// Resources and targets together, for the comparison.
    #[must_use]
    pub fn all(&self) -> Inputs {
        let mut all = self.inputs.clone();
        all.textures
            .extend(self.targets.iter().map(|(key, data)| (*key, data.clone())));
        all
    }
}

impl Scene {
    /// The scene of these stages.
    ///
    /// # Errors
    ///
    /// A varying that is not drawn.
    pub fn new(stages: &Stages<'_>, settings: &Settings) -> Result<Self, String> {
        let vertex = stages.vertex.as_ref().map(|(_, subject)| subject);
        let fragment = stages.fragment.as_ref().map(|(_, subject)| subject);
        let draw = &settings.draw;
        let has = |subject: Option<&Subject>, test: &dyn Fn(&EntryPoint) -> bool| {
            subject.is_some_and(|subject| subject.entry_point().is_ok_and(test))
        };
        let point = has(fragment, &|each| {
            each.inputs
                .iter()
                .any(|each| each.builtin.as_deref() == Some("point_coord"))
        });
        let many = has(fragment, &|each| {
            let builtin = |name: &str| name == "sample_index" || name == "sample_mask";
            each.inputs.iter().chain(&each.outputs).any(|each| {
                each.builtin.as_deref().is_some_and(builtin)
                    || each.sampling.as_deref() == Some("sample")
                    || each.sampling.as_deref() == Some("centroid")
            })
        });
        let topology = match draw.topology.as_deref() {
            Some("points") => PrimitiveTopology::PointList,
            Some("lines") => PrimitiveTopology::LineList,
            Some("triangles") => PrimitiveTopology::TriangleList,
            Some(other) => return Err(format!("no topology {other:?}")),
            None if fragment.is_none() || point => PrimitiveTopology::PointList,
            None => PrimitiveTopology::TriangleList,
        };
        let mut scene = Self {
            attributes: Vec::new(),
            stride: 0,
            names: Vec::new(),
            targets: Vec::new(),
            dual: has(fragment, &|each| each.dual_source_blending),
            topology,
            vertices: draw.vertices.unwrap_or(match (vertex, point) {
                (Some(_), _) => VERTICES,
                (None, true) => 64,
                (None, false) => 12,
            }),
            instances: draw.instances.unwrap_or(1),
            first_vertex: draw.first_vertex,
            first_instance: draw.first_instance,
            samples: draw.samples.unwrap_or(if many { 4 } else { 1 }),
            depth_test: draw.depth_test,
            filter: if draw.linear {
                wgpu::FilterMode::Linear
            } else {
                wgpu::FilterMode::Nearest
            },
            position: None,
            kept: Vec::new(),
        };
        if let (true, Some(vertex), None) = (draw.positions, vertex, fragment) {
            let outputs = places(&vertex.entry_point()?.outputs)?;
            let last = outputs.iter().map(|each| each.location).max();
            scene.position = Some(last.map_or(0, |last| last + 1));
        }
        if let Some(vertex) = vertex {
            scene.read_vertices(vertex.entry_point()?)?;
        }
        match fragment {
            Some(fragment) => scene.draw_into(fragment.entry_point()?)?,
            None => {
                let kind = Kind::Float;
                scene.targets.push(Some(Target {
                    kind,
                    format: kind.target(4),
                    components: 4,
                }));
                scene.kept = vec![Scalar::Float(32); 2];
                let vertex = vertex.ok_or("no stage")?.entry_point()?;
                for place in asked_for(vertex, scene.position)? {
                    let count = place.components as usize;
                    scene.kept.extend(vec![place.kind.scalar(); count]);
                }
            }
        }
        Ok(scene)
    }

    fn read_vertices(&mut self, vertex: &EntryPoint) -> Result<(), String> {
        let names = vertex
            .inputs
            .iter()
            .filter(|each| each.location.is_some())
            .map(|each| each.name.clone().unwrap_or_default());
        for (name, place) in names.zip(places(&vertex.inputs)?) {
            self.attributes.push(wgpu::VertexAttribute {
                format: place.kind.vertex(place.components),
                offset: self.stride.into(),
                shader_location: place.location,
            });
            self.names.push((name, place));
            self.stride += place.components * 4;
        }
        Ok(())
    }

    fn draw_into(&mut self, fragment: &EntryPoint) -> Result<(), String> {
        for Place {
            location,
            kind,
            components,
        } in places(&fragment.outputs)?
        {
            let index = location as usize;
            if self.targets.len() <= index {
                self.targets.resize(index + 1, None);
            }
            if let Some(target) = self.targets.get_mut(index) {
                *target = Some(Target {
                    kind,
                    format: kind.target(components),
                    components,
                });
            }
        }
        Ok(())
    }

    /// Invents what the shaders read.
    ///
    /// # Errors
    ///
    /// A resource that this does not know how to fill.
    pub fn frame(
        &self,
        stages: &Stages<'_>,
        settings: &Settings,
        distribution: Distribution,
        random: &mut Random,
    ) -> Result<Frame, String> {
        let mut inputs = Inputs::default();
        for (_, subject) in [&stages.vertex, &stages.fragment].into_iter().flatten() {
            let entry_point = subject.entry_point()?;
            let mut own = settings.clone();
            let pixels = (SIZE * SIZE) as usize;
            own.elements = own.elements.or(Some(match subject.stage {
                Stage::Fragment => pixels,
                _ => self.vertices as usize,
            }));
            let more = data::invent(&subject.reflection, entry_point, &own, distribution, random)?;
            for (origin, data) in more.buffers {
                let kept = inputs.buffers.entry(origin).or_insert_with(|| data.clone());
                kept.writable |= data.writable;
            }
            for (origin, data) in more.textures {
                inputs.textures.entry(origin).or_insert(data);
            }
            if more.immediates.len() > inputs.immediates.len() {
                inputs.immediates = more.immediates;
                inputs.immediate_places = more.immediate_places;
            }
        }
        // What HLSL asks a buffer for in a vertex shader.
        inputs.groups = [0, 0, 0];
        if !self.kept.is_empty() {
            let pixels = (SIZE * SIZE) as usize;
            let bytes = vec![data::POISON; pixels * self.kept.len() * 4];
            let scalars = self.kept.iter().cycle().take(pixels * self.kept.len());
            let leaves = scalars
                .enumerate()
                .map(|(index, scalar)| Leaf {
                    offset: index * 4,
                    scalar: *scalar,
                    path: format!(
                        "number {} of pixel ({}, {})",
                        index % self.kept.len(),
                        index / self.kept.len() % SIZE as usize,
                        index / self.kept.len() / SIZE as usize
                    ),
                    diagonal: None,
                })
                .collect();
            let kept = BufferData {
                name: "varyings".to_owned(),
                bytes,
                leaves,
                writable: true,
            };
            inputs.buffers.insert(CAPTURE, kept);
        }
        Ok(Frame {
            vertices: self.vertex_bytes(settings, distribution, random),
            inputs,
            targets: self.targets(),
        })
    }

    fn vertex_bytes(
        &self,
        settings: &Settings,
        distribution: Distribution,
        random: &mut Random,
    ) -> Vec<u8> {
        let count = self.first_vertex + self.vertices;
        let stride = self.stride as usize;
        let mut bytes = vec![data::POISON; count as usize * stride];
        for vertex in bytes.chunks_mut(stride.max(1)) {
            let mut offset = 0;
            for (name, place) in &self.names {
                let leaves: Vec<Leaf> = (0..place.components as usize)
                    .map(|component| Leaf {
                        offset: offset + component * 4,
                        scalar: place.kind.scalar(),
                        path: String::new(),
                        // The fourth number of a position is near one.
                        diagonal: (component == 3).then_some(true),
                    })
                    .collect();
                data::fill(settings, distribution, random, name, &leaves, vertex);
                offset += place.components as usize * 4;
            }
        }
        bytes
    }

    fn targets(&self) -> BTreeMap<Origin, TextureData> {
        let texture = |name: String, format: TextureFormat| {
            let texel = format.block_copy_size(Some(wgpu::TextureAspect::All));
            let size = SIZE * SIZE * texel.unwrap_or(4) * self.samples;
            TextureData {
                name,
                format,
                dimension: TextureDimension::D2,
                size: Extent3d {
                    width: SIZE,
                    height: SIZE,
                    depth_or_array_layers: 1,
                },
                samples: 1,
                levels: vec![vec![0; size as usize]],
                writable: true,
            }
        };
        let mut made: BTreeMap<Origin, TextureData> = self
            .targets
            .iter()
            .zip(0..)
            .filter_map(|(target, location)| {
                let target = target.as_ref()?;
                let name = format!("target {location}");
                Some(((u32::MAX, TARGETS + location), texture(name, target.format)))
            })
            .collect();
        made.insert(
            DEPTH,
            texture("depth".to_owned(), TextureFormat::Depth32Float),
        );
        made
    }
}
