/** What cepstra ask of node:module, for browsers: meyda is what they are tested against, and is not on the page. */
export function createRequire(): (name: string) => never {
  return (name) => {
    throw new Error(`${name} is not on the page`);
  };
}
