fn f() {}
/* this comment /* nests */ and never ends
