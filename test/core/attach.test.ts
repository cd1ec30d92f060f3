import { expect, test } from 'vitest';
import { Attachments } from '../../src/core/conversation/subscriptions.js';
import type { Emitted } from '../../src/core/events.js';

const delta = (text: string): Emitted => ({ submission: '0', event: { type: 'text-delta', text } });
const ended: Emitted = { submission: '0', event: { type: 'turn-ended', lastMessage: null } };

test('the first listener is handed what was kept, in order, and the second only what follows', () => {
  const attachments = new Attachments();
  attachments.emit(delta('a'));
  attachments.emit(ended);
  const first: Emitted[] = [];
  const second: Emitted[] = [];
  attachments.attach(first, (e) => first.push(e));
  attachments.attach(second, (e) => second.push(e));
  attachments.emit(delta('b'));
  expect(first).toEqual([delta('a'), ended, delta('b')]);
  expect(second).toEqual([delta('b')]);
});

test('a listener that attaches twice hears each event once', () => {
  const attachments = new Attachments();
  const heard: Emitted[] = [];
  attachments.attach(heard, (e) => heard.push(e));
  attachments.attach(heard, (e) => heard.push(e));
  attachments.emit(ended);
  expect(heard).toEqual([ended]);
});

test('past the cap the oldest text deltas are given up and nothing else', () => {
  const attachments = new Attachments();
  for (let i = 0; i < 20_000; i++) attachments.emit(i % 100 === 0 ? ended : delta(String(i)));
  const heard: Emitted[] = [];
  attachments.attach(heard, (e) => heard.push(e));
  expect(heard.filter((e) => e.event.type === 'turn-ended')).toHaveLength(200);
  expect(heard.length).toBeLessThanOrEqual(10_000);
  expect(heard.at(-1)).toEqual(delta('19999'));
});

test('past the cap in bytes deltas are given up although they are few', () => {
  const attachments = new Attachments();
  for (let i = 0; i < 20; i++) attachments.emit(delta('x'.repeat(1024 * 1024)));
  attachments.emit(ended);
  const heard: Emitted[] = [];
  attachments.attach(heard, (e) => heard.push(e));
  expect(heard.length).toBeLessThan(10);
  expect(heard.at(-1)).toEqual(ended);
});
