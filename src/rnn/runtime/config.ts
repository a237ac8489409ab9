/** Typed reading of a layer's saved configuration; what is missing or of another type is the file's fault. */
import { InputError } from '../../errors.js';

/** An object of a model.json. Keys may be in snake_case, as Keras writes them, or in camelCase. */
export class Config {
  /** @param what - what this object is, for error messages */
  constructor(
    readonly value: unknown,
    private readonly what: string,
  ) {}

  /** The layer's own name. */
  get name(): string {
    return this.text('name');
  }

  has(key: string): boolean {
    const value = this.read(key);
    return value !== undefined && value !== null;
  }

  text(key: string, fallback?: string): string {
    const value = this.read(key) ?? fallback;
    return typeof value === 'string' ? value : this.fail(key, 'a string');
  }

  number(key: string, fallback?: number): number {
    const value = this.read(key) ?? fallback;
    return typeof value === 'number' ? value : this.fail(key, 'a number');
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.read(key) ?? fallback;
    return typeof value === 'boolean' ? value : this.fail(key, 'true or false');
  }

  list(key: string): unknown[] {
    const value = this.read(key);
    return Array.isArray(value) ? value : this.fail(key, 'a list');
  }

  /** A list of numbers; a single number counts as a list of one. */
  numbers(key: string, fallback?: number[]): number[] {
    const value = this.read(key) ?? fallback;
    const list = typeof value === 'number' ? [value] : value;
    const fits = Array.isArray(list) && list.every((n): n is number => typeof n === 'number');
    return fits ? list : this.fail(key, 'numbers');
  }

  child(key: string): Config {
    const value = this.read(key);
    return typeof value === 'object' && value !== null
      ? new Config(value, `${this.what}.${key}`)
      : this.fail(key, 'an object');
  }

  private read(key: string): unknown {
    if (typeof this.value !== 'object' || this.value === null) return undefined;
    const record = this.value as Record<string, unknown>;
    return record[key] ?? record[key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())];
  }

  private fail(key: string, expected: string): never {
    throw new InputError({
      code: 'model-bad-topology',
      found: `${JSON.stringify(this.read(key)) ?? 'nothing'} as "${key}" of ${this.what}`,
      expected,
      remedy: 'Give a model.json as TensorFlow.js saves it.',
    });
  }
}
