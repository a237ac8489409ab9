/** What of a model TensorFlow.js itself cannot read, told when the model is saved. */
import type { Warning } from '../../errors.js';

/**
 * Looks through a model's topology for layers that plain TensorFlow.js refuses: GRUs with reset after.
 * @param topology - the `modelTopology` of a model being saved
 */
export function plainTfjsCannotRead(topology: unknown): Warning[] {
  const names: string[] = [];
  visit(topology, names);
  return names.map((name) => ({
    code: 'tfjs-not-portable',
    message:
      `The layer ${name} is a GRU with resetAfter: utterly and Keras read it, TensorFlow.js alone does not. ` +
      'Use resetAfter: false if it must.',
  }));
}

function visit(value: unknown, names: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  const { class_name, className, config } = value as Record<string, unknown>;
  if (class_name === 'GRU' || className === 'GRU') {
    const { reset_after, resetAfter, name } = config as Record<string, unknown>;
    if (reset_after === true || resetAfter === true) names.push(String(name));
  }
  for (const part of Object.values(value)) visit(part, names);
}
