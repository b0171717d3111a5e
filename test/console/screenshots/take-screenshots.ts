/** Takes the pictures of docs/console.md, wide and narrow, of a stack on which something has happened. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, test } from '@jest/globals';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import { until } from '../../until.ts';
import { leaveTogether } from '../browser/leavers.ts';
import { BrowserWorld, requestOf } from '../browser/world.ts';

const folder = join(__dirname, '../../../docs/images/console');
const chromium = JSON.parse(process.env['ZUORA_ACCESS_CHROMIUM'] ?? '""');

let world: BrowserWorld;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  world = await BrowserWorld.begin(chromium);
  await seed();
});
afterAll(() => world.end());

test.each([
  ['activity', '/activity?minutes=15', seedUser.katherine],
  ['people', '/people', seedUser.grace],
  ['person', `/people?person=${seedUser.katherine}`, 'emea-billing-group'],
  ['dead-letters', '/dead-letters?group=business-rule@user-access-requests', 'hedy.lamarr@example.com'],
  ['event', '/event?id=T-1042', 'requestUserAccess'],
  ['entities', `/entities?entity=${seedEntity.japan}`, seedUser.alan],
  ['policy', '/policy', 'no-contractors-in-japan'],
  ['safeguard', '/safeguard', 'People who lose access in a day'],
  ['sandbox', '/sandbox', seedUser.ada],
  ['health', '/health', 'AWS credentials'],
])('a picture of %s', async (name, address, text) => {
  const page = await world.open(address);
  await page.getByText(text).locator('visible=true').first().waitFor();
  await settle();
  await page.screenshot({ path: join(folder, `${name}.png`) });
  if (name === 'activity') {
    await page.emulateMedia({ colorScheme: 'dark' });
    await settle();
    await page.screenshot({ path: join(folder, 'activity-dark.png') });
    await page.emulateMedia({ colorScheme: 'light' });
  }
  await page.setViewportSize({ width: 360, height: 740 });
  await page.reload();
  await page.getByText(text).locator('visible=true').first().waitFor();
  await settle();
  await page.screenshot({ path: join(folder, `${name}-narrow.png`) });
});

/** Until a chart is painted. Milliseconds. */
const settle = () => sleep(500);

const teams = ['billing', 'customer success', 'revenue'];
const stuck = ['hedy.lamarr', 'rosalind.franklin', 'chien-shiung.wu', 'lise.meitner', 'emmy.noether'];
const reasons = [
  ['business-rule', 'Zuora answered 53200040: the user has no licence for this entity'],
  ['permission-denied', 'Zuora answered 53200011: no administrator of this entity'],
] as const;

async function seed(): Promise<void> {
  const asked = { requestedBy: 'Ada Lovelace', ticket: 'T-1042' };
  for (const [index, user] of [seedUser.grace, seedUser.alan, seedUser.edsger, seedUser.ada].entries()) {
    const targets = [seedEntity.germany, seedEntity.japan].slice(0, 1 + (index % 2)).map(hyphenateEntityId);
    const data = { ...asked, targetEntityIds: targets, reason: `joins ${teams[index % 3]}` };
    await world.request(user, data, index === 0 ? { correlationid: 'T-1042' } : {});
  }
  await world.request('somebody.new@example.com', { ...asked, reason: 'joins billing' });
  await world.send('access-revocations', '{"specversion":"1.0"}');
  const user = { userName: seedUser.katherine, groups: ['zuora-emea-billing'], department: 'Billing' };
  await world.send('identity-events', plain('identity.user.joined.v1', { user }, { time: new Date().toISOString() }));
  for (const [index, name] of stuck.entries()) {
    const [reason, detail] = reasons[index % 2] ?? reasons[0];
    await world.sendDeadLetter('user-access-requests', reason, requestOf(`${name}@example.com`, asked), detail);
  }
  await leaveTogether(world.stack.clients.dynamodb, [
    'tim.lee@example.com',
    'vint.cerf@example.com',
    'radia.perlman@example.com',
  ]);
  await until(async () => (await world.accessOf(seedUser.katherine)).includes(seedEntity.germany));
}
