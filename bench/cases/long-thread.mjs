import { makeLongThread } from '../lib/long-thread.mjs';
import { memory } from '../lib/proc.mjs';
import { check, nowMs } from '../lib/stats.mjs';

/** Resumes a long conversation without its turns, then pages through it. The second server has the index that the first one has made. */
async function longThread(ctx, mb) {
  const home = ctx.home();
  const thread = makeLongThread(home, mb);
  const figures = [];
  for (const which of ['first time', 'with index']) {
    const s = await ctx.spawn(home, { capabilities: { experimentalApi: true } });
    const timed = async (method, params) => {
      const t = nowMs();
      const { result, error } = await s.request(method, { threadId: thread.id, ...params });
      check(result, `${method}: ${JSON.stringify(error)}`);
      return { result, ms: nowMs() - t };
    };
    const idle = memory(s.pid).rss;
    const resumed = await timed('thread/resume', { excludeTurns: true, initialTurnsPage: { limit: 25 } });
    const page = resumed.result.initialTurnsPage.data;
    check(page.length === 25 && page[0].id === `turn-${thread.turns - 1}`, 'the first page is wrong');
    const { peak } = memory(s.pid);
    const turns = await timed('thread/turns/list', { limit: 25 });
    check(turns.result.data[24].id === `turn-${thread.turns - 25}`, 'the page of turns is wrong');
    const items = await timed('thread/items/list', { limit: 25 });
    check(items.result.data[24].item.id === 'agent-1' || items.result.data.length === 25, 'the page of items is wrong');
    const read = await timed('thread/read', {});
    check(read.result.thread.preview === 'question 0', 'the preview is wrong');
    figures.push(
      [`${which}: resume with a page`, resumed.ms, 'ms'],
      [`${which}: RSS before`, idle, 'MB'],
      [`${which}: peak RSS of resume`, peak, 'MB'],
      [`${which}: page of 25 turns`, turns.ms, 'ms'],
      [`${which}: page of 25 items`, items.ms, 'ms'],
      [`${which}: thread/read`, read.ms, 'ms'],
      [`${which}: peak RSS`, memory(s.pid).peak, 'MB'],
    );
    await s.close();
  }
  return figures;
}

const longCase = (name, mb, full) => ({
  name,
  full,
  needs: 'thread/resume',
  run: (ctx) => longThread(ctx, mb),
});

export const cases = [longCase('thread-50MB', 50, false), longCase('thread-1GB', 1000, true)];
