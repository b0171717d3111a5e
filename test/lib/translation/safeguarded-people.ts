/** People whom the safeguard protects: the events about them, the decisions, and the sets for an operator. */
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { type Quarantine, readQuarantines } from '../../../operator/safeguard/quarantine.ts';
import { nameOf } from '../../../operator/safeguard/waiting-people.ts';
import { said } from './said.ts';
import { type AwsParts, minute, type Translation } from './translation.ts';

/** At most three may lose something in an hour, and four be given something, by one cause; and four lose it within a day. */
export const safeguard = {
  revocations: { people: 3, percent: 0, percentADay: 0 },
  grants: { people: 4, percent: 0 },
};
export const rules = [
  { id: 'g1', when: { groups: ['g-1'] }, grant: ['germany'] },
  { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] },
  { id: 'sales', when: { department: ['Sales'] }, grant: ['japan'] },
  { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['germany', 'france'], unknown: 'grant' },
];
export const off = policy({ rules, on: revoking, safeguard: 'off' });
export const by = policy({ rules, on: revoking, safeguard });
export const hour = 60 * minute;

export const inGroup = { group: 'g-1' };
export const logins = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}@example.com`);

/** How many deliveries had each outcome. */
export const outcomesOf = (all: readonly string[]) =>
  Object.fromEntries(Object.entries(Object.groupBy(all, (one) => one)).map(([name, ones = []]) => [name, ones.length]));

export const inWords = ({ cause, direction, state, people }: Quarantine) =>
  `${direction} ${cause} ${state} ${people.map((one) => nameOf(one).split('@')[0]).join(' ')}`;

/** @param current the translation of the test */
export function safeguardedPeople({ dynamodb }: AwsParts, current: () => Translation) {
  /** An event about one person, a second after the one before. */
  function says(change: string, login: string, others: object = {}, more: object = {}) {
    const type = change === 'removed' || change === 'added' ? `group.member-${change}` : `user.${change}`;
    const user = { userName: login, id: `id of ${login}`, ...others };
    return said(current().clock, type, { user, ...more }, 1000);
  }

  /** People whom the service knows, in Billing and in the group. */
  async function known(count: number): Promise<readonly string[]> {
    const people = logins(count);
    const events = people.flatMap((login) => [
      says('joined', login, { department: 'Billing' }),
      says('added', login, {}, inGroup),
    ]);
    await current().deliver(events, { by: off });
    await current().decided();
    return people;
  }

  const deliver = (body: unknown, others: object = {}) => current().deliver(body, { by, ...others });

  const decided = async () =>
    (await current().decided())
      .map(({ username, assignments, hasLeft }) =>
        [username.split('@')[0], hasLeft ? 'left' : '', ...assignments].filter(Boolean).join(' '),
      )
      .toSorted();

  return { says, known, deliver, decided, ...operatorOf(dynamodb, current) };
}

/** What an operator reads, and the next look at the people, which follows what the operator has decided. */
function operatorOf(dynamodb: AwsParts['dynamodb'], current: () => Translation) {
  const session = () => ({
    aws: { dynamodb },
    stack: { stage: 'local', people: current().settings.people },
    now: current().clock.now,
  });

  const sets = () => readQuarantines(session(), () => undefined);

  async function onlySet(): Promise<Quarantine> {
    const [set, ...others] = await sets();
    if (set === undefined || others.length > 0) throw new Error('not one set');
    return set;
  }

  async function look(): Promise<string[]> {
    current().clock.advance(minute);
    return current().look({ by });
  }

  return { session, sets, onlySet, look };
}
