/** Keys that do something anywhere on a page, and the words that explain them. */
import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';

export interface KeyAction {
  /** As `KeyboardEvent.key` has it. */
  readonly key: string;
  /** What it does, such as `Redrive the group`. */
  readonly does: string;
  readonly run: () => void;
}

/** Of the page that is shown. The palette lists them too. */
export const pageActions = signal<readonly KeyAction[]>([]);

/**
 * With the rendering itself: an effect after the next paint would answer a quick second key with what the first one saw.
 *
 * @param actions those of each rendering count
 */
export function usePageActions(actions: readonly KeyAction[]): void {
  useLayoutEffect(() => {
    pageActions.value = actions;
  });
  useLayoutEffect(
    () => () => {
      pageActions.value = [];
    },
    [],
  );
}

/** Whether somebody types, or a dialog is open: then a key means what it always means. */
export function isTaken({ target, altKey, metaKey, ctrlKey }: KeyboardEvent): boolean {
  if (altKey || metaKey || ctrlKey || document.querySelector('dialog[open]')) return true;
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), select, textarea');
}

/** @returns whether the page has something for the key */
export function runPageAction(key: string): boolean {
  const action = pageActions.value.find((one) => one.key === key);
  action?.run();
  return action !== undefined;
}
