/*
 * Draws docs/chat.svg, the picture of a chat in the README: `npm run build && node --import tsx test/system/chat/picture.ts`. It is a screen of the real
 * program with a scripted model. The picture fits a light and a dark page.
 */
import { writeFileSync } from 'node:fs';
import { chatStage } from './stage.js';
import { svgOf } from './svg.js';

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
