/** Thread of the bench `serve`: asks an address ten times a second how long it takes, until it is told to stop. */
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const EVERY_MS = 100;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const milliseconds: number[] = [];
let stopped = false;
parentPort!.once('message', () => {
  stopped = true;
});
while (!stopped) {
  const begun = performance.now();
  await new Promise<void>((resolve, reject) => {
    get(workerData as string, { agent }, (response) => response.resume().on('end', resolve)).on(
      'error',
      reject,
    );
  });
  milliseconds.push(performance.now() - begun);
  await sleep(Math.max(0, EVERY_MS - (performance.now() - begun)));
}
agent.destroy();
parentPort!.postMessage(milliseconds);
