/** The page Event. */
import { expect, test } from '@jest/globals';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { until } from '../../until.ts';
import { expectAccessible } from './accessible.ts';
import { type BrowserWorld, requestOf } from './world.ts';

export function eventTests(world: () => BrowserWorld): void {
  test('an event shows its delivery, its effect and its record', async () => {
    await world().addUser('told@example.com');
    const { id } = await world().request('told@example.com', { requestedBy: 'Hedy Lamarr', ticket: 'T-18' });
    await until(async () => (await world().accessOf('told@example.com')).includes(seedEntity.germany));
    const page = await world().open(`/event?id=${id}`);
    const steps = page.getByRole('region', { name: 'What happened' }).getByRole('listitem');
    await until(async () => {
      await page.getByRole('button', { name: 'Read again' }).click();
      return (await steps.filter({ hasText: 'requestUserAccess: applied' }).count()) === 1;
    });
    await steps.filter({ hasText: 'access requested' }).getByText('germany').first().waitFor();
    await page.getByRole('region', { name: 'Ledger: requestUserAccess, applied' }).getByText('T-18').first().waitFor();
    await expectAccessible(page);
    // Somebody else may have the login by now: the search tells who there is.
    await page.getByRole('link', { name: 'What is known of told@example.com' }).click();
    await page.getByRole('link', { name: 'told@example.com', exact: true }).click();
    await page.getByRole('heading', { name: 'told@example.com' }).waitFor();
  });

  test('an identity event leads on to the decision that was derived from it', async () => {
    await world().addUser('derived@example.com');
    const user = { userName: 'derived@example.com', groups: ['zuora-emea-billing'] };
    const event = plain('identity.user.joined.v1', { user }, { time: new Date().toISOString() });
    await world().send('identity-events', event);
    await until(async () => (await world().accessOf('derived@example.com')).includes(seedEntity.germany));
    const page = await world().open(`/event?id=${(event as { id: string }).id}`);
    const steps = page.getByRole('region', { name: 'What happened' }).getByRole('listitem');
    // The functions' lines may be in the log a moment after Zuora has the access.
    await until(async () => {
      await page.reload();
      await page
        .getByText(/What happened|has an event/)
        .first()
        .waitFor();
      const titles = (await steps.allInnerTexts()).join();
      return titles.includes('translateIdentityEvent: translated') && titles.includes('applyAccessDecision: applied');
    });
    world().forgive(/404/);
    const rules = page.getByRole('region', { name: 'Rules for derived@example.com now' });
    await rules.getByText('✓ matches').first().waitFor();
    await rules
      .getByText(/groups: zuora-emea-billing; wanted/)
      .first()
      .waitFor();
    await expectAccessible(page);
  });

  test('a dead-lettered event is retried from its own page', async () => {
    await world().addUser('retried@example.com');
    const event = requestOf('retried@example.com', {}, { time: new Date(Date.now() - 10 * 86_400_000).toISOString() });
    await world().send('user-access-requests', event);
    const page = await world().open(`/event?id=${event.id}`);
    const retry = page.getByRole('button', { name: 'Retry now…' });
    await until(async () => {
      await page.reload();
      await page
        .getByText(/dead-letter|has an event/)
        .first()
        .waitFor();
      return (await retry.count()) === 1;
    });
    world().forgive(/404/);
    await page.keyboard.press('r');
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page);
    await page
      .getByRole('dialog')
      .getByLabel(/stale grant/)
      .check();
    await page.getByRole('dialog').getByRole('button', { name: 'Retry now' }).click();
    await page.getByText(/Sent again: 1[;.]/).waitFor();
    await until(async () => (await world().accessOf('retried@example.com')).includes(seedEntity.germany));
  });

  test('a dead letter is edited and published again, as a new event', async () => {
    await world().addUser('edited@example.com');
    await world().sendDeadLetter('user-access-requests', 'payload-mismatch', requestOf('mistyped@example.com'));
    const page = await world().open('/dead-letters?group=payload-mismatch@user-access-requests');
    await page.getByRole('cell', { name: 'mistyped@example.com', exact: true }).click();
    await page.getByRole('button', { name: 'Edit and publish again…' }).click();
    const body = page.getByLabel('Body of the message');
    await until(async () => (await body.inputValue()).includes('mistyped@example.com'));
    await body.fill((await body.inputValue()).replace('mistyped@', 'edited@'));
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText(/Event \S+: applied\./).waitFor();
    await until(async () => (await world().accessOf('edited@example.com')).includes(seedEntity.germany));
  });

  test('an event that the service would refuse is not sent, and every wrong field is named', async () => {
    const page = await world().open('/event');
    await page.keyboard.press('p');
    await expectAccessible(page);
    await page
      .getByLabel('Body of the message')
      .fill(JSON.stringify(requestOf('x@example.com', { targetEntityIds: [] })));
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const words = page.getByRole('alert');
    await words.waitFor();
    expect(await words.innerText()).toMatch(/^Not sent, invalid-event: .*targetEntityIds/);
    world().forgive(/409/);
  });
}
