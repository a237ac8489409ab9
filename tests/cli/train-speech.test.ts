import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from './fake-surroundings.js';

let world: World;
let data: string;
beforeEach(() => {
  world = new World();
  world.write('a.wav', '');
  data = world.write('list.jsonl', '{"audio": "a.wav", "text": "Go on", "speaker": "ann"}');
});
afterEach(() => world.remove());

describe('utterly train speech', () => {
  it('reads the corpus, says where the model comes from, and reports on standard error', async () => {
    const out = join(world.root, 'my-model');
    const ran = await world.run(['train', 'speech', '-d', data, '--out', out]);
    expect(ran).toMatchObject({ code: 0, stdout: '', stderr: 'pass 1 of 2\n' });
    const { log: _, onProgress: __, ...asked } = ran.trained[0]!;
    expect(asked).toEqual({
      out,
      utterances: [{ id: 'a.wav', audio: join(world.root, 'a.wav'), text: 'GO ON', speaker: 'ann' }],
      description: {
        name: 'my-model',
        description: 'Speech model my-model',
        data,
        licence: 'that of the training data',
        command: `utterly train speech --data ${data} --out ${out}`,
      },
    });
  });

  it('reads lexicon, text and grammar', async () => {
    const lexicon = world.write('lexicon.txt', 'UTTERLY AH1 T ER0 L IY0\n');
    const text = world.write("people's text.txt", "Turn it on.\n\nDon't!\n");
    const grammar = world.write('g.jsgf', '#JSGF V1.0;');
    const args = [
      '--lexicon',
      lexicon,
      '--language-model-text',
      text,
      '--grammar',
      grammar,
      '--state',
      'kept',
    ];
    const ran = await world.run(['train', 'speech', '-d', data, '--out', 'm', ...args]);
    expect(ran.stderr).toBe('pass 1 of 2\n');
    const asked = ran.trained[0]!;
    expect(asked).toMatchObject({ grammar: '#JSGF V1.0;', stateFolder: 'kept' });
    expect([...asked.sentences!]).toEqual([['TURN', 'IT', 'ON'], ["DON'T"]]);
    expect(asked.lexicon!.pronunciations('UTTERLY')).toHaveLength(1);
    expect(asked.description.command).toContain(
      `--language-model-text '${world.root}/people'\\''s text.txt'`,
    );
  });

  it('fine-tunes a model and prints what that was good for', async () => {
    world.writeModel('speech-en', { kind: 'speech-nn' });
    world.write('b.wav', '');
    const others = world.write('others.jsonl', '{"audio": "b.wav", "text": "Stop"}');
    const args = ['train', 'speech', '--from', 'speech-en', '-d', data, '--out', 'm'];
    const ran = await world.run([...args, '--held-out', others, '--epochs', '3']);
    expect(ran).toMatchObject({ code: 0, stdout: 'before and after\n', trained: [] });
    expect(ran.fineTuned[0]).toMatchObject({
      ...{ from: join(world.root, 'models', 'speech-en'), training: { epochs: 3, copies: 3 } },
      utterances: [{ text: 'GO ON' }],
      heldOut: [{ text: 'STOP' }],
      description: {
        data: `${data}, after what trained speech-en`,
        command: `utterly train speech --from speech-en --data ${data} --out m --held-out ${others} --epochs 3`,
      },
    });
    expect((await world.run(args)).fineTuned[0]).not.toHaveProperty('heldOut');
    const nothing = ['train', 'speech', '-d', data, '--out', 'm', '--held-out', others];
    const refused = await world.run(nothing);
    expect(refused).toMatchObject({ code: 2, trained: [] });
    expect(refused.stderr).toContain('--held-out without --from');
    expect((await world.run(['train', 'speech', '--from', 'nobody', '-d', data, '--out', 'm'])).code).toBe(2);
  });

  it('must be told what to train on and where to put it', async () => {
    const without = await world.run(['train', 'speech', '--out', 'm']);
    expect(without).toMatchObject({ code: 2, trained: [] });
    expect(without.stderr).toContain('usage-which-data');
    expect((await world.run(['train', 'speech', '-d', data])).code).toBe(2);
  });
});
