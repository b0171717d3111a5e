/**
 * The durations of the stage that the tests run, in seconds. Stage `local` has short ones, so that a person sees every path
 * within seconds. Under test they are too long for a slow or busy machine to meet.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { templateFile } from '../local/template.ts';

/** By the parameters of `serverless.yml`. */
export type Durations = Readonly<Record<string, number>>;

export const patient = {
  functionTimeout: 600,
  visibilityTimeout: 3600,
  readTimeout: 60,
  writeTimeout: 60,
  margin: 150,
  awsTimeout: 30,
  zuoraLimit: 60,
  leaseGrace: 61,
  retryWindow: 43_200,
} satisfies Durations;

/** For a test that waits until a call without an answer, which Zuora may still work on, is over. */
export const briefWrites: Durations = { writeTimeout: 10, zuoraLimit: 10, leaseGrace: 11 };

/** Those of stage `local`, for a test that waits until what a killed function held is free; a queue's is briefer still. */
export const briefInvocations: Durations = {
  visibilityTimeout: 25,
  functionTimeout: 15,
  readTimeout: 1,
  writeTimeout: 3,
  margin: 5,
  awsTimeout: 1,
  zuoraLimit: 5,
  leaseGrace: 6,
};

/** As the deployment tool takes them, as `name=value`. */
export const parameters: readonly string[] = Object.entries(patient).map(([name, seconds]) => `${name}=${seconds}`);

/** Copies a package into `folder`, with other durations for its functions, or its queues where it is their visibility timeout. */
export function copyPackage(from: string, folder: string, changes: Durations): void {
  mkdirSync(folder, { recursive: true });
  cpSync(from, folder, { recursive: true });
  const file = join(folder, templateFile);
  const template = JSON.parse(readFileSync(file, 'utf8'));
  const { visibilityTimeout, ...told } = changes;
  const variables = Object.entries(told).map(([name, seconds]) => [variable(name), String(seconds)]);
  for (const { Properties } of Object.values<Resource>(template.Resources)) {
    Object.assign(Properties.Environment?.Variables ?? {}, Object.fromEntries(variables));
    if (Properties.Environment && told['functionTimeout']) Properties.Timeout = told['functionTimeout'];
    if (Properties.VisibilityTimeout && visibilityTimeout) Properties.VisibilityTimeout = String(visibilityTimeout);
  }
  writeFileSync(file, JSON.stringify(template));
}

interface Resource {
  readonly Properties: {
    readonly Environment?: { readonly Variables: Record<string, string> };
    Timeout?: number;
    VisibilityTimeout?: string;
  };
}

function variable(parameter: string): string {
  return `ZUORA_ACCESS_${parameter.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}_SECONDS`;
}
