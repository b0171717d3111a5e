/** Light or dark: as the machine has it, until somebody chooses. */
import { effect, signal } from '@preact/signals';

type Theme = 'system' | 'light' | 'dark';

const storedAs = 'zuora-access-theme';
const order: readonly Theme[] = ['system', 'light', 'dark'];

function readTheme(): Theme {
  const stored = window.localStorage.getItem(storedAs);
  return order.find((theme) => theme === stored) ?? 'system';
}

export const theme = signal<Theme>(readTheme());

/** Raised when the colours change: a chart is painted anew then. */
export const paint = signal(0);

effect(() => {
  if (theme.value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme.value;
  window.localStorage.setItem(storedAs, theme.value);
  paint.value = paint.peek() + 1;
});

window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  paint.value += 1;
});

export function nextTheme(): void {
  theme.value = order[(order.indexOf(theme.value) + 1) % order.length] ?? 'system';
}
