"""The DirectX Shader Compiler as a Linux library, in a process of its own.

    python dxc_worker.py LIBRARY SHIFT

Reads `path <tab> profile <tab> entry point` lines and answers each with `ok <tab> remark` or
`error <tab> message`. With `<tab> output` at its end, a line asks for SPIR-V in that file instead
of for validated DXIL. A crash of the compiler then costs one file, not the run. Imports nothing of
its package, so that it starts quickly.
"""

from __future__ import annotations

import ctypes as c
import os
import re
import sys
import uuid
from pathlib import Path

UTF8 = 65001
PROBE = "-"  # in place of a path: the simplest shader
PROBE_SOURCE = b"RWByteAddressBuffer b; [numthreads(1, 1, 1)] void main() { b.Store(0, 1u); }"
MESSAGE_LIMIT = 300  # characters
SIXTEEN_BIT_SINCE = 2  # shader model 6.x
TO_SPIRV = ("-spirv", "-fspv-target-env=vulkan1.1", "-fvk-use-dx-layout", "-Vd")
# DXC 1.7 says this of its own output for every use of dot4add_u8packed and dot4add_i8packed.
UNREADABLE = "Module bitcode is invalid"
UNVALIDATED = "compiled, but not validated: this DXC cannot read the DXIL that it wrote"
ERROR = re.compile(r".*?(\d+:\d+): (?:fatal )?error: (.*)")


def _guid(text: str) -> c.Array[c.c_char]:
    return c.create_string_buffer(uuid.UUID(text).bytes_le, 16)


CLSID_COMPILER = _guid("73e22d93-e6ce-47f3-b5bf-f0664f39c1b0")
IID_COMPILER3 = _guid("228b4687-5a6a-4730-900c-9702b2203f54")
IID_RESULT = _guid("58346cda-dde7-4497-9461-6f87af5e0659")

# Slots of the virtual tables: every interface begins with QueryInterface, AddRef, Release.
RELEASE = 2
COMPILE = 3  # IDxcCompiler3
GET_STATUS, GET_RESULT, GET_ERRORS = 3, 4, 5  # IDxcOperationResult
GET_POINTER, GET_SIZE = 3, 4  # IDxcBlob

# Prototypes; the first argument is the object.
NEXT_VOID = c.CFUNCTYPE(c.c_void_p, c.c_void_p)
NEXT_SIZE = c.CFUNCTYPE(c.c_size_t, c.c_void_p)
NEXT_COUNT = c.CFUNCTYPE(c.c_uint32, c.c_void_p)
GET_INTO_INT = c.CFUNCTYPE(c.c_int32, c.c_void_p, c.POINTER(c.c_int32))
GET_INTO_OBJECT = c.CFUNCTYPE(c.c_int32, c.c_void_p, c.POINTER(c.c_void_p))


class Buffer(c.Structure):
    """DxcBuffer: text with its encoding."""

    _fields_ = (("pointer", c.c_void_p), ("size", c.c_size_t), ("encoding", c.c_uint32))


COMPILE_PROTOTYPE = c.CFUNCTYPE(
    c.c_int32,
    c.c_void_p,
    c.POINTER(Buffer),
    c.POINTER(c.c_wchar_p),
    c.c_uint32,
    c.c_void_p,
    c.c_void_p,
    c.POINTER(c.c_void_p),
)


