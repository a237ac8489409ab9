/** Decides which words are held out: another seed would test on words that the shipped model was trained on. */
export const SPLIT_SEED = 1;
