/** One run: starts the stack, publishes the schedule, and collects the results. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { startStack } from '../../local/stack.ts';
import { tenantFor } from '../../local/zuora/large-tenant.ts';
import { SandboxAdmin } from '../../local/zuora/sandbox-admin.ts';
import { Aws } from './aws.ts';
import { FunctionsLog } from './functions-log.ts';
import { heapTrends } from './heap.ts';
import { judgeRun, openCourses, unrecordedChanges } from './judgement.ts';
import type { SoakOptions } from './options.ts';
import { messagesInFlight, packageWithProbe } from './package.ts';
import { policyFile } from './policy.ts';
import { Processes } from './processes.ts';
import { progressOn } from './progress.ts';
import { Publisher } from './publisher.ts';
import type { RecordedChanges } from './recorded-changes.ts';
import type { SoakRun } from './report.ts';
import type { SoakSchedule } from './schedule.ts';
import { ZuoraTrace } from './zuora-trace.ts';

const manifestFile = join(import.meta.dirname, '../../package.json');
const manifestSchema = z.object({ version: z.string() });

/**
 * @param folder for the policy, the package and the stack's state; empty
 * @param signal aborts the run
 * @throws Error if the queues do not empty
 */
export async function runSoak(
  options: SoakOptions,
  schedule: SoakSchedule,
  folder: string,
  signal: AbortSignal,
): Promise<SoakRun> {
  const date = new Date();
  const processes = new Processes();
  const log = new FunctionsLog(processes, Date.now);
  const packageFolder = join(folder, 'package');
  const data = join(folder, 'data');
  const policy = join(folder, 'policy.yml');
  writeFileSync(policy, policyFile);
  await packageWithProbe(packageFolder, policy);
  const stack = await startStack(
    {
      data,
      package: packageFolder,
      policy: undefined,
      awsPort: 0,
      zuoraPort: 0,
      consolePort: undefined,
      outsideAws: undefined,
      fresh: true,
      samples: false,
      json: true,
      outcomes: false,
    },
    { notice: console.error, functionLine: (line, operation) => log.read(line, operation) },
  );
  const aws = new Aws(stack.awsUrl);
  const progress = progressOn(process.stdout, options.messages);
  try {
    const sandbox = new SandboxAdmin(stack.zuoraUrl);
    const tenant = tenantFor(schedule.needs);
    const { first, second, ofOffice } = tenant.clients;
    await sandbox.prepare(tenant);
    await aws.putSecret(stack.zuoraUrl, first, ofOffice);
    const publisher = new Publisher({
      aws,
      sandbox,
      processes,
      signal,
      onProgress: progress.show,
      async rotateSecret() {
        await sandbox.addClient(second);
        await aws.putSecret(stack.zuoraUrl, second, ofOffice);
        await sandbox.rejectClient(first);
      },
    });
    const begin = Date.now();
    await publisher.run(schedule.steps);
    const end = Date.now();
    const journal = join(data, 'zuora.jsonl');
    const recorded = await recordedAtRest(aws, journal, schedule, {
      patientUntil: Math.max(end, publisher.lastEnd) + patience,
      signal,
    });
    const [quarantined, deadLetters] = [await aws.quarantined(), await aws.takeDeadLetters()];
    await stack.stop();
    const trace = await ZuoraTrace.read(journal);
    return {
      options,
      schedule,
      date,
      packageVersion: manifestSchema.parse(JSON.parse(readFileSync(manifestFile, 'utf8'))).version,
      seconds: (end - begin - publisher.pause) / 1000,
      judgement: judgeRun({
        published: schedule.published,
        effects: trace.effects,
        held: trace.held,
        idleWrites: trace.idleWrites,
        repeatedRequests: trace.repeatedRequests,
        triedAgain: log.triedAgain,
        killedMessages: log.cutOff.length * messagesInFlight,
        recorded,
        quarantined,
        deadLetters,
        interrupted: log.interrupted(deadLetters, publisher.sent),
      }),
      trace,
      outcomes: log.outcomes,
      deadLetters: deadLetters.length,
      kills: processes.kills,
      invocationsCutOff: log.cutOff.length,
      heap: heapTrends(log.heap, begin, end),
    };
  } finally {
    progress.end();
    aws.close();
    await stack.stop();
  }
}

/** Milliseconds: looks that fail are repeated a few times, at growing intervals. */
const patience = 900_000;

/**
 * Reads the audit log, again until all access is as the events together say and the log has every change: a look finds
 * what an attempt has left that was cut off, and access for a time ends.
 */
async function recordedAtRest(
  aws: Aws,
  journal: string,
  { published }: SoakSchedule,
  { patientUntil, signal }: { readonly patientUntil: number; readonly signal: AbortSignal },
): Promise<RecordedChanges> {
  for (;;) {
    const [recorded, trace] = [await aws.recordedChanges(), await ZuoraTrace.read(journal)];
    const isAtRest =
      unrecordedChanges(trace.effects, recorded).length === 0 && openCourses(published, trace).length === 0;
    if (isAtRest || Date.now() > patientUntil) return recorded;
    await setTimeout(10_000, undefined, { signal });
  }
}
