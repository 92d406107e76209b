//! What a module uses that not every target, or not every version of it, has.
//!
//! One pass over the module notes the first use of each [`Feature`] with its place, so that a
//! target that lacks it can be told apart by version and the message can point at the line.
//! What each target has is in [`needs`](super::needs).

mod code;
mod mesh;

use std::collections::BTreeMap;

pub(crate) use super::feature::Feature;
use naga::valid::{FunctionInfo, ModuleInfo};
use naga::{
    AddressSpace, ArraySize, Binding, BuiltIn, Handle, ImageClass, ImageDimension, Interpolation,
    MemoryDecorations, MeshOutputTopology, Module, Sampling, Scalar, ScalarKind, ShaderStage, Span,
    StorageAccess, StorageFormat, Type, TypeInner,
};

/// How many numbers a stage can write in Direct3D.
const MOST_OUTPUTS: u32 = 128;
/// How much memory a workgroup has in Direct3D.
const MOST_WORKGROUP_BYTES: u64 = 32 << 10;
/// How many colours a fragment stage can write in Direct3D and Metal.
const COLOUR_OUTPUTS: u32 = 8;

/// The features of a module with the place of their first use.
#[derive(Clone, Debug, Default)]
pub(crate) struct Features(BTreeMap<Feature, Span>);

impl Features {
    pub(crate) fn add(&mut self, feature: Feature, span: Span) {
        let known = self.0.entry(feature).or_insert(span);
        if !known.is_defined() {
            *known = span;
        }
    }

    /// These features, used nowhere in particular.
    #[cfg(test)]
    pub(crate) fn of(features: &[Feature]) -> Self {
        Self(
            features
                .iter()
                .map(|&feature| (feature, Span::UNDEFINED))
                .collect(),
        )
    }

    /// Every feature used.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Feature, Span)> {
        self.0.iter().map(|(feature, span)| (*feature, *span))
    }

    /// Whether the feature is used.
    pub(crate) fn contains(&self, feature: Feature) -> bool {
        self.0.contains_key(&feature)
    }

    /// Where the feature is used first.
    pub(crate) fn span(&self, feature: Feature) -> Option<Span> {
        self.0.get(&feature).copied()
    }

    /// Looks through a module.
    pub(crate) fn scan(module: &Module, info: &ModuleInfo) -> Self {
        let mut scan = Scan {
            module,
            features: Self::default(),
            seen: vec![false; module.types.len()],
        };
        scan.declarations();
        scan.globals(info);
        for (handle, function) in module.functions.iter() {
            scan.function(function, &info[handle]);
        }
        // Hardly any module has so much that an entry point could use too much of it.
        let is_large = mesh::memory(module, |_| true) > MOST_WORKGROUP_BYTES;
        for (index, entry_point) in module.entry_points.iter().enumerate() {
            scan.entry_point(entry_point);
            if is_large {
                scan.workgroup_memory(info.get_entry_point(index));
            }
            if entry_point.stage == ShaderStage::Mesh
                && mesh::memory(module, |used| !info.get_entry_point(index)[used].is_empty())
                    > mesh::MOST
            {
                scan.features.add(Feature::MeshMemory, Span::UNDEFINED);
            }
            scan.function(&entry_point.function, info.get_entry_point(index));
        }
        scan.features
    }
}

struct Scan<'a> {
    module: &'a Module,
    features: Features,
    /// Types that were looked at already.
    seen: Vec<bool>,
}

