/** Which of TensorFlow.js's backends to run on: native where it is installed, else WebAssembly, else plain JavaScript. */
import { setBackend } from '@tensorflow/tfjs-core';
import { InputError, type Warning } from '../../errors.js';
import { isNode } from '../../platform.js';

/** A backend by the name TensorFlow.js has for it; `tensorflow` is the native one of @tensorflow/tfjs-node. */
export type BackendName = 'tensorflow' | 'wasm' | 'cpu';

/** The module that brings each backend, the fastest first. */
const MODULES: readonly [BackendName, string][] = [
  ['tensorflow', '@tensorflow/tfjs-node'],
  ['wasm', '@tensorflow/tfjs-backend-wasm'],
  ['cpu', '@tensorflow/tfjs-backend-cpu'],
];

export interface BackendOptions {
  /** Take this one or none. Default: the first of tensorflow, wasm, cpu that works. */
  backend?: BackendName;
  /** Told of an installation that is there but broken, one line each. */
  onWarning?: (warning: Warning) => void;
  /** Imports a module by its name. Default: `import()`. */
  importModule?: (name: string) => Promise<unknown>;
}

/** What was chosen, and a line about it for `--verbose`. */
export interface BackendChoice {
  name: BackendName;
  /** E.g. `TensorFlow.js runs on wasm (@tensorflow/tfjs-node is not installed)`. */
  message: string;
}

/**
 * Loads and sets a backend.
 * @throws InputError `tfjs-backend` when the one that was asked for, or every one, does not work
 */
export async function chooseBackend(options: BackendOptions = {}): Promise<BackendChoice> {
  const { backend, onWarning, importModule = importBackend } = options;
  const reasons: string[] = [];
  for (const [name, module] of MODULES) {
    if (backend ? backend !== name : name === 'tensorflow' && !isNode) continue;
    try {
      await importModule(module);
      if (!(await setBackend(name))) throw new Error('the backend does not start');
      const why = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
      return { name, message: `TensorFlow.js runs on ${name}${why}` };
    } catch (error) {
      if (isMissing(error, module)) {
        reasons.push(`${module} is not installed`);
        continue;
      }
      const message = `${module} is installed but does not work: ${firstLine(error)}`;
      reasons.push(message);
      onWarning?.({ code: 'tfjs-backend-broken', message });
    }
  }
  throw new InputError({
    code: 'tfjs-backend',
    found: reasons.join('; '),
    expected: backend ? `the backend ${backend}` : 'one of the backends tensorflow, wasm, cpu',
    remedy: 'Install the module that is named (npm install), or choose another backend.',
  });
}

/** Bundlers for the browser find the names of modules here, but not that of the native one. */
function importBackend(module: string): Promise<unknown> {
  if (module === '@tensorflow/tfjs-backend-wasm') return import('@tensorflow/tfjs-backend-wasm');
  if (module === '@tensorflow/tfjs-backend-cpu') return import('@tensorflow/tfjs-backend-cpu');
  return import(module);
}

/** Whether it is this very module that was not found, and not something that it needs. */
function isMissing(error: unknown, module: string): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const isNotFound = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  return isNotFound && typeof message === 'string' && message.includes(`'${module}'`);
}

function firstLine(error: unknown): string {
  return `${error instanceof Error ? error.message : error}`.split('\n')[0]!;
}
