/** Errors of a JSGF grammar: an {@link InputError} that also knows the place. */
import { type Explanation, InputError } from '../../errors.js';

/** A place in the grammar's text, both counted from 1. */
export interface Position {
  line: number;
  column: number;
}

/** Something is wrong with the grammar at `line`, `column`; the code starts with `grammar-`. */
export class GrammarError extends InputError {
  readonly line: number;
  readonly column: number;
  /** The rule concerned, where one is. */
  readonly rule: string | undefined;

  constructor(explanation: Explanation, at: Position, rule?: string) {
    super({ ...explanation, found: `${explanation.found} at line ${at.line}, column ${at.column}` });
    this.name = 'GrammarError';
    this.line = at.line;
    this.column = at.column;
    this.rule = rule;
  }
}
