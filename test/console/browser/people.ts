/** The page People. */
import { expect, test } from '@jest/globals';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { until } from '../../until.ts';
import { expectAccessible } from './accessible.ts';
import type { BrowserWorld } from './world.ts';

export function peopleTests(world: () => BrowserWorld): void {
  /** A user with access to Germany. */
  const grant = async (username: string) => {
    await world().addUser(username);
    await world().request(username, { requestedBy: 'Hedy Lamarr', ticket: 'T-17', approvedBy: ['Rosalind'] });
    await until(async () => (await world().accessOf(username)).includes(seedEntity.germany));
  };

  test('a person is found by a part of the login, and shows each entity with its reasons', async () => {
    await grant('searched@example.com');
    const page = await world().open('/people');
    await page.getByLabel('Name, login or account').fill('SEARCHED@');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'searched@example.com' }).click();
    expect(page.url()).toMatch(/\/people\?query=SEARCHED%40&person=searched%40example.com$/);
    const germany = page.getByRole('region', { name: 'Access' }).getByRole('row', { name: /germany/ });
    await germany.waitFor();
    expect(await germany.innerText()).toMatch(/(yes|pending)[\s\S]*T-17[\s\S]*Hedy Lamarr[\s\S]*Rosalind/);
    await page.getByRole('region', { name: 'History' }).getByText('access requested').first().waitFor();
  });

  test('nobody is searched while a name is typed, and Enter opens the first person who is found', async () => {
    await grant('typed@example.com');
    const page = await world().open('/people');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).search));
    const field = page.getByLabel('Name, login or account');
    await field.pressSequentially('typed@');
    await field.press('Enter');
    await page.getByRole('link', { name: 'typed@example.com' }).waitFor();
    expect(asked.filter((query) => query.startsWith('?query='))).toEqual(['?query=typed%40']);
    await field.press('Enter');
    await page.getByRole('heading', { name: 'typed@example.com' }).waitFor();
    await page.goBack();
    await page.goBack();
    await until(async () => (await field.inputValue()) === '');
  });

  test('a search that has failed is asked again at Enter', async () => {
    const page = await world().open('/people');
    await page.route(/\/api\/people\?query=failed/, (route) => route.abort(), { times: 1 });
    const field = page.getByLabel('Name, login or account');
    await field.fill('failed-search');
    await field.press('Enter');
    await page.getByRole('alert').waitFor();
    await field.press('Enter');
    await page.getByText('Nobody is known by “failed-search”.').waitFor();
    world().forgive(/ERR_FAILED/);
  });

  test('what sources said is shown, with what the policy decided', async () => {
    const user = { userName: 'sourced@example.com', groups: ['zuora-emea-billing'], department: 'Billing' };
    await world().addUser('sourced@example.com');
    await world().send(
      'identity-events',
      plain('identity.user.joined.v1', { user }, { time: new Date().toISOString() }),
    );
    await until(async () => (await world().accessOf('sourced@example.com')).includes(seedEntity.germany));
    const page = await world().open('/people?person=sourced@example.com');
    const known = page.getByRole('region', { name: 'What is known' });
    await known.getByRole('row', { name: /department.*Billing/ }).waitFor();
    await expectAccessible(page);
    await known.getByRole('row', { name: /groups.*zuora-emea-billing/ }).waitFor();
    await page
      .getByRole('region', { name: 'What the policy decided last' })
      .getByRole('row', { name: /germany assigned.*emea-billing-group/ })
      .waitFor();
  });

  test('ending everything takes a reason and the login typed, and leaves no access in Zuora', async () => {
    await grant('revoked@example.com');
    const page = await world().open('/people?person=revoked@example.com');
    await page.getByRole('heading', { name: 'Access', exact: true }).waitFor();
    await page.keyboard.press('x');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/revoked@example.com has access to germany/).waitFor();
    await dialog.getByText('This changes stage local.').waitFor();
    await expectAccessible(page);
    const end = dialog.getByRole('button', { name: 'End all access' });
    await dialog.getByLabel('Reason, for the audit log').fill('Left today');
    expect(await end.isDisabled()).toBe(true);
    await dialog.getByLabel('Hold').check();
    await dialog.getByLabel(/Type/).fill('revoked@example.com');
    await end.click();
    await page.getByText('No access is left, except in the home entity.').waitFor();
    await page.getByRole('article').getByText('germany: access ended').waitFor();
    expect(await world().accessOf('revoked@example.com')).toEqual([]);
    expect(world().stack.output()).toMatch(
      /console {2}arn:\S+ revokes all access of revoked@example.com, and holds it/,
    );

    await page.getByRole('region', { name: 'Revocations in force' }).getByRole('button', { name: 'Unblock…' }).click();
    await expectAccessible(page);
    await dialog.getByLabel('Reason, for the audit log').fill('It was a mistake');
    await dialog.getByRole('button', { name: 'Unblock' }).click();
    await page.getByRole('region', { name: 'Revocations in force' }).waitFor({ state: 'detached' });
    await page.getByRole('region', { name: 'History' }).getByText('revocation lifted by an operator').first().waitFor();
  });

  test('two times are compared by the audit log, at an address that holds them', async () => {
    await grant('compared@example.com');
    const now = Date.now();
    const time = (shift: number) => new Date(now + shift).toISOString();
    const address = `/people?person=compared@example.com&from=${time(-3_600_000)}&to=${time(3_600_000)}`;
    const page = await world().open(address);
    const compared = page.getByRole('region', { name: 'Compare two times' });
    await compared.getByRole('row', { name: /germany nothing in the log (requested|access)/ }).waitFor();
    // The field shows no seconds where they are 00.
    const shown = await compared.getByLabel('At', { exact: true }).inputValue();
    expect(Date.parse(`${shown}Z`)).toBe(Date.parse(`${time(-3_600_000).slice(0, 19)}Z`));
    await compared.getByLabel('At', { exact: true }).fill('2026-01-02T03:04:05');
    await compared.getByLabel('At', { exact: true }).blur();
    // Somebody in another zone sees the same instant.
    await until(() => new URL(page.url()).searchParams.get('from') === '2026-01-02T03:04:05.000Z');
  });

  test('the end of all access can be left while its dialog loads, and after a failure', async () => {
    await grant('left-alone@example.com');
    const page = await world().open('/people?person=left-alone@example.com');
    await page.getByRole('heading', { name: 'Access', exact: true }).waitFor();
    const answer = Promise.withResolvers<void>();
    await page.route('**/api/people/revocation*', async (route) => {
      await answer.promise;
      await route.fulfill({ status: 409, json: { error: 'Zuora is away.' } });
    });
    const dialog = page.getByRole('dialog');
    for (const words of ['Loading the access from Zuora', 'Zuora is away.']) {
      await page.keyboard.press('x');
      await dialog.getByText(words).waitFor();
      await dialog.getByRole('button', { name: 'Close' }).click();
      await dialog.waitFor({ state: 'detached' });
      answer.resolve();
    }
    world().forgive(/409/);
  });

  test('Zuora itself is asked only at a wish', async () => {
    await grant('asked@example.com');
    const page = await world().open('/people?person=asked@example.com');
    const zuora = page.getByRole('region', { name: 'What Zuora shows now' });
    await zuora.getByRole('button', { name: 'Ask Zuora' }).click();
    await zuora.getByRole('row', { name: /germany yes/ }).waitFor();
  });

  test('somebody whom nobody knows is told in words', async () => {
    // Other tests revoke the access of a user whom Zuora does not know, and leave an account on a shared AWS.
    const stranger = 'not-one-event-names-them@example.com';
    const page = await world().open('/people?query=nobody-of-this-name');
    await page.getByText('Nobody is known by “nobody-of-this-name”.').waitFor();
    await page.goto(`${world().origin}/people?person=${stranger}`);
    await page.getByText(`Stage local knows nobody with the login or the id ${stranger}.`).waitFor();
    world().forgive(/404/);
  });
}
