/** People whose names were given to them by an event that was cut off before it wrote who they are. */
import { beforeEach, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { PeoplePages } from '../../../lib/people/people-pages.ts';
import { withCrash } from './crash.ts';
import { minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

const rules = [{ id: 'billing', when: { department: ['Billing'] }, grant: ['france'] }];
const by = policy({ rules, on: revoking });

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

function joined(id: string, login: string, department = 'Sales') {
  const time = new Date(translation.clock.now()).toISOString();
  return plain('identity.user.joined.v1', { user: { id, userName: login, department } }, { id: `${id} ${time}`, time });
}

const deliver = (body: unknown, options: object = {}) => translation.deliver(body, { by, ...options });

/** Cuts the event off before its change of this number. */
async function cutOff(event: unknown, number: number): Promise<void> {
  expect(await withCrash(parts, number, false, async () => void (await deliver(event)))).toBe(true);
}

test('hold up nobody else of a message, who is told of once', async () => {
  await cutOff(joined('u-1', 'ada@example.com'), 3);
  const message = [joined('u-2', 'ada@example.com'), joined('u-3', 'grace@example.com', 'Billing')];
  expect(await deliver(message)).toEqual(['translated', 'retry busy']);
  expect((await translation.decided()).map(({ username }) => username)).toEqual(['grace@example.com']);
});

test.each([1, 2, 3, 4, 5])(
  'become nobody else while their event waits, cut off before its change %s',
  async (number) => {
    const first = joined('u-1', 'ada@example.com');
    await cutOff(first, number);
    translation.clock.advance(5 * minute);
    await deliver(joined('u-2', 'ada@example.com'));
    translation.clock.advance(7 * minute);
    const ends = await deliver(first);
    const { people } = await new PeoplePages(parts.dynamodb, translation.settings).read([], undefined);
    expect({ ends, accounts: people.map(({ accounts }) => accounts.length) }).toEqual({
      ends: ['retry login-conflict'],
      accounts: people.map(() => 1),
    });
  },
);
