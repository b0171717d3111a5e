/** Follows what the console sends as it happens. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { loadStage } from './api.ts';
import { pageToken } from './page-token.ts';

export type Connection = 'connecting' | 'open' | 'lost';

/**
 * The browser connects again by itself after a loss. The console then sends everything anew.
 *
 * @param path another one begins anew
 */
export function useLive<Message>(path: string, onMessage: (message: Message) => void): Signal<Connection> {
  const connection = useSignal<Connection>('connecting');
  useEffect(() => {
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
    return () => source.close();
  }, [path]);
  return connection;
}
