/** Cuts translation off at one of its calls to AWS. */
import type { AwsParts } from './translation.ts';

/** The AWS calls of translation that change something. */
export const translationEffects = ['UpdateItemCommand', 'CreateScheduleCommand', 'SendMessageBatchCommand'];

/**
 * Cuts translation off before or after its effect of this number, once.
 *
 * @param effects the calls that count
 * @returns whether the work had so many effects
 */
export async function withCrash(
  { sqs, dynamodb, scheduler }: AwsParts,
  number: number,
  after: boolean,
  work: () => Promise<void>,
  effects: readonly string[] = translationEffects,
): Promise<boolean> {
  let seen = 0;
  let crashed = false;
  async function cutOff<Result>(command: string | undefined, send: () => Promise<Result>): Promise<Result> {
    if (!effects.includes(command ?? '') || seen++ !== number) return send();
    crashed = true;
    if (after) await send();
    throw new Error('crash');
  }
  const options = { step: 'initialize', name: 'crash' } as const;
  sqs.middlewareStack.add(
    (next, { commandName }) =>
      (call) =>
        cutOff(commandName, () => next(call)),
    options,
  );
  dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      (call) =>
        cutOff(commandName, () => next(call)),
    options,
  );
  scheduler.middlewareStack.add(
    (next, { commandName }) =>
      (call) =>
        cutOff(commandName, () => next(call)),
    options,
  );
  try {
    await work();
  } finally {
    for (const { middlewareStack } of [sqs, dynamodb, scheduler]) middlewareStack.remove('crash');
  }
  return crashed;
}
