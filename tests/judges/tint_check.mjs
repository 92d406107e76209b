// Ask Dawn's Tint whether WGSL files are valid.
//
//   node tint_check.mjs WEBGPU OUT < names
//
// WEBGPU is the index.js of the npm package `webgpu`. File names come from standard input, one a
// line; for each, "valid|invalid <tab> first error" is written to OUT, in the same order, as it
// goes. (Not to standard output: Dawn prints its warnings there.)

import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const LIMIT = 300; // characters of a message

async function openDevice({ create, globals }) {
  Object.assign(globalThis, globals);
  const gpu = create(['backend=null', 'enable-dawn-features=allow_unsafe_apis']);
  const adapter = await gpu.requestAdapter();
  const device = await adapter.requestDevice({ requiredFeatures: [...adapter.features] });
  device.addEventListener?.('uncapturederror', (event) => event.preventDefault?.());
  return { gpu, device };
}

async function check(device, file) {
  const code = fs.readFileSync(file, 'utf8');
  if (code.includes('\0')) return ['invalid', 'NUL character'];
  device.pushErrorScope('validation');
  try {
    const info = await device.createShaderModule({ code }).getCompilationInfo();
    const error = info.messages.find((message) => message.type === 'error');
    return error ? ['invalid', `${error.lineNum}:${error.linePos}: ${error.message}`] : ['valid', ''];
  } catch (error) {
    return ['invalid', String(error)];
  } finally {
    await device.popErrorScope();
  }
}

try {
  const [webgpu, answers] = process.argv.slice(2);
  const out = fs.openSync(answers, 'w');
  // `gpu` must stay reachable: once it is collected, the device crashes the process.
  const { gpu, device } = await openDevice(await import(pathToFileURL(path.resolve(webgpu)).href));
  for (const file of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const [verdict, message] = await check(device, file);
    fs.writeSync(out, `${verdict}\t${message.replace(/\s+/g, ' ').slice(0, LIMIT)}\n`);
  }
  process.exit(gpu ? 0 : 1); // the device would keep the process alive
} catch (error) {
  console.error(String(error));
  process.exit(1);
}
