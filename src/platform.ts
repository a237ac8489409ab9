/** Where the code runs. */

/** Whether this is Node (and not a page with a `process` shim). */
export const isNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
