/** How soon the demo page is ready in Chromium, and how soon it has the words of a clip by itself. */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { cpuMsOf } from './process-cpu.js';
import { median } from './quantile.js';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** A busy machine may need long. */
const PATIENCE_MS = 180_000;

export interface PageLatency {
  /** From the beginning of navigation, in fresh profiles; nothing is in the browser's cache. */
  readyMs: number;
  readyCpuMs: number;
  /** From the switch to the model being open, its files fetched. */
  modelMs: number;
  /** From the choice of the clip to its words on the page: the first clip, and the median of those after. */
  firstClipMs: number;
  clipMs: number;
  clipCpuMs: number;
}

type Watched = typeof globalThis & { bench: { ready?: number; chosen?: number; words?: number } };

/** Runs in the page before its own code: notes when it is ready, when a file is chosen and when words are shown. */
const WATCH = `
  globalThis.bench = {};
  new MutationObserver(() => {
    if (document.documentElement.dataset.ready) bench.ready ??= performance.now();
    const words = document.getElementById('words');
    if (!words || bench.watched) return;
    bench.watched = true;
    new MutationObserver(() => { if (words.firstChild) bench.words = performance.now(); }).observe(words, { childList: true });
  }).observe(document, { attributes: true, childList: true, subtree: true });
  document.addEventListener('change', ({ target }) => {
    if (target.id === 'file') { bench.chosen = performance.now(); bench.words = undefined; }
  }, true);`;

/** @returns nothing where there is no Chromium */
export async function measurePage(
  url: string,
  model: string,
  clip: Uint8Array,
  rounds: number,
): Promise<PageLatency | undefined> {
  if (!existsSync(EXECUTABLE)) {
    process.stderr.write(`latency: no Chromium at ${EXECUTABLE} (set CHROMIUM): the page is not measured\n`);
    return undefined;
  }
  const server = await chromium.launchServer({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const cpu = () => cpuMsOf(server.process().pid!);
    const ready: number[] = [];
    const before = cpu();
    for (let i = 0; i < rounds; i++) ready.push(await readyOnce(browser, url));
    const readyCpuMs = (cpu() - before) / rounds;
    const page = await openWatched(browser, url);
    await page.locator('#model').selectOption(model);
    const switched = performance.now();
    await page.getByLabel('this browser').check();
    await page.getByText('The model is here').waitFor();
    const modelMs = performance.now() - switched;
    const firstClipMs = await clipOnce(page, clip);
    const clips: number[] = [];
    const cpuBefore = cpu();
    for (let i = 0; i < rounds; i++) clips.push(await clipOnce(page, clip));
    const clipCpuMs = (cpu() - cpuBefore) / rounds;
    return { readyMs: median(ready), readyCpuMs, modelMs, firstClipMs, clipMs: median(clips), clipCpuMs };
  } finally {
    await server.close();
  }
}

async function openWatched(browser: Browser, url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(WATCH);
  await page.goto(url);
  await page.waitForFunction(() => (globalThis as Watched).bench.ready);
  return page;
}

async function readyOnce(browser: Browser, url: string): Promise<number> {
  const page = await openWatched(browser, url);
  const ms = (await page.evaluate('bench.ready')) as number;
  await page.context().close();
  return ms;
}

async function clipOnce(page: Page, bytes: Uint8Array): Promise<number> {
  await page.setInputFiles('#file', { name: 'clip.wav', mimeType: 'audio/wav', buffer: Buffer.from(bytes) });
  await page.waitForFunction(() => (globalThis as Watched).bench.words);
  return (await page.evaluate('bench.words - bench.chosen')) as number;
}
