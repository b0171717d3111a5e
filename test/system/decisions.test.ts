/** What the policy decided about a person, through the real stack. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { seedEntity } from '../../local/zuora/seed.ts';
import { run } from '../cli/command.ts';
import { World } from './world.ts';

const queue = 'access-decisions';
const { germany, france, japan, global } = seedEntity;

let world: World;
let username: string;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());
beforeEach(async () => {
  username = `${randomUUID()}@example.com`;
  await world.addUsers(username);
});

function decision(revision: number, granted: readonly string[], more: object = {}) {
  const time = new Date().toISOString();
  const data = {
    ...{
      personId: 'a-person',
      username,
      entityId: global,
      generation: 1,
      revision,
      isSuspended: false,
      hasLeft: false,
    },
    ruleAssignments: granted.map((entityId) => ({ entityId, rules: ['everybody'] })),
    denials: [],
    ...more,
  };
  return {
    ...{ specversion: '1.0', type: 'zuora.user-access.decided.v1', source: 'policy', id: randomUUID(), time },
    data,
  };
}

/** @returns the outcomes, in the order of the events */
async function decided(...events: object[]): Promise<(string | undefined)[]> {
  const ids = await world.send(queue, ...events);
  await world.drained(queue);
  return Promise.all(ids.map(async (id) => (await world.outcomesOf(id)).at(-1)?.outcome));
}

/** The entities that the user has or has asked for, beside the home entity. */
async function access(): Promise<readonly string[] | undefined> {
  return (await world.accessByUser()).get(username);
}

test('of decisions that are sent at once, the newest counts', async () => {
  const outcomes = await decided(decision(3, [germany]), decision(1, [japan]), decision(4, [france]), decision(2, []));
  expect(outcomes[2]).toMatch(/applied$/);
  expect(await access()).toEqual([france]);
});

test('a person who is suspended has everything back, one who has left has nothing', async () => {
  await decided(decision(1, [germany, france]));
  expect(await access()).toEqual([germany, france]);
  expect(await decided(decision(2, [germany, france], { isSuspended: true }))).toEqual(['applied']);
  expect(await access()).toEqual([]);
  expect(await decided(decision(3, [germany, france]))).toEqual(['applied']);
  expect(await access()).toEqual([germany, france]);
  const leftAt = new Date().toISOString();
  expect(await decided(decision(4, [germany], { hasLeft: true, leftAt }))).toEqual(['applied']);
  expect(await access()).toEqual([]);
  expect(await decided(decision(3, [germany, france]))).toEqual(['superseded']);
});

test('status tells which decision it was', async () => {
  const event = decision(5, [germany]);
  await decided(event);
  const { output } = await run({ AWS_ENDPOINT_URL: world.stack.aws }, 'status', event.id);
  expect(output).toMatch(/Decision +generation 1, revision 5/);
  expect(output).toMatch(/Operation +applyAccessDecision/);
});
