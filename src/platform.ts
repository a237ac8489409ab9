/** Where the code runs. */

/** Whether this is Node (and not a page with a `process` shim). */
export const isNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

/** Node's timers count milliseconds in 31 bits: what is to wait longer does not wait at all. */
export const MOST_TIMER_SECONDS = 2_147_483;
