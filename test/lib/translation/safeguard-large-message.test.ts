/** A thousand people in one message, with the thresholds that hold where the policy says nothing. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { release } from '../../../operator/safeguard/quarantine.ts';
import { Clock } from '../../clock.ts';
import { modelAws } from './model-aws.ts';
import { inGroup, logins, off, outcomesOf, rules, safeguardedPeople } from './safeguarded-people.ts';
import { minute, Translation } from './translation.ts';

const count = 1000;
const by = policy({ rules, on: revoking });

const clock = new Clock();
const aws = modelAws(clock.now);
let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(aws, clock);
});

const { says, session, sets, onlySet } = safeguardedPeople(aws, () => translation);

/** What the operation applies, and the queue of dead letters. */
const sent = () => ({
  decisions: aws.queues.get(translation.settings.decisionQueue) ?? [],
  deadLetters: aws.queues.get(translation.settings.deadLetterQueue) ?? [],
});

/** The decisions by their ids: the same id is the same decision, and changes nothing in Zuora. */
const idsOf = (bodies: readonly string[]) => new Set(bodies.map((body) => JSON.parse(body).id));

describe('one message removes a thousand members of a group', () => {
  let people: readonly string[];
  let before: ReadonlySet<string>;
  beforeEach(async () => {
    people = logins(count);
    await translation.deliver(
      people.map((login) => says('joined', login, { department: 'Billing' })),
      { by: off },
    );
    await translation.deliver(
      people.map((login) => says('added', login, {}, inGroup)),
      { by: off },
    );
    before = idsOf(sent().decisions);
    await translation.takeDecisions();
    const removal = people.map((login) => says('removed', login, {}, inGroup));
    expect(outcomesOf(await translation.deliver(removal, { by }))).toEqual({ quarantined: count });
  });

  test('no new decision is sent, and all of them wait in one set', async () => {
    expect([...idsOf(sent().decisions)].filter((id) => !before.has(id))).toEqual([]);
    expect(sent().deadLetters).toEqual([]);
    expect(await sets()).toMatchObject([{ direction: 'revocations', cause: 'rule g1 by groups', state: 'open' }]);
    expect((await onlySet()).people).toHaveLength(count);
  });

  test('a release lets all of them go', async () => {
    await translation.takeDecisions();
    await release(session(), await onlySet(), { by: 'grace' });
    clock.advance(minute);
    await translation.look({ by });
    const decisions = await translation.decided();
    expect(decisions).toHaveLength(count);
    expect(decisions.map(({ assignments, ended }) => ({ assignments, ended }))).toEqual(
      people.map(() => ({ assignments: ['france'], ended: ['germany'] })),
    );
    expect(await sets()).toEqual([]);
  });
});
