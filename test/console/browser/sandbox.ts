/** The page Sandbox. */
import { expect, test } from '@jest/globals';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { until } from '../../until.ts';
import type { BrowserWorld } from './world.ts';

export function sandboxTests(world: () => BrowserWorld): void {
  test('a fault is planted with one click, and the calls show it', async () => {
    await world().addUser('unlucky@example.com');
    const page = await world().open('/sandbox');
    await page.getByRole('button', { name: 'Next call answers 500' }).click();
    await page.getByText('Planted: Next call answers 500').waitFor();
    await world().request('unlucky@example.com');
    await page.getByRole('region', { name: 'Calls' }).getByRole('row', { name: /500/ }).first().waitFor();
    await page.getByRole('button', { name: 'Clear the faults' }).click();
    await page.getByText('The faults are cleared').waitFor();
    await until(async () => (await world().accessOf('unlucky@example.com')).includes(seedEntity.germany));
  });

  test('a pending request is granted, and access is removed, as an administrator does it in Zuora', async () => {
    await world().addUser('asks@example.com');
    await world().request('asks@example.com', { targetEntityIds: [hyphenateEntityId(seedEntity.france)] });
    const page = await world().open('/sandbox');
    await page.getByRole('button', { name: 'grant france of asks@example.com' }).click();
    await page.getByRole('button', { name: 'remove france of asks@example.com' }).waitFor();
    expect(await world().accessOf('asks@example.com')).toEqual([seedEntity.france]);
    await page.getByRole('button', { name: 'remove france of asks@example.com' }).click();
    await until(async () => (await world().accessOf('asks@example.com')).length === 0);
  });

  test('no secret of a client of the sandbox reaches the browser', async () => {
    const page = await world().open('/sandbox');
    const text = await page.evaluate<string>(
      "fetch('/api/sandbox', { headers: { 'x-console-token': localStorage.getItem('token') } }).then((answer) => answer.text())",
    );
    expect(text).toContain('"users"');
    expect(text).not.toMatch(/secret/i);
  });
}
