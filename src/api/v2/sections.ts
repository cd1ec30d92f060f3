import { AppError } from '../../../protocol/errors.js';
import type { sections } from '../../../protocol/v2/sections.js';
import type { Section } from '../../core/ports/index.js';
import type { Handlers } from '../../rpc/dispatch.js';
import type { Api } from './api.js';
import { idOfThread } from './facts.js';
import { invalid } from './overrides.js';

export const sectionHandlers = {
  'threadSection/list'({ facts }, { cursor, limit }) {
    const all = facts.sections();
    const after = all.findIndex(({ id }) => id === cursor);
    const rest = cursor == null ? all : after < 0 ? [] : all.slice(after + 1);
    const page = rest.slice(0, Math.max(limit ?? rest.length, 1));
    return {
      data: page.map((section) => ({ ...section })),
      nextCursor: page.length < rest.length ? (page.at(-1)?.id ?? null) : null,
    };
  },

  'threadSection/create'({ facts, ids }, { name, appearance }) {
    const section = { id: ids.item(), name: nameOf(name), appearance: appearance ?? null };
    facts.saveSection(section);
    return { section };
  },

  'threadSection/update'({ facts }, { sectionId, name, appearance }) {
    const known = changeable(facts, sectionId, 'renamed');
    const section = {
      id: sectionId,
      name: nameOf(name),
      appearance: appearance === undefined ? known.appearance : appearance,
    };
    facts.saveSection(section);
    return { section };
  },

  'threadSection/delete'({ facts }, { sectionId }) {
    changeable(facts, sectionId, 'deleted');
    facts.removeSection(sectionId);
    return {};
  },

  async 'thread/section/move'(api, { threadId, sectionId, beforeThreadId }, call) {
    const { facts, clients } = api;
    const id = await idOfThread(api, threadId);
    if (sectionId !== null && !facts.sections().some((section) => section.id === sectionId))
      throw notFound(sectionId, `section ${sectionId} does not exist`);
    if (beforeThreadId != null && sectionId !== null) {
      if (beforeThreadId === id) throw invalid('params.beforeThreadId', `thread ${id} cannot be moved before itself`);
      if (!facts.membersOf(sectionId).includes(beforeThreadId)) {
        const message = `before thread ${beforeThreadId} is not in section ${sectionId}`;
        throw invalid('params.beforeThreadId', message);
      }
    }
    facts.move(id, sectionId, beforeThreadId ?? null);
    call.afterReply(() => clients.broadcast(id, 'thread/section/changed', { threadId: id, sectionId }, api.threads));
    return {};
  },
} satisfies Handlers<typeof sections, Api>;

function nameOf(given: string): string {
  const name = given.trim();
  if (name === '') throw invalid('params.name', 'section name must not be empty');
  return name;
}

/** The first section is built in. */
function changeable(facts: Api['facts'], id: string, what: string): Section {
  const all = facts.sections();
  const known = all.find((section) => section.id === id);
  if (!known) throw notFound(id, `thread section not found: ${id}`);
  if (known === all[0]) throw invalid('params.sectionId', `the built-in pinned section cannot be ${what}`);
  return known;
}

const notFound = (id: string, message: string): AppError => new AppError('section_not_found', message, { id });
