/** The model cards of the recurrent forecasters. */
import type { ForecastEvaluation } from '../../../src/forecast/evaluate.js';
import type { GlobalModel } from './global-models.js';

/** Figures of one window, by way of forecasting. */
export type WindowTable = Readonly<Record<string, ForecastEvaluation>>;

/** Rows of a table in Markdown, ways of forecasting beside each other. */
export function windowTable(table: WindowTable): string {
  const head = '| | sMAPE | MASE | OWA | in 80 % | in 95 % |\n|---|---|---|---|---|---|\n';
  const percent = (share: number | undefined) => (share === undefined ? '' : `${(100 * share).toFixed(1)} %`);
  const rows = Object.entries(table).map(
    ([name, { smape, mase, owa, ci95, coverage }]) =>
      `| ${name} | ${smape.toFixed(2)} | ${mase.toFixed(3)} | ${owa.toFixed(3)} (${ci95.owa.map((end) => end.toFixed(3)).join(' to ')}) | ${percent(coverage?.[80])} | ${percent(coverage?.[95])} |\n`,
  );
  return head + rows.join('');
}

/**
 * @param early - on the window that settings were found on
 * @param held - on the last points, by networks that had not seen them
 */
export function forecasterCard(model: GlobalModel, early: WindowTable, held: WindowTable): string {
  const { name, horizon, season, scaleSeason, table, seeds, settings } = model;
  const { encoding, cell, units, layers, dropout, epochs, perEpoch, batch, peakRate } = settings;
  const file = table.replace(/^.*\//u, '');
  const n = Object.values(held)[0]!.n;
  const frames =
    encoding.kind === 'days'
      ? 'frames of a day: its hours, and their distances from the day before, from a week ago and from the mean of the week'
      : 'frames of a point: distances from earlier points, and how the series went on a season ago';
  return `# ${name}

Foretells ${model.description}.

- **Kind**: ${seeds.length} recurrent networks (${cell.toUpperCase()} of ${units} units${layers > 1 ? `, ${layers} layers` : ''}, a dense layer) whose quantiles are averaged. They
  read ${frames}, in
  units of the series' own changes; for each point ahead they blend likely values (a day, a week, a season ago, means,
  drifts) and add an offset for each of five quantiles.
- **Learnt by**: pinball loss, errors weighed as OWA weighs them; dropout ${dropout}, ${epochs} epochs of ${perEpoch} windows, batches of ${batch}, Adam,
  rate ${peakRate}; seeds ${seeds.join(', ')}.
- **Data**: M4 competition, ${file}, all ${n} series. **The networks in this folder have learnt from the whole file**, its
  last ${horizon} points included; the figures below are those of networks of the same settings that had not seen the points
  they are measured on. M4's own test file was never looked at.
- **Results**, the last ${horizon} points of each series held out (${n} series; season of MASE ${scaleSeason}; OWA relative to Naive 2 on
  the same points, in brackets its 95 % of the bootstrap over series; recurrent: the networks
  alone; auto: as they are used by default; classics: auto without them):

${windowTable(held)}
  Settings were found on the ${horizon} points before those, on which networks that had seen neither gave:

${windowTable(early)}
- **Intervals** are widened by what networks that had not seen it would have needed on an earlier window (split conformal).
- **Made by**: \`npm run recipe -- forecast\`. On M4's test file:
  \`utterly evaluate forecast --data ${file} --test ${file.replace('train', 'test')} --horizon ${horizon} --season ${scaleSeason}\`.
- **Limits**: up to ${horizon} points ahead; series of season ${season} like M4's. \`auto\` looks back first whether it would have
  been much worse than the classics, and then leaves it.
- **Licence**: MIT; M4's data are free to use, cite Makridakis et al. 2020.
`;
}
