/** Where clips come from: a chosen or dropped file, the microphone, the example. */
import { joined, type Recording, record } from '../audio/recorder.js';
import { wavBytes } from '../audio/wav-bytes.js';
import { byId } from '../dom.js';
import { hideProblem, showProblem } from '../problem.js';

export function listenForClips(take: (name: string, file: Blob) => void): void {
  const input = byId<HTMLInputElement>('file');
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) take(file.name, file);
    input.value = ''; // the same file may be chosen again
  });
  listenForDrops(take);
  listenToMicrophone(take);
  byId('example').addEventListener('click', async () => {
    try {
      take('number.wav', await (await fetch('/clips/number.wav')).blob());
    } catch (error) {
      showProblem(error);
    }
  });
}

function listenForDrops(take: (name: string, file: Blob) => void): void {
  const zone = byId('drop');
  const isFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
  document.addEventListener('dragover', (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    zone.classList.add('over');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) zone.classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    zone.classList.remove('over');
    const file = event.dataTransfer?.files[0];
    if (file) take(file.name, file);
  });
}

function listenToMicrophone(take: (name: string, file: Blob) => void): void {
  const button = byId<HTMLButtonElement>('record');
  const meter = byId<HTMLMeterElement>('level-meter');
  let recording: Recording | undefined;
  let pieces: Float32Array[] = [];
  const show = (isOn: boolean) => {
    button.textContent = isOn ? 'Stop' : 'Record';
    button.setAttribute('aria-pressed', String(isOn));
    byId('level').hidden = !isOn;
  };
  button.addEventListener('click', async () => {
    hideProblem();
    button.disabled = true;
    try {
      if (recording) {
        const { sampleRateHz } = recording;
        await recording.stop();
        recording = undefined;
        show(false);
        take('recording', new Blob([wavBytes(joined(pieces), sampleRateHz)]));
      } else {
        pieces = [];
        let heard = 0;
        let rate = Number.POSITIVE_INFINITY;
        recording = await record((piece) => {
          pieces.push(piece);
          heard += piece.length;
          byId('level-text').textContent = `Listening: ${(heard / rate).toFixed(1)} s`;
          const loudest = piece.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
          meter.value = Math.max(loudest, 0.95 * meter.value);
        });
        rate = recording.sampleRateHz;
        show(true);
      }
    } catch (error) {
      showProblem(error);
    } finally {
      button.disabled = false;
      button.focus();
    }
  });
}
