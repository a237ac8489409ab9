/** The same build of the inference runtime in Chromium and in Node, turn by turn. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ourEngine } from './engines.js';
import { RUNS } from './infer.js';
import { type Bench, type Figures, median } from './plan.js';

/** As Debian installs it; another place can be given in the environment variable CHROMIUM. */
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
const DIST = fileURLToPath(new URL('../../../', import.meta.url));

/** The parts of playwright-core that are used; it is installed with the bench only. */
interface Playwright {
  chromium: { launch(options: { executablePath: string; args: string[] }): Promise<Browser> };
}
interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}
/** What chromium-page.ts puts there. */
type InPage = typeof import('./chromium-page.js');
interface Page {
  goto(url: string): Promise<unknown>;
  evaluate<A, R>(f: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
}

/** @returns Chromium's time divided by Node's, the worse of T = 100 and 300; nothing where there is no Chromium */
export async function chromium(bench: Bench): Promise<Figures> {
  if (!existsSync(EXECUTABLE)) {
    process.stderr.write(`bench rnn: SKIPPED Chromium, which is not at ${EXECUTABLE} (set CHROMIUM)\n`);
    return {};
  }
  const module = 'playwright-core';
  const playwright = (await import(module)) as Playwright;
  const server = await serve(bench.folder);
  const browser = await playwright.chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const figures: Figures = {};
    for (const threads of [1, bench.threads]) {
      const key = threads === 1 ? 'chromiumVsNode1' : 'chromiumVsNode2';
      const ratios: number[] = [];
      for (const T of [100, 300]) ratios.push(await compare(bench, page, threads, T));
      figures[key] = Math.max(...ratios);
    }
    return figures;
  } finally {
    await browser.close();
    server.close();
  }
}

async function compare(bench: Bench, page: Page, threads: number, T: number): Promise<number> {
  const node = await ourEngine(bench.model, threads, 'int16');
  const frames = Array.from({ length: T * bench.width }, () => bench.random() * 2 - 1);
  const expected = (await node.run({ frames, width: bench.width, wantOutputs: true })).outputs!;
  const outputs = await page.evaluate(
    ({ threads, frames }) => (globalThis as unknown as InPage).bench.prepare(threads, frames),
    { threads, frames },
  );
  const off = Math.max(...outputs.map((value, i) => Math.abs(value - expected[i]!)));
  if (!(off < 1e-4)) throw new Error(`Chromium computes something else: ${off} off`);
  const times = { node: [] as number[], page: [] as number[] };
  for (let r = -5; r < bench.rounds; r++) {
    const { ms } = await node.run({ frames, width: bench.width, runs: RUNS });
    const inPage = await page.evaluate((runs) => (globalThis as unknown as InPage).bench.run(runs), RUNS);
    if (r < 0) continue;
    times.node.push(ms);
    times.page.push(inPage);
  }
  await node.close();
  return median(times.page) / median(times.node);
}

/** Serves dist/ and the model, isolated so that memory can be shared between threads. */
async function serve(folder: string): Promise<Server> {
  const types: Record<string, string> = {
    '.js': 'text/javascript',
    '.json': 'application/json',
    '.wasm': 'application/wasm',
  };
  const server = createServer(async (request, response) => {
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    const path = normalize(new URL(request.url!, 'http://localhost').pathname);
    if (path === '/') {
      response.setHeader('Content-Type', 'text/html');
      response.end('<script type="module" src="/scripts/bench/rnn/chromium-page.js"></script>');
      return;
    }
    const file = path.startsWith('/model/') ? join(folder, path.slice(7)) : join(DIST, path);
    try {
      const content = await readFile(file);
      response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
      response.end(content);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
