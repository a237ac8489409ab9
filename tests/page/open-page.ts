/** The demo page in Debian's Chromium, from a real server: one browser for a file of tests. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { packageFolder } from '../../src/speech/corpus/locations.js';

/** As Debian installs it; another place can be given in the environment variable CHROMIUM. */
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const hasChromium = existsSync(EXECUTABLE);
if (!hasChromium) {
  process.stderr.write(`tests of the page: SKIPPED, there is no Chromium at ${EXECUTABLE} (set CHROMIUM)\n`);
}

export const CLIP = join(packageFolder(), 'corpora/clips/number.wav');

/** A browser whose microphone hears the clip again and again. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${CLIP}`,
    ],
  });
}

/** Opens the page; what it throws or writes to the console as an error is gathered in `faults`. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(50_000);
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(url);
  await page.waitForSelector('[data-ready]');
  return { page, faults };
}

/** The words shown, once there are some. */
export async function wordsOf(page: Page): Promise<string> {
  await page.waitForSelector('#words > *');
  return (await page.locator('#words .word').allTextContents()).join(' ');
}
