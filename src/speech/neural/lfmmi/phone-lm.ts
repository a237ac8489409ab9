/**
 * The n-gram model of phones behind the denominator of lattice-free MMI: few histories, and from each only what was
 * seen, as sparse as Kaldi's `chain-est-phone-lm`. It need not predict well; it must leave little that is wrong to be
 * summed.
 */

export interface PhoneLmOptions {
  /** Order of the longest n-grams. Default 4. */
  order?: number;
  /** Histories of n-grams up to this order are all kept. Default 3. */
  keptOrder?: number;
  /** Longer histories kept: those whose followers differ most from their shorter history's. Default 2,000. */
  extraHistories?: number;
  /**
   * Share of a history's probability that goes to its shorter history's followers, and finally to any phone. With 0,
   * Kaldi's way, sequences with unseen n-grams have no path: enough for training, not for a dev set. Default 0.01.
   */
  backoff?: number;
}

/** A state of the model: a history that matters. */
export interface PhoneHistory {
  /** Phones, the last one last; {@link SENTENCE_START} before the first. */
  readonly phones: readonly number[];
  /** Phones that may follow, the history each leads to, and its probability. */
  readonly arcs: readonly { phone: number; to: number; probability: number }[];
  /** The shorter history whose followers may come too, with probability `backoff`. */
  readonly shorter?: number;
}

/** A model. Probabilities of arcs and back-off sum to one. */
export interface PhoneLm {
  readonly histories: readonly PhoneHistory[];
  /** The history before the first phone. */
  readonly start: number;
  readonly backoff: number;
}

/** Stands in histories for the beginning of a sequence. */
export const SENTENCE_START = -1;

type Counts = Map<number, number>;

/**
 * @param sequences - phones of each utterance, silences included
 * @param phoneCount - phones there are
 */
export function estimatePhoneLm(
  sequences: readonly ArrayLike<number>[],
  phoneCount: number,
  options: PhoneLmOptions = {},
): PhoneLm {
  const { order = 4, keptOrder = 3, extraHistories = 2000, backoff = 0.01 } = options;
  const seen = countFollowers(sequences, order - 1);
  const kept = chooseHistories(seen, keptOrder - 1, extraHistories);
  // Every phone can be the whole of a history, if only because nothing longer was seen to go on.
  for (let phone = SENTENCE_START; phone < phoneCount; phone++) kept.add(keyOf([phone]));
  const names = [...kept].map((key) => key.split(' ').map(Number));
  const ids = new Map(names.map((phones, id) => [keyOf(phones), id]));
  const longestKept = (phones: readonly number[]): number => {
    for (let from = 0; ; from++) {
      const id = ids.get(keyOf(phones.slice(from)));
      if (id !== undefined) return id;
    }
  };
  const landed = countLandings(sequences, names, longestKept);
  const frequencies = new Array<number>(phoneCount).fill(0);
  for (const sequence of sequences) for (const phone of Array.from(sequence)) frequencies[phone]!++;
  const anything: Counts = new Map(
    frequencies.map((count, phone) => [phone, count] as const).filter(([, count]) => count > 0),
  );
  const histories = names.map((phones, id): PhoneHistory => {
    const own = landed[id]!.size > 0 ? landed[id]! : (seen.get(keyOf(phones)) ?? new Map());
    const followers = shares(own.size > 0 || backoff === 0 ? own : anything);
    const isShortest = phones.length === 1;
    if (backoff > 0) {
      for (const [phone, share] of followers) followers.set(phone, share * (1 - backoff));
      if (isShortest) {
        for (const [phone, share] of shares(anything))
          followers.set(phone, (followers.get(phone) ?? 0) + share * backoff);
      }
    }
    const arcs = [...followers].map(([phone, probability]) => ({
      phone,
      to: longestKept([...phones, phone]),
      probability,
    }));
    return {
      phones,
      arcs,
      ...(isShortest || backoff === 0 ? {} : { shorter: longestKept(phones.slice(1)) }),
    };
  });
  return reachable({ histories, start: ids.get(keyOf([SENTENCE_START]))!, backoff });
}

