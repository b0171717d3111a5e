/**
 * A dialog over the page. The browser keeps the focus inside, and Escape closes it. The element with `data-first` gets the
 * focus, else the first one that can have it.
 */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  readonly class?: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Dialog({ title, onClose, children, class: kind = '' }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  // Before the next key: what is typed right after the dialog was asked for belongs to it.
  useLayoutEffect(() => {
    const { activeElement } = document;
    element.current?.showModal();
    element.current?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      if (activeElement instanceof HTMLElement) activeElement.focus();
    };
  }, []);
  return (
    <dialog ref={element} class={kind} aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}