impl Scan<'_> {
    /// Constants and structs, which writers write whether or not they are used.
    fn declarations(&mut self) {
        for (handle, constant) in self.module.constants.iter() {
            if constant.name.is_some() {
                self.ty(constant.ty, self.module.constants.get_span(handle));
            }
        }
        for (handle, ty) in self.module.types.iter() {
            if matches!(ty.inner, TypeInner::Struct { .. }) {
                self.ty(handle, self.module.types.get_span(handle));
            }
        }
    }

    fn globals(&mut self, info: &ModuleInfo) {
        for (handle, global) in self.module.global_variables.iter() {
            let span = self.module.global_variables.get_span(handle);
            self.ty(global.ty, span);
            if global
                .memory_decorations
                .contains(MemoryDecorations::COHERENT)
            {
                self.features.add(Feature::CoherentBuffer, span);
            }
            match global.space {
                AddressSpace::Storage { access } => {
                    self.features.add(Feature::StorageBuffer, span);
                    if access.contains(StorageAccess::STORE)
                        && self.used_in(info, handle, &[ShaderStage::Fragment])
                    {
                        self.features
                            .add(Feature::WritableStorageBufferInFragment, span);
                    }
                }
                AddressSpace::Immediate => {
                    if !matches!(self.module.types[global.ty].inner, TypeInner::Struct { .. }) {
                        self.features.add(Feature::NonStructImmediate, span);
                    }
                }
                AddressSpace::Handle => {
                    if let TypeInner::Image {
                        class: ImageClass::Storage { access, .. },
                        ..
                    } = self.module.types[global.ty].inner
                        && access.contains(StorageAccess::STORE)
                        && self.used_in(info, handle, &[ShaderStage::Fragment, ShaderStage::Vertex])
                    {
                        self.features
                            .add(Feature::WritableStorageTextureInFragment, span);
                    }
                }
                AddressSpace::TaskPayload => self.features.add(Feature::MeshStages, span),
                AddressSpace::RayPayload | AddressSpace::IncomingRayPayload => {
                    self.features.add(Feature::RayTracingStages, span);
                }
                AddressSpace::Uniform => {
                    if let TypeInner::BindingArray { base, .. } = self.module.types[global.ty].inner
                        && !is_only_a_buffer(self.module, base)
                    {
                        self.features.add(Feature::UniformBindingArray, span);
                    }
                }
                AddressSpace::Function | AddressSpace::Private | AddressSpace::WorkGroup => {}
            }
        }
    }

    fn used_in(
        &self,
        info: &ModuleInfo,
        global: Handle<naga::GlobalVariable>,
        stages: &[ShaderStage],
    ) -> bool {
        self.module
            .entry_points
            .iter()
            .enumerate()
            .any(|(index, entry_point)| {
                stages.contains(&entry_point.stage)
                    && !info.get_entry_point(index)[global].is_empty()
            })
    }

    fn entry_point(&mut self, entry_point: &naga::EntryPoint) {
        let span = Span::UNDEFINED;
        match entry_point.stage {
            ShaderStage::Vertex | ShaderStage::Fragment => {}
            ShaderStage::Compute => self.features.add(Feature::ComputeStage, span),
            ShaderStage::Task | ShaderStage::Mesh => self.features.add(Feature::MeshStages, span),
            ShaderStage::RayGeneration
            | ShaderStage::AnyHit
            | ShaderStage::ClosestHit
            | ShaderStage::Miss => self.features.add(Feature::RayTracingStages, span),
        }
        for argument in &entry_point.function.arguments {
            self.varyings(argument.ty, argument.binding.as_ref(), None);
        }
        if let Some(result) = &entry_point.function.result {
            let stage = Some(entry_point.stage);
            self.varyings(result.ty, result.binding.as_ref(), stage);
        }
        if entry_point.early_depth_test == Some(naga::EarlyDepthTest::Force)
            && entry_point.function.result.as_ref().is_some_and(|result| {
                is_depth(result.binding.as_ref()) || has_depth(&self.module.types[result.ty].inner)
            })
        {
            self.features.add(Feature::EarlyDepthOutput, span);
        }
        if let Some(mesh) = &entry_point.mesh_info {
            let stage = Some(entry_point.stage);
            self.varyings(mesh.vertex_output_type, None, stage);
            self.varyings(mesh.primitive_output_type, None, stage);
            match mesh.topology {
                MeshOutputTopology::Points => self.features.add(Feature::MeshPoints, span),
                MeshOutputTopology::Lines | MeshOutputTopology::Triangles => {}
            }
        }
    }

    fn workgroup_memory(&mut self, info: &FunctionInfo) {
        if mesh::memory(self.module, |used| !info[used].is_empty()) <= MOST_WORKGROUP_BYTES {
            return;
        }
        let mut variables = self.module.global_variables.iter();
        let first = variables.find(|(handle, variable)| {
            variable.space == AddressSpace::WorkGroup && !info[*handle].is_empty()
        });
        let span = first.map(|(handle, _)| self.module.global_variables.get_span(handle));
        self.features
            .add(Feature::WorkgroupMemory, span.unwrap_or_default());
    }

    /// An input, or an output of a stage, or the members of one.
    fn varyings(&mut self, ty: Handle<Type>, binding: Option<&Binding>, of: Option<ShaderStage>) {
        let span = self.module.types.get_span(ty);
        match (binding, &self.module.types[ty].inner) {
            (None, TypeInner::Struct { members, .. }) => {
                let mut numbers = 0;
                for member in members {
                    if let Some(binding) = &member.binding {
                        self.varying(member.ty, binding, of, span);
                        numbers += self.module.types[member.ty].inner.components().unwrap_or(1);
                    }
                }
                if of.is_some() && numbers > MOST_OUTPUTS {
                    self.features.add(Feature::ManyOutputs, span);
                }
            }
            (Some(binding), _) => self.varying(ty, binding, of, span),
            (None, _) => {}
        }
    }

    fn varying(
        &mut self,
        ty: Handle<Type>,
        binding: &Binding,
        of: Option<ShaderStage>,
        span: Span,
    ) {
        self.binding(binding, span);
        if let Binding::Location { location, .. } = *binding {
            if self.module.types[ty].inner.scalar_width() == Some(8) {
                self.features.add(Feature::WideVarying, span);
            }
            if of == Some(ShaderStage::Fragment) && location >= COLOUR_OUTPUTS {
                self.features.add(Feature::NinthColourOutput, span);
            }
        }
    }

    fn binding(&mut self, binding: &Binding, span: Span) {
        match *binding {
            Binding::BuiltIn(built_in) => {
                if let Some(feature) = built_in_feature(built_in) {
                    self.features.add(feature, span);
                }
            }
            Binding::Location {
                location: _,
                interpolation,
                sampling,
                blend_src,
                per_primitive,
            } => {
                match interpolation {
                    Some(Interpolation::Linear) => {
                        self.features.add(Feature::LinearInterpolation, span);
                    }
                    Some(Interpolation::PerVertex) => {
                        self.features.add(Feature::PerVertexInput, span);
                    }
                    Some(Interpolation::Perspective | Interpolation::Flat) | None => {}
                }
                match sampling {
                    Some(Sampling::Sample) => {
                        self.features.add(Feature::SampleInterpolation, span);
                    }
                    Some(Sampling::First) => self.features.add(Feature::FirstSampling, span),
                    Some(Sampling::Center | Sampling::Centroid | Sampling::Either) | None => {}
                }
                if blend_src.is_some() {
                    self.features.add(Feature::DualSourceBlending, span);
                }
                if per_primitive {
                    self.features.add(Feature::MeshStages, span);
                }
            }
        }
    }

    fn scalar(&mut self, scalar: Scalar, span: Span) {
        let feature = match (scalar.kind, scalar.width) {
            (ScalarKind::Float, 2) => Feature::Float16,
            (ScalarKind::Float, 8) => Feature::Float64,
            (ScalarKind::Sint | ScalarKind::Uint, 2) => Feature::Int16,
            (ScalarKind::Sint | ScalarKind::Uint, 8) => Feature::Int64,
            _ => return,
        };
        self.features.add(feature, span);
    }

    fn ty(&mut self, ty: Handle<Type>, span: Span) {
        // Most expressions have a type that was seen before: nothing is to be allocated for them.
        if self.seen[ty.index()] {
            return;
        }
        let mut pending = vec![ty];
        while let Some(ty) = pending.pop() {
            if std::mem::replace(&mut self.seen[ty.index()], true) {
                continue;
            }
            match self.module.types[ty].inner {
                TypeInner::Array { base, size, .. } => {
                    if matches!(self.module.types[base].inner, TypeInner::Array { .. }) {
                        self.features.add(Feature::ArrayOfArrays, span);
                    }
                    if size == ArraySize::Dynamic {
                        self.features.add(Feature::RuntimeArray, span);
                    }
                    pending.push(base);
                }
                TypeInner::Struct { ref members, .. } => {
                    pending.extend(members.iter().map(|member| member.ty));
                }
                TypeInner::BindingArray { base, .. } => {
                    self.features.add(Feature::BindingArray, span);
                    if let TypeInner::Image {
                        class: ImageClass::Storage { access, .. },
                        ..
                    } = self.module.types[base].inner
                        && access != StorageAccess::LOAD
                        && access != StorageAccess::STORE
                    {
                        self.features
                            .add(Feature::BindingArrayOfReadWriteTextures, span);
                    }
                    pending.push(base);
                }
                TypeInner::Pointer { base, .. } => pending.push(base),
                ref inner => self.inner(inner, span),
            }
        }
    }

    /// A type that holds no other types.
    fn inner(&mut self, inner: &TypeInner, span: Span) {
        match *inner {
            TypeInner::Scalar(scalar)
            | TypeInner::Vector { scalar, .. }
            | TypeInner::Matrix { scalar, .. }
            | TypeInner::Atomic(scalar)
            | TypeInner::ValuePointer { scalar, .. } => self.scalar(scalar, span),
            TypeInner::CooperativeMatrix { scalar, .. } => {
                self.features.add(Feature::CooperativeMatrix, span);
                self.scalar(scalar, span);
            }
            TypeInner::Image {
                dim,
                arrayed,
                class,
            } => self.image(dim, arrayed, class, span),
            TypeInner::AccelerationStructure { .. } => {
                self.features.add(Feature::AccelerationStructure, span);
            }
            TypeInner::RayQuery { .. } => self.features.add(Feature::RayQuery, span),
            TypeInner::Sampler { .. }
            | TypeInner::Pointer { .. }
            | TypeInner::Array { .. }
            | TypeInner::Struct { .. }
            | TypeInner::BindingArray { .. } => {}
        }
    }

    fn image(&mut self, dim: ImageDimension, arrayed: bool, class: ImageClass, span: Span) {
        if arrayed && dim == ImageDimension::Cube {
            self.features.add(Feature::CubeArrayTexture, span);
        }
        if dim == ImageDimension::D1 && matches!(class, ImageClass::Depth { .. }) {
            self.features.add(Feature::DepthTexture1d, span);
        }
        if dim == ImageDimension::D1 && arrayed {
            self.features.add(Feature::RowArrayTexture, span);
        }
        match class {
            ImageClass::Sampled { multi: true, .. } | ImageClass::Depth { multi: true } => {
                self.features.add(Feature::MultisampledTexture, span);
                if arrayed {
                    self.features.add(Feature::MultisampledArrayTexture, span);
                }
            }
            ImageClass::Sampled { multi: false, .. } | ImageClass::Depth { multi: false } => {}
            ImageClass::External => self.features.add(Feature::ExternalTexture, span),
            ImageClass::Storage { format, access } => {
                self.features.add(Feature::StorageTexture, span);
                if access.contains(StorageAccess::LOAD | StorageAccess::STORE) {
                    self.features.add(Feature::ReadWriteStorageTexture, span);
                    if !may_be_both(format) {
                        self.features.add(Feature::ReadWriteFormat, span);
                    }
                }
                if format == StorageFormat::Bgra8Unorm {
                    self.features.add(Feature::Bgra8Storage, span);
                }
                if !is_basic_format(format) {
                    self.features.add(Feature::ExtendedStorageFormat, span);
                }
            }
        }
    }
}

