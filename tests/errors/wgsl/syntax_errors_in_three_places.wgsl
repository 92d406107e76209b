// A parser which can resynchronise at declarations finds three errors here.
const A = ;

fn f() -> f32 {
    return 1.0 +* 2.0;
}

struct S {
    a f32,
}

fn good() -> i32 {
    return 1;
}
