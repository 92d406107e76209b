//! Layouts against the rules of the WGSL specification, computed here a second time.

use super::wgsl;
use crate::reflect::model::{Shape, TypeLayout};

/// A host-shareable type, as the specification's tables have it.
#[derive(Clone, Debug)]
enum Type {
    Scalar(&'static str, u32),
    Vector(u32, &'static str, u32),
    Matrix(u32, u32, &'static str, u32),
    Array(Box<Type>, Option<u32>),
    Struct(usize),
}

/// Structs so far, by their members.
#[derive(Default)]
struct World {
    structs: Vec<Vec<Attributed>>,
}

/// A type with `@size` and `@align`.
type Attributed = (Type, Option<u32>, Option<u32>);

fn round_up(align: u32, value: u32) -> u32 {
    value.div_ceil(align) * align
}

impl World {
    fn align(&self, ty: &Type) -> u32 {
        match ty {
            Type::Scalar(_, width) => *width,
            Type::Vector(2, _, width) | Type::Matrix(_, 2, _, width) => 2 * width,
            Type::Vector(_, _, width) | Type::Matrix(_, _, _, width) => 4 * width,
            Type::Array(element, _) => self.align(element),
            Type::Struct(index) => self.structs[*index]
                .iter()
                .map(|(ty, _, _)| self.align(ty))
                .max()
                .unwrap(),
        }
    }

    fn size(&self, ty: &Type) -> u32 {
        match ty {
            Type::Scalar(_, width) => *width,
            Type::Vector(count, _, width) => count * width,
            Type::Matrix(columns, rows, scalar, width) => {
                let column = Type::Vector(*rows, scalar, *width);
                columns * round_up(self.align(&column), self.size(&column))
            }
            Type::Array(element, count) => count.unwrap_or(1) * self.stride(element),
            Type::Struct(index) => {
                let offsets = self.offsets(*index);
                let (last, size, _) = self.structs[*index].last().unwrap();
                let end = offsets.last().unwrap() + size.unwrap_or_else(|| self.size(last));
                let attribute = self.structs[*index]
                    .iter()
                    .filter_map(|(_, _, align)| *align);
                round_up(attribute.chain([self.align(ty)]).max().unwrap(), end)
            }
        }
    }

    fn stride(&self, element: &Type) -> u32 {
        round_up(self.align(element), self.size(element))
    }

    fn offsets(&self, index: usize) -> Vec<u32> {
        let mut end = 0;
        self.structs[index]
            .iter()
            .map(|(ty, size, align)| {
                let offset = round_up(align.unwrap_or_else(|| self.align(ty)), end);
                end = offset + size.unwrap_or_else(|| self.size(ty));
                offset
            })
            .collect()
    }

    fn spell(&self, ty: &Type) -> String {
        match ty {
            Type::Scalar(name, _) => (*name).to_owned(),
            Type::Vector(count, scalar, _) => format!("vec{count}<{scalar}>"),
            Type::Matrix(columns, rows, scalar, _) => format!("mat{columns}x{rows}<{scalar}>"),
            Type::Array(element, Some(count)) => format!("array<{}, {count}>", self.spell(element)),
            Type::Array(element, None) => format!("array<{}>", self.spell(element)),
            Type::Struct(index) => format!("S{index}"),
        }
    }

    fn text(&self) -> String {
        let mut text = String::from("enable f16;\n");
        for (index, members) in self.structs.iter().enumerate() {
            text += &format!("struct S{index} {{\n");
            for (number, (ty, size, align)) in members.iter().enumerate() {
                let size = size.map_or_else(String::new, |it| format!("@size({it}) "));
                let align = align.map_or_else(String::new, |it| format!("@align({it}) "));
                text += &format!("  {size}{align}m{number}: {},\n", self.spell(ty));
            }
            text += "}\n";
            text += &format!("@group(0) @binding({index}) var<storage> v{index}: S{index};\n");
        }
        text
    }

    fn compare(&self, ty: &Type, layout: &TypeLayout) {
        assert_eq!(layout.ty, self.spell(ty));
        assert_eq!(layout.size, self.size(ty), "size of {}", layout.ty);
        assert_eq!(layout.align, self.align(ty), "alignment of {}", layout.ty);
        match (ty, &layout.shape) {
            (Type::Scalar(name, _), Shape::Scalar { scalar }) => assert_eq!(scalar, name),
            (Type::Vector(count, name, _), Shape::Vector { scalar, components }) => {
                assert_eq!((scalar.as_str(), components), (*name, count));
            }
            (
                Type::Matrix(of, by, name, width),
                Shape::Matrix {
                    scalar,
                    columns,
                    rows,
                    column_stride,
                },
            ) => {
                assert_eq!((scalar.as_str(), columns, rows), (*name, of, by));
                let column = Type::Vector(*by, name, *width);
                assert_eq!(*column_stride, self.stride(&column));
            }
            (
                Type::Array(of, many),
                Shape::Array {
                    stride,
                    count,
                    element,
                },
            ) => {
                assert_eq!(*stride, self.stride(of));
                assert_eq!(count.count, *many);
                assert_eq!(count.runtime_sized, many.is_none());
                self.compare(of, element);
            }
            (Type::Struct(index), Shape::Struct { name }) => {
                assert_eq!(*name, format!("S{index}"));
            }
            (_, shape) => panic!("{} is {shape:?}", layout.ty),
        }
    }
}

/// A small generator of numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 40).unwrap() % limit
    }

    fn ty(&mut self, structs: usize, depth: u32) -> Type {
        let (scalar, width) =
            [("f32", 4), ("u32", 4), ("i32", 4), ("f16", 2)][self.below(4) as usize];
        match self.below(8) {
            0 | 1 => Type::Scalar(scalar, width),
            2 | 3 => Type::Vector(2 + self.below(3), scalar, width),
            4 => {
                let (scalar, width) = [("f32", 4), ("f16", 2)][self.below(2) as usize];
                Type::Matrix(2 + self.below(3), 2 + self.below(3), scalar, width)
            }
            5 if structs > 0 => Type::Struct(self.below(structs as u32) as usize),
            _ if depth < 2 => Type::Array(
                Box::new(self.ty(structs, depth + 1)),
                Some(1 + self.below(5)),
            ),
            _ => Type::Scalar(scalar, width),
        }
    }
}

#[test]
fn layouts_follow_the_specification() {
    let mut dice = Dice(7);
    let mut members_seen = 0;
    for round in 0..40 {
        let mut world = World::default();
        let plain = 6;
        for index in 0..8 {
            // The last two also have attributes and runtime-sized arrays: no struct holds them.
            let mut members: Vec<_> = (0..1 + dice.below(6))
                .map(|_| {
                    let ty = dice.ty(index.min(plain), 0);
                    let (mut size, mut align) = (None, None);
                    if index >= plain {
                        let own = world.align(&ty);
                        align = (dice.below(3) == 0).then(|| own << dice.below(3));
                        size = (dice.below(3) == 0).then(|| world.size(&ty) + 4 * dice.below(5));
                    }
                    (ty, size, align)
                })
                .collect();
            if index >= plain && dice.below(2) == 0 {
                members.push((Type::Array(Box::new(dice.ty(plain, 0)), None), None, None));
            }
            world.structs.push(members);
        }
        let text = world.text();
        let reflection = wgsl(&text);
        assert_eq!(reflection.structs.len(), 8, "round {round}\n{text}");
        for (index, members) in world.structs.iter().enumerate() {
            let ty = Type::Struct(index);
            let layout = &reflection.structs[index];
            assert_eq!(layout.name, format!("S{index}"));
            assert_eq!(
                layout.size,
                world.size(&ty),
                "size of {}\n{text}",
                layout.name
            );
            assert_eq!(
                layout.align,
                world.align(&ty),
                "alignment of {}\n{text}",
                layout.name
            );
            let offsets: Vec<_> = layout.members.iter().map(|it| it.offset).collect();
            assert_eq!(
                offsets,
                world.offsets(index),
                "offsets of {}\n{text}",
                layout.name
            );
            for (member, (ty, _, _)) in layout.members.iter().zip(members) {
                world.compare(ty, &member.layout);
                members_seen += 1;
            }
            let buffer = reflection.bindings[index].buffer.as_ref().unwrap();
            assert_eq!(buffer.min_size, world.size(&ty));
            let runtime = matches!(members.last(), Some((Type::Array(_, None), _, _)));
            assert_eq!(buffer.runtime_array.is_some(), runtime);
            assert_eq!(layout.runtime_sized, runtime);
        }
    }
    assert!(members_seen > 1000, "{members_seen}");
}

#[test]
fn well_known_layouts() {
    let reflection = wgsl(
        "struct A { position: vec3<f32>, radius: f32, basis: mat3x3<f32>, @size(32) a: f32, \
           @align(64) b: vec2<f32>, points: array<vec3<f32>, 4>, tail: array<vec2<u32>> }
         @group(0) @binding(0) var<storage> a: A;",
    );
    let layout = &reflection.structs[0];
    let members: Vec<_> = layout
        .members
        .iter()
        .map(|it| (it.offset, it.layout.size, it.layout.align, it.padding_after))
        .collect();
    assert_eq!(
        members,
        [
            (0, 12, 16, 0),
            (12, 4, 4, 0),
            (16, 48, 16, 0),
            (64, 4, 4, 60),
            (128, 8, 8, 8),
            (144, 64, 16, 0),
            (208, 8, 8, 40),
        ]
    );
    assert_eq!(layout.size, 256);
    let buffer = reflection.bindings[0].buffer.as_ref().unwrap();
    assert_eq!(buffer.min_size, 256);
    let array = buffer.runtime_array.unwrap();
    assert_eq!((array.offset, array.stride), (208, 8));
}
