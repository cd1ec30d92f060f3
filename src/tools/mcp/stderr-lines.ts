import { stripVTControlCharacters } from 'node:util';
import type { LongRunning } from '../../process/long-running.js';

const KEPT = 4096;
const SHOWN = 300;
/** Shorter values are ordinary words. */
const SECRET_LENGTH = 6;

/** The lines that a program writes to its stderr, without the values that its configuration gave it: they may be tokens. */
export class StderrLines {
  readonly #secrets: readonly string[];
  #last: string | undefined;
  #partial = '';

  /** `onLine` is called with each line. */
  constructor(child: LongRunning, secrets: readonly string[], onLine: (line: string) => void) {
    this.#secrets = secrets.filter((secret) => secret.length >= SECRET_LENGTH);
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (this.#partial + chunk).split('\n').map((line) => line.slice(-KEPT));
      this.#partial = lines.pop() ?? '';
      for (const line of lines.map((text) => this.#cleaned(text)).filter((text) => text !== '')) {
        this.#last = line;
        onLine(line);
      }
    });
  }

  /** The last line that is not blank; undefined when there is none. */
  last(): string | undefined {
    return (this.#cleaned(this.#partial) || this.#last)?.slice(0, SHOWN);
  }

  #cleaned(line: string): string {
    const plain = stripVTControlCharacters(line).trim();
    return this.#secrets.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), plain);
  }
}
