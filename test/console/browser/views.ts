/** Each view of the console: a page, with something selected on it where it can have a selection. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { pages } from '../../../console/shapes/pages.ts';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { until } from '../../until.ts';
import { announceLeaving } from '../announced-change.ts';
import { holdAccess } from '../held-access.ts';
import { leaveTogether } from './leavers.ts';
import { startOwnConsole } from './own-console.ts';
import { type BrowserWorld, requestOf } from './world.ts';

interface View {
  readonly address: string;
  /** What is there once it is complete. */
  readonly shows: RegExp;
  /** The command that shows the same, without `zuora-access`; none for the sandbox. */
  readonly command?: string;
  /** The buttons and the keys that change something. */
  readonly writes?: readonly string[];
}

/** What only shows something. */
const reading = new RegExp(
  `^(${[
    ...['Find \\/', 'Show the keys', '\\w+ theme\\. Change it', 'Change the theme', 'Copy the command .*', 'Clear'],
    ...['Read again', 'Check again', 'Close', 'Search', 'Show', 'Show the rules', 'Ask Zuora', 'Try', 'Compare'],
    ...['Dismiss: .*', 'Select the (next|previous) \\w+', 'Close the .*', 'Read the .* again', 'Run the checks again'],
    ...['Open the first person', 'Back to all people', ...pages.map(({ title }) => title)],
  ].join('|')})$`,
);

const [login, waiting] = ['viewed@example.com', 'asks-viewed@example.com'];
const tables = { ledger: 'zuora-access-local-ledger', accounts: 'zuora-access-local-accounts' };

/** A state of the stage in which each view has all that it can have. */
async function arrange(world: BrowserWorld) {
  const { dynamodb } = world.stack.clients;
  await world.addUser(waiting);
  await world.request(waiting, { targetEntityIds: [hyphenateEntityId(seedEntity.japan)] });
  const stale = requestOf(login, {}, { time: new Date(Date.now() - 10 * 86_400_000).toISOString() });
  await world.send('user-access-requests', stale);
  const letter = await world.sendDeadLetter('connection-approvals', 'rejected', requestOf(login));
  await holdAccess(dynamodb, login, seedEntity.germany, Date.now() - 60_000, tables);
  await leaveTogether(dynamodb, ['goes-viewed@example.com', 'waits-viewed@example.com']);
  const times = { saidAt: Date.now(), effectiveAt: Date.now() + 86_400_000 };
  await announceLeaving(dynamodb, { username: login, announcement: randomUUID(), ...times }, tables.ledger);
  const page = await world.open('/safeguard');
  await page.getByRole('button', { name: /okta/ }).first().click();
  await until(() => page.url().includes('set='));
  const set = new URL(page.url()).searchParams.get('set') ?? '';
  return { event: stale.id, letter, set };
}

