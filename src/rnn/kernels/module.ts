/** Which of the two builds runs here, and an instance of it. */
import { isNode } from '../../platform.js';
import type { KernelExports } from './exports.js';
import { readBuiltFile } from './platform.js';

/** `fma`: relaxed-SIMD fused multiply–add; `simd`: plain SIMD, some 15 % slower, runs everywhere. */
export type KernelBuild = 'simd' | 'fma';

/** 2 GiB in pages of 64 KiB; the same stands in assembly/asconfig.json. */
const MAX_PAGES = 32768;
const FIRST_PAGES = 64;

/** Node 20 has relaxed SIMD behind a flag; it must be set in every thread before anything is compiled. */
export async function allowRelaxedSimd(): Promise<void> {
  if (!isNode) return;
  const v8 = await import('node:v8');
  v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
}

/**
 * Compiles the wanted build, or with `auto` the faster one that validates here.
 * @param shared - whether the memory will be shared between threads
 * @throws Error when `fma` is asked for and the engine does not know relaxed SIMD
 */
export async function compileKernels(
  wanted: KernelBuild | 'auto',
  shared: boolean,
): Promise<{ build: KernelBuild; module: WebAssembly.Module }> {
  if (wanted !== 'simd') {
    await allowRelaxedSimd();
    const bytes = await readBuiltFile('kernels-fma.wasm');
    if (WebAssembly.validate(bytes)) return { build: 'fma', module: await compile(bytes, shared) };
    if (wanted === 'fma')
      throw new Error('This JavaScript engine has no relaxed SIMD; use the build "simd".');
  }
  return { build: 'simd', module: await compile(await readBuiltFile('kernels-simd.wasm'), shared) };
}

async function compile(bytes: Uint8Array<ArrayBuffer>, shared: boolean): Promise<WebAssembly.Module> {
  return WebAssembly.compile(shared ? bytes : withoutSharing(bytes));
}

/** New memory for the kernels. */
export function createMemory(shared: boolean): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: MAX_PAGES, shared });
}

/** A thread's own instance on the memory. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  return new WebAssembly.Instance(module, { env: { memory, now: () => performance.now() } })
    .exports as unknown as KernelExports;
}

/**
 * The module with its imported memory declared unshared, for engines without SharedArrayBuffer. The import section
 * (id 2) names "env" "memory", kind 2 (memory), then the limits' flags: 3 = shared with a maximum, 1 = with a maximum.
 */
function withoutSharing(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const copy = bytes.slice();
  const name = [3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 3];
  const at = copy.findIndex((_, i) => name.every((byte, k) => copy[i + k] === byte));
  if (at < 0) throw new Error('The kernels import no shared memory "env.memory".');
  copy[at + name.length - 1] = 1;
  return copy;
}
