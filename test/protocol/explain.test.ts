import { expect, test } from 'vitest';
import { explain } from '../../protocol/explain.js';
import { AskForApproval } from '../../protocol/v2/policies.js';
import { UserInput } from '../../protocol/v2/user-input.js';

const explained = (schema: () => { safeParse(value: unknown): { error?: unknown } }, value: unknown): string => {
  const { path, reason } = explain(schema().safeParse(value).error as Parameters<typeof explain>[0]);
  return `${path.join('.')}: ${reason}`;
};

test.each<[string, unknown, string]>([
  [
    'a tag that no form has',
    { type: 'smell' },
    'type: expected one of text, image, localImage, audio, localAudio, skill, mention',
  ],
  ['a form without a member', { type: 'skill', name: 'x' }, 'path: missing, expected string'],
  ['the first of two forms with one tag', { type: 'image' }, 'url: missing, expected string'],
])('the error for a union names %s', (_, value, text) => {
  expect(explained(UserInput, value)).toBe(text);
});

test('the error for a wrong word lists the allowed words', () => {
  expect(explained(AskForApproval, 'sometimes')).toMatch(/^: expected one of .*untrusted.*never/);
});