async function viewsOf(world: BrowserWorld): Promise<readonly View[]> {
  const { event, letter, set } = await arrange(world);
  const group = '/dead-letters?group=rejected@connection-approvals';
  const groupKeys = ['Redrive the selected group', 'Purge the selected group'];
  const groupWrites = [...groupKeys, 'Redrive all 1…', 'Purge all 1…'];
  const publish = ['Publish an event…', 'Publish an event'];
  const safeguard = ['Announce changes…', `Cancel left of ${login}`];
  return [
    { address: '/activity', shows: /deliver/, command: 'tail --since 60m' },
    {
      ...{ address: '/activity?minutes=15&operation=requestUserAccess', shows: /deliver/ },
      command: 'tail --since 15m --queue user-access-requests',
    },
    { address: '/people', shows: /example\.com/, command: 'people show <login>' },
    {
      ...{ address: `/people?person=${login}`, shows: /Revoked\./, command: `history ${login}` },
      writes: ['End all access…', 'Unblock…', 'End all access of this person', 'Unblock this person'],
    },
    { address: '/dead-letters', shows: /connection-approvals/, command: 'dlq list', writes: groupKeys },
    { address: group, shows: /What to do:/, command: 'dlq list --queue connection-approvals', writes: groupWrites },
    {
      ...{ address: `${group}&letter=${letter}`, shows: /No record of this event/, command: `dlq show ${letter}` },
      writes: [...groupWrites, 'Edit and publish again…'],
    },
    { address: '/entities', shows: /japan/, command: 'pending', writes: ['Try who administers them…'] },
    {
      ...{
        address: `/entities?entity=${seedEntity.japan}`,
        shows: /asks-viewed@example\.com\s*pending/,
        command: 'who japan',
      },
      writes: [`Approve the request of ${waiting}`],
    },
    { address: '/event', shows: /Give the id/, command: 'status <id>', writes: publish },
    { address: "/event?id=it's", shows: /has an event/, command: "status 'it'\\''s'", writes: publish },
    {
      ...{ address: `/event?id=${event}`, shows: /dead-letter/, command: `status ${event}` },
      writes: [...publish, 'Retry now…', 'Retry the event now'],
    },
    { address: '/policy', shows: /no-contractors-in-japan\s*nobody/, command: 'policy check' },
    { address: '/safeguard', shows: /viewed/, command: 'safeguard status', writes: safeguard },
    {
      ...{ address: `/safeguard?set=${set}`, shows: /People who wait/, command: `safeguard show ${set}` },
      writes: [...safeguard, 'Release all…', 'Keep…'],
    },
    { address: '/health', shows: /receives[\s\S]*ok/, command: 'doctor', writes: ['Pause access-approvals'] },
    {
      ...{ address: '/sandbox', shows: /\/v1\// },
      writes: ['Next call answers 500', 'Clear the faults', `grant japan of ${waiting}`],
    },
  ];
}

export function viewTests(world: () => BrowserWorld): void {
  let views: Promise<readonly View[]> | undefined;
  /** Once for all tests. */
  const allViews = () => {
    views ??= viewsOf(world());
    return views;
  };

  test('each view names the command that shows the same, offers what it can change, and copies the command', async () => {
    const page = await world().open('/activity');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    for (const { address, shows, command, writes = [] } of await allViews()) {
      await visit(page, address, shows);
      const copy = page.locator('.heading').getByRole('button', { name: /^Copy the command/ });
      const wanted = command === undefined ? [] : [`Copy the command zuora-access ${command}`];
      const named = await Promise.all((await copy.all()).map((one) => one.getAttribute('aria-label')));
      expect([address, named]).toEqual([address, wanted]);
      expect([address, await writesOn(page)]).toEqual([address, expect.arrayContaining([...writes])]);
    }
    await page.goto(`${world().origin}/health`);
    await page.getByRole('button', { name: 'Copy the command zuora-access doctor' }).click();
    await page.getByText('Copied', { exact: true }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('zuora-access doctor');
    world().forgive(/404/);
  });

  test('a console that only shows offers no write on any of them: no button, no key, nothing in the palette', async () => {
    const console = await startOwnConsole(world(), { isReadOnly: true });
    try {
      const page = await world().enter(console.url);
      await page.getByText('read only', { exact: true }).waitFor();
      for (const { address, shows } of await allViews()) {
        await visit(page, address, shows);
        expect([address, await writesOn(page)]).toEqual([address, []]);
      }
      await page.close();
    } finally {
      await console.close();
    }
    world().forgive(/404/);
  });

  test.each(pages)('$path says in words that it could not be loaded', async ({ path }) => {
    const page = await world().open('/activity');
    await page.route(/\/api\/(?!stage$)/, (route) => route.fulfill({ status: 502, json: { error: 'AWS is away.' } }));
    await page.goto(`${world().origin}${path}${path === '/event' ? '?id=x' : ''}`);
    await page
      .locator('main')
      .getByText(/AWS is away\.|onsole does not answer/)
      .first()
      .waitFor();
    await page.close();
    world().forgive(/502/);
  });

  test('a sandbox without users, connections and calls says so', async () => {
    const page = await world().open('/activity');
    await page.route('**/api/sandbox', (route) => route.fulfill({ json: { users: [], connections: [], calls: [] } }));
    await page.goto(`${world().origin}/sandbox`);
    for (const words of ['no users', 'no connections']) await page.getByText(`The sandbox has ${words}.`).waitFor();
    await page.getByText('Nobody has called the sandbox.').waitFor();
  });
}

/** Follows an address as a link does. What it shows may be in the logs or in the tables a moment later. */
async function visit(page: Page, address: string, shows: RegExp): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent('popstate'));`,
  );
  const shown = page.locator('main').filter({ hasText: shows });
  await until(async () => {
    const isShown = await shown.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    );
    if (!isShown) await page.reload();
    return isShown;
  });
}

/** What changes something: the buttons, and what the help and the palette offer. */
async function writesOn(page: Page): Promise<readonly string[]> {
  const buttons = await page.evaluate<string[]>(
    "[...document.querySelectorAll('button:not(.link, .counts *)')].map((one) => one.ariaLabel ?? one.innerText)",
  );
  await page.keyboard.press('?');
  const keys = await page.getByRole('dialog').locator('dd').allInnerTexts();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  const options = page.getByRole('dialog').getByRole('option').locator('span');
  await options.first().waitFor();
  const choices = await options.allInnerTexts();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const helped = ['Find a page, a person or an action', 'Show the keys', 'Close what is open'];
  // The palette has the keys of the page, and no others.
  expect(choices.toSorted()).toEqual(keys.filter((one) => !helped.includes(one)).toSorted());
  return [...new Set([...buttons, ...choices])].filter((name) => !reading.test(name.trim()));
}
