fn f() -> mat2x2<i32> {
    return mat2x2<i32>();
}
