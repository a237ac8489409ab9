/** What a worker keeps of streams: each utterance as far as it was heard, not too many of them, none longer than needed. */
import { describe, expect, it } from 'vitest';
import { createBalancer, placed } from '../../src/server/recognition/balance.js';
import { Hearings } from '../../src/server/recognition/hearings.js';
import type { SpeechRecognizer, Transcript } from '../../src/speech/recognizer-types.js';

/** Hears numbers of samples; counts what is open. */
function counter() {
  const state = { open: 0, recognizer: undefined as unknown as SpeechRecognizer };
  const hearInPart = () => {
    state.open++;
    let heard = 0;
    return {
      add: (samples: Float32Array) => {
        heard += samples.length;
      },
      partial: async () => ({ text: String(heard) }) as Transcript,
      final: async () => ({ text: '' }) as Transcript,
      close: () => {
        state.open--;
      },
    };
  };
  state.recognizer = { hearInPart } as unknown as SpeechRecognizer;
  return state;
}

const part = (
  utterance: string,
  from: number,
  count: number,
  over = new Int32Array(new SharedArrayBuffer(4)),
) => ({
  ...{ model: '', constraints: {}, sampleRateHz: 16_000 },
  ...{ utterance, from, over, samples: new Float32Array(count) },
});

describe('hearings of a worker', () => {
  it('go on from where they were, and from nowhere else', async () => {
    const { recognizer } = counter();
    const hearings = new Hearings();
    const heard = async (...of: Parameters<typeof part>) => {
      const { kind, transcript } = await hearings.hear(part(...of), recognizer);
      return [kind, transcript?.text];
    };
    expect(await heard('a', 0, 10)).toEqual(['heard', '10']);
    expect(await heard('b', 0, 3)).toEqual(['heard', '3']);
    expect(await heard('a', 10, 5)).toEqual(['heard', '15']);
    expect(await heard('c', 7, 5)).toEqual(['unknown', undefined]);
    expect(await heard('a', 10, 5)).toEqual(['unknown', undefined]); // heard already
    expect(await heard('a', 0, 20)).toEqual(['heard', '20']);
    expect(await heard('b', 3, 1)).toEqual(['heard', '4']);
  });

  it('end with the recogniser they began with', async () => {
    const [one, other] = [counter(), counter()];
    const hearings = new Hearings();
    await hearings.hear(part('a', 0, 10), one.recognizer);
    expect((await hearings.hear(part('a', 10, 1), other.recognizer)).kind).toBe('unknown');
    expect(one.open).toBe(0);
    expect((await hearings.hear(part('a', 0, 11), {} as SpeechRecognizer)).kind).toBe('whole-only');
  });

  it('are given back when they are over, and the longest unheard when there are too many', async () => {
    const state = counter();
    const hearings = new Hearings();
    const hear = (...of: Parameters<typeof part>) => hearings.hear(part(...of), state.recognizer);
    const over = new Int32Array(new SharedArrayBuffer(4));
    for (let i = 0; i < 16; i++) await hear(String(i), 0, 1, over);
    expect(state.open).toBe(16);
    await hear('0', 1, 1);
    await hear('another', 0, 1);
    expect(state.open).toBe(16);
    expect((await hear('1', 1, 1)).kind).toBe('unknown');
    expect((await hear('0', 2, 1)).kind).toBe('heard');
    hearings.sweep();
    expect(state.open).toBe(16);
    Atomics.store(over, 0, 1);
    hearings.sweep();
    expect(state.open).toBe(1);
    expect((await hear('another', 1, 1)).kind).toBe('heard');
  });
});

describe('the balance of workers', () => {
  const choose = createBalancer();
  const pick = (place: { worker: number | undefined } | undefined, ...free: number[]) => {
    const workers = [1, 2, 3].map((id) => ({
      id,
      currentUsage: free.includes(id) ? 0 : Number.POSITIVE_INFINITY,
      destroyed: false,
    }));
    return choose(placed({}, place) as never, workers as never)?.id;
  };

  it('sends streams to the worker that knows them, and spreads new ones', () => {
    expect(pick({ worker: 2 }, 1, 2, 3)).toBe(2);
    expect(pick({ worker: 2 }, 1, 3)).toBe(1);
    const first = pick({ worker: undefined }, 1, 2, 3);
    expect(pick({ worker: undefined }, 1, 2, 3)).not.toBe(first);
  });

  it('sends anything else to the first that is free', () => {
    expect(pick(undefined, 1, 2, 3)).toBe(1);
    expect(pick(undefined, 2, 3)).toBe(2);
    expect(pick(undefined)).toBeUndefined();
  });
});
