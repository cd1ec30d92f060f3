import { describe, expect, test } from 'vitest';
import { storedAuth } from '../../server/accounts.js';
import { chatStage } from './stage.js';

const LINES = Array.from({ length: 60 }, (_, n) => `- line ${n + 1}`).join('\n');

describe('the transcript view', () => {
  test.each([60, 80, 120])('shows all, and follows a running turn, at %i columns', async (columns) => {
    const replies = [{ text: LINES }, { deltas: ['Still going.'], cut: 3, hold: true }, { text: 'And on.' }];
    await using stage = await chatStage({ columns, replies });
    const { screen } = stage;
    screen.type('list');
    screen.press('Enter');
    await screen.shows(/line 60[\s\S]*tokens/);
    screen.type('go on');
    screen.press('Enter');
    await screen.shows(/Still going\.[\s\S]*Working/);
    screen.press('C-t');
    await screen.shows(/Still going\.[\s\S]*working/);
    await expect(stage.golden()).toMatchFileSnapshot(`screens/transcript-${columns}.txt`);
    screen.press('Home');
    await screen.shows(/^› list/);
    screen.press('PageDown');
    await screen.hides('› list');
    screen.press('End');
    await screen.shows('Still going.');
    expect(screen.modes().alternate).toBe('1');
    screen.press('q');
    await screen.shows(/Still going\.[\s\S]*Working/);
    expect(screen.modes().alternate).toBe('0');
    screen.type('more');
    screen.press('Enter');
    await screen.shows(/And on\.[\s\S]*tokens/);
    const all = screen.text(true);
    for (const once of ['line 7\n', 'Still going.', '› go on', 'And on.'])
      expect(all.split(once).length - 1, once).toBe(1);
  });
});

describe('without a sign-in, where the provider needs one', () => {
  const config = 'model_provider = "openai"\n';

  test.each([60, 80, 120])('the ways to sign in come first, at %i columns', async (columns) => {
    const env = { OPENAI_API_KEY: 'sk-of-the-environment' };
    await using stage = await chatStage({ columns, config, env, ready: 'How do you want to sign in?' });
    await expect(stage.golden()).toMatchFileSnapshot(`screens/sign-in-${columns}.txt`);
    stage.screen.press('4');
    await stage.screen.shows('Ask for something');
    expect(await storedAuth(stage.home)).toEqual({ OPENAI_API_KEY: 'sk-of-the-environment' });
  });

  test('a key that is typed does not show', async () => {
    await using stage = await chatStage({ config, ready: 'How do you want to sign in?' });
    const { screen } = stage;
    screen.press('Down', 'Down', 'Enter');
    await screen.shows('Your API key');
    screen.type('sk-typed');
    const text = await screen.shows('\u2022'.repeat(8));
    expect(text).not.toContain('sk-typed');
    screen.press('Enter');
    await screen.shows('Ask for something');
    expect(await storedAuth(stage.home)).toEqual({ OPENAI_API_KEY: 'sk-typed' });
  });

  test('nothing is asked where keys alone are to be used', async () => {
    const env = { OPENAI_API_KEY: 'sk-of-the-environment' };
    await using stage = await chatStage({ config: `always_use_api_key_signing = true\n${config}`, env });
    expect(stage.screen.text()).not.toContain('How do you want');
  });

  test('Ctrl-C leaves', async () => {
    await using stage = await chatStage({ config, ready: 'How do you want to sign in?' });
    stage.screen.press('C-c');
    await stage.screen.shows('exit code 0');
  });
});

test('a terminal that cannot move its cursor is refused', async () => {
  await using stage = await chatStage({ env: { TERM: 'dumb' }, ready: 'exit code' });
  expect(await stage.screen.shows('exit code 1')).toContain('TERM=dumb');
});
