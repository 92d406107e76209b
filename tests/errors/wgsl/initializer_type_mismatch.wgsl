fn f() -> i32 {
    var count: i32 = 1.5;
    return count;
}
