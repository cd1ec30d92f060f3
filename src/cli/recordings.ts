import { createInterface } from 'node:readline';
import type { WrapTransport } from '../server/launch-stdio.js';
import { RecordingTransport } from '../server/recording-transport.js';
import { Replay, readRecording } from '../server/replay.js';

/** `turnwire app-server --record FILE`: wraps the connection in a recording. */
export const recorder =
  (path: string): WrapTransport =>
  (transport) =>
    new RecordingTransport(transport, path);

/** `turnwire app-server --replay FILE`: answers as the recorded server did, and reports on stderr where the client departs from the recording. */
export async function replay(path: string): Promise<number> {
  const played = new Replay(readRecording(path), {
    send: (message) => void process.stdout.write(`${message}\n`),
    departed: (sentence) => void process.stderr.write(`turnwire: ${sentence}\n`),
  });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    try {
      played.take(JSON.parse(line));
    } catch (e) {
      process.stderr.write(`turnwire: a line of the client is no message: ${(e as Error).message}\n`);
    }
  }
  return played.end();
}
