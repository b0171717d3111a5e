/** Lambda's REST protocol: method and path name the action, and a part of its input is in path and query. */
import type { Members } from './service.ts';

interface Route {
  readonly method: string;
  /** Its named groups are members of the input. */
  readonly path: RegExp;
  readonly action: string;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
const ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/2015-03-31\/event-source-mappings\/?$/, action: 'ListEventSourceMappings' },
  { method: 'GET', path: /^\/2015-03-31\/event-source-mappings\/(?<UUID>[^/]+)$/, action: 'GetEventSourceMapping' },
  { method: 'PUT', path: /^\/2015-03-31\/event-source-mappings\/(?<UUID>[^/]+)$/, action: 'UpdateEventSourceMapping' },
];

/** What a request asks of Lambda, with the input that its path names; nothing if it is no request to Lambda. */
export function findRoute(method: string, path: string): { action: string; input: Members } | undefined {
  for (const { path: pattern, action, method: routed } of ROUTES) {
    const match = routed === method ? pattern.exec(path) : null;
    if (match) return { action, input: { ...match.groups } };
  }
  return undefined;
}
