const A = 1;
enable f16;
