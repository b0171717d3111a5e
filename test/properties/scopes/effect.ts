/** What a process asks of the world, and what it hears of it. */
import type { GetItemCommandInput, PutItemCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Attributes } from '../world/sqs-queues.ts';

/** A request to Zuora, as the client sends it. */
export interface ZuoraRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeout: number;
}

export type Effect = { readonly name: string } & (
  | { readonly kind: 'read'; readonly input: GetItemCommandInput }
  | { readonly kind: 'record'; readonly input: UpdateItemCommandInput }
  | { readonly kind: 'put'; readonly input: PutItemCommandInput }
  | { readonly kind: 'look' | 'act'; readonly request: ZuoraRequest }
  | { readonly kind: 'hide'; readonly milliseconds: number }
  | { readonly kind: 'dead letter'; readonly body: string; readonly attributes: Attributes }
  | { readonly kind: 'return'; readonly failures: readonly string[] }
  | { readonly kind: 'acknowledge' }
);

export type EffectKind = Effect['kind'];

/** What a process hears of an effect. */
export interface Heard {
  /** By the clock of the process. */
  readonly at: number;
  readonly output?: unknown;
  /** Undefined if the effect was answered well. */
  readonly error?: Error;
}

const texts = new WeakMap<object, string>();

export function textOf({ at, output, error }: Heard): string {
  return `${at} ${error === undefined ? jsonOf(output) : String(error)}`;
}

/** The same item is heard of in many worlds. */
function jsonOf(output: unknown): string {
  if (typeof output !== 'object' || output === null) return String(output);
  const text = texts.get(output) ?? JSON.stringify(output);
  texts.set(output, text);
  return text;
}
