import { parseArgs } from 'node:util';
import { acts, keep, talk } from './chapters.js';
import { Screen } from './screen.js';
import { Stage } from './stage.js';
import { conversations } from './v1.js';

const USAGE = `npm run demo -- [--v2] [--raw] [--live [--model NAME]]
  --v2     protocol v2 (threads) alone; without it, a client of v1 (conversations) continues one of the threads
  --raw    print the lines on the wire instead
  --live   ask a real endpoint of the Responses API: OPENAI_API_KEY, and OPENAI_BASE_URL for one other than OpenAI's
`;

const options = readOptions();
if (options.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
if (options.live && !process.env.OPENAI_API_KEY) refuse('--live needs OPENAI_API_KEY');

const live = { model: options.model, baseUrl: process.env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1' };
const screen = new Screen(process.stdout, { env: process.env, raw: options.raw });
const stage = new Stage(screen, options.live ? live : undefined);
// A reader such as `head` has what it wanted.
let isUnread = false;
process.stdout.on('error', () => {
  isUnread = true;
  void stage.end().then(() => process.exit(141));
});
try {
  await play();
  screen.title('That was Turnwire. The scratch home and workspace are removed now.');
} catch (e) {
  screen.flush();
  if (!isUnread) process.stderr.write(`demo: it ends early: ${(e as Error).message}\n`);
  process.exitCode = 1;
} finally {
  await stage.end();
}

async function play(): Promise<void> {
  // A real model would run commands of its own choice.
  const acting = !options.live;
  const thread = await talk(stage);
  const fork = await keep(stage, thread);
  if (acting) await acts(stage);
  if (!options.v2) await conversations(stage, fork.id, { acting });
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        v2: { type: 'boolean', default: false },
        raw: { type: 'boolean', default: false },
        live: { type: 'boolean', default: false },
        model: { type: 'string', default: 'gpt-5-codex' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (e) {
    return refuse((e as Error).message);
  }
}

function refuse(reason: string): never {
  process.stderr.write(`demo: ${reason}\n\n${USAGE}`);
  process.exit(2);
}
