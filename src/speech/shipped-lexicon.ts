/** The dictionary and G2P that come with the package. */
import { join } from 'node:path';
import type { ModelFiles } from '../model-files.js';
import { diskFiles } from '../model-folder.js';
import { packageFolder } from './corpus/locations.js';

export function shippedLexicon(): ModelFiles {
  return diskFiles(join(packageFolder(), 'models', 'lexicon-en'));
}
