import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';

const PLACE = /[^\s"()]*[\\/]program[\\/]([\w-]+\.js):(\d+):(\d+)/g;
const maps = new Map<string, SourceMap | undefined>();

/** Changes places in the files of the program into places in the source. Node does this only for files that it has loaded itself. */
export function withSourcePlaces(text: string): string {
  return text.replace(PLACE, (place, file: string, line: string, column: string) => {
    if (!maps.has(file)) maps.set(file, mapOf(file));
    const found = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (found === undefined || !('originalSource' in found)) return place;
    const source = found.originalSource.replace(/^(\.\.\/)+/, '');
    return `${source}:${found.originalLine + 1}:${found.originalColumn + 1}`;
  });
}

/** Files with only code of packages have no map. */
function mapOf(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(join(import.meta.dirname, `${file}.map`), 'utf8')));
  } catch {
    return undefined;
  }
}
