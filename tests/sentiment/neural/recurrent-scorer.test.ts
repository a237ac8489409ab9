import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Kernels } from '../../../src/rnn/kernels/kernels.js';
import { crossEntropy } from '../../../src/rnn/train/cross-entropy.js';
import { Network } from '../../../src/rnn/train/network.js';
import { saveNetwork } from '../../../src/rnn/train/save.js';
import { Shard } from '../../../src/rnn/train/shard.js';
import { Trainer } from '../../../src/rnn/train/trainer.js';
import { classifierNetwork } from '../../../src/sentiment/neural/networks.js';
import { openRecurrentScorer } from '../../../src/sentiment/neural/open-recurrent-scorer.js';
import { saveMember } from '../../../src/sentiment/neural/save-member.js';
import { PieceVocabulary } from '../../../src/text/pieces/vocabulary.js';
import { VOCABULARY_FILE, writeVocabulary } from '../../../src/text/pieces/vocabulary-file.js';
import { tokenize } from '../../../src/text/review/tokens.js';

const vocabulary = new PieceVocabulary(['good', 'bad', 'not', 'a', 'film', '##s', 'f', '##i', '##l', '##m']);
const good = ['good', 'a good film', 'not bad', 'not a bad film'];
const bad = ['bad', 'a bad film', 'not good', 'not a good film'];
const folder = mkdtempSync(join(tmpdir(), 'recurrent-'));
const whole = join(folder, 'whole');
let kernels: Kernels;
let network: Network;

beforeAll(async () => {
  kernels = await Kernels.load();
  network = new Network(kernels, classifierNetwork(vocabulary.size, { inputs: 0.1, states: 0.1 }, 32), 1);
  const trainer = new Trainer(network, crossEntropy, { clipNorm: 1 });
  const batch = [...good, ...bad].map((text, i) => ({
    input: vocabulary.encode(tokenize(text)),
    target: [i < good.length ? 1 : 0],
  }));
  for (let step = 0; step < 60; step++) trainer.step(batch, 3e-3, step);
  network.pack(kernels.call);
  trainer.close();
  saveMember(folder, network, vocabulary);
  saveNetwork(whole, network);
  writeVocabulary(join(whole, VOCABULARY_FILE), vocabulary);
});

afterAll(async () => {
  network.close();
  await kernels.close();
  rmSync(folder, { recursive: true });
});

/** Log odds by the network that was trained. */
function trained(text: string): number {
  const input = vocabulary.encode(tokenize(text));
  const shard = new Shard(network, [{ input, target: [0] }], crossEntropy, undefined, false);
  shard.forward(kernels.call);
  const [negative, positive] = kernels.arena.f32(shard.outputs, 2);
  shard.free();
  return positive! - negative!;
}

describe('openRecurrentScorer', () => {
  it.each([
    ['32', 0.01],
    ['8', 0.3],
  ])('scores as the trained network does, saved in %s bits', async (bits, tolerance) => {
    using scorer = await openRecurrentScorer(bits === '8' ? folder : whole);
    const texts = [...good, ...bad, 'films of a film a film', 'film bad 映画 good'];
    const odds = scorer.logits(texts.map(tokenize));
    for (const [i, text] of texts.entries()) {
      const wanted = trained(text);
      expect(Math.abs(odds[i]! - wanted), text).toBeLessThan(tolerance);
    }
    expect([...odds].slice(0, 8).map((z) => z > 0)).toEqual([
      ...good.map(() => true),
      ...bad.map(() => false),
    ]);
  });

  it('gives each text what it gives it alone, and 0 where there are no tokens', async () => {
    using scorer = await openRecurrentScorer(folder);
    const texts = ['bad', '', 'a good film', ...Array.from({ length: 80 }, (_, i) => 'good '.repeat(i))];
    const together = scorer.logits(texts.map(tokenize));
    texts.forEach((text, i) => {
      expect(scorer.logits([tokenize(text)])[0]).toBeCloseTo(together[i]!, 4);
    });
    expect(together[1]).toBe(0);
    expect(scorer.logits([]).length).toBe(0);
  });

  it('reads the beginning and the end of a text without end', async () => {
    using scorer = await openRecurrentScorer(folder);
    const [long, other] = ['a ', 'film '].map((middle) =>
      tokenize(`${'good '.repeat(400)}${middle.repeat(100_000)}${'bad '.repeat(400)}`),
    );
    const [one, two] = scorer.logits([long!, other!]);
    expect(Number.isFinite(one)).toBe(true);
    expect(one).toBe(two);
  });

  it('says what is wrong with a folder', async () => {
    await expect(openRecurrentScorer(join(folder, 'none'))).rejects.toThrow(/model-not-found/);
    const damaged = join(folder, 'damaged');
    for (const file of ['model.json', 'weights.bin', 'vocabulary.txt']) {
      cpSync(join(folder, file), join(damaged, file));
    }
    writeFileSync(
      join(damaged, 'vocabulary.txt'),
      `${Array.from({ length: 500 }, (_, i) => `w${i}`).join('\n')}`,
    );
    await expect(openRecurrentScorer(damaged)).rejects.toThrow(/model-damaged/);
    rmSync(join(damaged, 'vocabulary.txt'));
    await expect(openRecurrentScorer(damaged)).rejects.toThrow(/model-damaged/);
  });
});
