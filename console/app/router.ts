/** The address: its path is the page, and its query holds the filters and the selection. */
import { signal } from '@preact/signals';

interface Address {
  readonly path: string;
  readonly query: URLSearchParams;
}

function readAddress(): Address {
  return { path: window.location.pathname, query: new URLSearchParams(window.location.search) };
}

export const address = signal(readAddress());

window.addEventListener('popstate', () => {
  address.value = readAddress();
});

export function navigate(target: string): void {
  window.history.pushState(null, '', target);
  address.value = readAddress();
}

/** Undefined or nothing removes a parameter. */
export type QueryChange = Readonly<Record<string, string | undefined>>;

/** The present address with other parameters. */
export function withQuery(change: QueryChange): string {
  const { path, query } = address.value;
  const changed = new URLSearchParams(query);
  for (const [name, value] of Object.entries(change)) {
    if (value) changed.set(name, value);
    else changed.delete(name);
  }
  const text = changed.toString();
  return text ? `${path}?${text}` : path;
}

/** A selection is a step that Back undoes. What is typed into a filter is not. */
export function changeQuery(change: QueryChange, isStep = false): void {
  const target = withQuery(change);
  if (isStep) window.history.pushState(null, '', target);
  else window.history.replaceState(null, '', target);
  address.value = readAddress();
}

export function parameter(name: string): string {
  return address.value.query.get(name) ?? '';
}
