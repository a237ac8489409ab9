/** Review → opinion, while it is being written: the score after every word, and what each token adds. */
import { judge, type OpinionJson } from '../api.js';
import { byId, make, settled } from '../dom.js';
import { drawScores } from '../pictures/scores.js';
import { hideProblem, showProblem } from '../problem.js';

/** Points of the curve; longer texts are read in larger steps. */
const MOST_POINTS = 120;
/** Contributions to the log odds beyond this are coloured alike. */
const STRONG = 1.5;
/** Contributions below this are not worth naming. */
const NOTABLE = 0.1;

export class JudgeView {
  private shown: { prefixes: string[]; scores: number[] } | undefined;
  private running: AbortController | undefined;

  constructor() {
    byId('review').addEventListener(
      'input',
      settled(() => void this.judge(), 250),
    );
    const draw = settled(() => this.draw(), 60);
    addEventListener('resize', draw);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  }

  /** Called when the view is opened. */
  open(): void {
    if (this.shown) this.draw();
    else void this.judge();
  }

  private async judge(): Promise<void> {
    hideProblem();
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    const text = byId<HTMLTextAreaElement>('review').value.trim();
    byId('opinion').hidden = text === '';
    if (text === '') return;
    try {
      const prefixes = prefixesOf(text);
      const { signal } = running;
      const [[whole], read] = await Promise.all([
        judge([text], { explain: true, signal }),
        judge(prefixes, { signal }),
      ]);
      if (signal.aborted) return;
      this.shown = { prefixes, scores: read.map(({ score }) => score) };
      showOpinion(prefixesOf(text, Number.POSITIVE_INFINITY).length, whole!);
      showTokens(text, whole!.tokens ?? []);
      this.draw();
    } catch (error) {
      if (!running.signal.aborted) showProblem(error);
    }
  }

  private draw(): void {
    if (!this.shown || byId('opinion').hidden) return;
    const { prefixes, scores } = this.shown;
    const canvas = byId<HTMLCanvasElement>('score-curve');
    drawScores(
      canvas,
      scores,
      prefixes.map((prefix) => prefix.split(/\s+/).at(-1)!),
    );
    const percents = scores.map((score) => Math.round(100 * score));
    canvas.setAttribute(
      'aria-label',
      `Score after each word, from ${percents[0]} % to ${percents.at(-1)} %, lowest ${Math.min(...percents)} %, highest ${Math.max(...percents)} %`,
    );
  }
}

/** The text up to the end of each word, or of every few words. */
function prefixesOf(text: string, most = MOST_POINTS): string[] {
  const ends = [...text.matchAll(/\S+/g)].map((match) => match.index + match[0].length);
  const step = Math.ceil(ends.length / most) || 1;
  return ends
    .filter((_, n) => (n + 1) % step === 0 || n === ends.length - 1)
    .map((end) => text.slice(0, end));
}

function showOpinion(words: number, { label, score, stars }: OpinionJson): void {
  const names = { positive: 'For it', negative: 'Against it', unsure: 'Hard to tell' };
  byId('score-label').textContent = names[label];
  byId('gauge-mark').style.left = `${100 * score}%`;
  byId('score-text').textContent =
    `${words} word${words === 1 ? '' : 's'} → ${Math.round(100 * score)} % positive, ${stars} of 5 stars`;
}

/** The text with each token on the colour of what it adds. */
function showTokens(text: string, tokens: readonly { token: string; contribution: number }[]): void {
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const { token, contribution } of tokens) {
    const from = text.indexOf(token, at);
    if (from < 0) continue; // not found as written: it stays uncoloured
    parts.push(text.slice(at, from));
    const sign = contribution >= 0 ? '+' : '−';
    const part = make('span', { textContent: token, title: `${sign}${Math.abs(contribution).toFixed(2)}` });
    const strength = Math.min(1, Math.abs(contribution) / STRONG);
    part.style.background = `rgb(var(${contribution >= 0 ? '--good' : '--bad'}) / ${Math.round(38 * strength)}%)`;
    parts.push(part);
    at = from + token.length;
  }
  parts.push(text.slice(at));
  byId('tokens').replaceChildren(...parts);
  byId('strongest').textContent = strongestOf(tokens);
}

/** What the colours say, in words: the tokens that did most for and against. */
function strongestOf(tokens: readonly { token: string; contribution: number }[]): string {
  const order = tokens.toSorted((a, b) => b.contribution - a.contribution);
  const named = ({ token, contribution }: { token: string; contribution: number }) =>
    `“${token}” (${contribution >= 0 ? '+' : '−'}${Math.abs(contribution).toFixed(1)})`;
  const [best, worst] = [order[0], order.at(-1)];
  const said = [
    best && best.contribution >= NOTABLE && `most for: ${named(best)}`,
    worst && worst.contribution <= -NOTABLE && `most against: ${named(worst)}`,
  ].filter(Boolean);
  return said.length > 0 ? `In log odds, ${said.join(', ')}.` : '';
}
