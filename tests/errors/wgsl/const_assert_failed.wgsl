const TILE = 24;
const_assert TILE % 16 == 0;
