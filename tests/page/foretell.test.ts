/** The page foretells a series, says what is wrong with a table, and waits for a server that is not ready. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/server/serve.js';
import { startTestServer } from '../server/test-server.js';
import { CLIP, hasChromium, launch, openPage, wordsOf } from './open-page.js';

describe.skipIf(!hasChromium)('the page', () => {
  let server: RunningServer;
  let browser: Browser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startTestServer({ models: ['speech-digits'] }), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('foretells a table, shows how sure it is and what was tried', async () => {
    const { page, faults } = await openPage(browser, `${server.url}/#foretell`);
    await page.getByRole('button', { name: 'Try the example' }).click();
    await page
      .getByLabel(/^Passengers: 120 points of the past, 24 of the future, the last \d+.* at 1962-12$/)
      .waitFor();
    expect(await page.getByText(/Passengers, monthly, season of 12 points →/).isVisible()).toBe(true);
    expect(await page.locator('#backtest tbody tr').count()).toBeGreaterThan(3);
    expect(await page.locator('#backtest tr.chosen').count()).toBeGreaterThan(0);
    await page.getByLabel('Points ahead').fill('2');
    await page.getByLabel('By').selectOption('seasonal-naive');
    await page.getByRole('button', { name: 'Foretell' }).click();
    await page.getByText(/→ seasonal-naive\./).waitFor();
    await page.getByText('The numbers').click();
    const cells = await page.locator('#future-table tbody tr').first().locator('td').allTextContents();
    expect(cells.slice(0, 2)).toEqual(['1961-01', '417.0']); // as the January before
    expect(cells[3]).toMatch(/^\d+\.\d to\s\d+\.\d$/);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('says what is wrong with a table', async () => {
    const { page } = await openPage(browser, `${server.url}/#foretell`);
    await page.getByLabel('A table with').fill('a,b\n1,2\n3,4\n');
    await page.getByRole('button', { name: 'Foretell' }).click();
    await page.getByRole('alert').getByText(/Found/).waitFor();
    expect(await page.locator('#foretold').isVisible()).toBe(false);
    await page.context().close();
  });

  it('asks a server again that is still opening its models', async () => {
    const { page } = await openPage(browser, server.url);
    let refusals = 2;
    await page.route('**/v1/inspect', async (route) => {
      if (refusals-- <= 0) return route.continue();
      await route.fulfill({ status: 503, headers: { 'Retry-After': '0.3' }, json: { found: 'a start' } });
    });
    await page.setInputFiles('#file', CLIP);
    await page.getByText('still opening its models').waitFor();
    expect(await wordsOf(page)).not.toBe('');
    expect(await page.getByRole('alert').isVisible()).toBe(false);
    expect(await page.locator('#waiting').textContent()).toBe('');
    await page.context().close();
  });
});
