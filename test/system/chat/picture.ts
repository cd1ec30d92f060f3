/*
 * Draws docs/chat.svg, the picture of a chat in the README: `npm run build && node --import tsx test/system/chat/picture.ts`. It is a screen of the real
 * program with a scripted model. The picture fits a light and a dark page.
 */
import { writeFileSync } from 'node:fs';
import { stringWidth } from '../../../clients/terminal/chat/wrap.js';
import { chatStage } from './stage.js';

const REPLIES = [
  {
    reasoning: '**Reading the test**',
    calls: [{ name: 'exec_command', args: { cmd: 'cat sum.test.js; node --test | tail -n 6 | head -n 2' } }],
  },
  {
    text: 'The test is right: `sum` leaves out the **last** number. I correct the loop.',
    calls: [
      {
        name: 'apply_patch',
        args: {
          input:
            '*** Begin Patch\n*** Update File: sum.js\n@@\n   let total = 0;\n-  for (let i = 0; i < numbers.length - 1; i++) total += numbers[i];\n+  for (const number of numbers) total += number;\n   return total;\n*** End Patch\n',
        },
      },
    ],
  },
];
const FILES = {
  'sum.js':
    'export function sum(numbers) {\n  let total = 0;\n  for (let i = 0; i < numbers.length - 1; i++) total += numbers[i];\n  return total;\n}\n',
  'sum.test.js':
    "import { test } from 'node:test';\nimport assert from 'node:assert';\nimport { sum } from './sum.js';\n\ntest('sums all numbers', () => assert.equal(sum([1, 2, 3]), 6));\n",
  'package.json': '{ "type": "module" }\n',
};

const CELL = { width: 8.43, height: 19 };
const PAD = 16;
/** The colours of common terminals, by their SGR code. */
const LIGHT = { 31: '#b3261e', 32: '#1a7f37', 33: '#8a5a00', 35: '#8250df', 36: '#0b6e8a' };
const DARK = { 31: '#ff7b72', 32: '#56d364', 33: '#e3b341', 35: '#d2a8ff', 36: '#56d4e0' };

const rules = (colours: Readonly<Record<string, string>>) =>
  Object.entries(colours)
    .map(([code, colour]) => `.c${code}{fill:${colour}}`)
    .join('');

const STYLE = `text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2328;white-space:pre}
.b{font-weight:bold}.d{opacity:.65}.i{font-style:italic}.u{text-decoration:underline}rect{fill:#fff;stroke:#d0d7de}${rules(LIGHT)}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}rect{fill:#0d1117;stroke:#30363d}${rules(DARK)}}`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Classes for the attributes that are on. */
const CLASSES: Readonly<Record<string, string>> = { 1: 'b', 2: 'd', 3: 'i', 4: 'u' };

/** A screen with its colours, as tmux gives it, as a picture. */
function svgOf(painted: string, columns: number): string {
  const lines = painted.replace(/\s+$/, '').split('\n');
  let on = new Set<string>();
  const rows = lines.map((line, y) => {
    let x = 0;
    const spans: string[] = [];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are told by them
    for (const [, codes, text = ''] of line.matchAll(/(?:\u001b\[([\d;]*)m)|([^\u001b]+)/g)) {
      if (codes !== undefined) on = after(on, codes);
      if (text === '') continue;
      const classes = [...on].join(' ');
      const place = (PAD + x * CELL.width).toFixed(1);
      if (text.trim() !== '')
        spans.push(`<tspan x="${place}"${classes ? ` class="${classes}"` : ''}>${escaped(text)}</tspan>`);
      x += stringWidth(text);
    }
    return spans.length === 0 ? '' : `<text y="${PAD + (y + 0.75) * CELL.height}">${spans.join('')}</text>\n`;
  });
  const [width, height] = [Math.ceil(2 * PAD + columns * CELL.width), Math.ceil(2 * PAD + lines.length * CELL.height)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A chat of Turnwire on a terminal">
<style>${STYLE}</style>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>
${rows.join('')}</svg>
`;
}

function after(on: ReadonlySet<string>, codes: string): Set<string> {
  const next = new Set(on);
  const drop = (...names: string[]) => {
    for (const name of names) next.delete(name);
  };
  for (const code of codes.split(';')) {
    if (code === '' || code === '0') next.clear();
    else if (CLASSES[code]) next.add(CLASSES[code]);
    else if (code === '22') drop('b', 'd');
    else if (code === '23') drop('i');
    else if (code === '24') drop('u');
    else if (/^3[0-79]$/.test(code)) {
      drop(...[...next].filter((name) => name.startsWith('c')));
      if (code !== '39') next.add(`c${code}`);
    }
  }
  return next;
}

async function main(): Promise<void> {
  const columns = 92;
  const config = 'model_provider = "scripted"\napproval_policy = "untrusted"\nsandbox_mode = "workspace-write"\n';
  await using stage = await chatStage({ columns, rows: 50, replies: REPLIES, files: FILES, config });
  const { screen } = stage;
  screen.type('The test of sum.js fails: why?');
  screen.press('Enter');
  await screen.shows('y yes');
  screen.press('y');
  await screen.shows(/May these files be changed\?[\s\S]*y yes/);
  const painted = screen.painted().replace(/, [\d.]+ m?s/, ', 96 ms');
  writeFileSync('docs/chat.svg', svgOf(inFolder(painted, stage.work, '/home/ada/sums'), columns));
}

/** The same in another folder; what stands to the right of it keeps its place. */
const inFolder = (text: string, from: string, to: string): string =>
  text.replaceAll(`${from}  `, `${to.padEnd(from.length)}  `).replaceAll(from, to);

await main();
