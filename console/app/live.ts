/** Follows what the console sends as it happens. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { heartbeat } from '../shapes/heartbeat.ts';
import { loadStage } from './api.ts';
import { pageToken } from './page-token.ts';

export type Connection = 'connecting' | 'open' | 'lost';

/** Shown where something lives on a connection that is lost. */
export const lostWords = 'The console does not answer. Trying again…';

/** Milliseconds. A console that is suspended keeps its connections open, and sends nothing. */
const maxSilence = 3 * heartbeat;

/**
 * The browser connects again after a loss, and the page after a silence. The console then sends everything anew. A tab that
 * nobody sees does not follow: a browser opens only six connections to a console, for all tabs together.
 *
 * @param path another one begins anew
 */
export function useLive<Message>(path: string, onMessage: (message: Message) => void): Signal<Connection> {
  const connection = useSignal<Connection>('connecting');
  useEffect(() => {
    let close: (() => void) | undefined;
    const follow = () => {
      if (document.hidden) {
        close?.();
        close = undefined;
      } else {
        close ??= open(path, connection, onMessage);
      }
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      close?.();
    };
  }, [path]);
  return connection;
}

/** @returns a function that closes the connection */
function open<Message>(
  path: string,
  connection: Signal<Connection>,
  onMessage: (message: Message) => void,
): () => void {
  let source: EventSource;
  let silence: number | undefined;
  const lose = () => {
    connection.value = 'lost';
  };
  const waitForSign = () => {
    window.clearTimeout(silence);
    silence = window.setTimeout(reconnect, maxSilence);
  };
  const hear = () => {
    connection.value = 'open';
    waitForSign();
  };
  const connect = () => {
    source = new EventSource(`/api${path}${path.includes('?') ? '&' : '?'}token=${pageToken}`);
    waitForSign();
    source.onopen = hear;
    source.addEventListener('alive', hear);
    source.onmessage = ({ data }) => {
      hear();
      onMessage(JSON.parse(data));
    };
    source.onerror = () => {
      lose();
      // Tells whether the console is gone, or knows this browser no more.
      if (source.readyState === EventSource.CLOSED) loadStage().catch(() => undefined);
    };
  };
  /** To the browser a silent connection is not lost, so it does not connect again by itself. */
  const reconnect = () => {
    lose();
    source.close();
    connect();
  };
  connect();
  return () => {
    window.clearTimeout(silence);
    source.close();
  };
}