/** What followed each history of up to `longest` phones. */
function countFollowers(sequences: readonly ArrayLike<number>[], longest: number): Map<string, Counts> {
  const seen = new Map<string, Counts>();
  for (const sequence of sequences) {
    const phones = [SENTENCE_START, ...Array.from(sequence)];
    for (let i = 1; i < phones.length; i++) {
      for (let length = 1; length <= Math.min(longest, i); length++) {
        const key = keyOf(phones.slice(i - length, i));
        const counts: Counts = seen.get(key) ?? new Map();
        seen.set(key, counts);
        add(counts, phones[i]!);
      }
    }
  }
  return seen;
}

/** All histories of up to `short` phones, and the best `extra` longer ones, shorter before longer. */
function chooseHistories(seen: ReadonlyMap<string, Counts>, short: number, extra: number): Set<string> {
  const kept = new Set<string>();
  const longer: { key: string; phones: string[]; gain: number }[] = [];
  for (const [key, counts] of seen) {
    const phones = key.split(' ');
    if (phones.length <= short) kept.add(key);
    else longer.push({ key, phones, gain: gainOver(seen.get(phones.slice(1).join(' '))!, counts) });
  }
  longer.sort((a, b) => b.gain - a.gain);
  const wanted = kept.size + extra;
  for (const { key, phones, gain } of longer) {
    if (kept.size >= wanted || gain <= 0) break;
    // A history is only ever reached from the one without its last phone.
    if (phones.length === short + 1 || kept.has(phones.slice(0, -1).join(' '))) kept.add(key);
  }
  return kept;
}

/** How much likelier a history makes its followers than its shorter history does, in nats. */
function gainOver(shorter: Counts, counts: Counts): number {
  const all = sum(shorter);
  const own = sum(counts);
  let gain = 0;
  for (const [phone, n] of counts) gain += n * Math.log(n / own / (shorter.get(phone)! / all));
  return gain;
}

/** What followed each kept history when the model stood in it. */
function countLandings(
  sequences: readonly ArrayLike<number>[],
  names: readonly (readonly number[])[],
  longestKept: (phones: readonly number[]) => number,
): Counts[] {
  const landed: Counts[] = names.map(() => new Map());
  for (const sequence of sequences) {
    let at = longestKept([SENTENCE_START]);
    for (const phone of Array.from(sequence)) {
      add(landed[at]!, phone);
      at = longestKept([...names[at]!, phone]);
    }
  }
  return landed;
}

/** The model without histories that no path leads to. */
function reachable({ histories, start, backoff }: PhoneLm): PhoneLm {
  const ids = new Map([[start, 0]]);
  const queue = [start];
  for (let i = 0; i < queue.length; i++) {
    const { arcs, shorter } = histories[queue[i]!]!;
    for (const to of [...arcs.map((arc) => arc.to), ...(shorter === undefined ? [] : [shorter])]) {
      if (ids.has(to)) continue;
      ids.set(to, ids.size);
      queue.push(to);
    }
  }
  const kept = queue.map((id): PhoneHistory => {
    const { phones, arcs, shorter } = histories[id]!;
    return {
      phones,
      arcs: arcs.map((arc) => ({ ...arc, to: ids.get(arc.to)! })),
      ...(shorter === undefined ? {} : { shorter: ids.get(shorter)! }),
    };
  });
  return { histories: kept, start: 0, backoff };
}

function keyOf(phones: readonly number[]): string {
  return phones.join(' ');
}

function add(counts: Counts, phone: number): void {
  counts.set(phone, (counts.get(phone) ?? 0) + 1);
}

function sum(counts: Counts): number {
  let total = 0;
  for (const n of counts.values()) total += n;
  return total;
}

function shares(counts: Counts): Counts {
  const total = sum(counts);
  return new Map([...counts].map(([phone, n]) => [phone, n / total]));
}
