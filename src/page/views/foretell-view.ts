/** Past → future: a table pasted, chosen or dropped, its forecast in fans, and what else was tried. */
import { InputError } from '../../errors.js';
import { type ForecastJson, type FuturePointJson, foretell } from '../api.js';
import { byId, make, settled } from '../dom.js';
import { drawFan } from '../pictures/fan.js';
import { hideProblem, showProblem } from '../problem.js';

/** Largest file read; the server takes no more. */
const MOST_BYTES = 4 * 2 ** 20;

export class ForetellView {
  private shown: ForecastJson | undefined;
  private running: AbortController | undefined;

  constructor() {
    const series = byId<HTMLTextAreaElement>('series');
    byId('foretell-button').addEventListener('click', () => void this.foretell());
    byId('horizon').addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') void this.foretell();
    });
    const take = async (file: Blob): Promise<void> => {
      if (file.size > MOST_BYTES) {
        const megabytes = (file.size / 2 ** 20).toFixed(1);
        const found = `a file of ${megabytes} MB`;
        const remedy = 'Give the end of the table.';
        showProblem(new InputError({ code: 'series-too-large', found, expected: 'at most 4 MB', remedy }));
        return;
      }
      series.value = await file.text();
      await this.foretell();
    };
    const input = byId<HTMLInputElement>('series-file');
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file) void take(file);
      input.value = '';
    });
    // The page's own listener takes files that are dropped elsewhere for clips.
    byId('view-foretell').addEventListener('drop', (event) => {
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      event.preventDefault();
      event.stopPropagation();
      byId('drop').classList.remove('over');
      void take(file);
    });
    byId('series-example').addEventListener('click', async () => {
      try {
        await take(await (await fetch('airline-passengers.csv')).blob());
      } catch (error) {
        showProblem(error);
      }
    });
    const draw = settled(() => this.draw(), 60);
    addEventListener('resize', draw);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  }

  /** Called when the view is opened. */
  open(): void {
    this.draw();
  }

  private async foretell(): Promise<void> {
    hideProblem();
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    const status = byId('foretell-status');
    status.textContent = 'Looking back over the series …';
    try {
      const question = {
        series: byId<HTMLTextAreaElement>('series').value,
        horizon: byId<HTMLInputElement>('horizon').valueAsNumber || 24,
        method: byId<HTMLSelectElement>('method').value,
      };
      const answer = await foretell(question, running.signal);
      if (running.signal.aborted) return;
      this.shown = answer;
      showAnswer(answer);
      this.draw();
    } catch (error) {
      if (running.signal.aborted) return;
      byId('foretold').hidden = true;
      showProblem(error);
    } finally {
      if (this.running === running) status.textContent = '';
    }
  }

  private draw(): void {
    if (!this.shown || byId('foretold').hidden) return;
    const { history, forecast, target = 'the series' } = this.shown;
    const canvas = byId<HTMLCanvasElement>('fan');
    drawFan(canvas, history, forecast);
    const end = forecast.at(-1)!;
    canvas.setAttribute(
      'aria-label',
      `${target}: ${history.length} points of the past, ${forecast.length} of the future, the last ${formatOf(forecast)(end.value)}${end.time ? ` at ${end.time}` : ''}`,
    );
  }
}

/** As many decimals for all as the largest needs for four digits. */
function formatOf(points: readonly FuturePointJson[]): (value: number) => string {
  const most = Math.max(
    ...points.flatMap(({ value, high95, low95 }) => [value, high95 ?? 0, low95 ?? 0].map(Math.abs)),
  );
  const decimals = Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(most || 1))));
  return (value) => value.toFixed(decimals);
}

function showAnswer({ notes = [], methods, backtest, forecast }: ForecastJson) {
  byId('foretold').hidden = false;
  const [what = 'the series', ...mended] = notes; // the first one says what was found in the table
  const by = methods.length === 1 ? methods[0]! : `${methods.join(', ')} together`;
  byId('foretold-by').textContent = `${what} → ${by}.`;
  byId('foretold-notes').replaceChildren(...mended.map((note) => make('li', { textContent: note })));
  const number = formatOf(forecast);
  const rows = forecast.map(({ time, value, low80, high80, low95, high95 }, h) => {
    const range = (low?: number, high?: number) =>
      low === undefined || high === undefined ? '–' : `${number(low)} to\u00a0${number(high)}`;
    return [time ?? `+${h + 1}`, number(value), range(low80, high80), range(low95, high95)];
  });
  fill('future-table', ['Time', 'Expected', '4 of 5', '19 of 20'], rows);
  byId('backtest-part').hidden = backtest.length === 0;
  const tried = backtest.map(({ method, mase }) => [method, mase === null ? '–' : mase.toFixed(3)]);
  fill('backtest', ['Method', 'Error (MASE)'], tried, (n) => methods.includes(backtest[n]!.method));
}

function fill(
  id: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  isChosen: (row: number) => boolean = () => false,
): void {
  const head = make('tr', {}, ...heads.map((text) => make('th', { textContent: text, scope: 'col' })));
  const body = rows.map((cells, n) =>
    make(
      'tr',
      { className: isChosen(n) ? 'chosen' : '' },
      ...cells.map((text) => make('td', { textContent: text })),
    ),
  );
  byId(id).replaceChildren(make('thead', {}, head), make('tbody', {}, ...body));
}
