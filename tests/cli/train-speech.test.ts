import { Writable } from 'node:stream';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addTrainSpeech, type TrainSpeechRequest } from '../../src/cli/train-speech.js';

async function train(args: string[]) {
  const requests: TrainSpeechRequest[] = [];
  let told = '';
  let code = -1;
  const stderr = new Writable({
    write(chunk, _, done) {
      told += chunk;
      done();
    },
  });
  const program = new Command().option('--verbose');
  const loadTrainer = async () => async (request: TrainSpeechRequest) => {
    requests.push(request);
    request.log('pass 1 of 2');
  };
  addTrainSpeech(program, { stderr, loadTrainer }, (value) => {
    code = value;
  });
  await program.parseAsync(['speech', ...args], { from: 'user' });
  return { request: requests[0]!, told, code };
}

it('hands the options to the trainer and its words to standard error', async () => {
  const { request, told, code } = await train(['-d', 'an4', '-s', 'train', '--out', 'mine', '--verbose']);
  const { log, ...plain } = request;
  expect(plain).toEqual({ data: 'an4', split: 'train', out: 'mine', seed: 1 });
  expect([told, code]).toEqual(['pass 1 of 2\n', 0]);
  expect(log).toBeTypeOf('function');
});

it('knows the names of all options', async () => {
  const more = ['--lexicon', 'lex', '--language-model-text', 'lm', '--seed', '7', '--from', 'base'];
  const { request } = await train(['--data', 'a', '--out', 'b', ...more]);
  expect(request).toMatchObject({ lexicon: 'lex', languageModelText: 'lm', seed: 7, from: 'base' });
});
