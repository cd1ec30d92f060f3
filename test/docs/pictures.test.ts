import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { threadSession } from '../server/v2/session.js';
import { textsOf } from './blocks.js';

test('the files in the picture of docs/architecture.md are there', () => {
  const [picture = ''] = textsOf('docs/architecture.md', 'mermaid');
  const boxes = [...picture.matchAll(/\["([^"<]+)/g)].flatMap(([, names = '']) => {
    const [first = '', ...others] = names.split(', ');
    const folder = first.slice(0, first.lastIndexOf('/') + 1);
    return folder === '' ? [] : [first, ...others.map((name) => `${folder}${name}`)];
  });
  expect(boxes.length).toBeGreaterThan(20);
  expect(boxes.filter((name) => !existsSync(`src/${name}`))).toEqual([]);
});

interface Step {
  readonly isOurs: boolean;
  readonly words: string;
}

/** What the picture says of one line: a reply with some of its members, methods, or the answer to a request. */
const stepsOf = (picture: string): Step[] =>
  [...picture.matchAll(/^ *([CS])--?>>[CS]: (.+)$/gm)].flatMap(([, from, text = '']) =>
    (text.startsWith('reply') ? [text] : text.replace(' (a request)', '').split(', ')).map((words) => ({
      isOurs: from === 'C',
      words,
    })),
  );

test('a turn with an approval sends the messages in the picture of docs/protocol.md, in this order', async () => {
  const cmd = 'touch made';
  await using s = await threadSession({
    replies: [{ text: 'I begin.', calls: [{ name: 'exec_command', args: { cmd }, callId: 'c1' }] }, { text: 'Done.' }],
    params: { approvalPolicy: 'untrusted' },
  });
  s.server.onServerRequest('item/commandExecution/requestApproval', () => ({ decision: 'accept' }));
  await s.turn();
  const real = s.server.lines.map(({ from, message }) => {
    const isOurs = from === 'client';
    if (message.method !== undefined) return { isOurs, words: message.method };
    const members = Object.keys(message.result ?? {});
    return { isOurs, words: isOurs ? members.join() : 'reply', members };
  });
  let at = 0;
  const [picture = ''] = textsOf('docs/protocol.md', 'mermaid');
  const steps = stepsOf(picture).filter(({ words }) => words !== 'initialized');
  for (const { isOurs, words } of steps) {
    const [kind = '', members] = words.split(': ');
    const next = real.findIndex(
      (line, i) =>
        i >= at &&
        line.isOurs === isOurs &&
        line.words === kind &&
        (members?.split(', ') ?? []).every((name) => line.members?.includes(name)),
    );
    expect(next, `${words} after line ${at}`).toBeGreaterThanOrEqual(at);
    at = next + 1;
  }
  expect(steps.length).toBeGreaterThan(15);
});
