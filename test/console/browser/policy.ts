/** The page Policy. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { until } from '../../until.ts';
import { expectAccessible } from './accessible.ts';
import { startOwnConsole } from './own-console.ts';
import type { BrowserWorld } from './world.ts';

const policy = readFileSync('policy.example.yml', 'utf8');

export function policyTests(world: () => BrowserWorld): void {
  const joins = (userName: string) =>
    plain(
      'identity.user.joined.v1',
      { user: { userName, groups: ['zuora-emea-billing'] } },
      { time: new Date().toISOString() },
    );

  test('the file is shown, with whom each rule decides for', async () => {
    await world().addUser('ruled@example.com');
    await world().send('identity-events', joins('ruled@example.com'));
    await until(async () => (await world().accessOf('ruled@example.com')).includes(seedEntity.germany));
    const page = await world().open('/policy');
    await page.getByText('policy.example.yml: sound').waitFor();
    await page.getByRole('list', { name: 'Lines of the policy' }).getByText('id: emea-billing-group').waitFor();
    const rules = page.getByRole('region', { name: 'Rules and people' });
    await rules.getByRole('row', { name: /emea-billing-group \d/ }).waitFor();
    await rules.getByRole('row', { name: /no-contractors-in-japan nobody \d+ userType/ }).waitFor();
    await expectAccessible(page);
  });

  /** The page of a console whose file is another one than the policy in force. */
  const withFile = async (text: string, look: (page: Page) => Promise<void>) => {
    const folder = mkdtempSync(join(tmpdir(), 'zuora-access-policy-'));
    const policyFile = join(folder, 'policy.yml');
    writeFileSync(policyFile, text);
    const console = await startOwnConsole(world(), { policyFile });
    try {
      const page = await world().enter(console.url);
      await page.goto(`${new URL(console.url).origin}/policy`);
      await look(page);
      await page.close();
    } finally {
      await console.close();
      rmSync(folder, { recursive: true });
    }
  };

  test('a problem of the file stands at its line, and nothing is judged by such a file', () =>
    withFile(policy.replace('grant: [germany, france]', 'grant: [atlantis]'), async (page) => {
      await page.getByText('policy.yml: 1 problem').waitFor();
      const marked = page.getByRole('list', { name: 'Lines of the policy' }).locator('li.marked');
      expect(await marked.count()).toBe(1);
      expect(await marked.innerText()).toMatch(/grant: \[atlantis\]\s+\S.*atlantis/);
      for (const name of ['Rules and people', 'Waits for policy apply']) {
        expect(await page.getByRole('region', { name }).count()).toBe(0);
      }
    }));

  test('what a file that is not in force changes is shown by name', async () => {
    await world().addUser('waits-for-apply@example.com');
    await world().send('identity-events', joins('waits-for-apply@example.com'));
    await until(async () => (await world().accessOf('waits-for-apply@example.com')).includes(seedEntity.germany));
    await withFile(policy.replace('grant: [germany, france]', 'grant: [germany, japan]'), async (page) => {
      await page.getByText(/^In force: another one, since /).waitFor();
      const rows = page.getByRole('region', { name: 'Waits for policy apply' }).getByRole('row');
      const own = rows.filter({ hasText: 'waits-for-apply@example.com' });
      await own.filter({ hasText: 'france' }).getByText('loses').waitFor();
      await expectAccessible(page);
    });
  });

  test('an event is tried: each rule has its tick, and nothing is sent', async () => {
    const page = await world().open('/policy');
    await page.getByLabel(/Body of a message/).fill(JSON.stringify(joins('tried@example.com')));
    await page.getByRole('button', { name: 'Try' }).click();
    const tried = page.getByRole('article').filter({ hasText: 'tried@example.com' });
    await tried.getByText('grant: germany, france').waitFor();
    await tried
      .getByText(/✓ matches.*emea-billing-group/)
      .or(tried.getByText('✓ matches'))
      .first()
      .waitFor();
    await tried.getByText('? undecided').first().waitFor();
  });

  test('a person is tried by what is known of them, at an address that names them', async () => {
    await world().addUser('judged@example.com');
    await world().send('identity-events', joins('judged@example.com'));
    await until(async () => (await world().accessOf('judged@example.com')).includes(seedEntity.germany));
    const page = await world().open('/policy');
    await page.getByLabel(/Login or id of a person/).fill('judged@example.com');
    await page.getByRole('button', { name: 'Show the rules' }).click();
    const person = page.getByRole('region', { name: 'Try a person' });
    await person.getByText('✓ matches').first().waitFor();
    expect(page.url()).toMatch(/\/policy\?person=judged%40example\.com$/);
    await page.goto(`${world().origin}/policy?person=nobody@example.com`);
    await person.getByText('No source told of anybody with this login.').waitFor();
  });

  test('a dead letter of the identity events is tried', async () => {
    await world().sendDeadLetter('identity-events', 'crashed', joins('letter@example.com'));
    const page = await world().open('/dead-letters?group=crashed@identity-events');
    await page.locator('.view [role=row]').first().click();
    await page.getByRole('link', { name: 'Try the event on the policy' }).click();
    const body = page.getByLabel(/Body of a message/);
    await until(async () => (await body.inputValue()).includes('letter@example.com'));
    await page.getByRole('button', { name: 'Try', exact: true }).click();
    await page.getByRole('article').filter({ hasText: 'letter@example.com' }).getByText('grant: germany').waitFor();
  });

  test('another policy is compared by name, and its problems are named', async () => {
    await world().addUser('differs@example.com');
    await world().send('identity-events', joins('differs@example.com'));
    await until(async () => (await world().accessOf('differs@example.com')).includes(seedEntity.germany));
    const page = await world().open('/policy');
    const other = page.getByLabel('The other policy');
    await other.fill(policy.replace('grant: [germany, france]', 'grant: [germany, japan]'));
    await page.getByRole('button', { name: 'Compare' }).click();
    const rows = page.getByRole('region', { name: 'Compare with another policy' }).getByRole('row');
    await rows.filter({ hasText: 'differs@example.com' }).filter({ hasText: 'france' }).getByText('loses').waitFor();
    const link = rows.getByRole('link', { name: 'differs@example.com' }).first();
    expect(await link.getAttribute('href')).toMatch(/^\/people\?query=differs%40example\.com&person=[0-9a-f]{32}$/);
    await other.fill(policy.replace('grant: [germany, france]', 'grant: [atlantis]'));
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText(/The other policy has problems. line \d+: .*atlantis/).waitFor();
    world().forgive(/409/);
  });
}
