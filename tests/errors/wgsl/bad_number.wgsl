const BIG: i32 = 3000000000i;
