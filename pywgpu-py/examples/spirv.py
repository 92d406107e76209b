"""Runs SPIR-V: assembly as text, and the same module as words."""

from __future__ import annotations

import numpy as np

import pywgpu
from pywgpu import BufferUsages

ASSEMBLY = """\
               OpCapability Shader
               OpMemoryModel Logical GLSL450
               OpEntryPoint GLCompute %main "main" %id
               OpExecutionMode %main LocalSize 1 1 1
               OpDecorate %id BuiltIn GlobalInvocationId
               OpDecorate %array ArrayStride 4
               OpDecorate %block Block
               OpMemberDecorate %block 0 Offset 0
               OpDecorate %numbers DescriptorSet 0
               OpDecorate %numbers Binding 0
       %void = OpTypeVoid
   %function = OpTypeFunction %void
       %uint = OpTypeInt 32 0
      %uint3 = OpTypeVector %uint 3
      %array = OpTypeRuntimeArray %uint
      %block = OpTypeStruct %array
  %to_block = OpTypePointer StorageBuffer %block
   %to_uint = OpTypePointer StorageBuffer %uint
  %to_uint3 = OpTypePointer Input %uint3
       %zero = OpConstant %uint 0
      %three = OpConstant %uint 3
    %numbers = OpVariable %to_block StorageBuffer
         %id = OpVariable %to_uint3 Input
       %main = OpFunction %void None %function
      %start = OpLabel
     %global = OpLoad %uint3 %id
      %index = OpCompositeExtract %uint %global 0
    %element = OpAccessChain %to_uint %numbers %zero %index
        %old = OpLoad %uint %element
        %new = OpIMul %uint %old %three
               OpStore %element %new
               OpReturn
               OpFunctionEnd
"""
COUNT = 100


def main() -> None:
    """Runs and compares."""
    device = pywgpu.Instance().request_adapter().request_device()
    module = device.create_shader_module(ASSEMBLY, label="triple.spvasm", language="spirv-assembly")
    pipeline = device.create_compute_pipeline(module=module)
    numbers = np.arange(COUNT, dtype=np.uint32)
    buffer = device.create_buffer_init(
        contents=numbers, usage=BufferUsages.STORAGE | BufferUsages.COPY_SRC
    )
    group = device.create_bind_group(
        layout=pipeline.get_bind_group_layout(0), entries=[{"binding": 0, "resource": buffer}]
    )
    encoder = device.create_command_encoder()
    with encoder.begin_compute_pass() as compute:
        compute.set_pipeline(pipeline)
        compute.set_bind_group(0, group)
        compute.dispatch_workgroups(COUNT)
    device.queue.submit([encoder.finish()])
    assert (buffer.read(np.uint32) == numbers * 3).all()
    print(f"checked: {COUNT} numbers of a SPIR-V module are exactly tripled")


if __name__ == "__main__":
    main()
