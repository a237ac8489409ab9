/** The page for everyone: axe-core finds nothing serious in light and dark, and a phone needs no sideways scrolling. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/server/serve.js';
import { startTestServer } from '../server/test-server.js';
import { CLIP, hasChromium, launch, openPage, wordsOf } from './open-page.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = ['hear', 'live', 'judge', 'foretell', 'models'];

describe.skipIf(!hasChromium).each(['light', 'dark'] as const)('the page in %s', (colorScheme) => {
  let server: RunningServer;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([
      startTestServer({ models: ['speech-digits', 'sentiment-en'] }),
      launch(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('has no serious findings, and fits into 390 pixels', async () => {
    const viewport = { width: 390, height: 844 };
    const { page } = await openPage(browser, server.url, { colorScheme, viewport, bypassCSP: true });
    await page.setInputFiles('#file', CLIP);
    await wordsOf(page);
    await page.getByText(/this sounds like/).waitFor();
    await page.getByText('Add words, or a grammar').click();
    await page.evaluate(axe);
    for (const view of VIEWS) {
      await page.evaluate(`location.hash = '${view}'`);
      if (view === 'judge') await page.locator('#tokens span').first().waitFor();
      await page.locator(`#view-${view}`).waitFor();
      if (view === 'foretell') {
        await page.getByRole('button', { name: 'Try the example' }).click();
        await page.locator('#backtest td').first().waitFor();
        await page.getByText('The numbers').click();
      }
      const findings = (await page.evaluate(
        `axe.run().then(({ violations }) => violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ')))`,
      )) as string[];
      expect({ view, findings }).toEqual({ view, findings: [] });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    }
    await page.context().close();
  });
});
