// What the kernels use of the web platform. The compiler's own declarations of it (lib "dom") would let every file of
// the project speak of windows and documents.

declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer | SharedArrayBuffer;
    grow(pages: number): number;
  }
  const Memory: new (descriptor: { initial: number; maximum?: number; shared?: boolean }) => Memory;
  interface Module {
    readonly compiled: unique symbol;
  }
  const Module: {
    exports(module: Module): { name: string; kind: string }[];
  };
  interface Instance {
    readonly exports: Record<string, unknown>;
  }
  const Instance: new (module: Module, imports: Record<string, Record<string, unknown>>) => Instance;
  function compile(bytes: ArrayBufferView): Promise<Module>;
  function validate(bytes: ArrayBufferView): boolean;
}

declare const document: unknown;

interface WebWorker {
  onerror: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}
declare const Worker: new (url: URL, options: { type: 'module' }) => WebWorker;

/** In a worker. */
declare function addEventListener(
  type: 'message',
  listener: (event: { data: unknown }) => void,
  options: { once: boolean },
): void;
declare function postMessage(message: unknown): void;
