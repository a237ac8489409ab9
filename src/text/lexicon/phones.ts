/** The 39 phones of American English in the ARPAbet of the CMU dictionary, and the stress digits of its vowels. */

export const VOWELS: readonly string[] = [
  'AA',
  'AE',
  'AH',
  'AO',
  'AW',
  'AY',
  'EH',
  'ER',
  'EY',
  'IH',
  'IY',
  'OW',
  'OY',
  'UH',
  'UW',
];

export const CONSONANTS: readonly string[] = [
  'B',
  'CH',
  'D',
  'DH',
  'F',
  'G',
  'HH',
  'JH',
  'K',
  'L',
  'M',
  'N',
  'NG',
  'P',
  'R',
  'S',
  'SH',
  'T',
  'TH',
  'V',
  'W',
  'Y',
  'Z',
  'ZH',
];

/** All 39 phones, sorted. */
export const PHONES: readonly string[] = [...VOWELS, ...CONSONANTS].sort();

const KNOWN = new Set(PHONES);
const STRESSABLE = new Set(VOWELS);

/** `AH0`, `AH1`, `AH2` → `AH`; a phone without stress is returned as it is. */
export function stripStress(phone: string): string {
  const last = phone.charCodeAt(phone.length - 1);
  return last >= 48 && last <= 50 ? phone.slice(0, -1) : phone;
}

/** True for the 39 phones, and for the 15 vowels with a stress digit 0, 1 or 2. */
export function isPhone(symbol: string): boolean {
  if (KNOWN.has(symbol)) return true;
  const bare = stripStress(symbol);
  return bare !== symbol && STRESSABLE.has(bare);
}
