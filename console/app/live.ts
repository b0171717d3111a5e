/** Follows what the console sends as it happens. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { loadStage } from './api.ts';
import { pageToken } from './page-token.ts';

export type Connection = 'connecting' | 'open' | 'lost';

/**
 * The browser connects again by itself after a loss. The console then sends everything anew. A tab that nobody sees does not
 * follow: a browser opens only six connections to a console, for all tabs together.
 *
 * @param path another one begins anew
 */
export function useLive<Message>(path: string, onMessage: (message: Message) => void): Signal<Connection> {
  const connection = useSignal<Connection>('connecting');
  useEffect(() => {
    let source: EventSource | undefined;
    const follow = () => {
      if (document.hidden) {
        source?.close();
        source = undefined;
      } else {
        source ??= open(path, connection, onMessage);
      }
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      source?.close();
    };
  }, [path]);
  return connection;
}

function open<Message>(
  path: string,
  connection: Signal<Connection>,
  onMessage: (message: Message) => void,
): EventSource {
  const source = new EventSource(`/api${path}${path.includes('?') ? '&' : '?'}token=${pageToken}`);
  source.onopen = () => {
    connection.value = 'open';
  };
  source.onmessage = ({ data }) => onMessage(JSON.parse(data));
  source.onerror = () => {
    connection.value = 'lost';
    // Tells whether the console is gone, or knows this browser no more.
    if (source.readyState === EventSource.CLOSED) loadStage().catch(() => undefined);
  };
  return source;
}
