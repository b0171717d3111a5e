/** How wide the screen is. style/ has the same limit. */
import { signal } from '@preact/signals';

const narrow = window.matchMedia('(max-width: 760px)');

export const isNarrow = signal(narrow.matches);

narrow.addEventListener('change', ({ matches }) => {
  isNarrow.value = matches;
});
