import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storedAuth } from '../../server/accounts.js';
import { Gate } from '../../support/gate.js';
import { ACCOUNT, startSignInIssuer } from '../../support/sign-in-issuer.js';
import { chatStage } from './stage.js';

const MENU = 'How do you want to sign in?';
const configOf = (section: string): string => `model_provider = "openai"\n${section}`;

/** The address that is shown over several lines. */
const pageOn = (text: string): string =>
  /Open this page to sign in:([\s\S]*?)Waiting/.exec(text)?.[1]?.replace(/\s/g, '') ?? '';

test.each([60, 120])('with an account, in the browser, at %i columns', async (columns) => {
  await using issuer = await startSignInIssuer();
  await using stage = await chatStage({ columns, config: configOf(issuer.config()), ready: MENU });
  const { screen, home } = stage;
  screen.press('1');
  const page = pageOn(await screen.shows('Waiting for the browser'));
  await fetch(await issuer.press(page, 'approve'));
  await screen.shows('Ask for something');
  expect(await storedAuth(home)).toMatchObject({ tokens: { account_id: ACCOUNT } });
  screen.type('/status');
  screen.press('Enter');
  await screen.shows('ChatGPT ada@example.org plus');
});

test('a browser that says no leads back to the ways to sign in, and Esc does too', async () => {
  await using issuer = await startSignInIssuer();
  await using stage = await chatStage({ config: configOf(issuer.config()), ready: MENU });
  const { screen, home } = stage;
  screen.press('1');
  const page = pageOn(await screen.shows('Waiting for the browser'));
  await fetch(await issuer.press(page, 'deny'));
  await screen.shows(/The person said no\.[\s\S]*How do you want/);
  screen.press('1');
  await screen.shows('Waiting for the browser');
  screen.press('Escape');
  await screen.shows(MENU);
  expect(existsSync(join(home, 'auth.json'))).toBe(false);
});

test('with an account, by a code for another device', async () => {
  const gate = new Gate();
  await using issuer = await startSignInIssuer({ devices: 'grant', gate });
  await using stage = await chatStage({ config: configOf(issuer.config()), ready: MENU });
  const { screen, home } = stage;
  screen.press('2');
  const text = await screen.shows(/WDJB-MJHT[\s\S]*Waiting/);
  expect(text).toContain(`${issuer.url}/device`);
  expect(text).toContain('Never type in a code that another person has given you.');
  gate.open();
  await screen.shows('Ask for something');
  expect(await storedAuth(home)).toMatchObject({ tokens: { account_id: ACCOUNT } });
});
