/** The page goes on without its server: loaded again after it is gone, it recognises in the browser. */
import { expect, it } from 'vitest';
import { startTestServer } from '../server/test-server.js';
import { CLIP, hasChromium, launch, openPage, wordsOf } from './open-page.js';

it.skipIf(!hasChromium)('recognises after the server is gone and the page is loaded again', async () => {
  const [server, browser] = await Promise.all([startTestServer({ models: ['speech-digits'] }), launch()]);
  let isRunning = true;
  try {
    const { page } = await openPage(browser, server.url);
    await page.getByLabel('this browser').check();
    await page.getByText('The model is here').waitFor();
    await page.setInputFiles('#file', CLIP);
    const words = await wordsOf(page);
    await server.close();
    isRunning = false;

    await page.reload();
    await page.waitForSelector('[data-ready]');
    expect(await page.getByRole('alert').isVisible()).toBe(false);
    await page.getByLabel('this browser').check();
    await page.getByText('The model is here').waitFor();
    await page.setInputFiles('#file', CLIP);
    expect(await wordsOf(page)).toBe(words);
    await page.getByLabel('the server').check();
    await page.getByRole('alert').getByText('no answer from the server').waitFor();
  } finally {
    await browser.close();
    if (isRunning) await server.close();
  }
});
