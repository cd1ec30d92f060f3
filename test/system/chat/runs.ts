/** A piece of a line with the SGR codes that are in force there, in order. */
export interface Run {
  readonly text: string;
  readonly codes: readonly number[];
}

/** The lines of a screen with its colours, as tmux gives it. */
export function runsOf(painted: string): Run[][] {
  let codes: readonly number[] = [];
  return painted
    .replace(/\s+$/, '')
    .split('\n')
    .map((line) => {
      const runs: Run[] = [];
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are told by them
      for (const [, change, text = ''] of line.matchAll(/(?:\u001b\[([\d;:]*)m)|([^\u001b]+)/g)) {
        if (change !== undefined) codes = after(codes, change);
        if (text !== '') runs.push({ text, codes });
      }
      return runs;
    });
}

/** What each code takes the place of. */
const OFF: Readonly<Record<number, (code: number) => boolean>> = {
  0: () => true,
  22: (code) => code === 1 || code === 2,
  23: (code) => code === 3,
  24: (code) => code === 4,
  27: (code) => code === 7,
  29: (code) => code === 9,
  39: isForeground,
  49: isBackground,
};

function after(before: readonly number[], change: string): readonly number[] {
  let codes = [...before];
  for (const word of change.split(';')) {
    const code = Number(word);
    if (Number.isNaN(code) || code === 38 || code === 48) throw new Error(`not one of the 16 colours: ${change}`);
    const off = OFF[code] ?? (isForeground(code) ? isForeground : isBackground(code) ? isBackground : undefined);
    codes = codes.filter((other) => !off?.(other));
    if (!OFF[code]) codes.push(code);
  }
  return [...new Set(codes)].sort((a, b) => a - b);
}

export function isForeground(code: number): boolean {
  return (code >= 30 && code <= 37) || (code >= 90 && code <= 97);
}

export function isBackground(code: number): boolean {
  return (code >= 40 && code <= 47) || (code >= 100 && code <= 107);
}

const WORDS: Readonly<Record<number, string>> = {
  ...{ 1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline', 7: 'reverse', 9: 'struck' },
  ...{ 31: 'red', 32: 'green', 33: 'yellow', 35: 'magenta', 36: 'cyan' },
};

/** The screen as text that names its colours: `<bold>text</>`. */
export function inWords(painted: string): string {
  return runsOf(painted)
    .map((runs) =>
      joined(runs)
        .map(({ text, codes }) =>
          codes.length === 0 ? text : `<${codes.map((code) => WORDS[code] ?? code).join(' ')}>${text}</>`,
        )
        .join('')
        .trimEnd(),
    )
    .join('\n');
}

/** Neighbours with the same codes as one. */
function joined(runs: readonly Run[]): Run[] {
  const all: Run[] = [];
  for (const run of runs) {
    const last = all.at(-1);
    if (last && String(last.codes) === String(run.codes)) all[all.length - 1] = { ...last, text: last.text + run.text };
    else all.push(run);
  }
  return all;
}
