/** The console in the browser. */
import { render } from 'preact';
import { loadStage, wordsOf } from './api.ts';
import { Shell } from './shell.tsx';

const place = document.getElementById('console');
if (place) {
  try {
    await loadStage();
    place.replaceChildren();
    render(<Shell />, place);
  } catch (error) {
    place.textContent = wordsOf(error);
  }
}
