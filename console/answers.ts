/** What the console sends to a browser: text that controls nothing, in lengths that a page can show. */
import type { Context } from 'hono';
import { z } from 'zod';
import { NotFound, OperatorError } from '../operator/errors.ts';
import { explainError } from '../operator/explain-error.ts';
import { printable } from '../operator/printable.ts';
import type { Stage } from './stage.ts';

/** A publisher may send a name of 10 KB. No row or fact needs more than this. */
const maxTextLength = 2000;

/**
 * The value with every text in it made safe to show: no control characters, no marks that turn the direction of text, and
 * a limited length.
 */
export function shown<Value>(value: Value): Value;
export function shown(value: unknown): unknown {
  if (typeof value === 'string') return shownText(value);
  if (value === null || typeof value !== 'object' || safe.has(value)) return value;
  const copy = Array.isArray(value)
    ? value.map((one) => shown(one))
    : Object.fromEntries(Object.entries(value).map(([name, one]) => [shownText(name), shown(one)]));
  safe.add(copy);
  return copy;
}

/** What was made safe before. Nobody changes it, and thousands of rows are sent again to each page. */
const safe = new WeakSet<object>();

function shownText(text: string): string {
  const safe = printable(text);
  return safe.length > maxTextLength ? `${safe.slice(0, maxTextLength)}…` : safe;
}

export function answer(context: Context, value: object): Response {
  return context.json(shown(value));
}

/**
 * Answers with what takes many reads. They end when the browser goes away, or asks something else.
 *
 * @param read returns undefined when interrupted
 */
export async function answerReading(
  context: Context,
  stage: Stage,
  read: (stage: Stage) => Promise<object | undefined>,
): Promise<Response> {
  const reading = stage.until(context.req.raw.signal);
  const value = await read(reading);
  // What was read until then may be a part.
  if (value === undefined || reading.session.interruption.aborted)
    throw new OperatorError('The reading was stopped before its end. Ask again.');
  return answer(context, value);
}

/** A failure in words. */
export function answerError(context: Context, error: unknown): Response {
  if (error instanceof z.ZodError)
    return context.json({ error: `The request is wrong. ${z.prettifyError(error)}` }, 400);
  const status = error instanceof NotFound ? 404 : error instanceof OperatorError ? 409 : 502;
  return context.json({ error: explainError(error) }, status);
}
