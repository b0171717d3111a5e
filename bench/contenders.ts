/** What the benchmark measures: the service, and other ways to do its work. */

/** `service`: as serverless.yml packages it. `ours`: with the service's own build. `documented`: with SAM's defaults. */
type Build = 'service' | 'ours' | 'documented';

export interface Contender {
  readonly name: string;
  readonly title: string;
  /** Its file in `bench/contenders/`, without the suffix. The service has none. */
  readonly file?: string;
  readonly build: Build;
}

export const contenders = [
  { name: 'service', title: 'zuora-access', build: 'service' },
  { name: 'powertools-documented', title: 'Powertools, as documented', file: 'powertools', build: 'documented' },
  { name: 'powertools', title: 'Powertools, our build', file: 'powertools', build: 'ours' },
  { name: 'middy-documented', title: 'middy, as documented', file: 'middy', build: 'documented' },
  { name: 'middy', title: 'middy, our build', file: 'middy', build: 'ours' },
  { name: 'axios-two-writes', title: 'axios + SDK, two writes', file: 'axios-two-writes', build: 'ours' },
  { name: 'axios-same-calls', title: 'axios + SDK, our calls', file: 'axios-same-calls', build: 'ours' },
  { name: 'by-hand', title: 'one by one, by hand', file: 'by-hand', build: 'ours' },
  { name: 'node-http', title: 'node:http, own signature', file: 'node-http', build: 'ours' },
] as const satisfies readonly Contender[];

export type ContenderName = (typeof contenders)[number]['name'];

/** @throws Error for a name that no contender has */
export function contenderOf(name: string): Contender {
  const found = contenders.find((contender) => contender.name === name);
  if (found) return found;
  throw new Error(`There is no contender ${name}. There are: ${contenders.map((one) => one.name).join(', ')}.`);
}
