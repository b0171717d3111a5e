/** The palette: everything that the console can do, found by typing. */
import { useSignal } from '@preact/signals';
import { stagePages } from './api.ts';
import { Dialog } from './dialog.tsx';
import { pageActions } from './keys.ts';
import { navigate } from './router.ts';
import { nextTheme } from './theme.ts';

interface Choice {
  readonly title: string;
  readonly hint: string;
  readonly run: () => void;
}

export function Palette({ onClose }: { readonly onClose: () => void }) {
  const text = useSignal('');
  const chosen = useSignal(0);
  const choices = choicesFor(text.value);
  const current = choices[Math.min(chosen.value, choices.length - 1)];
  const run = (choice: Choice | undefined) => {
    onClose();
    choice?.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      chosen.value = (chosen.value + step + choices.length) % choices.length;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      run(current);
    }
  };
  return (
    <Dialog title="Go to or do" class="palette" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Page, person or action"
        aria-expanded="true"
        aria-controls="choices"
        aria-activedescendant={current && `choice-${choices.indexOf(current)}`}
        placeholder="A page, a person, an action…"
        autocomplete="off"
        value={text}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={onKeyDown}
      />
      <div id="choices" role="listbox" aria-label="Choices">
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={choice.title}
            id={`choice-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={choice === current}
            onClick={() => run(choice)}
          >
            <span>{choice.title}</span>
            <kbd>{choice.hint}</kbd>
          </div>
        ))}
      </div>
    </Dialog>
  );
}

/** What is typed may also be a person. */
function choicesFor(text: string): readonly Choice[] {
  const wanted = text.trim().toLowerCase();
  const all: readonly Choice[] = [
    ...pageActions.value.map(({ key, does, run }) => ({ title: does, hint: key, run })),
    ...stagePages.value.map(({ title, path, key }) => ({ title, hint: `g ${key}`, run: () => navigate(path) })),
    { title: 'Change the theme', hint: 't', run: nextTheme },
  ];
  const matching = all.filter(({ title }) => title.toLowerCase().includes(wanted));
  if (wanted === '') return matching;
  const query = encodeURIComponent(text.trim());
  return [
    ...matching,
    { title: `People: ${text.trim()}`, hint: '', run: () => navigate(`/people?query=${query}`) },
    { title: `Activity of ${text.trim()}`, hint: '', run: () => navigate(`/activity?person=${query}`) },
  ];
}
