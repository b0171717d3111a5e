/** An answer counts for its own question alone, however late it comes. */
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../../until.ts';
import type { BrowserWorld } from './world.ts';

/**
 * The page asks for people through this. The head of the answer for `slow` is there at once. Its body ends when the page has
 * asked something else. The answer for `held` never comes.
 *
 * @param ending what becomes of the body then
 */
const answersLate = (ending: string) => `
  const send = window.fetch;
  window.fetch = async (path, request) => {
    if (path.includes('query=held')) return new Promise(() => { window.isHeld = true; });
    if (!path.includes('query=slow')) return send(path, request);
    const body = new ReadableStream({
      start(controller) {
        request.signal.addEventListener('abort', () => { ${ending} });
        window.isSlow = true;
      },
    });
    return new Response(body);
  };`;

const late = '{"people":[{"login":"late@example.com","key":"1","sources":[],"access":[],"pending":[]}],"isAll":true}';

export function lateAnswerTests(world: () => BrowserWorld): void {
  const search = async (page: Page, query: string) => {
    await page.getByLabel('Name, login or account').fill(query);
    await page.keyboard.press('Enter');
  };
  const isSet = async (page: Page, name: string) => until(() => page.evaluate<boolean>(`window.${name} === true`));
  /** The page has done all that it does about what has happened. */
  const settle = (page: Page) =>
    page.evaluate('new Promise((done) => setTimeout(() => requestAnimationFrame(done), 50))');

  test.each([
    ['breaks off', 'controller.error(request.signal.reason);'],
    ['is complete nevertheless', `controller.enqueue(new TextEncoder().encode('${late}')); controller.close();`],
  ])('the answer of an earlier search that %s is neither nobody nor somebody', async (_, ending) => {
    const page = await world().open('/activity');
    await page.addInitScript(answersLate(ending));
    await page.goto(`${world().origin}/people`);
    await search(page, 'slow');
    await isSet(page, 'isSlow');
    await search(page, 'held');
    await isSet(page, 'isHeld');
    await settle(page);
    expect(await page.getByRole('status').first().innerText()).toBe('searching…');
    expect(await page.locator('main').innerText()).not.toMatch(/Nobody is known|late@example\.com/);
  });

  test('nobody is never said of a search that is not answered', async () => {
    const page = await world().open('/activity');
    await page.addInitScript(answersLate(''));
    await page.goto(`${world().origin}/people`);
    await search(page, 'nobody-of-this-name');
    await page.getByText('Nobody is known by “nobody-of-this-name”.').waitFor();
    await page.evaluate(`
      window.seen = '';
      new MutationObserver(() => { window.seen += document.querySelector('main').innerText; })
        .observe(document.body, { subtree: true, childList: true, characterData: true });`);
    await search(page, 'held');
    await isSet(page, 'isHeld');
    await settle(page);
    expect(await page.evaluate('window.seen')).toContain('searching…');
    expect(await page.evaluate('window.seen')).not.toContain('Nobody is known by “held”');
  });
}