fn is_depth(binding: Option<&Binding>) -> bool {
    matches!(binding, Some(Binding::BuiltIn(BuiltIn::FragDepth)))
}

fn has_depth(result: &TypeInner) -> bool {
    match result {
        TypeInner::Struct { members, .. } => members
            .iter()
            .any(|member| is_depth(member.binding.as_ref())),
        _ => false,
    }
}

fn built_in_feature(built_in: BuiltIn) -> Option<Feature> {
    Some(match built_in {
        BuiltIn::PrimitiveIndex => Feature::PrimitiveIndex,
        BuiltIn::Position { invariant: true } => Feature::InvariantPosition,
        BuiltIn::ViewIndex => Feature::ViewIndex,
        BuiltIn::BaseInstance | BuiltIn::BaseVertex => Feature::BaseVertexOrInstance,
        BuiltIn::ClipDistances => Feature::ClipDistance,
        BuiltIn::CullDistance => Feature::CullDistance,
        BuiltIn::InstanceIndex => Feature::InstanceIndex,
        BuiltIn::PointSize => Feature::PointSize,
        BuiltIn::DrawIndex => Feature::DrawIndex,
        BuiltIn::PointCoord => Feature::PointCoord,
        BuiltIn::Barycentric { .. } => Feature::Barycentric,
        BuiltIn::SampleIndex => Feature::SampleShading,
        BuiltIn::SampleMask => Feature::SampleMask,
        BuiltIn::WorkGroupSize => Feature::WorkgroupSizeBuiltin,
        BuiltIn::NumSubgroups
        | BuiltIn::SubgroupId
        | BuiltIn::SubgroupSize
        | BuiltIn::SubgroupInvocationId => Feature::Subgroup,
        BuiltIn::MeshTaskSize
        | BuiltIn::CullPrimitive
        | BuiltIn::PointIndex
        | BuiltIn::LineIndices
        | BuiltIn::TriangleIndices
        | BuiltIn::VertexCount
        | BuiltIn::Vertices
        | BuiltIn::PrimitiveCount
        | BuiltIn::Primitives => Feature::MeshStages,
        BuiltIn::RayInvocationId
        | BuiltIn::NumRayInvocations
        | BuiltIn::InstanceCustomData
        | BuiltIn::GeometryIndex
        | BuiltIn::WorldRayOrigin
        | BuiltIn::WorldRayDirection
        | BuiltIn::ObjectRayOrigin
        | BuiltIn::ObjectRayDirection
        | BuiltIn::RayTmin
        | BuiltIn::RayTCurrentMax
        | BuiltIn::ObjectToWorld
        | BuiltIn::WorldToObject
        | BuiltIn::HitKind => Feature::RayTracingStages,
        BuiltIn::Position { invariant: false }
        | BuiltIn::VertexIndex
        | BuiltIn::FragDepth
        | BuiltIn::FrontFacing
        | BuiltIn::GlobalInvocationId
        | BuiltIn::LocalInvocationId
        | BuiltIn::LocalInvocationIndex
        | BuiltIn::WorkGroupId
        | BuiltIn::NumWorkGroups => return None,
    })
}

