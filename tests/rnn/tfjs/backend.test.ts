/** Which backend is taken, with stand-ins for modules that are there, are not there, or are broken. */
import { cpus } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Warning } from '../../../src/errors.js';
import { chooseBackend } from '../../../src/rnn/tfjs/index.js';

/** A backend that does nothing but start and stop, to stand under the name of another. */
class StandIn extends tf.KernelBackend {
  override dispose(): void {}
}

function standIn(name: string): void {
  tf.registerBackend(name, () => new StandIn(), 1);
}

function missing(name: string): never {
  throw Object.assign(new Error(`Cannot find package '${name}' imported from /somewhere/backend.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
}

/** Imports stand-ins; what is not named is not installed. @returns what was imported, in order */
function imports(modules: Record<string, () => void>) {
  const asked: string[] = [];
  const importModule = async (name: string): Promise<unknown> => {
    asked.push(name);
    const load = modules[name];
    if (!load) return missing(name);
    load();
    return {};
  };
  return { asked, importModule };
}

const NODE = '@tensorflow/tfjs-node';
const WASM = '@tensorflow/tfjs-backend-wasm';
const CPU = '@tensorflow/tfjs-backend-cpu';

describe('the backend', () => {
  it('is the native one where it can be imported', async () => {
    const { asked, importModule } = imports({ [NODE]: () => standIn('tensorflow') });
    const choice = await chooseBackend({ importModule });
    expect(choice).toEqual({ name: 'tensorflow', message: 'TensorFlow.js runs on tensorflow' });
    expect(tf.getBackend()).toBe('tensorflow');
    expect(asked).toEqual([NODE]);
    tf.removeBackend('tensorflow');
  });

  it('is else wasm, and else cpu, without a warning', async () => {
    const warnings: Warning[] = [];
    const onWarning = (warning: Warning) => warnings.push(warning);
    const withWasm = imports({ [WASM]: () => standIn('wasm'), [CPU]: () => standIn('cpu') });
    const first = await chooseBackend({ importModule: withWasm.importModule, onWarning });
    expect(first.name).toBe('wasm');
    expect(first.message).toBe(`TensorFlow.js runs on wasm (${NODE} is not installed)`);
    expect(withWasm.asked).toEqual([NODE, WASM]);
    tf.removeBackend('wasm');
    const withoutWasm = imports({ [CPU]: () => standIn('cpu') });
    const second = await chooseBackend({ importModule: withoutWasm.importModule, onWarning });
    expect(second.message).toBe(
      `TensorFlow.js runs on cpu (${NODE} is not installed; ${WASM} is not installed)`,
    );
    expect(withoutWasm.asked).toEqual([NODE, WASM, CPU]);
    expect(warnings).toEqual([]);
    tf.removeBackend('cpu');
  });

  it('falls through a broken installation with one line', async () => {
    const broken: [string, () => void][] = [
      ['a library', () => missing('./lib/napi-v8/tfjs_binding.node')],
      ['an error', () => expect.fail('The specified module could not be loaded\nand a stack of details')],
      [
        'a backend that does not start',
        () => tf.registerBackend('tensorflow', () => expect.fail('no AVX'), 1),
      ],
      ['no backend at all', () => undefined],
    ];
    for (const [, load] of broken) {
      const warnings: Warning[] = [];
      const { importModule } = imports({ [NODE]: load, [WASM]: () => standIn('wasm') });
      const choice = await chooseBackend({ importModule, onWarning: (warning) => warnings.push(warning) });
      expect(choice.name).toBe('wasm');
      expect(warnings.map(({ code }) => code)).toEqual(['tfjs-backend-broken']);
      expect(warnings[0]!.message).toMatch(/^@tensorflow\/tfjs-node is installed but does not work: [^\n]+$/);
      tf.removeBackend('wasm');
      if (tf.findBackendFactory('tensorflow')) tf.removeBackend('tensorflow');
    }
  });

  it('is the one that was asked for, or none', async () => {
    const { asked, importModule } = imports({ [CPU]: () => standIn('cpu') });
    expect((await chooseBackend({ backend: 'cpu', importModule })).name).toBe('cpu');
    expect(asked).toEqual([CPU]);
    await expect(chooseBackend({ backend: 'tensorflow', importModule })).rejects.toMatchObject({
      code: 'tfjs-backend',
      found: `${NODE} is not installed`,
    });
    tf.removeBackend('cpu');
  });

  it('is really wasm here, when nothing is said', async () => {
    const choice = await chooseBackend({
      importModule: (name) => (name === NODE ? missing(name) : import(name)),
    });
    expect(choice.name).toBe('wasm');
    expect(tf.sum(tf.tensor1d([1, 2, cpus().length])).dataSync()[0]).toBe(3 + cpus().length);
  });
});
