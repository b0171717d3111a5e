/** Whether a page is there for everybody: with other eyes, ears or hands, and with a small screen. */
import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../../until.ts';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface AxeViolation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Of a small telephone; pixels. */
const narrow = { width: 360, height: 740 };

/**
 * A page has no problem for people with other eyes, ears or hands, in neither theme and on no screen, and nothing of it
 * sticks out of a small one. The page's own policy would refuse the script tag by which axe usually comes.
 */
export async function expectAccessible(page: Page): Promise<void> {
  const wide = page.viewportSize() ?? narrow;
  await expectNoViolations(page);
  await page.setViewportSize(narrow);
  await until(() => page.evaluate<boolean>(`innerWidth === ${narrow.width}`));
  expect(await page.evaluate<string[]>(overflowing)).toEqual([]);
  await page.setViewportSize(wide);
}

/** What is wider than the screen, in words. A dialog may scroll what is in it, and a page what has a scrollbar of its own. */
const overflowing = `[document.documentElement, ...document.querySelectorAll('dialog[open]')]
  .filter((one) => one.scrollWidth > one.clientWidth || one.getBoundingClientRect().right > innerWidth)
  .map((one) => one.tagName + ' ' + (one.ariaLabel ?? '') + ' is ' + one.scrollWidth + ' pixels wide')`;

async function expectNoViolations(page: Page): Promise<void> {
  await page.evaluate(axe);
  const run = "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)";
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate<AxeViolation[]>(run);
    expect(violations.map((violation) => describeViolation(violation, colorScheme))).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}

function describeViolation({ id, help, nodes }: AxeViolation, theme: string) {
  const some = nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`);
  return { theme, id, help, nodes: some };
}
