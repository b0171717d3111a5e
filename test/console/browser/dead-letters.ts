/** The page Dead letters. */
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { until } from '../../until.ts';
import { expectAccessible } from './accessible.ts';
import { type BrowserWorld, requestOf } from './world.ts';

export function deadLetterTests(world: () => BrowserWorld): void {
  const lettersOn = async (queue: string) => {
    const QueueUrl = world().stack.queueUrl(`${queue}-dlq`);
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    const { Attributes = {} } = await world().stack.clients.sqs.send(command);
    return (
      Number(Attributes['ApproximateNumberOfMessages']) + Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
    );
  };

  test('a group is redriven by the keyboard alone, in at most twelve keys, and its people get access', async () => {
    const people = ['stuck-1@example.com', 'stuck-2@example.com'];
    for (const person of people) {
      await world().addUser(person);
      await world().sendDeadLetter('user-access-requests', 'business-rule', requestOf(person));
    }
    const page = await world().open('/activity');
    let pressed = 0;
    const press = async (key: string) => {
      pressed += 1;
      await page.keyboard.press(key);
    };
    await press('g');
    await press('d');
    const row = page.getByRole('row', { name: /^business-rule user-access-requests / });
    await row.waitFor();
    // Other tests have letters of their own, also on the queues of a shared AWS.
    const letters = await row.locator('td.number').first().innerText();
    while ((await row.getAttribute('aria-current')) === null) await press('j');
    await page.getByText("What to do: Fix what Zuora's answer in the detail names; then redrive.").waitFor();
    await press('r');
    await page.getByRole('dialog').waitFor();
    await press('Enter');
    expect(pressed).toBeLessThanOrEqual(12);
    await page.getByText(`Sent again: ${letters}`).waitFor();
    for (const person of people) {
      await until(async () => (await world().accessOf(person)).includes(seedEntity.germany));
    }
    await row.waitFor({ state: 'detached' });
    expect(world().stack.output()).toContain(
      `console  ${world().caller} redrives dead letters with reason business-rule on user-access-requests`,
    );
  });

  test('a dry run sends nothing, and only marked letters are sent', async () => {
    const people = ['marked@example.com', 'unmarked@example.com'];
    for (const person of people) {
      await world().addUser(person);
      await world().sendDeadLetter('user-access-requests', 'rejected', requestOf(person));
    }
    const page = await world().open('/dead-letters?group=rejected@user-access-requests');
    await page.getByRole('checkbox', { name: 'Select marked@example.com', exact: true }).check();
    await page.getByRole('button', { name: 'Redrive 1 selected letter…' }).click();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByText(/Dry run: 1 of \d+ letters/).waitFor();
    expect(await world().accessOf('marked@example.com')).toEqual([]);
    await page.getByRole('button', { name: 'Redrive', exact: true }).click();
    await page.getByText('Sent again: 1').waitFor();
    await until(async () => (await world().accessOf('marked@example.com')).includes(seedEntity.germany));
    expect(await world().accessOf('unmarked@example.com')).toEqual([]);
    await page.getByRole('cell', { name: 'unmarked@example.com', exact: true }).waitFor();
  });

  test('a letter shows its facts, its body and the next step, at an address of its own', async () => {
    await world().sendDeadLetter('access-revocations', 'not-allowed', requestOf('shown@example.com'));
    const page = await world().open('/dead-letters?group=not-allowed@access-revocations');
    await page.getByRole('cell', { name: 'shown@example.com', exact: true }).click();
    const detail = page.getByRole('complementary', { name: 'Selected letter' });
    await detail.getByText('"username": "shown@example.com"').waitFor();
    await detail.getByText('it was not-allowed').waitFor();
    await expectAccessible(page);
    await detail.getByText(/allowedEntityIds or allowedUsernameDomains/).waitFor();
    await page.reload();
    await detail.getByText('"username": "shown@example.com"').waitFor();
  });

  test('a purge keeps what it deletes, in a file that only a name can choose', async () => {
    await world().sendDeadLetter('entity-connections', 'stale', requestOf('purged@example.com'));
    const page = await world().open('/dead-letters?group=stale@entity-connections');
    await page.getByRole('button', { name: 'Purge all 1…' }).click();
    await expectAccessible(page);
    await page.getByLabel('File').fill('../elsewhere.jsonl');
    await page.getByRole('button', { name: 'Purge', exact: true }).click();
    await page.getByText('Give the name of a file, without a folder.').waitFor();
    world().forgive(/409/);
    expect(await lettersOn('entity-connections')).toBe(1);

    const file = `purged-${randomUUID()}.jsonl`;
    await page.getByLabel('File').fill(file);
    await page.getByRole('button', { name: 'Purge', exact: true }).click();
    await page.getByText(`Deleted, and kept in ${file}: 1.`).waitFor();
    expect(await lettersOn('entity-connections')).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('purged@example.com');
    rmSync(file);
  });

  test('two browsers see the same work, and either can stop it', async () => {
    for (let number = 0; number < 20; number += 1) {
      await world().sendDeadLetter('access-approvals', 'outcome-unknown', requestOf(`slow-${number}@example.com`));
    }
    const first = await world().open('/dead-letters?group=outcome-unknown@access-approvals');
    const second = await world().open('/activity');
    await first.getByRole('button', { name: 'Redrive all 20…' }).click();
    await first.getByLabel('Rate').selectOption('1 a second');
    await first.getByRole('button', { name: 'Redrive', exact: true }).click();
    await first.getByRole('button', { name: 'Read again' }).click();
    await first.getByText(/^Other work has the dead letters: Redrive of .* outcome-unknown/).waitFor();
    world().forgive(/409/);
    await second.getByRole('region', { name: 'Work' }).getByRole('button', { name: 'Stop' }).click();
    for (const page of [first, second]) await page.getByRole('article').getByText('stopped').first().waitFor();
    expect(await lettersOn('access-approvals')).toBeGreaterThan(0);
  });
}
