/** Options and model files are checked by a schema; what does not fit it becomes an error that teaches. */
import type { z } from 'zod';
import { InputError } from '../errors.js';

/** @throws InputError `sentiment-bad-options`, naming each option that does not fit. */
export function parseOptions<S extends z.ZodType>(schema: S, options: z.input<S>): z.output<S> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new InputError({
    code: 'sentiment-bad-options',
    found: describeIssues(parsed.error),
    expected: 'options as documented',
    remedy: 'Correct the options named.',
  });
}

/** `order: Too small: expected number to be >=1; …` */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`).join('; ');
}
