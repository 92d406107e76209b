const A = array<i32, 2>(1, 2.5);
