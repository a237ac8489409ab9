/** Words ↔ ids of a language model. Kept as UTF-8 bytes, so that a loaded model costs nothing until a word is asked for. */

export const UNKNOWN = '<unk>';
export const SENTENCE_START = '<s>';
export const SENTENCE_END = '</s>';
/** Ids of the three reserved words in every model. */
export const UNKNOWN_ID = 0;
export const START_ID = 1;
export const END_ID = 2;
export const RESERVED_WORDS = [UNKNOWN, SENTENCE_START, SENTENCE_END] as const;

const NEWLINE = 10;

export class NgramVocabulary {
  private ids: Map<string, number> | undefined;
  private readonly decoder = new TextDecoder();

  /**
   * @param bytes - all words one after the other
   * @param offsets - where each begins; word i is bytes[offsets[i] … offsets[i + 1]). // [V + 1]
   */
  constructor(
    readonly bytes: Uint8Array,
    readonly offsets: Uint32Array,
  ) {}

  /** @param words - the reserved words first, then the others, without repetition */
  static fromWords(words: readonly string[]): NgramVocabulary {
    const offsets = new Uint32Array(words.length + 1);
    const encoder = new TextEncoder();
    const room = new Uint8Array(words.reduce((sum, word) => sum + 3 * word.length, 0)); // at most 3 bytes a unit
    words.forEach((word, i) => {
      const from = offsets[i]!;
      offsets[i + 1] = from + encoder.encodeInto(word, room.subarray(from)).written;
    });
    const vocabulary = new NgramVocabulary(room.slice(0, offsets[words.length]), offsets);
    vocabulary.ids = new Map(words.map((word, i) => [word, i]));
    return vocabulary;
  }

  /** @param text - what {@link text} gave */
  static fromText(text: Uint8Array): NgramVocabulary {
    let lines = 0;
    for (let i = 0; i < text.length; i++) if (text[i] === NEWLINE) lines++;
    const bytes = new Uint8Array(text.length - lines);
    const offsets = new Uint32Array(lines + 1);
    let size = 0;
    for (let i = 0, line = 1; i < text.length; i++) {
      if (text[i] === NEWLINE) offsets[line++] = size;
      else bytes[size++] = text[i]!;
    }
    return new NgramVocabulary(bytes, offsets);
  }

  /** All words as UTF-8, a line each. */
  text(): Uint8Array {
    const { bytes, offsets, size } = this;
    const text = new Uint8Array(bytes.length + size);
    for (let id = 0; id < size; id++) {
      text.set(bytes.subarray(offsets[id]!, offsets[id + 1]!), offsets[id]! + id);
      text[offsets[id + 1]! + id] = NEWLINE;
    }
    return text;
  }

  /** All words by id. */
  words(): string[] {
    return this.decoder.decode(this.text()).split('\n').slice(0, -1);
  }

  /** Number of words V, the reserved ones included. */
  get size(): number {
    return this.offsets.length - 1;
  }

  word(id: number): string {
    return this.decoder.decode(this.bytes.subarray(this.offsets[id]!, this.offsets[id + 1]!));
  }

  /** @returns undefined for a word that is not in the vocabulary */
  id(word: string): number | undefined {
    if (!this.ids) {
      this.ids = new Map();
      for (const [id, word] of this.words().entries()) this.ids.set(word, id);
    }
    return this.ids.get(word);
  }
}
