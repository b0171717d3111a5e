/** Server-sent events: what a page follows. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { memoise } from '../lib/memoise.ts';
import { shown } from './answers.ts';
import type { Stage } from './stage.ts';

/** Milliseconds between two signs of life, so that a page notices when the console is gone. */
const heartbeat = 15_000;

/**
 * Sends messages until the page or the console goes away.
 *
 * @param follow begins to send, and stops at the signal
 */
export function eventStream<Message extends object>(
  context: Context,
  { session: { interruption } }: Stage,
  follow: (send: (message: Message) => void, end: AbortSignal) => void,
): Response {
  return streamSSE(context, async (stream) => {
    const gone = new AbortController();
    const end = AbortSignal.any([gone.signal, interruption]);
    stream.onAbort(() => gone.abort());
    const ended = new Promise<void>((resolve) => end.addEventListener('abort', () => resolve()));
    follow((message) => void stream.writeSSE({ data: textOf(message) }), end);
    const timer = setInterval(() => void stream.writeSSE({ event: 'alive', data: '' }), heartbeat);
    await ended;
    clearInterval(timer);
  });
}

/** What all followers get is written once. */
const textOf = memoise((message: object) => JSON.stringify(shown(message)));
