/**
 * What the reranker looks at in a proposed pronunciation: short runs of graphones and of phones, the pattern of the
 * vowels from syllable to syllable (which no n-gram over all phones reaches), and agreement with the dictionary.
 */

import { type Evidence, Y_TO_I } from './evidence.js';
import { type FeatureList, hashText, mix } from './feature-list.js';
import { phoneAt, stressOf, withoutStress } from './graphone.js';
import type { JointModel } from './joint-model.js';
import type { Proposal } from './propose.js';

const GRAPHONE_RUN = 6;
const PHONE_RUN = 5;
/** Stands before the first and after the last of any sequence. */
const BOUNDARY = 9999;

/** Numbers of the feature templates. */
const Template = {
  Graphones: 1,
  Phones: 2,
  VowelPlace: 3,
  VowelGraphonePlace: 4,
  VowelPair: 5,
  VowelsBefore: 6,
  VowelsAround: 7,
  VowelGraphonePair: 8,
  VowelGraphonesAround: 9,
  VowelGraphonesAfter: 10,
  Syllables: 11,
  Stress: 12,
  Compound: 13,
  CompoundShorter: 14,
  Beginning: 15,
  Suffix: 16,
  SuffixAfterLetters: 17,
  SuffixAfterPhone: 18,
  SuffixAfterY: 19,
  Ending: 20,
  Prefix: 21,
  Extension: 22,
  ExtensionBy: 23,
} as const;

/** Adds all features of a proposal for a word of `letters` letters. */
export function addFeatures(
  { spoken, graphones }: Proposal,
  letters: number,
  joint: JointModel,
  evidence: Evidence,
  out: FeatureList,
): void {
  addRuns(Template.Graphones, graphones, GRAPHONE_RUN, 0, out);
  const phones = Array.from(spoken, (_, i) => phoneAt(spoken, i));
  addRuns(Template.Phones, phones, PHONE_RUN, 1, out);
  addVowels(graphones, letters, joint, out);
  addAgreement(withoutStress(spoken), letters, evidence, out);
}

/** Runs of 1 to `longest` neighbours, those reaching over the first by one boundary included, and `after` the last. */
function addRuns(
  template: number,
  sequence: readonly number[],
  longest: number,
  after: number,
  out: FeatureList,
): void {
  for (let end = 0; end < sequence.length + after; end++) {
    let hash: number = template;
    for (let k = end; k >= -1 && k > end - longest; k--) {
      hash = mix(hash, sequence[k] ?? BOUNDARY);
      out.add(hash);
    }
  }
}

function addVowels(graphones: readonly number[], letters: number, joint: JointModel, out: FeatureList): void {
  const vowels: number[] = [];
  const units: number[] = [];
  for (const graphone of graphones) {
    const chunk = joint.spoken[graphone]!;
    for (let i = 0; i < chunk.length; i++) {
      const phone = phoneAt(chunk, i);
      if (stressOf(phone) === 0) continue;
      vowels.push(phone);
      units.push(graphone);
    }
  }
  const at = (sequence: readonly number[], k: number) => sequence[k] ?? BOUNDARY;
  for (let k = 0; k < vowels.length; k++) {
    const vowel = vowels[k]!;
    const unit = units[k]!;
    const place = Math.min(k, 3) * 8 + Math.min(vowels.length - k, 4);
    out.add(mix(mix(Template.VowelPlace, vowel), place));
    out.add(mix(mix(Template.VowelGraphonePlace, unit), place));
    const pair = mix(mix(Template.VowelPair, vowel), at(vowels, k - 1));
    out.add(pair);
    out.add(mix(mix(pair, at(vowels, k - 2)), Template.VowelsBefore));
    out.add(mix(mix(pair, at(vowels, k + 1)), Template.VowelsAround));
    const unitPair = mix(mix(Template.VowelGraphonePair, unit), at(units, k + 1));
    out.add(unitPair);
    out.add(mix(mix(unitPair, at(units, k - 1)), Template.VowelGraphonesAround));
    out.add(mix(mix(unitPair, at(units, k + 2)), Template.VowelGraphonesAfter));
  }
  out.add(mix(mix(Template.Syllables, vowels.length), Math.min(letters, 40)));
  let stress: number = Template.Stress;
  for (const vowel of vowels) stress = mix(stress, stressOf(vowel));
  out.add(stress);
}

/** Lengths in letters: one to six apart, then seven and eight, then more. */
function bin(length: number): number {
  return length <= 6 ? length : length <= 8 ? 7 : 8;
}

function addAgreement(spoken: string, letters: number, evidence: Evidence, out: FeatureList): void {
  const from = out.length;
  let shorter = 0;
  let longer = 0;
  for (const compound of evidence.compounds) {
    if (compound.spoken !== spoken || compound.shorter <= shorter) continue;
    shorter = compound.shorter;
    longer = compound.longer;
  }
  if (shorter > 0) {
    out.add(mix(mix(Template.Compound, bin(shorter)), bin(longer)));
    out.add(mix(Template.CompoundShorter, bin(shorter)));
  }
  for (const known of evidence.beginnings) {
    const { rest, change } = known;
    if (spoken.startsWith(known.spoken)) {
      const added = spoken.slice(known.spoken.length);
      out.addOnce(mix(mix(mix(Template.Beginning, bin(known.letters)), bin(rest.length)), change), from);
      if (rest.length > 4) continue;
      const suffix = mix(mix(mix(Template.Suffix, change), hashText(rest)), hashText(added));
      out.addOnce(suffix, from);
      out.addOnce(mix(mix(suffix, Template.SuffixAfterLetters), bin(known.letters)), from);
      const lastPhone = known.spoken.charCodeAt(known.spoken.length - 1);
      out.addOnce(mix(mix(suffix, Template.SuffixAfterPhone), lastPhone), from);
    } else if (change === Y_TO_I && spoken.startsWith(known.spoken.slice(0, -1))) {
      const added = spoken.slice(known.spoken.length - 1);
      out.addOnce(mix(mix(Template.SuffixAfterY, hashText(rest)), hashText(added)), from);
    }
  }
  for (const known of evidence.endings) {
    if (!spoken.endsWith(known.spoken)) continue;
    out.addOnce(mix(mix(Template.Ending, bin(known.letters)), bin(known.rest.length)), from);
    const added = spoken.slice(0, spoken.length - known.spoken.length);
    if (known.rest.length <= 4)
      out.addOnce(mix(mix(Template.Prefix, hashText(known.rest)), hashText(added)), from);
  }
  for (const { ending, spoken: longerSpoken } of evidence.extensions) {
    if (!longerSpoken.startsWith(spoken)) continue;
    out.addOnce(mix(Template.Extension, bin(letters)), from);
    const added = longerSpoken.slice(spoken.length);
    out.addOnce(mix(mix(Template.ExtensionBy, hashText(ending)), hashText(added)), from);
  }
}
