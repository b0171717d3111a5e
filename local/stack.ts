/** The local stack: the AWS endpoint, the Zuora sandbox, the deployed package, and the functions fed by their queues. */
import { appendFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { type AwsAccess, embeddedAws, outsideAws } from '../operator/aws-access.ts';
import { awsClients } from '../operator/aws-clients.ts';
import { type AwsEndpoint, startAws } from './aws/endpoint.ts';
import { type DataFolder, openDataFolder } from './data-folder.ts';
import {
  deployQueues,
  deploySchedule,
  deployScheduleGroup,
  deploySecret,
  deployTable,
  pick,
  unpack,
} from './deployment.ts';
import { EventSourceMapping } from './lambda/event-source-mapping.ts';
import { type FunctionConfiguration, LambdaFunction } from './lambda/lambda-function.ts';
import { listening } from './listening.ts';
import type { StackOptions } from './options.ts';
import { outcomeTelling } from './outcome-telling.ts';
import { requireAws } from './outside-aws.ts';
import { packageService } from './packaging.ts';
import { policyApplying, redeploymentTime } from './policy-applying.ts';
import { publishSamples, queueName } from './samples.ts';
import { guardWrites, unlessFull } from './storage.ts';
import { readTemplate, templateFile } from './template.ts';
import { secretValue } from './zuora/seed.ts';
import { startZuora } from './zuora/server.ts';

const projectFolder = join(import.meta.dirname, '..');

/** Hears what happens in the stack. */
export interface StackListener {
  /** Gets a sentence for the operator. */
  notice(text: string): void;
  /** Gets a line of a function's log. */
  functionLine(line: string, operation: string): void;
  /** Gets the event of each entry of the audit log, if the options say so. */
  outcome?(event: object): void;
}

export interface RunningStack {
  readonly awsUrl: string;
  readonly zuoraUrl: string;
  /** Publishes the worked examples of `events/`. */
  publishSamples(): Promise<void>;
  /**
   * Packages the service again, and runs that from the next invocation on.
   *
   * @throws Error with the packaging tool's output
   */
  deploy(): Promise<void>;
  /** Receives no more messages, lets running invocations finish, and releases ports and data folder. */
  stop(): Promise<void>;
}

/** The functions that close what was opened. They run in reverse order. */
type Opened = (() => unknown)[];

/**
 * Starts the stack.
 *
 * @throws Error for a person: the problem, and what to do. Nothing is left running
 */
export async function startStack(options: StackOptions, listener: StackListener): Promise<RunningStack> {
  const opened: Opened = [];
  async function stop() {
    for (const close of opened.splice(0).reverse()) await close();
  }
  try {
    return { ...(await openStack(options, listener, opened)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openStack(
  options: StackOptions,
  listener: StackListener,
  opened: Opened,
): Promise<Omit<RunningStack, 'stop'>> {
  const folder = openDataFolder(options.data, options.fresh);
  opened.push(folder.unlock);
  const packaging =
    options.package === undefined ? makePackage(folder.package, options.policy, listener) : resolve(options.package);
  opened.push(() => Promise.allSettled([packaging])); // Packaging may still write to the folder.

  const { access, embedded } = await openAws(options, folder, listener, opened);
  const zuora = await listening('PORT_ZUORA', options.zuoraPort, (port) =>
    startZuora({ port, journal: folder.sandboxJournal }),
  );
  opened.push(() => zuora.close());
  const clients = awsClients(access);
  opened.push(() => {
    for (const client of Object.values(clients)) client.destroy();
  });

  const packageFolder = await packaging;
  const template = readTemplate(JSON.parse(await readFile(join(packageFolder, templateFile), 'utf8')));
  const queues = await deployQueues(clients.sqs, template.queues);
  for (const table of template.tables.values()) await deployTable(clients.dynamodb, table);
  for (const group of template.scheduleGroups.values()) await deployScheduleGroup(clients.scheduler, group);
  for (const schedule of template.schedules.values()) await deploySchedule(clients.scheduler, schedule, queues);
  // The credentials of this machine's sandbox do not belong on an AWS that others use.
  const isLocal = options.outsideAws?.onThisMachine ?? true;
  const value = isLocal ? JSON.stringify(secretValue(zuora.url)) : undefined;
  for (const secret of template.secrets.values()) await deploySecret(clients.secrets, secret, value);

  const applyOwnPolicy = policyApplying(clients, { template, queues }, { ...options, folder: projectFolder }, listener);
  // No function runs yet that could decide by another policy.
  await applyOwnPolicy(0);

  appendFileSync(folder.functionsLog, ''); // The file exists even when nothing is logged.
  const guardLog = guardWrites(folder.functionsLog, listener.notice);
  await rm(folder.code, { recursive: true, force: true });
  // In a folder for each deployment: processes may still load what is in that of the one before.
  const unpackCode = async (archive: string, { name }: FunctionConfiguration, deployment: number) => {
    const codeFolder = join(folder.code, `${name}-${deployment}`);
    await unpack(join(packageFolder, archive), codeFolder);
    return codeFolder;
  };
  const functions = new Map<string, LambdaFunction>();
  for (const [id, { configuration, archive }] of template.functions) {
    const codeFolder = await unpackCode(archive, configuration, 0);
    const log = embedded?.logGroups.open(`/aws/lambda/${configuration.name}`);
    const deployed = new LambdaFunction(configuration, codeFolder, access, (line) => {
      unlessFull(() => guardLog(() => appendFileSync(folder.functionsLog, `${line}\n`)));
      unlessFull(() => log?.(line));
      listener.functionLine(line, operationOf(configuration));
    });
    opened.push(() => deployed.stop());
    functions.set(id, deployed);
    embedded?.mappings.addFunction(configuration);
  }

  const polledSqs = { client: clients.sqs, endPolls: embedded?.endPolls };
  const mappings = [...template.mappings.values()].map(({ functionId, queueId, ...settings }) => {
    const { url: queueUrl, arn: queueArn } = pick(queues, queueId);
    const run = pick(functions, functionId);
    const configuration = { ...settings, queueUrl, queueArn };
    const mapping = new EventSourceMapping(configuration, polledSqs, (event) => run.invoke(event), listener.notice);
    const isEnabled = embedded?.mappings.add(configuration, run.arn, mapping) ?? true;
    if (isEnabled) mapping.start();
    else listener.notice(`The queue ${queueName(queueArn)} is paused. To resume it, see: zuora-access resume --help`);
    return mapping;
  });
  opened.push(() => Promise.all(mappings.map((mapping) => mapping.stop())));

  let deployments = 0;
  return {
    awsUrl: access.endpoint,
    async deploy() {
      await makePackage(folder.package, options.policy, listener);
      deployments += 1;
      // Before the functions run: what they read first counts for a minute. Those that run now are given time to end.
      await applyOwnPolicy(redeploymentTime(template));
      for (const [id, { configuration, archive }] of template.functions) {
        await pick(functions, id).update(await unpackCode(archive, configuration, deployments));
      }
    },
    zuoraUrl: zuora.url,
    async publishSamples() {
      const queueUrls = new Map([...queues.values()].map(({ arn, url }) => [queueName(arn), url]));
      if (isLocal) await publishSamples(clients.sqs, queueUrls, join(projectFolder, 'events'));
    },
  };
}

async function makePackage(folder: string, policy: string | undefined, { notice }: StackListener): Promise<string> {
  notice('Packaging the service as for AWS…');
  await packageService(projectFolder, 'local', folder, policy === undefined ? [] : [`policyFile=${resolve(policy)}`]);
  return folder;
}

/** Opens the AWS to use. Only the embedded endpoint shows the mappings and logs of this stack. */
async function openAws(
  options: StackOptions,
  folder: DataFolder,
  listener: StackListener,
  opened: Opened,
): Promise<{ access: AwsAccess; embedded?: AwsEndpoint }> {
  if (options.outsideAws) {
    const access = outsideAws(options.outsideAws.endpoint, process.env);
    await requireAws(access);
    return { access };
  }
  const aws = await listening('PORT_AWS', options.awsPort, (port) =>
    startAws({ port, folder: folder.aws, ...(options.outcomes && { onPut: outcomeTelling(listener) }) }),
  );
  opened.push(() => aws.close());
  return { access: embeddedAws(aws.url), embedded: aws };
}

/** `functions/requestUserAccess.handler` is the function of the operation `requestUserAccess`. */
function operationOf({ handler }: FunctionConfiguration): string {
  return parse(handler).name;
}
