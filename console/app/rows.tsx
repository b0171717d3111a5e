// biome-ignore-all lint/a11y/useSemanticElements: the rows of a real table cannot be placed one by one
// biome-ignore-all lint/a11y/useFocusableInteractive: the first cell of a row has what the keyboard needs
/** A long table. Only the rows in view are in the document, so that 20,000 of them scroll as well as 20. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { isNarrow } from './screen.ts';

/** Rows above and below the view, so that fast scrolling shows none that is blank. */
const overscan = 24;

/** Pixels. A narrow row has two lines. style/rows.css has the same. */
const rowHeight = 36;
const narrowRowHeight = 64;

interface RowsProps<Item> {
  readonly label: string;
  readonly class: string;
  readonly titles: readonly string[];
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly cellsOf: (item: Item) => readonly ComponentChildren[];
  readonly isCurrent: (item: Item) => boolean;
  readonly onOpen: (item: Item) => void;
}

export function Rows<Item>({ label, titles, items, keyOf, cellsOf, isCurrent, onOpen, ...others }: RowsProps<Item>) {
  const view = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(600);
  const rowSize = isNarrow.value ? narrowRowHeight : rowHeight;
  useEffect(() => {
    const element = view.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      height.value = element.clientHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useKeptPlace(view, items, keyOf, rowSize);
  useCurrentInView(view, items.findIndex(isCurrent), rowSize);

  const first = Math.max(0, Math.floor(top.value / rowSize) - overscan);
  const last = Math.min(items.length, Math.ceil((top.value + height.value) / rowSize) + overscan);
  return (
    <div class={`rows ${others.class}`} role="table" aria-label={label} aria-rowcount={items.length + 1}>
      <div role="rowgroup">
        <div class="row head" role="row" aria-rowindex={1}>
          {titles.map((title) => (
            <span role="columnheader" key={title}>
              {title}
            </span>
          ))}
        </div>
      </div>
      <div
        class="view"
        role="rowgroup"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        ref={view}
        onScroll={({ currentTarget }) => {
          top.value = currentTarget.scrollTop;
        }}
      >
        <div class="all" role="presentation" style={{ height: `${items.length * rowSize}px` }}>
          {items.slice(first, last).map((item, index) => (
            <Row
              key={keyOf(item)}
              cells={cellsOf(item)}
              index={first + index}
              top={(first + index) * rowSize}
              current={isCurrent(item)}
              onOpen={() => onOpen(item)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  readonly cells: readonly ComponentChildren[];
  readonly index: number;
  readonly top: number;
  readonly current: boolean;
  readonly onOpen: () => void;
}

/** A click anywhere opens it. For the keyboard there are the page's keys, and the link or button in the first cell. */
function Row({ cells, index, top, current, onOpen }: RowProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: its first cell has what the keyboard needs
    <div
      class={current ? 'row current' : 'row'}
      role="row"
      aria-rowindex={index + 2}
      {...(current && { 'aria-current': 'true' as const })}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => {
        const isControl = event.target instanceof Element && event.target.closest('a, button, input');
        if (!isControl) onOpen();
      }}
    >
      {cells.map((cell, column) => (
        <span role="cell" key={column}>
          {cell}
        </span>
      ))}
    </div>
  );
}

/** Rows that come in above the view do not move what somebody reads. */
function useKeptPlace<Item>(
  view: { readonly current: HTMLDivElement | null },
  items: readonly Item[],
  keyOf: (item: Item) => string,
  rowSize: number,
): void {
  const firstKey = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const before = firstKey.current;
    const [first] = items;
    firstKey.current = first && keyOf(first);
    const element = view.current;
    if (!element || before === undefined || element.scrollTop < rowSize || firstKey.current === before) return;
    const added = items.findIndex((item) => keyOf(item) === before);
    if (added > 0) element.scrollTop += added * rowSize;
  }, [items]);
}

/** The keyboard can move the selection out of the view. */
function useCurrentInView(view: { readonly current: HTMLDivElement | null }, index: number, rowSize: number): void {
  const lastIndex = useRef(-1);
  useLayoutEffect(() => {
    const element = view.current;
    const hasMoved = index !== lastIndex.current;
    lastIndex.current = index;
    if (!element || index < 0 || !hasMoved) return;
    const top = index * rowSize;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowSize > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + rowSize - element.clientHeight;
    }
  }, [index]);
}
