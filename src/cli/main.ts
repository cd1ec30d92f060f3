#!/usr/bin/env node
import { PROTOCOL_LEVEL, VERSION } from '../server/identity.js';
import { launchInProcess } from '../server/launch-in-process.js';
import { serve } from './app-server.js';
import { commandFirst, generatorFirst, runCommand } from './arguments.js';

const USAGE = `Usage: turnwire <command>

Commands:
  app-server [-c key=value]...   Serve an editor on stdin and stdout, one JSON message a line
  app-server generate-ts --out <folder> [--experimental]
                                 Write the types of protocol v2 as TypeScript
  app-server generate-json-schema --out <folder> [--experimental]
                                 Write them as JSON Schema
  exec [options] [prompt]        Answer one prompt without a person at the keyboard; --help says more
  login                          Sign in: shows the ways to do so; without a terminal, with an account in the browser
    --device-auth                With an account, by a code that is typed in on another device
    --with-api-key               With the API key on stdin
  login status                   Show how the user is signed in; exit code 1 without a sign-in
  logout                         Sign out
  mcp list                       Show the MCP servers of the configuration, and how each is authorized
  mcp login <server>             Sign in to an MCP server on the network, in the browser
  mcp logout <server>            Forget the sign-in to it
  doctor                         Say which sandbox for commands works here, prove it, and say how to get one
  debug models                   Print the models to choose from, as JSON
  shim <folder>                  Write what a client needs that looks for a codex executable or package
  version                        Print the version of Turnwire
  --version                      Print the release of the protocol that is served, in the form that clients read
  --help                         Print this text

Options of app-server, login, logout, mcp and debug; they may stand in front of the command too:
  -c, --config key=value         Use this value in place of the one in config.toml; the value is TOML or plain text
  --enable, --disable <feature>  The same as -c features.<feature>=true or false

Options of app-server:
  --listen stdio://, --stdio     Serve on stdin and stdout, as without them
  --oss                          The same as -c model_provider="oss"
  --record <file>                Write all messages to a file, without secrets
  --replay <file>                Answer as a recorded server did, and report where the client departs from the recording
  --strict-config                Accepted; settings that are not known are reported in any case

Environment:
  CODEX_HOME      Where config.toml, auth.json and the conversations lie (default: ~/.codex)
  TURNWIRE_LOG    trace, debug, info, warn, error (default) or off; the log goes to stderr
`;

main(commandFirst(process.argv.slice(2)));

function main([command, ...rest]: readonly string[]): void {
  switch (command) {
    case 'app-server': {
      const generator = generatorFirst(rest);
      if (generator === undefined) void runCommand(() => serve(rest)).then(() => process.exit());
      else void runCommand(async () => (await import('./generate.js')).generate(generator));
      return;
    }
    case 'exec':
    case 'e':
      void runCommand(async () => (await import('./exec.js')).exec(rest, launchInProcess)).then(() => process.exit());
      return;
    case 'doctor':
      void runCommand(async () => (await import('./doctor.js')).doctor());
      return;
    case 'login':
    case 'logout':
      void runCommand(async () => (await import('./account.js')).run(command, rest));
      return;
    case 'mcp':
      void runCommand(async () => (await import('./mcp.js')).run(rest));
      return;
    case 'shim':
      void runCommand(async () => (await import('./shim.js')).shim(rest));
      return;
    case 'debug':
      void runCommand(async () => (await import('./debug-models.js')).debugModels(rest));
      return;
    case '--version':
    case '-V':
      // Clients read this form and refuse others (C464).
      process.stdout.write(`codex-cli ${PROTOCOL_LEVEL}\n`);
      return;
    case 'version':
      process.stdout.write(`turnwire ${VERSION} (serves the protocol of codex-cli ${PROTOCOL_LEVEL})\n`);
      return;
    case '--help':
    case '-h':
    case 'help':
      process.stdout.write(USAGE);
      return;
    default:
      process.stderr.write(command === undefined ? USAGE : `turnwire: unknown command ${command}\n\n${USAGE}`);
      process.exitCode = 2;
  }
}
