/**
 * What members and baselines say of the texts of a set: asked once, kept, used for the combination, the figures and the
 * table. A member that has changed is asked again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabelledText } from '../../../src/sentiment/corpus/labelled-text.js';
import type { ScorerMember } from '../../../src/sentiment/member.js';
import { type Token, tokenize } from '../../../src/text/review/tokens.js';
import type { RecipeContext } from '../recipe.js';

/** Whoever has an opinion about a text: log odds, or a number above zero where it is for. */
export interface Voter {
  name: string;
  /** Changes when the voter does. */
  key: string;
  vote(texts: readonly string[], tokens: readonly (readonly Token[])[]): ArrayLike<number>;
  /** Whether it votes in the combination. */
  isMember: boolean;
}

/** Texts, how many tokens each has, and every voter's numbers by name. */
export interface VotedSet<T extends LabelledText = LabelledText> {
  texts: readonly T[];
  tokens: readonly number[];
  votes: Readonly<Record<string, readonly number[]>>;
}

const BATCH = 32;
const LENGTH: Voter = {
  name: 'tokens',
  key: '1',
  isMember: false,
  vote: (_, tokens) => tokens.map(({ length }) => length),
};

export function memberVoter(
  name: string,
  member: ScorerMember,
  files: readonly (string | Uint8Array)[],
): Voter {
  const hash = createHash('sha256');
  for (const file of files) hash.update(typeof file === 'string' ? readFileSync(file) : file);
  return { name, key: hash.digest('hex'), isMember: true, vote: (_, tokens) => member.logits(tokens) };
}

/** @param name - of the set, which names its file in the state folder */
export function votesOn<T extends LabelledText>(
  { stateFolder, log }: RecipeContext,
  name: string,
  texts: readonly T[],
  voters: readonly Voter[],
): VotedSet<T> {
  const folder = join(stateFolder, 'votes');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.json`);
  const kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Kept) : {};
  const all = [LENGTH, ...voters];
  const asked = all.filter((voter) => {
    const known = kept[voter.name];
    return known?.key !== voter.key || known.votes.length !== texts.length;
  });
  if (asked.length > 0) log(`${name}: ${asked.map((voter) => voter.name).join(', ')}`);
  const said = asked.map((): number[] => []);
  for (let at = 0; asked.length > 0 && at < texts.length; at += BATCH) {
    const batch = texts.slice(at, at + BATCH).map(({ text }) => text);
    const tokens = batch.map(tokenize);
    asked.forEach((voter, v) => {
      said[v]!.push(...Array.from(voter.vote(batch, tokens)));
    });
  }
  asked.forEach((voter, v) => {
    kept[voter.name] = { key: voter.key, votes: said[v]! };
  });
  writeFileSync(path, JSON.stringify(kept));
  return {
    texts,
    tokens: kept[LENGTH.name]!.votes,
    votes: Object.fromEntries(voters.map((voter) => [voter.name, kept[voter.name]!.votes])),
  };
}

type Kept = Record<string, { key: string; votes: number[] }>;

/** Votes of the texts that fit; what is left of the type says so. */
export function filterVotes<T extends LabelledText, U extends T>(
  { texts, tokens, votes }: VotedSet<T>,
  fits: (text: T) => text is U,
): VotedSet<U> {
  const places = [...texts.keys()].filter((i) => fits(texts[i]!));
  return {
    texts: places.map((i) => texts[i] as U),
    tokens: places.map((i) => tokens[i]!),
    votes: Object.fromEntries(
      Object.entries(votes).map(([name, numbers]) => [name, places.map((i) => numbers[i]!)]),
    ),
  };
}

/** Sets one after the other, as the combination is fitted on them. */
export function memberVotes<T extends LabelledText>(
  sets: readonly VotedSet<T>[],
  members: readonly string[],
): { texts: T[]; tokens: number[]; logits: number[][] } {
  return {
    texts: sets.flatMap(({ texts }) => texts),
    tokens: sets.flatMap(({ tokens }) => tokens),
    logits: sets.flatMap(({ texts, votes }) => texts.map((_, i) => members.map((name) => votes[name]![i]!))),
  };
}
