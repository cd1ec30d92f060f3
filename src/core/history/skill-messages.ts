import { type MessageItem, userText } from '../../domain/history-item.js';
import type { UserContent } from '../../domain/item.js';
import type { UsableSkills } from '../ports/index.js';

/** The skills that a message can name. */
export type ReadSkills = Omit<UsableSkills, 'offered'>;

/**
 * The skills that a message names, by their file or as `$name` in its text, each once and in the form of 0.171. A file that is not a skill of
 * the user or the project is not read. A name that two skills share is ignored.
 */
export function skillMessages(parts: readonly UserContent[], skills: ReadSkills): MessageItem[] {
  const paths = parts.flatMap((part) => (part.type === 'skill' ? [part.path] : []));
  const names = parts.flatMap((part) => (part.type === 'text' ? namesIn(part.text) : []));
  if (paths.length === 0 && names.length === 0) return [];
  const known = paths.length === 0 ? [] : skills.byPath();
  const nameable = names.length === 0 ? [] : skills.byName();
  const named = [
    ...paths.flatMap((path) => known.filter((skill) => skill.path === path)),
    ...names.flatMap((name) => {
      const same = nameable.filter((skill) => skill.name === name);
      return same.length === 1 ? same : [];
    }),
  ];
  return [...new Map(named.map((skill) => [skill.path, skill])).values()].flatMap((skill) => {
    const text = skills.text(skill);
    if (text === undefined) return [];
    const { name, path } = skill;
    return [userText(`<skill>\n<name>${name}</name>\n<path>${path}</path>\n${text}\n</skill>`)];
  });
}

const namesIn = (text: string): string[] => [...text.matchAll(/\$([\w:-]+)/g)].map(([, name = '']) => name);
