/**
 * Keys like Ctrl-C reach a command only if its terminal belongs to its session of processes. When the leader of the session ends, the system may drop what was
 * printed last, so the leader is a shell that waits a moment. Keys are not meant for it.
 */
const LEADER = 'trap "" INT QUIT TSTP; (trap - INT QUIT TSTP; exec "$@"); code=$?; sleep 0.05; exit $code';

/** For a process that leads a session: the first terminal that it opens becomes that of the session. */
export const takingTerminal = (argv: readonly string[]): string[] => [
  '/bin/sh',
  '-c',
  `: <>"$(tty)" || exit 1; ${LEADER}`,
  'sh',
  ...argv,
];

/** For a process that leads none, such as a command in bubblewrap. */
export const inNewSession = (argv: readonly string[]): string[] => [
  'setsid',
  '-c',
  '/bin/sh',
  '-c',
  LEADER,
  'sh',
  ...argv,
];
