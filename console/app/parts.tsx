/** Small parts that all pages are made of. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Severity } from '../shapes/activity.ts';
import type { Facts as FactsShape } from '../shapes/dead-letters.ts';
import { stage } from './api.ts';
import { navigate } from './router.ts';
import { longTime, shortTime } from './time.ts';

interface LinkProps {
  readonly to: string;
  readonly class?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** Leads to another address of the console, without loading it anew. */
export function Link({ to, children, current = false, ...others }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a href={to} onClick={follow} {...others} {...(current && { 'aria-current': 'page' as const })}>
      {children}
    </a>
  );
}

/** Text that somebody else wrote: its direction stays its own. */
export function Their({ text }: { readonly text: string }) {
  return <bdi>{text}</bdi>;
}

export function Badge({ severity, children }: { readonly severity: Severity; readonly children: ComponentChildren }) {
  return <span class={`badge ${severity}`}>{children}</span>;
}

/** @param at milliseconds since the epoch, or RFC 3339 */
export function Time({ at, now = Date.now() }: { readonly at: number | string; readonly now?: number }) {
  const time = typeof at === 'number' ? at : Date.parse(at);
  return (
    <time dateTime={new Date(time).toISOString()} title={longTime(time)}>
      {shortTime(time, now)}
    </time>
  );
}

export function Facts({ facts }: { readonly facts: FactsShape }) {
  const known = Object.entries(facts).filter(([, fact]) => fact !== undefined);
  return (
    <dl class="facts">
      {known.map(([name, fact]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Their text={String(fact)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Loading({ what }: { readonly what: string }) {
  return (
    <p class="notice" role="status">
      Loading {what}…
    </p>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="notice">{children}</p>;
}

export function Failed({ problem }: { readonly problem: string }) {
  return (
    <p class="notice failed" role="alert">
      <Their text={problem} />
    </p>
  );
}

interface CellProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

/** A fact of a row. On a narrow screen it has its title, and is left out if there is nothing to say. */
export function Cell({ title, children }: CellProps) {
  const isEmpty = children === undefined || children === '' || children === false;
  return (
    <td data-title={title} class={isEmpty ? 'none' : ''}>
      {isEmpty ? '–' : children}
    </td>
  );
}

/** The command of the terminal that shows the same. */
export function Command({ words }: { readonly words: readonly string[] }) {
  const isCopied = useSignal(false);
  const { stage: name = '', isLocal = true } = stage.value ?? {};
  const command = ['zuora-access', ...words, ...(isLocal ? [] : ['--stage', name])].join(' ');
  const copy = async () => {
    await navigator.clipboard.writeText(command);
    isCopied.value = true;
    window.setTimeout(() => {
      isCopied.value = false;
    }, 2000);
  };
  return (
    <div class="command">
      <code>{command}</code>
      <button type="button" class="quiet" onClick={copy} aria-label={`Copy the command ${command}`}>
        {isCopied.value ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}

/** One word of a command: a shell interprets nothing in it. */
export function word(text: string): string {
  return /^[\w@.:+/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
