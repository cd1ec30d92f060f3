import { check, median, nowMs } from '../lib/stats.mjs';
import { directive } from '../lib/turn.mjs';

const THREADS = 10;

const idOf = ({ params }) => params?.threadId ?? params?.thread?.id;
const isStatus = (type) => (m) => m.method === 'thread/status/changed' && m.params.status.type === type;
const is = (method) => (m) => m.method === method;

/** Two servers on one home: how long after a request to one of them, or after what it tells its own client, a client of the other one is told. */
async function changes(ctx) {
  const home = ctx.home();
  const v2 = { capabilities: { experimentalApi: true } };
  const first = await ctx.spawn(home, v2);
  check(first.methods?.includes('turnwire/attach'), 'two servers of one home do not know of each other');
  const second = await ctx.spawn(home, v2);
  await second.request('thread/list', {});

  const begin = async () => {
    const { result } = await first.request('thread/start', { cwd: ctx.cwd });
    return result.thread.id;
  };
  const say = (threadId, d) => first.request('turn/start', { threadId, input: [{ type: 'text', text: d.text }] });
  const here = (threadId, what) => first.wait((m) => idOf(m) === threadId && what(m));
  const there = (threadId, what) => second.wait((m) => idOf(m) === threadId && what(m));

  // The second server listens to the first one from here on.
  const known = await begin();
  await say(known, directive());
  await there(known, is('thread/started'));
  await here(known, is('turn/completed'));

  const times = { started: [], status: [], archived: [] };
  for (let n = 0; n < THREADS; n++) {
    const threadId = await begin();
    const d = directive();
    const said = nowMs();
    await say(threadId, d);
    const { t, msg } = await there(threadId, is('thread/started'));
    check(msg.params.thread.preview === d.text, `the preview is ${JSON.stringify(msg.params.thread.preview)}`);
    times.started.push(t - said);
    await Promise.all([here(threadId, is('turn/completed')), here(threadId, isStatus('idle'))]);
    if (msg.params.thread.status.type !== 'idle') await there(threadId, isStatus('idle'));
    first.drain();
    second.drain();

    const pairs = ['active', 'idle'].map((type) => [here(threadId, isStatus(type)), there(threadId, isStatus(type))]);
    await say(threadId, directive({ deltas: 20, pace: 5 }));
    for (const pair of pairs) {
      const [owned, told] = await Promise.all(pair);
      times.status.push(told.t - owned.t);
    }

    const asked = nowMs();
    await first.request('thread/archive', { threadId });
    times.archived.push((await there(threadId, is('thread/archived'))).t - asked);
    const twice = second.notes.filter(({ msg }) => idOf(msg) === threadId && /started|archived/.test(msg.method));
    check(twice.length === 1, `told ${twice.map((note) => note.msg.method)} in place of one archive`);
  }
  await second.close();
  await first.close();
  const all = Object.values(times).flat();
  check(all.length === 4 * THREADS, `${all.length} changes`);
  return [
    ['median', median(all), 'ms'],
    ['longest', Math.max(...all), 'ms'],
    ['a new thread, median', median(times.started), 'ms'],
    ['a status, median', median(times.status), 'ms'],
    ['an archive, median', median(times.archived), 'ms'],
  ];
}

/** The references tell clients nothing of other processes. */
export const cases = [{ name: 'changes', v2: true, needs: 'turnwire/attach', run: changes }];
