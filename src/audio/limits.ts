/** How much audio is accepted at once, so that no file can take the whole memory. */

/** Largest file, in bytes: nine hours of 16-bit 16 kHz mono. */
export const MAX_FILE_BYTES = 2 ** 30;

/** Most samples per channel: the same nine hours. A small compressed file could otherwise unfold without end. */
export const MAX_SAMPLES = 2 ** 29;
