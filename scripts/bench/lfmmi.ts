/**
 * What lattice-free MMI costs beside a network, on one core: `npm run bench -- lfmmi [histories] [frames] [sequences]`.
 * Utterances are random words of the shipped dictionary, frequent ones often; senones are random ties of left
 * neighbours.
 */
import { createRandom } from '../../src/random.js';
import { Kernels } from '../../src/rnn/kernels/kernels.js';
import { packTimedGraph } from '../../src/rnn/kernels/pack-graph.js';
import { fours } from '../../src/rnn/kernels/sizes.js';
import { LfmmiLoss } from '../../src/rnn/train/lfmmi-loss.js';
import { buildDenominator } from '../../src/speech/neural/lfmmi/denominator.js';
import { NumeratorBuilder } from '../../src/speech/neural/lfmmi/numerator.js';
import {
  acceptorOfSegments,
  acceptorOfTranscript,
  type PhoneAcceptor,
} from '../../src/speech/neural/lfmmi/phone-acceptor.js';
import { estimatePhoneLm } from '../../src/speech/neural/lfmmi/phone-lm.js';
import { shippedLexicon } from '../../src/speech/shipped-lexicon.js';
import { Lexicon } from '../../src/text/lexicon/lexicon.js';
import { PHONES } from '../../src/text/lexicon/phones.js';

const [histories = 2000, T = 400, B = 8] = process.argv.slice(2).map(Number);
const UTTERANCES = 2000;
const WORDS = 30;
const LEFT_CLASSES = 20;
const RUNS = 5;
const random = createRandom(1);

const ids = new Map(PHONES.map((phone, i) => [phone, i + 1]));
const lexicon = Lexicon.open(shippedLexicon());
const words = [...lexicon.words()];
random.shuffle(words);
const pronunciations = words
  .slice(0, 10_000)
  .map((word) =>
    lexicon.pronunciations(word).map((phones) => ({ phones: phones.map((phone) => ids.get(phone)!) })),
  );
const utterances = Array.from({ length: UTTERANCES }, () =>
  // Ranks whose logarithm is uniform: Zipf's law.
  Array.from(
    { length: WORDS },
    () => pronunciations[Math.floor(pronunciations.length ** random.next()) - 1]!,
  ),
);
const phonesOf = utterances.map((utterance) => [
  0,
  ...utterance.flatMap((variants) => [...variants[0]!.phones, ...(random.next() < 0.1 ? [0] : [])]),
]);

const P = PHONES.length + 1;
const tie = Array.from({ length: P * P * 2 }, () => random.int(LEFT_CLASSES));
const context = {
  silence: 0,
  senones: (left: number, phone: number) =>
    [0, 1].map((position) =>
      phone === 0
        ? position
        : (2 * phone + position) * LEFT_CLASSES + tie[(left * P + phone) * 2 + position]!,
    ),
};
const C = 2 * P * LEFT_CLASSES;
const built = performance.now();
const lm = estimatePhoneLm(phonesOf, P, { extraHistories: histories });
const { graph, leak } = buildDenominator(lm, context);
print(
  `denominator: ${lm.histories.length} histories, ${graph.classes.length} states, ${graph.from.length} arcs, ` +
    `built in ${Math.round(performance.now() - built)} ms; ${C} senones`,
);

const numerators = new NumeratorBuilder(lm, context);
const aligned = (u: number): PhoneAcceptor => {
  const phones = Int16Array.from(phonesOf[u]!);
  const ends = Int32Array.from(phones, (_, k) => Math.floor(((k + 1) * T) / phones.length));
  return acceptorOfSegments({ phones, ends }, 2);
};
const kinds: Record<string, (u: number) => PhoneAcceptor> = {
  'aligned, ± 2 frames': aligned,
  transcript: (u) => acceptorOfTranscript(utterances[u]!, 0),
};
for (const build of ['fma', 'simd'] as const) {
  const kernels = await Kernels.load({ build });
  const { arena, call } = kernels;
  using loss = new LfmmiLoss(kernels, graph, leak, { l2: 1e-4 });
  const ld = fours(C);
  const logits = Float32Array.from({ length: T * B * ld }, () => 2 * random.normal());
  const at = arena.place(logits);
  const frames = new Array<number>(B).fill(T);
  const lengths = arena.place(Int32Array.from(frames));
  for (const [kind, acceptor] of Object.entries(kinds)) {
    const start = performance.now();
    const graphs = frames.map((_, b) => numerators.build(acceptor(b), T));
    const targets = graphs.map(packTimedGraph);
    const making = (performance.now() - start) / B;
    const run = loss.start(kernels, { at, U: T, B, C, ld, lengths, frames }, targets);
    const milliseconds = (scale: number): number => {
      const each = Array.from({ length: RUNS }, () => {
        arena.f32(at, logits.length).set(logits);
        const before = process.cpuUsage();
        run.run(call, scale);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000 / (T * B);
      });
      return each.sort((a, b) => a - b)[RUNS >> 1]!;
    };
    const both = milliseconds(1);
    const states = graphs.reduce((sum, one) => sum + one.classes.length, 0) / B;
    print(
      `${build}, numerator ${kind} (${Math.round(states)} states, made in ${making.toFixed(1)} ms): ` +
        `${both.toFixed(4)} ms a frame with gradient, ${milliseconds(0).toFixed(4)} without; ` +
        `855,000 frames take ${Math.round(855 * both)} s`,
    );
    const { unfit, loss: sum } = run.totals();
    if (unfit || !(sum > 0)) print(`unfit ${unfit}, loss ${sum}`);
    run.free();
  }
  await kernels.close();
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
