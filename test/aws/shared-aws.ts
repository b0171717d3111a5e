/** The AWS that the tests of `npm run test:aws` share: moto, unless AWS_ENDPOINT_URL names another one. */
import type { ChildProcess } from 'node:child_process';
import { isLoopback } from '../../lib/loopback.ts';
import { type AwsAccess, embeddedAws } from '../../operator/aws-access.ts';
import { startMoto } from './moto.ts';
import { type RequestRecorder, startRequestRecorder } from './request-recorder.ts';

const VARIABLE = 'ZUORA_ACCESS_SHARED_AWS';

let moto: ChildProcess | undefined;
let recorder: RequestRecorder | undefined;

/** Opens it for all tests, and tells them where: in `ZUORA_ACCESS_SHARED_AWS`. */
export async function openSharedAws(): Promise<AwsAccess> {
  recorder = await startRequestRecorder(outsideEndpoint() ?? (await startOwn()));
  // No credentials and no region of the machine's own get into the tests.
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  process.env[VARIABLE] = recorder.url;
  return sharedAws();
}

export async function closeSharedAws(): Promise<void> {
  await recorder?.close();
  moto?.kill();
}

/** How to call it: it takes any credentials, as the embedded one does. */
export function sharedAws(): AwsAccess {
  const endpoint = process.env[VARIABLE];
  if (!endpoint) throw new Error('These tests need an AWS. Run them with: npm run test:aws');
  return embeddedAws(endpoint);
}

async function startOwn(): Promise<string> {
  const started = await startMoto();
  moto = started.process;
  return started.url;
}

/** What is deployed for the tests holds the sandbox's credentials, and is removed again. */
function outsideEndpoint(): string | undefined {
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  if (!endpoint) return undefined;
  if (isLoopback(new URL(endpoint).hostname)) return endpoint;
  throw new Error(`AWS_ENDPOINT_URL is ${endpoint}. These tests deploy, and remove, only on this machine. Unset it.`);
}
