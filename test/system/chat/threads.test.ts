import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { spawnServer } from '../../../clients/library/index.js';
import { gitRepository } from '../../support/scratch.js';
import { until } from '../../support/until.js';
import { chatStage, type Stage } from './stage.js';

interface Stored {
  readonly id: string;
  readonly text: string;
}

/** Conversations with one message each, oldest first, as an editor would have begun them. */
async function stored(
  places: { home: string; work: string },
  texts: readonly string[],
  archived = '',
): Promise<Stored[]> {
  const env = { ...process.env, CODEX_HOME: places.home, TURNWIRE_SCRIPT: '' };
  const server = { command: process.execPath, args: [resolve('dist/cli.js'), 'app-server'] };
  const client = await spawnServer({ ...server, env, clientInfo: { name: 'test', version: '1' } });
  const threads: Stored[] = [];
  for (const text of texts) {
    const thread = await client.startThread({ cwd: places.work });
    for (const message of text.split('|')) await thread.run(message).result;
    if (text === archived) await thread.archive();
    threads.push({ id: thread.id, text });
  }
  await client.close();
  return threads;
}

const numbered = Array.from({ length: 30 }, (_, n) => `message number ${n + 1}`);

describe('the picker', () => {
  test.each([60, 80, 120])('shows the newest of 30 conversations first, at %i columns', async (columns) => {
    await using stage = await chatStage({
      columns,
      args: 'resume',
      ready: 'Enter chooses',
      prepare: async (places) => {
        gitRepository(places.work);
        await stored(places, numbered);
      },
    });
    const { screen } = stage;
    await screen.shows('message number 30');
    await expect(stage.golden()).toMatchFileSnapshot(`screens/picker-${columns}.txt`);
  });

  test('reads on while one scrolls, filters by what was said, and hides what exec began and what is archived', async () => {
    await using stage = await chatStage({
      args: 'resume',
      ready: 'Enter chooses',
      prepare: async (places) => {
        await stored(places, ['put away', ...numbered], 'put away');
      },
    });
    const { screen } = stage;
    await screen.shows('message number 30');
    await until('the oldest conversation', () => {
      screen.press('PageDown');
      return screen.text().includes('message number 1\n');
    });
    screen.press('End');
    const end = await screen.shows(/› message number 1\n/);
    expect(end).not.toContain('put away');
    screen.type('NUMBER 17');
    await screen.shows(/› message number 17\n/);
    await screen.hides('message number 16');
    await expect(stage.golden()).toMatchFileSnapshot('screens/picker-filter-80.txt');
    screen.type(' and nothing');
    await screen.shows('No conversation has these words.');
    screen.press('Escape');
    await screen.shows(/› message number 30\n/);
    screen.press('Down', 'Enter');
    await screen.shows(/› message number 29[\s\S]*Ask for something/);
    expect(screen.modes().alternate).toBe('0');
  });

  test('is of this folder, and of all with --all or Tab', async () => {
    await using stage = await chatStage({
      args: 'resume',
      ready: 'There is no conversation here.',
      prepare: async ({ home }) => {
        await stored({ home, work: '/tmp' }, ['from another folder']);
      },
    });
    stage.screen.press('Tab');
    await stage.screen.shows('from another folder');
    stage.screen.press('Escape');
    await stage.screen.shows('exit code 0');
    const all = stage.again('resume --all');
    await all.shows('from another folder');
  });
});

/** A chat on a home with two conversations, of one and of three messages. */
async function two(args: (threads: readonly Stored[]) => string, ready: string | RegExp): Promise<Stage> {
  let line = '';
  return chatStage({
    replies: Array.from({ length: 4 }, () => ({ text: 'An answer.' })),
    lateArgs: () => line,
    ready,
    prepare: async (places) => {
      line = args(await stored(places, ['only one', 'first|second|third']));
    },
  });
}

