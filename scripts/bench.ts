/** `npm run bench -- NAME [options]`: runs one of the benches under scripts/bench. */
const BENCHES: Readonly<Record<string, () => Promise<unknown>>> = {
  cold: () => import('./bench/cold.js'),
  decode: () => import('./bench/decode.js'),
  'hidden-words': () => import('./bench/hidden-words.js'),
  hmm: () => import('./bench/hmm.js'),
  latency: () => import('./bench/latency.js'),
  lfmmi: () => import('./bench/lfmmi.js'),
  pocketsphinx: () => import('./bench/pocketsphinx.js'),
  'real-time': () => import('./bench/real-time.js'),
  rejection: () => import('./bench/rejection.js'),
  rnn: () => import('./bench/rnn/main.js'),
  sentiment: () => import('./bench/sentiment.js'),
  serve: () => import('./bench/serve.js'),
  speech: () => import('./bench/speech.js'),
  streaming: () => import('./bench/streaming.js'),
};

const [name = ''] = process.argv.splice(2, 1);
const bench = BENCHES[name];
if (bench) await bench();
else {
  process.stderr.write(`bench: found "${name}", expected one of ${Object.keys(BENCHES).join(', ')}\n`);
  process.exitCode = 2;
}
