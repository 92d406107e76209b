const A = B + 1;
const B = C * 2;
const C = A;
