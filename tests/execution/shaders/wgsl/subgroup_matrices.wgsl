// Matrices of subgroups: components of all sizes, in arrays of all numbers, in rows and in columns.
enable subgroup_matrix;
enable f16;

const size = 8u;
const by_columns = true;
const stride_of_rows: u32 = 8;

alias Bytes = subgroup_matrix_left<u8, size, size>;
alias Sum = subgroup_matrix_result<f32, size, size>;

struct Halves {
    count: u32,
    list: array<f16, 192>,
}

struct Pair {
    both: array<Sum, 2>,
}

@group(0) @binding(0) var<storage, read> bytes: array<vec4<u32>, 64>;
@group(0) @binding(1) var<storage, read> words: array<i32, 256>;
@group(0) @binding(2) var<storage, read> triples: array<vec3<f32>, 40>;
@group(0) @binding(3) var<storage, read> halves: Halves;
@group(0) @binding(4) var<storage, read_write> products: array<u32, 64>;
@group(0) @binding(5) var<storage, read_write> small: array<vec2<i32>, 16>;
@group(0) @binding(6) var<storage, read_write> out_triples: array<vec3<i32>, 40>;
@group(0) @binding(7) var<storage, read_write> sums: array<f32>;
@group(0) @binding(8) var<storage, read_write> wide: array<u32, 192>;
@group(0) @binding(9) var<storage, read_write> packed: array<u32, 32>;
@group(0) @binding(10) var<storage, read_write> twos: array<f16, 128>;
@group(0) @binding(11) var<storage, read_write> mixed: array<i32, 16>;
var<workgroup> tile: array<u32, 128>;

fn add_product(a: subgroup_matrix_left<f16, 8, 8>, b: subgroup_matrix_right<f16, 8, 8>, pair: ptr<function, Pair>, at: u32) {
    (*pair).both[at] = subgroupMatrixMultiplyAccumulate(a, b, pair.both[at]);
}

@compute @workgroup_size(8)
fn main(@builtin(local_invocation_index) lane: u32) {
    // Bytes, in rows and in columns, to words.
    let left = subgroupMatrixLoad<Bytes, row_major>(&bytes, 3u, 1);
    let right = subgroupMatrixLoad<subgroup_matrix_right<u8, size, size>, col_major>(&bytes, 20, 2u);
    subgroupMatrixStore<row_major>(&products, 0u, subgroupMatrixMultiply<u32>(left, right), stride_of_rows);

    // Signed bytes: what is added is what a byte can be, and what remains is what fits.
    var signed = subgroup_matrix_result<i8, 8, 8>(-1);
    {
        let left = subgroupMatrixLoad<subgroup_matrix_left<i8, 8, 8>>(&words, 5u, by_columns, 24u);
        let right = subgroupMatrixLoad<subgroup_matrix_right<i8, 8, 8>>(&words, 80u, false, 8u);
        signed = subgroupMatrixMultiplyAccumulate(left, right, signed);
    }
    subgroupMatrixStore<row_major>(&small, 0u, subgroupMatrixScalarAdd(signed, 300i), 2u);
    subgroupMatrixStore(&mixed, 0u, subgroupMatrixScalarSubtract(signed, -300i), !by_columns, 8u);

    // Bits of floats as integers, past the fourth numbers that vectors of three do not have.
    let bits = subgroupMatrixLoad<subgroup_matrix_left<i32, 5, 8>, col_major>(&triples, 1, 3);
    subgroupMatrixStore<row_major>(&out_triples, 2, subgroupMatrixScalarMultiply(bits, 3), 4);

    // Halves from halves, and from words through memory of the workgroup.
    for (var i = lane; i < 128u; i += 8u) {
        tile[i] = bytes[i / 4u][i % 4u] & 0x03ff03ffu;
    }
    workgroupBarrier();
    var pair: Pair;
    pair.both[1] = Sum(0.5);
    for (var k = 0u; k < 2u; k++) {
        let p = &halves.list;
        let a = subgroupMatrixLoad<subgroup_matrix_left<f16, 8, 8>, row_major>(p, k * 8u, 16u);
        let b = subgroupMatrixLoad<subgroup_matrix_right<f16, 8, 8>>(&halves.list, k * 64u, false, 8u);
        add_product(a, b, &pair, k);
    }
    subgroupMatrixStore<col_major>(&sums, 0u, pair.both[0], 8u);
    subgroupMatrixStore(&sums, 64u, pair.both[1], false, 10u);
    let c = subgroupMatrixLoad<subgroup_matrix_result<f16, 8, 8>, col_major>(&tile, 12u, 4u);
    subgroupMatrixStore<row_major>(&packed, 0u, c, 4u);

    // Matrices that are not square.
    let tall = subgroupMatrixLoad<subgroup_matrix_left<u32, 4, 8>, row_major>(&words, 7u, 4u);
    let flat = subgroupMatrixLoad<subgroup_matrix_right<u32, 16, 4>, row_major>(&words, 100u, 20u);
    subgroupMatrixStore<row_major>(&wide, 0u, subgroupMatrixMultiply<u32>(tall, flat), 24u);

    // A number of four bytes in two halves.
    subgroupMatrixStore<row_major>(&twos, 0u, Sum(2.0), 16u);
}
