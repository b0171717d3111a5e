/** The page Health. */
import { expect, test } from '@jest/globals';
import { operatorEntries } from '../../operator-entries.ts';
import type { BrowserWorld } from './world.ts';

export function healthTests(world: () => BrowserWorld): void {
  test('shows the checks of the doctor, the most urgent first, each with what to do about it', async () => {
    const page = await world().open('/health');
    const checks = page.getByRole('region', { name: 'Checks' }).getByRole('listitem');
    await checks.filter({ hasText: 'Stage' }).getByText('ok').first().waitFor();
    await page.getByText(/^0 fail, \d+ warn, \d+ ok, \d+ skipped$/).waitFor();

    const [found, fix] = ['5 dead letters', 'List them with zuora-access dlq list.'];
    const tiles = [
      { check: 'Policy', status: 'skipped', found: 'There is none.' },
      { check: 'Stage', status: 'ok', found: 'It is there.' },
      { check: 'Clock', status: 'warn', found: 'It is 2 s late.', fix: 'Set it.' },
      { check: 'Queues', about: 'access-approvals', status: 'fail', found, fix },
    ];
    await page.route('**/api/health/checks', (route) => route.fulfill({ json: { tiles } }));
    await page.keyboard.press('u');
    await page.getByText('1 fail, 1 warn, 1 ok, 1 skipped').waitFor();
    expect((await checks.allInnerTexts()).map((text) => text.split(/\s+/).join(' '))).toEqual([
      `fail Queues access-approvals ${found} What to do: ${fix}`,
      'warn Clock It is 2 s late. What to do: Set it.',
      'ok Stage It is there.',
      'skipped Policy There is none.',
    ]);
  });

  test('pauses a queue and resumes it, and every browser sees it', async () => {
    const first = await world().open('/health');
    const second = await world().open('/health');
    await first.getByRole('button', { name: 'Pause entity-connections' }).click();
    for (const page of [first, second]) {
      await page.getByRole('row', { name: /entity-connections.*paused/ }).waitFor();
    }
    await second.getByRole('button', { name: 'Resume entity-connections' }).click();
    for (const page of [first, second]) {
      await page.getByRole('row', { name: /entity-connections.*receives/ }).waitFor();
    }
    const entries = await operatorEntries(world().stack.clients.dynamodb);
    const ofQueue = entries.filter((entry) => /^(pause|resume) entity-connections begun by arn:/.test(entry));
    expect(ofQueue.map((entry) => entry.split(' ')[0])).toEqual(['pause', 'resume']);
  });
}