/// Whether a struct is what an array of bindings holds, and no part or type of anything else.
fn is_only_a_buffer(module: &Module, ty: Handle<Type>) -> bool {
    let is_struct = matches!(module.types[ty].inner, TypeInner::Struct { .. });
    let in_others = module.types.iter().any(|(_, other)| match &other.inner {
        TypeInner::Struct { members, .. } => members.iter().any(|member| member.ty == ty),
        TypeInner::Array { base, .. } => *base == ty,
        _ => false,
    });
    let is_bound = module
        .global_variables
        .iter()
        .any(|(_, global)| global.ty == ty);
    is_struct && !in_others && !is_bound
}

/// Whether OpenGL ES 3.1 has a format of storage textures.
fn is_basic_format(format: StorageFormat) -> bool {
    matches!(
        format,
        StorageFormat::R32Uint
            | StorageFormat::R32Sint
            | StorageFormat::R32Float
            | StorageFormat::Rgba8Unorm
            | StorageFormat::Rgba8Snorm
            | StorageFormat::Rgba8Uint
            | StorageFormat::Rgba8Sint
            | StorageFormat::Rgba16Uint
            | StorageFormat::Rgba16Sint
            | StorageFormat::Rgba16Float
            | StorageFormat::Rgba32Uint
            | StorageFormat::Rgba32Sint
            | StorageFormat::Rgba32Float
            | StorageFormat::Bgra8Unorm
    )
}

/// Whether OpenGL ES lets a shader read and write a texture of this format.
pub(super) const fn may_be_both(format: StorageFormat) -> bool {
    matches!(
        format,
        StorageFormat::R32Uint | StorageFormat::R32Sint | StorageFormat::R32Float
    )
}
