/** The keys, in words. */
import { stagePages } from './api.ts';
import { Dialog } from './dialog.tsx';
import { pageActions } from './keys.ts';

const everywhere = [
  ['/ or Ctrl-K', 'Find a page, a person or an action'],
  ['?', 'Show the keys'],
  ['t', 'Change the theme'],
  ['Esc', 'Close what is open'],
] as const;

export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const rows = [
    ...pageActions.value.map(({ key, does }) => [key === ' ' ? 'Space' : key, does] as const),
    ...stagePages.value.map(({ key, title }) => [`g ${key}`, title] as const),
    ...everywhere,
  ];
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl class="keys">
        {rows.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </Dialog>
  );
}
