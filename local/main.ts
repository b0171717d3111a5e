/** `npm start`: starts the local stack, prints what happens in it, and stops it. */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { offerAddresses } from '../console/address-words.ts';
import type { RunningConsole } from '../console/console.ts';
import { explainForeignServer } from '../operator/foreign-server.ts';
import { defaultPolicyFile } from '../operator/policy/default-policy-file.ts';
import { readEntityNaming } from '../operator/policy/entity-naming.ts';
import { presentLogLine } from './function-log.ts';
import { onNpmEnd } from './npm-end.ts';
import { parseStackOptions, type StackOptions, UsageError, usage } from './options.ts';
import { followPolicy } from './policy-following.ts';
import { type RunningStack, type StackListener, startStack } from './stack.ts';
import { startStageConsole } from './stage-console.ts';

const options = readOptions();
const policyFile = options.policy ?? relative(process.cwd(), join(import.meta.dirname, '..', defaultPolicyFile));
let nameEntity = await readEntityNaming('local', policyFile);
let stopFollowing: (() => Promise<void>) | undefined;
let closeConsole: (() => Promise<void>) | undefined;
const listener = listenerFor(options);

let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interrupted) process.exit(1);
    interrupt('Stopping. Press Ctrl-C again to stop at once.');
  });
}
onNpmEnd(process.env, () => {
  if (!interrupted) interrupt('npm has ended. Stopping.');
});

const starting = startStack(options, listener);
try {
  const stack = await starting;
  const served = await openConsole(stack);
  listener.notice(`ready  AWS ${stack.awsUrl}  Zuora ${stack.zuoraUrl}${served ? `  Console ${served.url}` : ''}`);
  if (served) offerAddresses(served, listener.notice);
  if (options.package === undefined)
    stopFollowing = followPolicy(policyFile, () => deployPolicy(stack), listener.notice);
  if (options.samples) await stack.publishSamples();
} catch (error) {
  // The interruption itself makes parts fail, such as the packaging tool, which gets the signal too.
  if (!interrupted) {
    console.error(explainForeignServer(error) ?? (error instanceof Error ? error.message : error));
    await end(1);
  }
}

function interrupt(notice: string): void {
  interrupted = true;
  listener.notice(notice);
  void end(0);
}

function readOptions(): StackOptions {
  try {
    const parsed = parseStackOptions(process.argv.slice(2), process.env);
    if (parsed !== 'help') return withPolicyFile(parsed);
    process.stdout.write(usage);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\nFor all options: npm start -- --help`);
    process.exit(2);
  }
}

/** Packaging takes long, and reports a missing file among much else. */
function withPolicyFile(chosen: StackOptions): StackOptions {
  if (chosen.policy === undefined || existsSync(chosen.policy)) return chosen;
  throw new UsageError(`--policy: there is no file ${chosen.policy}.`);
}

function listenerFor({ json }: StackOptions): StackListener {
  const colours = process.stdout.isTTY && !process.env['NO_COLOR'];
  return {
    // A program reads the raw log lines on stdout, so notices go to stderr.
    notice: json ? console.error : console.log,
    functionLine(line, operation) {
      const shown = json ? line : presentLogLine(line, operation, colours, nameEntity);
      if (shown) console.log(shown);
    },
    outcome: (event) => console.log(JSON.stringify(event)),
  };
}

/** @returns undefined if none is wanted */
async function openConsole({ awsUrl, zuoraUrl: sandboxUrl }: RunningStack): Promise<RunningConsole | undefined> {
  const { consolePort: port, outsideAws, policy: policyFile } = options;
  if (port === undefined) return undefined;
  const env = outsideAws ? process.env : { AWS_ENDPOINT_URL: awsUrl };
  const running = await startStageConsole({ port, env, policyFile, sandboxUrl, notice: listener.notice });
  closeConsole = running.close;
  return running;
}

async function deployPolicy(stack: RunningStack): Promise<void> {
  await stack.deploy();
  nameEntity = await readEntityNaming('local', policyFile);
}

async function end(exitCode: number): Promise<void> {
  const stack = await starting.catch(() => undefined); // A failed start has already cleaned up.
  await stopFollowing?.();
  await closeConsole?.();
  await stack?.stop();
  process.exit(exitCode);
}
