/** `npm run endure -- kills|hour [options]`: training that is killed again and again, and memory over a long time. */
const TRIALS: Readonly<Record<string, () => Promise<unknown>>> = {
  kills: () => import('./endure/kills.js'),
  hour: () => import('./endure/hour.js'),
};

const [name = ''] = process.argv.splice(2, 1);
const trial = TRIALS[name];
if (trial) await trial();
else {
  process.stderr.write(`endure: found "${name}", expected one of ${Object.keys(TRIALS).join(', ')}\n`);
  process.exitCode = 2;
}
