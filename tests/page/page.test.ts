/** The demo page as a visitor uses it: clips, microphone, words of one's own, reviews, models; by server and by browser. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/server/serve.js';
import { startTestServer } from '../server/test-server.js';
import { CLIP, hasChromium, launch, openPage, wordsOf } from './open-page.js';

const WORDS = 'one hundred and twenty five';
const SOME_WORD = /hundred|twenty|five/;

describe.skipIf(!hasChromium)('the page', () => {
  let server: RunningServer;
  let browser: Browser;
  beforeAll(async () => {
    const models = ['speech-an4', 'speech-digits', 'sentiment-en'];
    [server, browser] = await Promise.all([startTestServer({ models }), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('shows the words of a clip, its pictures, other readings and an opinion', async () => {
    const { page, faults } = await openPage(browser, server.url);
    await page.setInputFiles('#file', CLIP);
    expect(await wordsOf(page)).toBe(WORDS);
    expect(await page.getByLabel(/^Best path through \d+ states of the phones SIL W AH N/).isVisible()).toBe(
      true,
    );
    for (const id of ['waveform', 'cepstra', 'posteriors', 'trellis'])
      expect(await inks(page, id)).toBeGreaterThan(8);
    expect(await page.locator('#alternatives li').count()).toBeGreaterThan(1);
    await page.getByText(/this sounds like/).waitFor();
    await page.getByRole('button', { name: 'twenty' }).click();
    await page.locator('.word.playing').waitFor();
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('says what is wrong with a file, and goes on', async () => {
    const { page } = await openPage(browser, server.url);
    await page.setInputFiles('#file', {
      name: 'x.wav',
      mimeType: 'audio/wav',
      buffer: Buffer.from('no sound'),
    });
    await page
      .getByRole('alert')
      .getByText(/Found .*expected|Found /)
      .waitFor();
    await page.setInputFiles('#file', CLIP);
    expect(await wordsOf(page)).toBe(WORDS);
    expect(await page.getByRole('alert').isVisible()).toBe(false);
    await page.context().close();
  });

  it('hears the microphone, by keyboard alone', async () => {
    const { page, faults } = await openPage(browser, server.url);
    await page.getByRole('button', { name: 'Record' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/Listening: [4-9]\./).waitFor();
    await page.keyboard.press('Enter');
    // Where the clip is cut is chance: twenty may be heard as ninety.
    expect(await wordsOf(page)).toMatch(/hundred and (twenty|ninety) five/);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('writes captions while the microphone hears', async () => {
    const { page, faults } = await openPage(browser, `${server.url}/#live`);
    await page.getByRole('button', { name: 'Speak' }).click();
    // Stopped at the first word, a quick machine would hear no more than that.
    await page.locator('#partial', { hasText: SOME_WORD }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('#captions li', { hasText: SOME_WORD }).first().waitFor();
    expect(await page.locator('#live-level').isVisible()).toBe(false);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('hears by a grammar at once, and tells the difference', async () => {
    const { page } = await openPage(browser, server.url);
    await page.setInputFiles('#file', CLIP);
    expect(await wordsOf(page)).toBe(WORDS);
    await page.getByText('Add words, or a grammar').click();
    await page
      .getByLabel('A grammar')
      .fill('#JSGF V1.0; grammar g; public <g> = ONE HUNDRED AND NINETY FIVE;');
    await page.locator('#difference ins', { hasText: 'ninety' }).waitFor();
    expect(await wordsOf(page)).toBe('one hundred and ninety five');
    expect(await page.locator('#difference del').allTextContents()).toEqual(['twenty']);
    await page.context().close();
  });

  it('moves the score of a review as it is written', async () => {
    const { page, faults } = await openPage(browser, `${server.url}/#judge`);
    await page.getByLabel('A review').fill('A wonderful film, moving and funny.');
    await page.getByText('For it').waitFor();
    await page.getByLabel('A review').fill('A wonderful film? No: dull, endless and badly acted.');
    await page.getByText('Against it').waitFor();
    expect(await page.getByLabel(/^Score after each word, from \d+ %/).isVisible()).toBe(true);
    expect(await page.locator('#tokens span').count()).toBeGreaterThan(8);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('recognises in the browser what the server recognises, and without it once the model is there', async () => {
    const { page, faults } = await openPage(browser, server.url);
    await page.getByLabel('this browser').check();
    await page.getByText('The model is here').waitFor();
    await page.setInputFiles('#file', CLIP);
    expect(await wordsOf(page)).toBe(WORDS);
    expect(await page.locator('#meta').textContent()).toContain('in this browser');
    expect(await inks(page, 'trellis')).toBeGreaterThan(8);
    expect(faults).toEqual([]);
    await page.context().setOffline(true);
    await page.locator('#words').evaluate((words) => words.replaceChildren());
    await page.setInputFiles('#file', CLIP);
    expect(await wordsOf(page)).toBe(WORDS);
    await page.context().close();
  });

  it('lists the models and opens their cards', async () => {
    const { page } = await openPage(browser, `${server.url}/#models`);
    await page.getByRole('button', { name: 'Read the card of speech-an4' }).click();
    await page.locator('.card-text b', { hasText: 'Data' }).waitFor();
    expect(await page.locator('.card-text').first().textContent()).not.toMatch(/\*\*|`/);
    expect(await page.getByRole('article').count()).toBe(3);
    await page.context().close();
  });
});

/** How many colours a picture has. */
function inks(page: Awaited<ReturnType<typeof openPage>>['page'], id: string): Promise<number> {
  return page.locator(`#${id}`).evaluate((element) => {
    const canvas = element as unknown as {
      width: number;
      height: number;
      getContext(kind: '2d'): { getImageData(...at: number[]): { data: Uint8ClampedArray } };
    };
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}