describe('turnwire resume', () => {
  test('--last goes on with the newest conversation', async () => {
    await using stage = await two(() => 'resume --last', /third[\s\S]*Ask for something/);
    stage.screen.type('fourth');
    stage.screen.press('Enter');
    await stage.screen.shows(/› fourth[\s\S]*An answer[\s\S]*60 tokens/);
    await expect(stage.golden()).toMatchFileSnapshot('screens/resumed-80.txt');
  });

  test('with an id or its beginning goes on with that conversation', async () => {
    await using stage = await two(([first]) => `resume ${first?.id.slice(0, 18)}`, /only one[\s\S]*Ask for something/);
    const id = /turnwire resume\s+([0-9a-f-]+)/;
    stage.screen.press('C-d');
    expect(await stage.screen.shows(/exit code 0/)).toMatch(id);
  });

  test('sends a prompt that is given at once', async () => {
    await using stage = await two(() => 'resume --last "and a fourth"', /› and a fourth[\s\S]*tokens/);
    expect(stage.screen.text()).toContain('third');
  });

  test.each([
    [
      'an id that there is not',
      'resume 01a00000-0000-7000-8000-000000000000',
      'turnwire: no conversation has the id or the name 01a00000',
    ],
    ['a word that is none', 'resume nothing', 'turnwire: no conversation has the id or the name nothing'],
    ['a beginning of several ids', 'resume 0', 'write more of'],
  ])('%s is refused with exit code 1', async (_, args, message) => {
    await using stage = await two(() => args, 'exit code');
    const text = await stage.screen.shows('exit code 1');
    expect(text).toMatch(message);
    expect(stage.screen.modes()).toEqual({ cursor: '1', alternate: '0' });
  });
});

test('turnwire fork goes on with a copy', async () => {
  await using stage = await two(() => 'fork --last', /third[\s\S]*Ask for something/);
  stage.screen.type('only in the copy');
  stage.screen.press('Enter');
  await stage.screen.shows(/› only in the copy[\s\S]*An answer[\s\S]*tokens/);
  const files = readdirSync(`${stage.home}/sessions`, { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => name.endsWith('.jsonl'))).toHaveLength(3);
});

describe('going back', () => {
  /** Opens the list of messages and goes to the one. */
  async function backTo({ screen }: Stage, message: string): Promise<void> {
    await screen.shows('Ask for something');
    screen.press('Escape');
    await screen.shows('Esc again goes back');
    screen.press('Escape');
    await screen.shows('Go back to before which message?');
    const chosen = (): string =>
      /^\u203a (.*)$/m.exec(screen.text().split('before which message?')[1] ?? '')?.[1] ?? '';
    while (chosen() !== message) {
      const before = chosen();
      screen.press('Escape');
      await until('an older message', () => chosen() !== before);
    }
    screen.press('Enter');
    await screen.shows('Went back');
  }

  test.each(['first', 'second', 'third'])(
    'to before the %s message forks there, with its text ready',
    async (message) => {
      await using stage = await two(() => 'resume --last', /third[\s\S]*Ask for something/);
      const { screen } = stage;
      await backTo(stage, message);
      await screen.shows(new RegExp(`Went back[\\s\\S]*› ${message}`));
      if (message === 'second') await expect(stage.golden()).toMatchFileSnapshot('screens/went-back-80.txt');
      screen.type(' differently');
      screen.press('Enter');
      await screen.shows(new RegExp(`› ${message} differently\\n[\\s\\S]*tokens`));
      screen.press('C-t');
      const whole = await screen.shows('q leaves');
      const messages = [...whole.matchAll(/^› (.*)$/gm)].map(([, text]) => text);
      const before = ['first', 'second', 'third'];
      expect(messages).toEqual([...before.slice(0, before.indexOf(message)), `${message} differently`]);
    },
  );

  test('works in a fork of a fork, and after a compaction', async () => {
    await using stage = await two(() => 'resume --last', /third[\s\S]*Ask for something/);
    const { screen } = stage;
    await backTo(stage, 'third');
    screen.press('C-u');
    screen.type('other');
    screen.press('Enter');
    await screen.shows(/› other[\s\S]*An answer[\s\S]*tokens/);
    screen.type('/compact');
    screen.press('Enter');
    await screen.shows('compacted');
    await screen.shows('Ask for something');
    await backTo(stage, 'second');
    await screen.shows(/Went back[\s\S]*Went back[\s\S]*› second\n/);
    screen.press('Enter');
    await screen.shows(/Went back[\s\S]*Went back[\s\S]*› second\n\n {2}An answer/);
    screen.press('C-t');
    const whole = await screen.shows('q leaves');
    expect([...whole.matchAll(/^› (.*)$/gm)].map(([, text]) => text)).toEqual(['first', 'second']);
  });
});
