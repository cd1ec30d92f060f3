import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { small, tool } from '../../support/mcp.js';
import { until } from '../../support/until.js';
import { CONFIG, chatStage, type StageOptions } from './stage.js';

/** A chat in which a tool of an MCP server asks the user. `told` gives what the server was told. */
async function asked(ask: object, options: Partial<StageOptions> = {}) {
  const stage = await chatStage({
    config: CONFIG.replace('untrusted', 'on-request'),
    replies: [{ calls: [{ name: 'srv__ask', args: { msg: 'hello' } }] }, { text: 'Thank you.' }],
    ...options,
    prepare: ({ home }) => {
      const server = {
        tools: [tool('ask', { annotations: { readOnlyHint: true } })],
        calls: { ask: { ask } },
      };
      appendFileSync(join(home, 'config.toml'), `[turnwire]\nmcp_turn_wait_ms = 30000\n${small('srv', server)}`);
    },
  });
  /** The tool gives back what its server was told: the chat shows that. */
  const told = async (answer: object): Promise<void> => {
    const words = JSON.stringify(answer).slice(1, -1).replace(/\s/g, '');
    const shown = () => stage.screen.text(true).replace(/[\s│]/g, '');
    await until(`${words} on the screen`, () => shown().includes(words));
  };
  stage.screen.type('ask me');
  stage.screen.press('Enter');
  return { stage, told };
}

const FORM = {
  mode: 'form',
  message: 'How is the garden to be?',
  requestedSchema: {
    type: 'object',
    properties: {
      bed: { type: 'string', title: 'Bed', description: 'what grows in it', enum: ['roses', 'tulips'] },
      cans: { type: 'integer', title: 'Cans of water', minimum: 1, maximum: 9 },
      fence: { type: 'boolean', title: 'A fence?', default: false },
      tools: { type: 'array', title: 'Tools', items: { type: 'string', enum: ['can', 'hose', 'rake'] }, minItems: 1 },
      note: { type: 'string', title: 'A note' },
    },
    required: ['bed', 'cans', 'fence', 'tools'],
  },
};

test.each([60, 80, 120])('a form of an MCP server is asked field by field, at %i columns', async (columns) => {
  const { stage, told } = await asked(FORM, { columns });
  await using _stage = stage;
  const { screen } = stage;
  await screen.shows(/1\. roses[\s\S]*Enter answers/);
  await expect(stage.golden()).toMatchFileSnapshot(`screens/form-${columns}.txt`);
  screen.press('Down', 'Enter');
  await screen.shows('Cans of water (2 of 5)');
  screen.type('12');
  screen.press('Enter');
  await screen.shows('It must be 9 or less.');
  screen.press('C-u');
  screen.type('3');
  screen.press('Enter');
  await screen.shows(/A fence\? \(3 of 5\)[\s\S]*› 2\. no/);
  screen.press('Enter');
  await screen.shows('Tools (4 of 5)');
  screen.press('Enter');
  await screen.shows('Choose at least 1.');
  screen.press('Space', 'Down', 'Down', 'Space');
  await screen.shows(/\[x\] can[\s\S]*\[ \] hose[\s\S]*\[x\] rake/);
  await expect(stage.golden()).toMatchFileSnapshot(`screens/form-several-${columns}.txt`);
  screen.press('Enter');
  await screen.shows('A note (5 of 5) (optional)');
  screen.press('Enter');
  await screen.shows(/Thank you\.[\s\S]*tokens/);
  await told({
    action: 'accept',
    content: { bed: 'tulips', cans: 3, fence: false, tools: ['can', 'rake'] },
  });
});

