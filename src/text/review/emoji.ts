/** What emoji and emoticons say, in words of reviews: there are next to none in the texts that models learn from. */

/** Emoji by the word that says the same. */
const SAYINGS: Readonly<Record<string, string>> = {
  love: '😍🥰😘❤🧡💛💚💙💜🖤🤍💕💖💗💓💞💘💝♥🫶😻💌',
  great: '👍👌💯🤩🥳🎉🎊🏆🥇⭐🌟✨👏🙌💪🔥🚀🫡😎🙏',
  ':)': '😀😃😄😁😆😅😂🤣😊🙂😉😇😋😌😜😝😛🤗🤪😹😸😺☺🥹🤭',
  terrible: '👎😡😠🤬💩🗑😤👿😾🖕',
  awful: '🤢🤮🤧😖😣😫😩🙅🚫❌⛔',
  ':(': '😞😔😟😕🙁☹😢😭😥😓😰😨😱😿🥺💔😦😧😒🙄😑😬🤦',
  boring: '😴🥱💤😪',
  confusing: '🤔🤨😐🤷😶❓',
};

const WORDS: ReadonlyMap<string, string> = new Map(
  Object.entries(SAYINGS).flatMap(([word, emoji]) => [...emoji].map((one) => [one, word] as const)),
);

/** The word an emoji stands for, variants of skin and gender alike; undefined for pictures that take no side. */
export function emojiWord(emoji: string): string | undefined {
  const [first = ''] = emoji;
  return WORDS.get(first);
}

/** Eyes, perhaps a nose or a tear, a mouth; or a heart. Not before or after a letter or digit: `a:b`, `8:30`. */
export const EMOTICON =
  /(?<![\p{L}\p{N}])(?:[<>]?[:;=]['’]?[-o^*]?(?:[)\]([/\\|]{1,6}|[DdPpOoSsXx3](?![\p{L}\p{N}]))|[([)\]][-o^*]?[:;=](?![\p{L}\p{N}])|<\/?3{1,9}(?!\d)|\^_{0,3}\^)/u;

/** An emoticon's kin under one name: `:)`, `:(`, `:/`, `love`, `:o`. */
export function emoticonWord(emoticon: string): string {
  if (emoticon.startsWith('</')) return ':(';
  if (emoticon.startsWith('<3')) return 'love';
  if (/^[([].*[:;=]$/u.test(emoticon)) return ':)';
  if (/^[)\]].*[:;=]$/u.test(emoticon)) return ':(';
  if (/[)\]DdPp3^]$/u.test(emoticon)) return ':)';
  if (/[([]$/u.test(emoticon)) return ':(';
  return /[Oo]$/u.test(emoticon) ? ':o' : ':/';
}
