/** What surrounds every page. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { heartbeat } from '../../../console/shapes/heartbeat.ts';
import { pages } from '../../../console/shapes/pages.ts';
import { until } from '../../until.ts';
import { expectAccessible } from './accessible.ts';
import type { BrowserWorld } from './world.ts';

export function shellTests(world: () => BrowserWorld): void {
  test('a browser that did not bring an address of the terminal sees nothing', async () => {
    const page = await world().openStrange();
    await page.goto(`${world().origin}/people`);
    await page.getByRole('heading', { name: 'This browser is not let in' }).waitFor();
    world().forgive(/401/);
  });

  test.each(pages)('$path is accessible in both themes, and nothing sticks out at 360 pixels', async ({ path }) => {
    await expectAccessible(await world().open(path));
  });

  test('what pages hear is searched for secrets, as what they ask for', async () => {
    const page = await world().open('/health');
    await page.getByRole('row', { name: /user-access-requests/ }).waitFor();
    expect(world().heard.join()).toContain('"name":"user-access-requests"');
  });

  test('the palette opens with / and with Ctrl-K, and leads to pages, people and actions', async () => {
    const page = await world().open('/activity');
    await page.keyboard.press('/');
    await page.keyboard.type('dead');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Dead letters', level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('grace.hopper');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor();
    expect(page.url()).toContain('/people?query=grace.hopper');
    await page.keyboard.press('Control+k');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('? shows the keys of the page, and typing into a field is typing', async () => {
    const page = await world().open('/people');
    await page.getByLabel('Name, login or account').focus();
    await page.keyboard.type('t?/');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.locator('h1').click();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Dead letters').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
  });

  test('the theme is kept', async () => {
    const page = await world().open('/activity');
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    await page.keyboard.press('t');
    await page.keyboard.press('t');
    expect(await ground()).not.toBe(light);
    const dark = await ground();
    await page.reload();
    await page.locator('h1').waitFor();
    expect(await ground()).toBe(dark);
  });

  test.each(['/activity', '/dead-letters', '/health'])(
    '%s says that the console does not answer if it is silent, and connects again',
    async (path) => {
      const page = await world().open('/activity');
      await page.clock.install();
      await page.addInitScript(`
        window.connected = 0;
        window.ended = 0;
        window.EventSource = class extends EventTarget {
          constructor() { super(); window.connected += 1; }
          close() { window.ended += 1; }
        };`);
      await page.goto(`${world().origin}${path}`);
      // That of the page, and that of the work.
      await until(() => page.evaluate<boolean>('window.connected === 2'));
      await page.clock.fastForward(3 * heartbeat);
      await page.getByText(/[Tt]he console does not answer/).waitFor();
      await until(() => page.evaluate<boolean>('window.ended > 0 && window.connected === 2 * window.ended'));
    },
  );

  test('a page of another site can neither send a form, nor read, nor follow, nor frame the console', async () => {
    const page = await world().open('/activity');
    const { origin } = world();
    const attacks = `
      const attempt = (promise) => promise.then(() => 'done', () => 'refused');
      const follow = () => new Promise((resolve, reject) => {
        const source = new EventSource('${origin}/api/activity/live', { withCredentials: true });
        source.onopen = resolve;
        source.onmessage = resolve;
        source.onerror = () => { source.close(); reject(); };
      });
      const body = JSON.stringify({ choice: { ids: ['m-1'] }, stale: false });
      Promise.all([
        attempt(fetch('${origin}/api/stage', { credentials: 'include' })),
        attempt(follow()),
        attempt(fetch('${origin}/api/dead-letters/redrive', { method: 'POST', credentials: 'include', body, headers: { 'content-type': 'application/json' } })),
      ])`;
    await withSite(async (site) => {
      // On another port of this machine, the browser sends the cookie: it is the same site.
      await page.goto(site);
      expect(await page.evaluate(attacks)).toEqual(['refused', 'refused', 'refused']);
      await page.evaluate('document.forms[0].submit()');
      await page.getByText('Only pages of this console').waitFor();
      expect(await readFrame(page, site)).not.toContain('Activity');
    }, origin);
    expect(world().stack.output()).not.toContain('redrives dead letters with ID m-1');
    world().forgive(/./);
  });
}

/** A site whose page has a form to the console, and the console in a frame. */
async function withSite(visit: (url: string) => Promise<void>, console: string): Promise<void> {
  const server = createServer((request, response) => {
    const frame = request.url === '/frame' ? `<iframe src="${console}/activity"></iframe>` : '';
    response
      .setHeader('content-type', 'text/html')
      .end(
        `<form method="post" enctype="text/plain" action="${console}/api/dead-letters/redrive"><input name='{"choice":{"ids":["m-1"]},"stale":false,"a' value='":1}'></form>${frame}`,
      );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await visit(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.closeAllConnections();
  server.close();
}

async function readFrame(page: Page, site: string): Promise<string> {
  await page.goto(`${site}/frame`);
  const [, frame] = page.frames();
  return (await frame?.locator('body').innerText()) ?? '';
}
