// Speech to text while it is said. A 16-bit mono WAV stands for the microphone:
//   node scripts/examples/stream.mjs clip.wav [ws://127.0.0.1:8080] [TOKEN]
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';

const [file, server = 'ws://127.0.0.1:8080', token] = process.argv.slice(2);
const wav = readFileSync(file);
const sampleRateHz = wav.readUInt32LE(24);
const samples = wav.subarray(44); // a plain header; other WAVs have more chunks

const headers = token ? { Authorization: `Bearer ${token}` } : {};
const socket = new WebSocket(`${server}/v1/stream`, { headers });
socket.on('open', async () => {
  socket.send(JSON.stringify({ sampleRateHz, encoding: 'pcm16', partialMs: 300 }));
  const tenth = 2 * Math.round(sampleRateHz / 10); // bytes of 100 ms
  for (let at = 0; at < samples.length; at += tenth) {
    socket.send(samples.subarray(at, at + tenth));
    await sleep(100);
  }
  socket.send(JSON.stringify({ type: 'end' }));
});
socket.on('message', (text) => {
  const message = JSON.parse(text);
  if (message.type === 'partial') process.stderr.write(`... ${message.text}\n`);
  if (message.type === 'final') process.stdout.write(`${message.text}\n`);
  if (message.type === 'error') process.stderr.write(`${message.code}: ${message.remedy}\n`);
});
socket.on('close', (code) => {
  process.exitCode = code === 1000 ? 0 : 1;
});
socket.on('error', (error) => process.stderr.write(`${error.message}\n`)); // 'close' follows