class Dxc:
    """IDxcCompiler3. No object outlives its compilation.

    Libraries from before the middle of 2022 have two destructor slots after Release, which shift
    all later slots by two. Calling the wrong slot crashes, so whoever starts this process tries one
    shift and then the other.
    """

    def __init__(self, library: str, shift: int) -> None:
        self._library = c.CDLL(library)
        self._shift = shift
        self._compiler = c.c_void_p()
        create = self._library.DxcCreateInstance
        create.restype = c.c_int32
        create.argtypes = [c.c_void_p, c.c_void_p, c.POINTER(c.c_void_p)]
        status: int = create(CLSID_COMPILER, IID_COMPILER3, c.byref(self._compiler))
        if status:
            message = f"DxcCreateInstance failed: {status & 0xFFFFFFFF:#x}"
            raise OSError(message)

    def _slot(self, instance: c.c_void_p, index: int) -> int:
        table = c.cast(instance, c.POINTER(c.POINTER(c.c_void_p)))[0]
        address = table[index + (self._shift if index > RELEASE else 0)]
        return int(c.cast(address, c.c_void_p).value or 0)

    def compile(
        self, source: bytes, profile: str, entry: str, *flags: str, output: str = ""
    ) -> str | None:
        """Compile and validate; returns the messages of the compiler when it refuses.

        What it made goes to the file `output`, if there is one.
        """
        words = ["-HV", "2018", "-no-warnings", "-T", profile, "-E", entry, *flags]
        if int(profile.rsplit("_", 1)[1]) >= SIXTEEN_BIT_SINCE:
            words.append("-enable-16bit-types")
        text = Buffer(c.cast(c.c_char_p(source), c.c_void_p), len(source), UTF8)
        arguments = (c.c_wchar_p * len(words))(*words)
        result = c.c_void_p()
        compile_ = COMPILE_PROTOTYPE(self._slot(self._compiler, COMPILE))
        status: int = compile_(
            self._compiler,
            c.byref(text),
            arguments,
            len(words),
            None,
            c.cast(IID_RESULT, c.c_void_p),
            c.byref(result),
        )
        if status:
            return f"error: Compile returned {status & 0xFFFFFFFF:#x}"
        outcome = c.c_int32(-1)
        GET_INTO_INT(self._slot(result, GET_STATUS))(result, c.byref(outcome))
        messages = self._blob(result, GET_ERRORS).decode("utf-8", "replace").rstrip("\0")
        if output and not outcome.value:
            Path(output).write_bytes(self._blob(result, GET_RESULT))
        NEXT_COUNT(self._slot(result, RELEASE))(result)
        return messages if outcome.value else None

    def _blob(self, result: c.c_void_p, getter: int) -> bytes:
        blob = c.c_void_p()
        GET_INTO_OBJECT(self._slot(result, getter))(result, c.byref(blob))
        if not blob:
            return b""
        pointer: int | None = NEXT_VOID(self._slot(blob, GET_POINTER))(blob)
        size: int = NEXT_SIZE(self._slot(blob, GET_SIZE))(blob)
        content = c.string_at(pointer, size) if pointer else b""
        NEXT_COUNT(self._slot(blob, RELEASE))(blob)
        return content


def _first_error(messages: str) -> str:
    for line in messages.splitlines():
        found = ERROR.match(line)
        if found:
            return f"{found[1]}: {found[2]}"[:MESSAGE_LIMIT]
    lines = [line.strip() for line in messages.splitlines() if line.strip()]
    start = next((index for index, line in enumerate(lines) if "error" in line), 0)
    # DXIL validation puts the reason on the lines after its heading
    return (
        " ".join(" ".join(lines[start : start + 2]).split())[:MESSAGE_LIMIT]
        or "rejected without a message"
    )


def _answer(compiler: Dxc, source: bytes, profile: str, entry: str, output: str) -> str:
    if output:
        messages = compiler.compile(source, profile, entry, *TO_SPIRV, output=output)
        return "ok\t" if messages is None else f"error\t{_first_error(messages)}"
    messages = compiler.compile(source, profile, entry)
    if messages is None:
        return "ok\t"
    error = _first_error(messages)
    if UNREADABLE in error and compiler.compile(source, profile, entry, "-Vd") is None:
        return f"ok\t{UNVALIDATED}"
    return f"error\t{error}"


def main(library: str, shift: str) -> int:
    """Answer requests until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever the compiler prints must not look like an answer
    compiler = Dxc(library, int(shift))
    for line in sys.stdin:
        path, profile, entry, *output = line.rstrip("\n").split("\t")
        source = PROBE_SOURCE if path == PROBE else Path(path).read_bytes()
        answers.write(f"{_answer(compiler, source, profile, entry, ''.join(output))}\n")
        answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
