import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { play, readStory } from '../support/transcript.js';

const FOLDER = fileURLToPath(new URL('../transcripts', import.meta.url));
const stories = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.txt'));

describe.concurrent('the server goes through the story of', () => {
  it.each(stories.sort())('%s', async (name) => {
    const path = join(FOLDER, name);
    const story = await readStory(path, name);
    const went = await play(story);
    if (process.env.UPDATE_TRANSCRIPTS) await writeFile(path, went);
    else expect(went).toBe(`${story.lines.join('\n')}\n`);
  });
});
