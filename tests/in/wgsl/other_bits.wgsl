// Functions of the bits of 16-bit and 64-bit integers, also with offsets and counts beyond the width.
enable wgpu_int16;

struct Given {
    short: vec2<i16>,
    unsigned_short: vec2<u16>,
    long: vec2<i64>,
    unsigned_long: vec2<u64>,
    offset: u32,
    count: u32,
}

@group(0) @binding(0) var<storage, read> given: array<Given>;
@group(0) @binding(1) var<storage, read_write> shorts: array<array<vec2<i16>, 9>>;
@group(0) @binding(2) var<storage, read_write> unsigned_shorts: array<array<vec2<u16>, 9>>;
@group(0) @binding(3) var<storage, read_write> longs: array<array<vec2<i64>, 9>>;
@group(0) @binding(4) var<storage, read_write> unsigned_longs: array<array<vec2<u64>, 9>>;

@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let g = given[id.x];
    let offset = g.offset % 80u;
    let count = g.count % 80u;

    shorts[id.x][0] = countOneBits(g.short);
    shorts[id.x][1] = countLeadingZeros(g.short);
    shorts[id.x][2] = countTrailingZeros(g.short);
    shorts[id.x][3] = firstLeadingBit(g.short);
    shorts[id.x][4] = firstTrailingBit(g.short);
    shorts[id.x][5] = reverseBits(g.short);
    shorts[id.x][6] = extractBits(g.short, offset, count);
    shorts[id.x][7] = insertBits(g.short, g.short.yx, offset, count);
    shorts[id.x][8].x = firstLeadingBit(g.short.x) ^ insertBits(g.short.x, reverseBits(g.short.y), 5u, offset);
    shorts[id.x][8].y = min(extractBits(g.short.y, 3u, count), countOneBits(g.short.x));

    unsigned_shorts[id.x][0] = countOneBits(g.unsigned_short);
    unsigned_shorts[id.x][1] = countLeadingZeros(g.unsigned_short);
    unsigned_shorts[id.x][2] = countTrailingZeros(g.unsigned_short);
    unsigned_shorts[id.x][3] = firstLeadingBit(g.unsigned_short);
    unsigned_shorts[id.x][4] = firstTrailingBit(g.unsigned_short);
    unsigned_shorts[id.x][5] = reverseBits(g.unsigned_short);
    unsigned_shorts[id.x][6] = extractBits(g.unsigned_short, offset, count);
    unsigned_shorts[id.x][7] = insertBits(g.unsigned_short, g.unsigned_short.yx, offset, count);
    unsigned_shorts[id.x][8].x = firstLeadingBit(g.unsigned_short.x) ^ insertBits(g.unsigned_short.x, reverseBits(g.unsigned_short.y), 5u, offset);
    unsigned_shorts[id.x][8].y = min(extractBits(g.unsigned_short.y, 3u, count), countOneBits(g.unsigned_short.x));

    longs[id.x][0] = countOneBits(g.long);
    longs[id.x][1] = countLeadingZeros(g.long);
    longs[id.x][2] = countTrailingZeros(g.long);
    longs[id.x][3] = firstLeadingBit(g.long);
    longs[id.x][4] = firstTrailingBit(g.long);
    longs[id.x][5] = reverseBits(g.long);
    longs[id.x][6] = extractBits(g.long, offset, count);
    longs[id.x][7] = insertBits(g.long, g.long.yx, offset, count);
    longs[id.x][8].x = firstLeadingBit(g.long.x) ^ insertBits(g.long.x, reverseBits(g.long.y), 5u, offset);
    longs[id.x][8].y = min(extractBits(g.long.y, 3u, count), countOneBits(g.long.x));

    unsigned_longs[id.x][0] = countOneBits(g.unsigned_long);
    unsigned_longs[id.x][1] = countLeadingZeros(g.unsigned_long);
    unsigned_longs[id.x][2] = countTrailingZeros(g.unsigned_long);
    unsigned_longs[id.x][3] = firstLeadingBit(g.unsigned_long);
    unsigned_longs[id.x][4] = firstTrailingBit(g.unsigned_long);
    unsigned_longs[id.x][5] = reverseBits(g.unsigned_long);
    unsigned_longs[id.x][6] = extractBits(g.unsigned_long, offset, count);
    unsigned_longs[id.x][7] = insertBits(g.unsigned_long, g.unsigned_long.yx, offset, count);
    unsigned_longs[id.x][8].x = firstLeadingBit(g.unsigned_long.x) ^ insertBits(g.unsigned_long.x, reverseBits(g.unsigned_long.y), 5u, offset);
    unsigned_longs[id.x][8].y = min(extractBits(g.unsigned_long.y, 3u, count), countOneBits(g.unsigned_long.x));
}
