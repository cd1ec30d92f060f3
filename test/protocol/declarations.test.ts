import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { NotificationSpec, RequestSpec } from '../../protocol/declare.js';
import * as protocol from '../../protocol/index.js';
import { eventPayloads } from '../../protocol/rollout/events.js';
import { ConversationId } from '../../protocol/rollout/ids.js';
import { declaredTypes } from '../../protocol/schema.js';

const requests: Record<string, RequestSpec> = {
  ...protocol.clientRequests,
  ...protocol.serverRequests,
  ...protocol.turnwireRequests,
};
const notifications: Record<string, NotificationSpec> = {
  ...protocol.notifications,
  ...protocol.clientNotifications,
  ...protocol.turnwireNotifications,
};

/** Every method of both versions with its declaration; some names are in both. */
const ofBoth = <S>(v1: Record<string, S>, v2: Record<string, S>) => [
  ...Object.entries(v1),
  ...Object.entries(v2).map(([method, spec]): [string, S] => [`v2 ${method}`, spec]),
];
const v2Requests: Record<string, RequestSpec> = { ...protocol.v2.clientRequests, ...protocol.v2.serverRequests };
const v2Notifications: Record<string, NotificationSpec> = {
  ...protocol.v2.notifications,
  ...protocol.v2.clientNotifications,
};

describe.each(ofBoth(requests, v2Requests))('%s', (_method, spec) => {
  it('has an example that its schemas read without losing a field', () => {
    const params = spec.params?.().parse(spec.example.params);
    if (spec.params === null) expect(spec.example.params).toBeUndefined();
    // Defaults are filled in, so the example may say less.
    else expect(params).toMatchObject(spec.example.params as object);
    expect(spec.result().parse(spec.example.result)).toEqual(spec.example.result);
  });

  it('is explained in whole sentences', () => {
    expect(spec.doc).toMatch(/^[A-Z`].*\.$/);
    expect(spec.order ?? 'The reply.').toMatch(/^[A-Z`].*\.$/);
  });
});

describe.each(ofBoth(notifications, v2Notifications))('%s', (_method, spec) => {
  it('has an example that its schema reads without losing a field', () => {
    if (spec.params === null) expect(spec.example.params).toBeUndefined();
    else expect(spec.params().parse(spec.example.params)).toEqual(spec.example.params);
  });
});

/** The object that params are, or the objects that they may be. */
function objectsOf(schema: z.ZodType): z.ZodObject[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => objectsOf(option as z.ZodType));
  if (schema instanceof z.ZodObject) return [schema];
  throw new Error('params are an object');
}

describe('params of a client', () => {
  const ofClients = ofBoth<RequestSpec>(
    { ...protocol.clientRequests, ...protocol.turnwireRequests },
    protocol.v2.clientRequests,
  );

  it.each(ofClients.filter(([, spec]) => spec.params !== null))('of %s take null for not given', (_method, spec) => {
    const optional = objectsOf(spec.params?.() as z.ZodType)
      .flatMap((schema) => Object.entries(schema.shape))
      .filter(([, field]) => (field as z.ZodType).safeParse(undefined).success);
    for (const [name, field] of optional) {
      expect((field as z.ZodType).safeParse(null).success, name).toBe(true);
    }
  });
});

describe('the catalogue of errors', () => {
  it('has a use for every code', () => {
    const specs = [requests, notifications, v2Requests, v2Notifications].flatMap((set) => Object.values(set));
    const used = new Set([...protocol.ENVELOPE_ERRORS, ...specs.flatMap((spec) => spec.errors ?? [])]);
    expect([...used].sort()).toEqual(Object.keys(protocol.ERRORS).sort());
  });

  it('has no code of the envelope in the list of a method', () => {
    const listed = [...Object.values(requests), ...Object.values(v2Requests)].flatMap((spec) => spec.errors);
    expect(listed.filter((code) => (protocol.ENVELOPE_ERRORS as readonly string[]).includes(code))).toEqual([]);
  });

  it('names the type of its data after the code', () => {
    expect(protocol.errorData.conversation_busy.typeName).toBe('ConversationBusyData');
    expect(protocol.AnyErrorData().parse({ code: 'conversation_busy', id: 'x', pid: 1, host: 'h' })).toMatchObject({
      pid: 1,
    });
  });
});

describe('the list of declarations', () => {
  it('has the 22 requests of 0.44 and the fork', () => {
    expect(Object.keys(protocol.clientRequests)).toHaveLength(23);
    expect(Object.keys(protocol.serverRequests)).toEqual(['applyPatchApproval', 'execCommandApproval']);
  });

  it('keeps our own methods under our own name', () => {
    for (const method of Object.keys({ ...protocol.turnwireRequests, ...protocol.turnwireNotifications })) {
      expect(method).toMatch(/^turnwire\/[a-z][A-Za-z]*$/);
    }
  });

  it('builds every type, and a doc line with it', () => {
    for (const declared of declaredTypes()) {
      expect(declared(), declared.typeName).toBeDefined();
      expect(declared.doc, declared.typeName).toMatch(/\.$/);
    }
  });

  it('knows the event of every method that starts with codex/event/', () => {
    expect(protocol.notificationSpec('codex/event/task_started')).toBe(protocol.notifications['codex/event/*']);
    expect(protocol.notificationSpec('sessionConfigured')).toBe(protocol.notifications.sessionConfigured);
    expect(protocol.notificationSpec('toString')).toBeUndefined();
  });
});

describe('an event', () => {
  it.each(Object.keys(eventPayloads))('%s is identified by its type', (type) => {
    const result = protocol.EventMsg().safeParse({ type, extra: 1 });
    // Missing fields are the only complaint, never the type.
    expect(result.error?.issues.filter((issue) => issue.path[0] === 'type') ?? []).toEqual([]);
  });

  it('keeps fields that a newer writer added', () => {
    const event = { type: 'agent_message', message: 'hello', mood: 'good' };
    expect(protocol.EventMsg().parse(event)).toEqual(event);
  });

  it('of an unknown type is refused', () => {
    expect(protocol.EventMsg().safeParse({ type: 'nonsense' }).success).toBe(false);
  });
});

describe('a conversation id', () => {
  const canonical = '01a203a4-b181-7122-980f-a24e2ce0205b';

  it.each([
    canonical,
    canonical.toUpperCase(),
    canonical.replaceAll('-', ''),
    `{${canonical}}`,
    `urn:uuid:${canonical}`,
  ])('may be written %s', (text) => {
    expect(ConversationId().parse(text)).toBe(canonical);
  });

  it.each(['', 'abc', `${canonical}0`, canonical.replace('0', 'g')])('may not be written "%s"', (text) => {
    expect(ConversationId().safeParse(text).success).toBe(false);
  });
});

describe('a sandbox policy', () => {
  it('takes what is left out as false', () => {
    expect(protocol.SandboxPolicy().parse({ mode: 'workspace-write' })).toEqual({
      mode: 'workspace-write',
      network_access: false,
      exclude_tmpdir_env_var: false,
      exclude_slash_tmp: false,
    });
  });
});
