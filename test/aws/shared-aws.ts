/**
 * The AWS that the tests of `npm run test:aws` run against: a moto for each of Jest's workers, unless AWS_ENDPOINT_URL
 * names another one for all. Moto answers one request at a time, so that one would keep the tests waiting.
 */
import type { ChildProcess } from 'node:child_process';
import { isLoopback } from '../../lib/loopback.ts';
import { type AwsAccess, embeddedAws } from '../../operator/aws-access.ts';
import { startMoto } from './moto.ts';
import { type RequestRecorder, startRequestRecorder } from './request-recorder.ts';

/** Where each of them is, with spaces between. */
const VARIABLE = 'ZUORA_ACCESS_SHARED_AWS';

const motos: ChildProcess[] = [];
const recorders: RequestRecorder[] = [];

/**
 * Opens them, and tells the tests where they are.
 *
 * @param workers how many of Jest's there may be at once
 */
export async function openSharedAws(workers: number): Promise<AwsAccess[]> {
  const outside = outsideEndpoint();
  const endpoints = outside ? [outside] : await Promise.all(Array.from({ length: workers }, startOwn));
  recorders.push(...(await Promise.all(endpoints.map(startRequestRecorder))));
  // No credentials and no region of the machine's own get into the tests.
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  const urls = recorders.map(({ url }) => url);
  process.env[VARIABLE] = urls.join(' ');
  return urls.map(embeddedAws);
}

export async function closeSharedAws(): Promise<void> {
  await Promise.all(recorders.map((recorder) => recorder.close()));
  for (const moto of motos) moto.kill();
}

/** How to call the AWS of this worker: it takes any credentials, as the embedded one does. */
export function sharedAws(): AwsAccess {
  const endpoint = sharedEndpoint();
  if (!endpoint) throw new Error('These tests need an AWS. Run them with: npm run test:aws');
  return embeddedAws(endpoint);
}

/** The address of the AWS of this worker; undefined in tests that embed their own. */
export function sharedEndpoint(): string | undefined {
  const urls = process.env[VARIABLE]?.split(' ') ?? [];
  return urls[(Number(process.env['JEST_WORKER_ID']) - 1) % urls.length];
}

async function startOwn(_: unknown, index: number): Promise<string> {
  const started = await startMoto(index);
  motos.push(started.process);
  return started.url;
}

/** What is deployed for the tests holds the sandbox's credentials, and is removed again. */
function outsideEndpoint(): string | undefined {
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  if (!endpoint) return undefined;
  if (isLoopback(new URL(endpoint).hostname)) return endpoint;
  throw new Error(`AWS_ENDPOINT_URL is ${endpoint}. These tests deploy, and remove, only on this machine. Unset it.`);
}
