/** Translates a mutated payload, alone and among good events, and checks the invariants. */
import fc from 'fast-check';
import { jwt } from './fixtures/envelopes.ts';
import { hook, logEvent } from './fixtures/okta.ts';
import { bulk, scimEvent, user } from './fixtures/scim.ts';
import { thin, workday, workdayRow } from './fixtures/vendors.ts';
import { inactive } from './inactive.ts';
import { type Invariant, invariants } from './invariants.ts';
import { mutated } from './mutations.ts';
import { spellings } from './respelling.ts';
import { type Attempt, attempt, type BatchForm, bodyOf, type Run, runOf } from './run.ts';
import { type Parts, translate } from './translation.ts';

type Form = Omit<BatchForm, 'apart'>;

/** Every form of a message with several events. */
const forms: readonly Form[] = [
  { name: 'an array', good: user(), batch: (...events) => events },
  { name: 'an event hook', good: logEvent('user.lifecycle.create'), batch: hook },
  {
    name: 'a poll of tokens',
    good: jwt(scimEvent('prov:create:full', { data: user() })),
    batch: (...events) => ({ sets: { ...events } }),
  },
  { name: 'change notifications', good: thin.graph('Users/u-1'), batch: (...value) => ({ value }) },
  { name: 'a report', good: workdayRow('Hire'), batch: workday },
  { name: 'a bulk request', good: { method: 'POST', path: '/Users', data: user() }, batch: bulk },
];

/** @returns a property that holds if every invariant holds; its error begins with the name of a broken invariant */
export function fuzzProperty(
  parts: Parts,
  judged: readonly Invariant[] = invariants,
  onRun: (run: Run) => void = () => {},
) {
  const goodAlone = new Map<Form, Attempt>();
  return fc.property(
    mutated,
    fc.constantFrom(...forms),
    inactive,
    fc.constantFrom(...spellings),
    (content, form, inactivePerson, spelling) => {
      const apart = () => {
        const known = goodAlone.get(form) ?? attempt(() => translate(parts, bodyOf(form.batch(form.good, form.good))));
        goodAlone.set(form, known);
        return known;
      };
      const run = runOf(parts, content, { ...form, apart }, inactivePerson, spelling);
      onRun(run);
      for (const { name, problem } of judged) {
        const found = problem(run);
        if (found !== undefined) throw new Error(`${name}: ${found}\n${run.body}`);
      }
    },
  );
}
