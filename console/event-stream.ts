/** Server-sent events: what a page follows. https://html.spec.whatwg.org/multipage/server-sent-events.html */
import type { Context } from 'hono';
import { memoise } from '../lib/memoise.ts';
import { onAbort } from './abort.ts';
import { shown } from './answers.ts';
import { Outbox } from './outbox.ts';
import { heartbeat } from './shapes/heartbeat.ts';
import type { Stage } from './stage.ts';

/** @param isWhole whether the message tells everything, so that earlier ones need not be sent any more */
type Send<Message> = (message: Message, isWhole?: boolean) => void;

/**
 * Sends messages until the page or the console goes away, or the browser reads too little. Then it connects again, and the
 * messages begin anew.
 *
 * @param follow begins to send, and stops at the signal
 */
export function eventStream<Message extends object>(
  context: Context,
  { session: { interruption } }: Stage,
  follow: (send: Send<Message>, end: AbortSignal) => void,
): Response {
  const gone = new AbortController();
  const end = AbortSignal.any([gone.signal, interruption]);
  const outbox = new Outbox<Message | typeof alive>(eventOf, () => gone.abort());
  const timer = setInterval(() => outbox.putIfIdle(alive), heartbeat);
  onAbort(end, () => {
    clearInterval(timer);
    outbox.close();
  });
  follow((message, isWhole) => outbox.put(message, isWhole), end);
  return context.body(outbox.body, 200, { 'content-type': 'text/event-stream' });
}

/** A sign of life. */
const alive = { is: 'alive' } as const;

function eventOf(message: object): string {
  return message === alive ? 'event: alive\ndata:\n\n' : `data: ${textOf(message)}\n\n`;
}

/** What all followers get is written once. */
const textOf = memoise((message: object) => JSON.stringify(shown(message)));
