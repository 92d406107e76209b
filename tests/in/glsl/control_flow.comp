// switch with fall-through, while, do, nested loops with continue, early return, function
// overloads and forward declarations. One invocation runs one small automaton.
#version 450

layout(local_size_x = 64) in;

layout(std430, binding = 0) readonly buffer Program {
    uint code[];
} program;
layout(std430, binding = 1) buffer Output {
    ivec4 registers[];
} output_;

int blend(int a, int b);
float blend(float a, float b);

int stack[4];
int top = 0;

void push(int v) {
    if (top < 4) {
        stack[top] = v;
        top++;
    }
}

int pop() {
    if (top == 0) {
        return 0;
    }
    top--;
    return stack[top];
}

int decode(uint word, int accumulator) {
    int r = accumulator;
    switch (word & 7u) {
    case 0u:
        r += 1;
    case 1u:
        r += 10;
        break;
    case 2u:
    case 3u: {
        push(r);
        r = 0;
        break;
    }
    case 4u:
        return blend(r, pop());
    default:
        r = -r;
        break;
    case 5u:
        r = int(blend(float(r), 2.0));
    }
    return r;
}

int blend(int a, int b) {
    return a * 2 + b;
}

float blend(float a, float b) {
    return mix(a, b, 0.5);
}

int collatz(int n) {
    int steps = 0;
    while (n > 1) {
        if (n % 2 == 0) {
            n /= 2;
            steps++;
            continue;
        }
        n = 3 * n + 1;
        steps++;
        if (steps > 100) {
            break;
        }
    }
    return steps;
}

void main() {
    uint id = gl_GlobalInvocationID.x;
    int accumulator = int(id);
    for (int pc = 0, limit = 16; pc < limit; pc++) {
        uint word = program.code[pc];
        if (word == 0xffffffffu) {
            break;
        }
        accumulator = decode(word, accumulator);
    }
    int depth = 0;
    do {
        for (int j = 0; j < 3; j++) {
            if (j == 1) {
                continue;
            }
            depth += j;
        }
    } while (depth < 9);
    output_.registers[id] = ivec4(accumulator, collatz(int(id)), depth, top);
}
