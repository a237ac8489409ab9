/** The public API of Utterly: re-exports only. */
export { type Explanation, InputError, type Warning } from './errors.js';
