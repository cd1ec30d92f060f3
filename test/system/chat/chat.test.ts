import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chatStage, write } from './stage.js';

const MARKDOWN = `# A heading

Some **bold** words, \`code\`, and a [link](https://example.org/page).

- one thing that is long enough to need a second line at sixty columns
- another
  1. nested

\`\`\`ts
const answer = 42;
\`\`\`

| a | b |
| - | - |
| 1 | 2 |

> quoted`;

describe('a conversation', () => {
  test.each([60, 80, 120])('at %i columns', async (columns) => {
    await using stage = await chatStage({
      columns,
      rows: 40,
      replies: [{ reasoning: 'It **wants** a page.', text: MARKDOWN }],
    });
    const { screen } = stage;
    screen.type('show me a page');
    screen.press('Enter');
    await screen.shows(/quoted[\s\S]*Ask for something[\s\S]*tokens/);
    await expect(stage.golden()).toMatchFileSnapshot(`screens/chat-${columns}.txt`);
  });

  test('has colours only of the terminal, and none with NO_COLOR', async () => {
    const replies = [{ text: 'some `code`' }];
    await using stage = await chatStage({ replies });
    stage.screen.type('hello');
    stage.screen.press('Enter');
    await stage.screen.shows(/some code[\s\S]*tokens/);
    expect(stage.screen.painted()).toContain('\u001b[35m');
    expect(stage.screen.painted()).not.toMatch(/\[[34]8[;:]/);
    const plain = stage.again('', { env: { NO_COLOR: '1' } });
    await plain.shows('Ask for something');
    plain.type('hello');
    plain.press('Enter');
    await plain.shows(/some code|no reply is left/);
    expect(plain.painted()).not.toMatch(/\[([34;]*;)?(3[0-7]|9[0-7])m/);
  });

  test('shows nothing that moves the cursor, changes the title or hides', async () => {
    await using stage = await chatStage({
      replies: [{ text: 'a\u001b]0;title\u0007b\u001b[2Jc\u202ed\r\n`\u001b[31m`' }],
    });
    stage.screen.type('hello');
    stage.screen.press('Enter');
    const text = await stage.screen.shows(/tokens/);
    expect(text).toContain('a\\u{1b}]0;title\\u{7}b\\u{1b}[2Jc\\u{202e}d');
    expect(text).toContain('hello');
  });
});

describe('an approval', () => {
  test.each([60, 80, 120])('is asked for with the exact command, at %i columns', async (columns) => {
    await using stage = await chatStage({ columns, replies: [{ calls: [write('made')] }, { text: 'It is made.' }] });
    const { screen, work } = stage;
    screen.type('make it');
    screen.press('Enter');
    await screen.shows(/Esc no,\s+and stop/);
    await expect(stage.golden()).toMatchFileSnapshot(`screens/approval-${columns}.txt`);
    expect(existsSync(join(work, 'made'))).toBe(false);
    screen.press('y');
    await screen.shows(/It is made\.[\s\S]*tokens/);
    expect(existsSync(join(work, 'made'))).toBe(true);
    await expect(stage.golden()).toMatchFileSnapshot(`screens/approved-${columns}.txt`);
  });
});
