fn f() {
    var i = 0;
    loop {
        i += 1;
        break if i > 4;
    }
}