test('a call of a tool is approved with its arguments, and once for the session', async () => {
  const empty = { type: 'object', properties: {} };
  const call = { name: 'srv__ask', args: { msg: 'hello' } };
  const { stage } = await asked(
    { mode: 'form', message: 'Really?', requestedSchema: empty },
    {
      config: CONFIG,
      replies: [{ calls: [call] }, { calls: [call] }, { text: 'Thank you.' }],
    },
  );
  await using _stage = stage;
  const { screen } = stage;
  await screen.shows(/May this tool run\?[\s\S]*srv\.ask[\s\S]*msg: "hello"[\s\S]*Esc no answer/);
  await expect(stage.golden()).toMatchFileSnapshot('screens/tool-approval-80.txt');
  screen.press('a');
  for (let n = 1; n <= 2; n++) {
    await screen.shows(new RegExp(`(srv\\.ask[\\s\\S]*){${n}}Really\\?[\\s\\S]*y: yes`));
    screen.press('y');
  }
  await screen.shows(/Thank you\.[\s\S]*tokens/);
});

test.each([
  ['y', 'accept'],
  ['n', 'decline'],
  ['Escape', 'cancel'],
])('a question without fields: %s is %s', async (key, action) => {
  const empty = { type: 'object', properties: {} };
  const { stage, told } = await asked({ mode: 'form', message: 'Really?', requestedSchema: empty });
  await using _stage = stage;
  await stage.screen.shows(/Really\?[\s\S]*y: yes/);
  stage.screen.press(key);
  await told({ action });
});

test('what an MCP server says cannot draw on the screen', async () => {
  const evil = 'a\u001b[2Jb\u202ec';
  const requestedSchema = { type: 'object', properties: { [evil]: { type: 'string', enum: [evil] } } };
  const { stage } = await asked({ mode: 'form', message: evil, requestedSchema });
  await using _stage = stage;
  const text = await stage.screen.shows('Enter answers');
  expect(text.split('a\\u{1b}[2Jb\\u{202e}c')).toHaveLength(4);
});

test('a question of the model has its options, and room for an answer of one’s own', async () => {
  const options = [
    { label: 'Red', description: 'As a rose.' },
    { label: 'Blue', description: 'As the sky.' },
  ];
  const questions = [
    { id: 'colour', header: 'Colour', question: 'Which colour?', options },
    { id: 'size', header: 'Size', question: 'Which size?', options: [{ label: 'Large', description: '' }] },
  ];
  await using stage = await chatStage({
    config: `${CONFIG}[features]\ndefault_mode_request_user_input = true\n`,
    replies: [{ calls: [{ name: 'request_user_input', args: { questions } }] }, { text: 'Thank you.' }],
  });
  const { screen, home } = stage;
  screen.type('ask me');
  screen.press('Enter');
  await screen.shows(/Which colour\? \(1 of 2\)[\s\S]*Enter answers/);
  await expect(stage.golden()).toMatchFileSnapshot('screens/question-80.txt');
  screen.press('Down', 'Enter');
  await screen.shows('Which size? (2 of 2)');
  screen.type('as small as can be');
  screen.press('Enter');
  await screen.shows(/Thank you\.[\s\S]*tokens/);
  const [rollout = ''] = readdirSync(join(home, 'sessions'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.jsonl'),
  );
  const stored = readFileSync(join(home, 'sessions', rollout), 'utf8');
  expect(stored).toContain(JSON.stringify(JSON.stringify({ colour: { answers: ['Blue'] } })).slice(1, -2));
  expect(stored).toContain('as small as can be');
});

test('a question of the model that is cancelled ends the turn', async () => {
  const questions = [{ id: 'a', header: 'A', question: 'What?', options: [{ label: 'This', description: '' }] }];
  await using stage = await chatStage({
    config: `${CONFIG}[features]\ndefault_mode_request_user_input = true\n`,
    replies: [{ calls: [{ name: 'request_user_input', args: { questions } }] }],
  });
  const { screen } = stage;
  screen.type('ask me');
  screen.press('Enter');
  await screen.shows(/What\?[\s\S]*Enter answers/);
  screen.press('Escape');
  await screen.shows('Interrupted');
});
